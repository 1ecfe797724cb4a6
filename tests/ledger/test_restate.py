"""Writing a report's entries anew: rows that stay, rows that go, and what refers to them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Table, Text, insert, select

from greffier.judge import read_again
from greffier.ledger import Ledger, Run, kept_report, open_ledger, restate, schema, search, verify
from greffier.ledger.backends import spelling_of
from ledger.made import entries, keep, report, sentences

GROUP = ("of_entries", "of_groups")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """A ledger in which another table refers to entries, and a third one to that."""
    first = Table(
        GROUP[0], schema.metadata, Column("id", Text, primary_key=True), Column("entry", Text, ForeignKey("entry.id"))
    )
    second = Table(GROUP[1], schema.metadata, Column("group", Text, ForeignKey("of_entries.id"), primary_key=True))
    try:
        with open_ledger(tmp_path / "a.db") as opened:
            keep(opened, report())
            with opened.begin() as connection:
                first.create(connection)
                second.create(connection)
                spelling_of(connection).renew(connection)
            yield opened
    finally:
        schema.metadata.remove(second)
        schema.metadata.remove(first)


def test_what_refers_to_an_entry_that_goes_goes_with_it(ledger: Ledger) -> None:
    tables = [schema.metadata.tables[name] for name in GROUP]
    attack, toll, aid = entries(report())
    with ledger.begin() as connection:
        groups = [{"id": e.kind, "entry": e.id} for e in (attack, toll)]
        connection.execute(insert(tables[0]), groups)
        connection.execute(insert(tables[1]), [{"group": "attack"}, {"group": "toll"}])
    with ledger.begin() as connection:
        restate(connection, report(), (aid, toll), {toll.id: "accepted", aid.id: "unreviewed"})
    with ledger.begin() as connection:
        kept = kept_report(connection, report().id)
        assert (kept.entries, kept.statuses[toll.id]) == ((aid, toll), "accepted")
        assert [connection.execute(select(t)).all() for t in tables] == [[("toll", toll.id)], [("toll",)]]
    assert not list(verify(ledger))


def test_the_index_of_words_follows_another_reading(ledger: Ledger) -> None:
    def found(words: str) -> int:
        with ledger.begin() as connection:
            return len(search(connection, words))

    assert (found("tuer"), found("drones")) == (1, 1)
    read_again(ledger, report(), entries(report()), sentences(report())[1:], Run("another", {}))
    assert (found("tuer"), found("drones"), found("autre")) == (0, 0, 1)
    read_again(ledger, report(), entries(report()), sentences(report()), Run("third", {}))
    assert (found("tuer"), found("drones")) == (1, 1)
    assert not list(verify(ledger))
