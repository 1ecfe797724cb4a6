"""Whatever is written, what is brought up to date from what has changed is what is made of the whole ledger anew."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from greffier.desk.inbox import gather
from greffier.desk.inbox import renewed as findings_renewed
from greffier.desk.renew import renew
from greffier.judge import Judge, accept, judge_events, reject, undo
from greffier.ledger import Ledger, Question, open_ledger, schema
from greffier.ledger.brisk import brisk_every, brisk_renewed
from greffier.ledger.held import Table, load_table, renew_table
from greffier.ledger.outlines import void_outlines
from greffier.pipeline.linking import link_pending
from greffier.pipeline.overview import SORTS, _renewed, _told, fill_outlines, outline_problems, rows_of
from pipeline.told import keep, stream

QUESTIONS = [
    Question(),
    Question(kinds=("toll",)),
    Question(status="rejected"),
    Question(as_of=stream()[9][0].published),
]


def counted(table: Table, question: Question) -> Any:
    """What a page makes of the columns, whatever the order of rows."""
    mask = table.mask(question, None)
    counts = {name: dict(column.counts(mask, 10_000)) for name, column in table.columns.items()}
    days = {id: (int(table.first[n]), int(table.last[n])) for id, n in table.rows.items() if mask[n]}
    return counts, days, {table.spots[n].id for n in table.columns["spot"].code[mask[table.columns["spot"].row]]}


class Desk:
    """A ledger with what pages keep of it in memory, brought up to date after each deed."""

    def __init__(self, path: Path) -> None:
        self.held = open_ledger(path)
        self.ledger: Ledger = self.held.__enter__()
        self.waiting, self.judged = list(stream()), list[str]()
        self.add(5)
        with self.ledger.begin() as connection:
            self.table, self.told, self.findings = load_table(connection), _told(connection), gather(connection)
            self.brisk = brisk_every(connection, "toll", ["harm", "number", "place"])

    def add(self, count: int) -> None:
        some, self.waiting = self.waiting[:count], self.waiting[count:]
        keep(self.ledger, *some)

    def entry(self, number: int) -> str:
        with self.ledger.begin() as connection:
            ids = list(connection.scalars(select(schema.entry.c.id).order_by(schema.entry.c.id)))
        return str(ids[number % len(ids)])

    def do(self, what: str, number: int) -> None:
        match what:
            case "add":
                self.add(1 + number % 4)
            case "link":
                link_pending(self.ledger)
            case "fill":
                fill_outlines(self.ledger)
            case "accept":
                self.judged.append(accept(self.ledger, self.entry(number), Judge("ana")).id)
            case "reject":
                self.judged.append(reject(self.ledger, self.entry(number), Judge("ana")).id)
            case "one event":
                pair = [self.entry(number), self.entry(number + 7)]
                if pair[0] != pair[1]:
                    self.judged.append(judge_events(self.ledger, "same_event", pair, Judge("ana")).id)
                self.renew(pair)
            case "undo" if self.judged:
                undo(self.ledger, self.judged.pop(), Judge("ana"))

    def renew(self, entries: list[str]) -> None:
        with self.ledger.begin() as connection:
            table = schema.entry
            reports = set(connection.scalars(select(table.c.report).where(table.c.id.in_(entries))))
        renew(self.ledger, reports)

    def agree(self) -> None:
        """What was renewed is what is made anew."""
        with self.ledger.begin() as connection:
            self.table, anew = renew_table(self.table, connection), load_table(connection)
            for question in QUESTIONS:
                assert counted(self.table, question) == counted(anew, question)
            self.brisk, every = brisk_renewed(self.brisk, connection), brisk_every(connection, "toll", self.brisk.roles)
            assert self.brisk.kept == every.kept
            self.told = _renewed(self.told, connection)
            rows = {row.event: row for row in rows_of(connection)}
            assert self.told.rows == rows
            for sort in SORTS:
                assert self.told.orders[sort] == _told(connection).orders[sort]
            self.findings, all_ = findings_renewed(self.findings, connection), gather(connection)
            assert (self.findings.clashes, self.findings.changes) == (all_.clashes, all_.changes)
            assert not list(outline_problems(connection))


def test_an_entry_that_was_renewed_stays_when_another_report_comes(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "l.db")
    for what, number in (*(("add", n) for n in (0, 0, 0, 1)), ("accept", 0), ("add", 0), ("add", 0)):
        desk.do(what, number)
        desk.agree()
    desk.held.__exit__(None, None, None)


DEEDS = ("add", "link", "fill", "accept", "reject", "one event", "undo")


@pytest.mark.slow
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 500)), min_size=3, max_size=8))
def test_any_deeds(tmp_path_factory: pytest.TempPathFactory, deeds: list[tuple[str, int]]) -> None:
    desk = Desk(tmp_path_factory.mktemp("deeds") / "l.db")
    for what, number in deeds:
        desk.do(what, number)
        desk.agree()
    desk.held.__exit__(None, None, None)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    found = Desk(tmp_path / "l.db")
    yield found
    found.held.__exit__(None, None, None)


def test_each_deed_once(desk: Desk) -> None:
    for number, what in enumerate(("link", "fill", "reject", "add", "link", "fill", "one event", "undo", "undo")):
        desk.do(what, 11 * number)
        desk.agree()


def test_a_line_that_is_not_what_its_entries_tell_is_found(desk: Desk) -> None:
    link_pending(desk.ledger)
    assert fill_outlines(desk.ledger) > 1 and fill_outlines(desk.ledger) == 0
    with desk.ledger.begin() as connection:
        assert not void_outlines(connection) and not list(outline_problems(connection))
        event = connection.exec_driver_sql("SELECT event FROM outline WHERE reports > 0 ORDER BY event").scalar()
        connection.execute(text("UPDATE outline SET reports = reports + 1 WHERE event = :event"), {"event": event})
        assert list(outline_problems(connection)) == [event]


CHANGES: dict[str, str] = {
    "an entry's status": "UPDATE entry SET status = 'rejected' WHERE id = :entry",
    "a role": "UPDATE role SET value = 'wounded' WHERE entry = :entry AND role = 'harm'",
    "evidence": "UPDATE evidence SET start = start WHERE entry = :entry",
    "a place": "UPDATE filler SET place_country = 'FR' WHERE entry = :entry AND role = 'place'",
    "a date": "UPDATE report SET published = '2020-01-01' WHERE id = :report",
    "membership": "UPDATE membership SET telling = telling WHERE entry = :entry",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_whatever_changes_makes_the_line_void(desk: Desk, change: str) -> None:
    link_pending(desk.ledger)
    fill_outlines(desk.ledger)
    with desk.ledger.begin() as connection:
        query = """SELECT e.id AS entry, e.report, m.event FROM entry e JOIN membership m ON m.entry = e.id
        JOIN filler f ON f.entry = e.id AND f.role = 'place' WHERE e.kind = 'toll' LIMIT 1"""
        row = connection.exec_driver_sql(query).mappings().one()
        connection.execute(text(change), {key: value for key, value in row.items() if f":{key}" in change})
        assert row["event"] in void_outlines(connection)


def test_the_digest_of_a_report_is_no_change(desk: Desk) -> None:
    with desk.ledger.begin() as connection:
        before = connection.exec_driver_sql("SELECT * FROM touched ORDER BY report").fetchall()
        connection.exec_driver_sql("UPDATE report SET digest = digest")
        assert connection.exec_driver_sql("SELECT * FROM touched ORDER BY report").fetchall() == before
