"""Events as known on a day: what a ledger linked on that day would hold, whatever came and was judged later."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from greffier.judge import as_known
from greffier.ledger import open_ledger, schema
from greffier.ledger.events import Connection, members_of
from greffier.ledger.store import Ledger
from greffier.link import blocks
from greffier.pipeline.linking import link_pending
from pipeline.told import keep, stream

FIRST = date(2031, 6, 1)


def record(ledger: Ledger, report: str, day: int) -> None:
    """Let a report have been recorded so many days after FIRST."""
    moment = datetime(FIRST.year, FIRST.month, FIRST.day, 12, tzinfo=UTC) + timedelta(day)
    with ledger.begin() as connection:
        connection.execute(update(schema.report).where(schema.report.c.id == report).values(recorded_at=moment))


def groups(connection: Connection) -> set[frozenset[str]]:
    found: dict[str, set[str]] = {}
    for member in members_of(connection):
        found.setdefault(member.event, set()).add(member.entry)
    return {frozenset(some) for some in found.values()}


def then(ledger: Ledger, day: int) -> set[frozenset[str]]:
    with ledger.begin() as connection, as_known(connection, FIRST + timedelta(day)):
        return groups(connection)


@pytest.mark.parametrize(("cap", "seed"), [(2, 1), (4, 2), (400, 3)])
def test_each_day_reads_as_a_ledger_of_that_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cap: int, seed: int
) -> None:
    """With blocks that overflow too: what a later report made too full was open then."""
    monkeypatch.setattr(blocks, "CAPS", dict.fromkeys(blocks.CAPS, cap))
    told = stream()
    random.Random(seed).shuffle(told)
    with open_ledger(tmp_path / "all.db") as whole, open_ledger(tmp_path / "grown.db") as grown:
        keep(whole, *told)
        link_pending(whole)
        for day, one in enumerate(told):
            record(whole, one[0].id, day)
        for day, one in enumerate(told):
            keep(grown, one)
            if day % 6 == seed:
                link_pending(grown)
                found = then(whole, day)
                with grown.begin() as connection:
                    assert found == groups(connection), f"day {day}"
        link_pending(grown)
        at_last = then(whole, len(told))
        with grown.begin() as connection:
            assert at_last == groups(connection), "the tables are as they were once nothing is asked"
