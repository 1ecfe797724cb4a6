"""What follows a judgement waits from the same transaction on: should who judged be killed, the next opening does it,
and the ledger is as if nothing had been broken off."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from greffier.desk.renew import renew_after, settle
from greffier.judge import Judge, accept, judge_actors, judge_events, reject, undo
from greffier.ledger import Ledger, Problem, open_ledger, read_ledger, schema, verify
from greffier.model import Judgement

pytestmark = pytest.mark.sqlite("the demo's ledger is a file, copied")

Case = Callable[[Ledger, Judge], Judgement]


def entries_of(ledger: Ledger) -> list[str]:
    with ledger.begin() as connection:
        return list(connection.scalars(select(schema.entry.c.id).order_by(schema.entry.c.id)))


def actors_of(ledger: Ledger) -> list[str]:
    """Those whom most sightings are of."""
    table = schema.sighting
    with ledger.begin() as connection:
        seen = list(connection.scalars(select(table.c.actor).where(table.c.actor.is_not(None))))
    return sorted({*seen}, key=lambda id: (-seen.count(id), id))


def same_event(ledger: Ledger, who: Judge) -> Judgement:
    entries = entries_of(ledger)
    return judge_events(ledger, "same_event", [entries[0], entries[-1]], who)


def same_actor(ledger: Ledger, who: Judge) -> Judgement:
    return judge_actors(ledger, "same_actor", actors_of(ledger)[:2], who)


def undone(case: Case) -> Case:
    def both(ledger: Ledger, who: Judge) -> Judgement:
        first = case(ledger, who)
        renew_after(ledger, [first])
        return undo(ledger, first.id, who)

    return both


def rejected(ledger: Ledger, who: Judge) -> Judgement:
    return reject(ledger, entries_of(ledger)[0], who)


CASES: dict[str, Case] = {
    "accept": lambda ledger, who: accept(ledger, entries_of(ledger)[0], who),
    "reject": rejected,
    "same_event": same_event,
    "same_actor": same_actor,
    "undo of reject": undone(rejected),
    "undo of same_event": undone(same_event),
    "undo of same_actor": undone(same_actor),
}


def damage_of(ledger: Ledger) -> list[Problem]:
    """What `verify` finds, but for digests: the demo's places were put in by hand."""
    return [problem for problem in verify(ledger) if problem.what != "digest"]


def made_of(path: Path) -> dict[str, Sequence[Any]]:
    """All that is made of entries: events, actors, sightings."""
    with read_ledger(path) as ledger, ledger.begin() as connection:
        assert not damage_of(ledger)
        columns = {
            "membership": ("entry", "event"), "sighting": ("report", "local", "actor", "basis"),
            "actor": ("id", "merged_into"), "actor_name": ("actor", "name", "reports"), "linked": ("report",),
            "registered": ("report", "rules"),
        }  # fmt: skip
        found: dict[str, Sequence[Any]] = {}
        for name, some in columns.items():
            table = schema.metadata.tables[name]
            found[name] = sorted(map(repr, connection.execute(select(*(table.c[c] for c in some)))))
        return found


@pytest.mark.parametrize("name", CASES)
def test_what_a_judgement_leaves_waiting_the_next_opening_does(demo: Path, tmp_path: Path, name: str) -> None:
    followed, broken = (Path(shutil.copy(demo, tmp_path / f"{n}.db")) for n in ("followed", "broken"))
    before = made_of(demo)
    with open_ledger(followed) as ledger:
        renew_after(ledger, [CASES[name](ledger, Judge("anne"))])
    with open_ledger(broken) as ledger:
        CASES[name](ledger, Judge("anne"))  # and there the process ends
    with read_ledger(broken) as ledger:
        assert not damage_of(ledger), "what waits is no damage"
    with open_ledger(broken) as ledger:
        settle(ledger)
    assert made_of(broken) == made_of(followed)
    assert name in {"accept", "reject"} or name.startswith("undo") or made_of(followed) != before


def test_a_report_whose_entries_are_all_rejected_is_whole(ledger_copy: Path) -> None:
    with open_ledger(ledger_copy) as ledger:
        judged = [reject(ledger, entry, Judge("anne")) for entry in entries_of(ledger)]
        renew_after(ledger, judged)
        assert not damage_of(ledger)
