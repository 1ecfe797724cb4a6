"""Walking through what a question asks for, a few reports or events at a time: memory does not grow with the ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any

from sqlalchemy import Connection, Select, func, select

from greffier.ledger import schema
from greffier.ledger.events import parts
from greffier.ledger.load import Kept, kept_entries
from greffier.ledger.question import Question, chosen, conditions, versions, within

__all__ = [
    "count_asked", "counted", "last_change", "named_actors", "walk", "walk_event_ids", "walk_events", "walk_reports",
]  # fmt: skip

_AT_ONCE = 200  # reports, or events, in one step
_ROWS = 2_000  # rows that the driver hands over at a time
_FEW = 10_000  # entries that a name lets through, up to which their days are looked up


def walk(
    connection: Connection, question: Question, statuses: Sequence[str], after: str = "", at_once: int = _AT_ONCE
) -> Iterator[tuple[Kept, ...]]:
    """Reports with the entries asked for that have one of these statuses, `at_once` a step; in the order of `matching`:
    by publication, undated last. With `after`, only those behind the report of that id; none where it is not among
    them.
    """
    groups = groupby(_by_day(connection, question, statuses, after), key=lambda row: row[0])
    found = ((one, [id for _, id in rows]) for one, rows in groups)
    if after:
        for one, _ in found:
            if one == after:
                break
    while some := dict(islice(found, at_once)):
        yield tuple(kept_entries(connection, some))


def _by_day(
    connection: Connection, question: Question, statuses: Sequence[str], after: str
) -> Iterator[tuple[Any, ...]]:
    """Report and entry, in order, from the day of the report `after` on. A day at a time, as SQLite may sort in memory:
    what is sorted at once grows with a day, not with the ledger."""
    report, entry, sets = schema.report, schema.entry, chosen(connection, question)
    ordered = _days(connection, question, sets)
    if after:
        first = connection.scalar(select(report.c.published).where(report.c.id == after))
        ordered = ordered[ordered.index(first) :] if first in ordered else ordered
    query = select(entry.c.report, entry.c.id).join_from(entry, report)
    query = query.order_by(report.c.published_at.is_(None), report.c.published_at, report.c.id, entry.c.position)
    if question.kinds:  # without their index: entries of a kind are many, those of a day few, and SQLite would not know
        query = query.where(func.coalesce(entry.c.kind, "").in_(question.kinds))
    rest = replace(question, kinds=())
    for day in ordered:
        own = report.c.published.is_(None) if day is None else report.c.published == day
        yield from _rows(connection, query.where(own), rest, statuses, sets=sets)


def _days(connection: Connection, question: Question, sets: Sequence[frozenset[str]]) -> list[date | None]:
    """The days on which reports were published that may hold an entry asked for, in order, None (undated) last."""
    report, entry = schema.report, schema.entry
    if question.about_entries:
        query = select(report.c.published).join_from(entry, report).where(*conditions(question))
        query = query.where(*(within(entry.c.id, ids) for ids in sets if len(ids) <= _FEW))
    else:
        query = select(report.c.published).where(*versions(question))
    found = set(connection.scalars(query.distinct()))
    return sorted(found, key=lambda day: (day is None, day or date.min))


def walk_events(connection: Connection, question: Question, statuses: Sequence[str]) -> Iterator[list[str]]:
    """Ids of the events that hold an entry asked for with one of these statuses, some a step; by the first day that
    such an entry gives, undated ones last, then by id."""
    report, entry, member = schema.report, schema.entry, schema.membership
    query = select(member.c.event, entry.c.id, entry.c.when_start).join_from(entry, report)
    query = query.join(member, member.c.entry == entry.c.id)
    first: dict[str, str] = {}
    for event, _, day in _rows(connection, query, question, statuses, place=1):
        told = str(day) if day is not None else "~"  # after every digit
        first[event] = min(told, first.get(event, "~"))
    ordered = sorted(first, key=lambda event: (first[event], event))
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]


def walk_event_ids(connection: Connection, question: Question, statuses: Sequence[str]) -> Iterator[list[str]]:
    """The same events by their ids, some a step: nothing is kept of those that were given."""
    entry, member = schema.entry, schema.membership
    query = select(member.c.event, entry.c.id).join_from(entry, schema.report)
    query = query.join(member, member.c.entry == entry.c.id)
    rows = _rows(connection, query.order_by(member.c.event), question, statuses, place=1)
    found = (event for event, _ in groupby(rows, key=lambda row: str(row[0])))
    while some := list(islice(found, _AT_ONCE)):
        yield some


def walk_reports(connection: Connection, question: Question) -> Iterator[tuple[Kept, ...]]:
    """Reports that count, with or without entries, and none of these; by publication, undated last."""
    report = schema.report
    moment = (report.c.published_at.is_(None), report.c.published_at)
    query = select(report.c.id).where(*versions(question))
    query = query.order_by(report.c.published.is_(None), report.c.published, *moment, report.c.id)
    found = (row[0] for row in connection.execute(query.execution_options(yield_per=_ROWS)))
    while some := list(islice(found, _AT_ONCE)):
        yield tuple(kept_entries(connection, dict.fromkeys(some, ())))


def counted(connection: Connection, reports: Iterable[str], statuses: Sequence[str]) -> dict[str, int]:
    """How many entries of these statuses some reports have; a report that has none is left out."""
    table, found = schema.entry, dict[str, int]()
    for part in parts(reports):
        query = select(table.c.report, func.count()).where(table.c.report.in_(part), table.c.status.in_(statuses))
        found |= {row[0]: row[1] for row in connection.execute(query.group_by(table.c.report))}
    return found


def named_actors(connection: Connection, reports: Iterable[str]) -> dict[str, dict[str, str]]:
    """Who the actors of some reports are in the register: by report, by what its fillers call them (`Filler.id`)."""
    table, found = schema.sighting, dict[str, dict[str, str]]()
    for part in parts(reports):
        query = select(table.c.report, table.c.local, table.c.actor).where(table.c.report.in_(part))
        for report, local, actor in connection.execute(query.where(table.c.actor.is_not(None))):
            found.setdefault(report, {})[local] = actor
    return found


def count_asked(connection: Connection, question: Question, statuses: Sequence[str]) -> int:
    """How many entries are asked for that have one of these statuses."""
    report, entry = schema.report, schema.entry
    if not (question.actor or question.source or question.place or question.near):
        query = select(func.count()).select_from(entry.join(report)).where(*conditions(question))
        return connection.scalar(query.where(entry.c.status.in_(statuses))) or 0
    named: Select[Any] = select(entry.c.report, entry.c.id).join_from(entry, report)
    return sum(1 for _ in _rows(connection, named, question, statuses))


def last_change(connection: Connection) -> datetime | None:
    """When the last report, judgement or notice was recorded (UTC), None in an empty ledger."""
    tables = (schema.report, schema.judgement, schema.notice)
    moments = (connection.scalar(select(func.max(table.c.recorded_at))) for table in tables)
    return max((moment for moment in moments if moment is not None), default=None)


def _rows(
    connection: Connection,
    query: Select[Any],
    question: Question,
    statuses: Sequence[str],
    place: int = 1,
    sets: Sequence[frozenset[str]] | None = None,
) -> Iterator[tuple[Any, ...]]:
    """The rows of a query as they come, those left out of which a name or a circle leaves out the entry at `place`;
    `sets` are the entries that these let through, where they are known."""
    sets = chosen(connection, question) if sets is None else sets
    query = query.where(*conditions(question), schema.entry.c.status.in_(statuses))
    for row in connection.execute(query.execution_options(yield_per=_ROWS)):
        if all(row[place] in ids for ids in sets):
            yield tuple(row)
