"""Questions to a ledger: which entries, by kind, who, where, when, source, status; as of a day, as known on a day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from sqlalchemy import Connection, func, select

from greffier.ledger import schema
from greffier.ledger.days import there
from greffier.ledger.events import parts
from greffier.ledger.load import Kept, kept_entries
from greffier.ledger.question import Question, chosen, conditions, versions, within

__all__ = ["allowed", "matching", "reports_counting", "some_entries", "undated", "was_there"]


def matching(
    connection: Connection, question: Question, among: Collection[str] | None = None, most: int | None = None
) -> Iterator[Kept]:
    """Each report that has entries of the kind asked for, with those entries only; by publication day, undated last.

    `among`: of these ids alone; `most`: no more entries than so many, the last ones.
    """
    wanted: dict[str, list[str]] = {}
    rows = _rows(connection, question, among)
    for report, entry in rows if most is None else rows[-most:]:
        wanted.setdefault(report, []).append(entry)
    yield from kept_entries(connection, wanted)


def some_entries(connection: Connection, ids: Sequence[str]) -> list[Kept]:
    """Some entries in the order of their ids, each with its report; what is not in the ledger is left out."""
    entry, wanted = schema.entry, dict[str, list[str]]()
    for report, id in connection.execute(select(entry.c.report, entry.c.id).where(entry.c.id.in_(ids))):
        wanted.setdefault(report, []).append(id)
    kept = list(kept_entries(connection, wanted))
    found = {e.id: replace(k, entries=(e,)) for k in kept for e in k.entries}
    return [found[id] for id in ids if id in found]


def reports_counting(connection: Connection, reports: Iterable[str], question: Question) -> set[str]:
    """Those of some reports that count: versions that were current on the day asked about."""
    column, found = schema.report.c.id, set[str]()
    for part in parts(reports):
        found |= set(connection.scalars(select(column).where(column.in_(part), *versions(question))))
    return found


def allowed(connection: Connection, question: Question) -> frozenset[str]:
    """Ids of the entries asked for."""
    return frozenset(entry for _, entry in _rows(connection, question))


def _rows(connection: Connection, question: Question, among: Collection[str] | None = None) -> list[tuple[str, str]]:
    """Report and entry, in order."""
    entry, report = schema.entry, schema.report
    query = select(entry.c.report, entry.c.id).join_from(entry, report).where(*conditions(question))
    moment = (report.c.published_at.is_(None), report.c.published_at)
    query = query.order_by(report.c.published.is_(None), report.c.published, *moment, report.c.id, entry.c.position)
    query = query if among is None else query.where(within(entry.c.id, among))
    sets = chosen(connection, question)
    return [(row[0], row[1]) for row in connection.execute(query) if all(row[1] in ids for ids in sets)]


def undated(connection: Connection, question: Question | None = None) -> int:
    """How many reports that count tell no publication date: a question about a day of publication leaves them out."""
    asked = replace(question or Question(), as_of=None)
    query = select(func.count()).select_from(schema.report).where(schema.report.c.published.is_(None))
    return connection.scalar(query.where(*versions(asked))) or 0


def was_there(connection: Connection, report: str, question: Question) -> bool:
    """Whether a version of a report was there on the day asked about, current or not."""
    table = schema.report
    query = select(table.c.id).where(table.c.id == report, *there(table, question.as_of, question.as_known))
    return connection.scalar(query) is not None
