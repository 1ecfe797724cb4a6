"""Writing anew what a report tells: its current entries, after judgements or another reading. Rows that stay, stay."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, text, update

from greffier.ledger import schema
from greffier.ledger.load import rows_of
from greffier.ledger.rows import EntryRows, Row, entry_rows, words_at
from greffier.ledger.verdicts import verdict_rows
from greffier.ledger.verify import seal
from greffier.model import Check, Entry, Report, Searched, Sentence

__all__ = ["index_sentences", "restate", "restate_checks", "restate_sentences", "sentence_rows", "stated_rows"]

_PARTS = (schema.evidence, schema.doubt, schema.role, schema.filler)


def restate(connection: Connection, report: Report, entries: Sequence[Entry], statuses: Mapping[str, str]) -> None:
    """Make these the entries of a report, each with its status; an entry that stays keeps its row.

    What refers to an entry that goes away goes with it: rows that are made of entries are to be made again after.
    """
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
    rows = rows_of(connection, report.id)
    there, wanted = {row["id"]: row for row in rows["entry"]}, stated_rows(report, entries, statuses)
    changed = _changed(rows, wanted)
    _delete_parts(connection, [entry for entry in there if entry in changed])
    gone = sorted(there.keys() - {row["id"] for row in wanted["entry"]})
    _let_go(connection, schema.entry, gone)
    _execute(connection, delete(schema.entry).where(schema.entry.c.id == bindparam("was")), [{"was": i} for i in gone])
    again = [{**row, "was": row["id"]} for row in wanted["entry"] if row["id"] in there and row["id"] in changed]
    if any(row["position"] != there[row["was"]]["position"] for row in again):  # no two may share a place on the way
        away = update(schema.entry).where(schema.entry.c.id == bindparam("was"))
        away = away.values(position=-1 - schema.entry.c.position)
        _execute(connection, away, [{"was": row["was"]} for row in again])
    _execute(connection, update(schema.entry).where(schema.entry.c.id == bindparam("was")), again)
    _execute(connection, insert(schema.entry), [row for row in wanted["entry"] if row["id"] not in there])
    for table in _PARTS:
        _execute(connection, insert(table), [row for row in wanted[table.name] if row["entry"] in changed])
    seal(connection, report.id)


def _changed(there: Mapping[str, Sequence[Row]], wanted: EntryRows) -> set[str]:
    """The entries of which any row is another than it was, the new ones and those that go among them."""
    held, told = _by_entry(there), _by_entry(wanted)
    return {entry for entry in held.keys() | told.keys() if held.get(entry) != told.get(entry)}


def _by_entry(rows: Mapping[str, Sequence[Row]]) -> dict[str, list[Any]]:
    """All rows of each entry, in a fixed order."""
    found: dict[str, list[Any]] = {}
    for row in rows["entry"]:
        found.setdefault(row["id"], []).append(dict(row))
    for table in _PARTS:
        for row in rows[table.name]:
            found.setdefault(row["entry"], []).append((table.name, sorted(row.items(), key=lambda item: item[0])))
    return {entry: [own[0], *sorted(own[1:], key=str)] for entry, own in found.items()}


def stated_rows(report: Report, entries: Sequence[Entry], statuses: Mapping[str, str]) -> EntryRows:
    """The rows of each table that keep these entries of a report, each with its status."""
    tables: EntryRows = {table.name: [] for table in (schema.entry, *_PARTS)}
    for position, entry in enumerate(entries):
        for name, rows in entry_rows(entry, position, report.text).items():
            tables[name] += rows
    for row in tables["entry"]:
        row["status"] = statuses[row["id"]]
    return tables


def _delete_parts(connection: Connection, entries: Sequence[str]) -> None:
    for table in _PARTS:
        gone = [{"was": entry} for entry in entries]
        _execute(connection, delete(table).where(table.c.entry == bindparam("was")), gone)


def _let_go(connection: Connection, table: Table, ids: Sequence[str]) -> None:
    """Delete the rows of other tables that refer to rows of a table by their ids, and what refers to those."""
    for other in schema.metadata.sorted_tables if ids else ():
        for column in other.c:
            if other not in _PARTS and any(key.column is table.c.id for key in column.foreign_keys):
                mine = column.in_(bindparam("ids", expanding=True))
                if "id" in other.c:
                    held = connection.scalars(select(other.c.id).where(mine), {"ids": list(ids)}).all()
                    _let_go(connection, other, list(held))
                connection.execute(delete(other).where(mine), {"ids": list(ids)})


def _execute(connection: Connection, statement: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        connection.execute(statement, rows)


def restate_checks(connection: Connection, report: Report, checks: Sequence[Check]) -> None:
    """Make these the checks of a report; who calls seals it after."""
    table = schema.verdict
    connection.execute(delete(table).where(table.c.report == report.id))
    _execute(connection, insert(table), verdict_rows(report.id, checks, report.text))


def restate_sentences(connection: Connection, report: Report, sentences: Iterable[Sentence | Searched]) -> None:
    """Make these the sentences to search a report in; nothing is written where they are the same."""
    table = schema.sentence
    wanted = sentence_rows(report, sentences)
    there = _sentences(connection, table, report.id)
    if [{key: row[key] for key in wanted[0]} for row in there] == wanted if wanted else not there:
        return
    _unindex(connection, there)
    connection.execute(delete(table).where(table.c.report == report.id))
    _execute(connection, insert(table), wanted)
    index_sentences(connection, report.id)


def _sentences(connection: Connection, table: Table, report: str) -> list[Row]:
    query = select(table).where(table.c.report == report).order_by(table.c.start, table.c.stop)
    return [dict(row) for row in connection.execute(query).mappings()]


def sentence_rows(report: Report, sentences: Iterable[Sentence | Searched]) -> list[dict[str, Any]]:
    """The rows that keep a report's sentences."""
    return [{"report": report.id, **words_at(s.span, report.text), "lemmas": s.lemmas} for s in sentences]


def index_sentences(connection: Connection, report: str) -> None:
    """Enter a report's sentences into the full-text index."""
    if connection.dialect.name == "sqlite":
        words = "SELECT id, words, lemmas FROM sentence WHERE report = :report"
        connection.execute(text(f"INSERT INTO sentence_words (rowid, words, lemmas) {words}"), {"report": report})


def _unindex(connection: Connection, rows: Sequence[Row]) -> None:
    """Take sentences out of the index: it is told their words, for it keeps none itself."""
    if connection.dialect.name == "sqlite" and rows:
        columns = "(sentence_words, rowid, words, lemmas) VALUES ('delete', :id, :words, :lemmas)"
        connection.execute(text(f"INSERT INTO sentence_words {columns}"), [dict(row) for row in rows])
