"""Questions to a ledger: which entries, by kind, who, where, when, source, status; as of a day, as known on a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, exists, func, select, text

from greffier.ledger import schema
from greffier.ledger.actors import find_actor
from greffier.ledger.ask_actors import entries_of_actors
from greffier.ledger.load import Kept, is_current, kept_report
from greffier.lexicon.name_key import name_key

__all__ = ["Found", "Question", "matching", "search", "undated"]

_MANY = 400  # values in one IN (…)


@dataclass(frozen=True, slots=True)
class Question:
    """Which entries are asked for; what is empty or None lets all through.

    `actor` is a name or an id, of who fills a role or is the source; `place` likewise; `since` and `until` bound when
    it happened (entries without a date are left out then); `as_of` takes reports published by that day, so that
    undated ones are left out; `as_known` reports recorded by that day (UTC).
    """

    kinds: tuple[str, ...] = ()
    actor: str = ""
    place: str = ""
    outlet: str = ""
    status: str = ""
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    as_known: date | None = None


def matching(connection: Connection, question: Question) -> Iterator[Kept]:
    """Each report that has entries of the kind asked for, with those entries only; by publication day, undated last."""
    entry, report = schema.entry, schema.report
    query = select(entry.c.report, entry.c.id).join_from(entry, report).where(*_conditions(question))
    query = query.order_by(report.c.published.is_(None), report.c.published, report.c.id, entry.c.position)
    named = [_named_actor(connection, question)] if question.actor else []
    named += [_named_place(connection, question.place)] if question.place else []
    rows = [row for row in connection.execute(query).all() if all(row[1] in ids for ids in named)]
    for found, group in groupby(rows, key=lambda row: str(row[0])):
        yield _only(kept_report(connection, found), {row[1] for row in group})


def undated(connection: Connection) -> int:
    """How many current reports tell no publication date: what a question about a day of publication leaves out."""
    query = select(func.count()).select_from(schema.report).where(schema.report.c.published.is_(None), is_current())
    return connection.scalar(query) or 0


def _only(kept: Kept, wanted: set[str]) -> Kept:
    return replace(kept, entries=tuple(e for e in kept.entries if e.id in wanted))


def _conditions(question: Question) -> list[Any]:
    entry, report = schema.entry, schema.report
    found = [~exists().where(_replaces(), *_there(_LATER, question)), *_there(report, question)]
    if question.kinds:
        found.append(entry.c.kind.in_(question.kinds))
    if question.outlet:
        found.append(report.c.outlet == question.outlet)
    if question.status:
        found.append(entry.c.status == question.status)
    if question.since is not None:
        found.append(entry.c.when_end >= question.since)
    if question.until is not None:
        found.append(entry.c.when_start <= question.until)
    return found


_LATER = schema.report.alias("later")


def _replaces() -> Any:
    return _LATER.c.replaces == schema.report.c.id


def _there(report: Any, question: Question) -> list[Any]:
    """The conditions under which a version was there already on the day asked about."""
    found: list[Any] = []
    if question.as_of is not None:
        found.append(report.c.published <= question.as_of)
    if question.as_known is not None:
        midnight = datetime.combine(question.as_known + timedelta(days=1), time(), UTC)
        found.append(report.c.recorded_at < midnight)
    return found


def _named_actor(connection: Connection, question: Question) -> frozenset[str]:
    """Ids of the entries in which an actor of the register fills a role, by any of its names or its id.

    Whom the register does not hold by that name (*les secours*) is found where a sentence of the report has the words.
    """
    filler, name = schema.filler, question.actor
    ids = find_actor(connection, name)
    if ids:
        return frozenset(connection.scalars(entries_of_actors(ids, question.as_of)))
    here = select(filler.c.entry).where(filler.c.actor == name, filler.c.role != "place")
    return frozenset({*connection.scalars(here)} | _told_as(connection, name))


def _told_as(connection: Connection, name: str) -> set[str]:
    """Ids of the entries with a filler that is told by this name, among reports whose sentences have its words."""
    key, filler, entry = name_key(name), schema.filler, schema.entry
    reports = sorted(_reports_with(connection, name))
    found: set[str] = set()
    for i in range(0, len(reports), _MANY):
        query = select(filler.c.entry, filler.c.name, filler.c.said, filler.c.names).join_from(filler, entry)
        query = query.where(entry.c.report.in_(reports[i : i + _MANY]), filler.c.role != "place")
        for id, own, said, names in connection.execute(query):
            if key in {name_key(n) for n in (own, said, *names)}:
                found.add(id)
    return found


def _reports_with(connection: Connection, words: str) -> set[str]:
    terms = " AND ".join('"' + word + '"' for word in re.findall(r"\w+", words))
    if not terms:
        return set()
    rows = "SELECT DISTINCT s.report FROM sentence_words w JOIN sentence s ON s.id = w.rowid"
    query = f"{rows} WHERE sentence_words MATCH :t"
    return set(connection.scalars(text(query), {"t": terms}))


def _named_place(connection: Connection, name: str) -> frozenset[str]:
    """Ids of the entries in whose place this name, in any of its spellings that the report knows, or this id stands."""
    filler, key = schema.filler, name_key(name)
    query = select(filler).where(filler.c.role == "place")
    return frozenset(
        row["entry"]
        for row in connection.execute(query).mappings()
        if name in {row["actor"], row["place"]} or key in {name_key(n) for n in _names(row)}
    )


def _names(row: Any) -> list[str]:
    return [row["name"], row["said"], *row["names"], *(row["place_names"] or ())]


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence that holds the words searched for, and the entries whose anchor stands in it."""

    report: str
    start: int
    stop: int
    words: str
    published: date | None
    outlet: str | None
    title: str | None
    entries: tuple[str, ...]


def search(connection: Connection, words: str, limit: int = 50) -> list[Found]:
    """Sentences of current reports that hold all of `words`, as they stand or as lemmas, best first; accents aside."""
    terms = " AND ".join('"' + word.replace('"', '""') + '"' for word in words.split())
    if not terms:
        return []
    query = text(
        "SELECT s.report, s.start, s.stop, s.words FROM sentence_words w JOIN sentence s ON s.id = w.rowid "
        "WHERE sentence_words MATCH :terms AND NOT EXISTS (SELECT 1 FROM report n WHERE n.replaces = s.report) "
        "ORDER BY bm25(sentence_words), s.report, s.start LIMIT :limit"
    )
    rows = connection.execute(query, {"terms": terms, "limit": limit}).all()
    return [_found(connection, *row) for row in rows]


def _found(connection: Connection, report: str, start: int, stop: int, words: str) -> Found:
    table, entry = schema.report, schema.entry
    about = select(table.c.published, table.c.outlet, table.c.title).where(table.c.id == report)
    published, outlet, title = connection.execute(about).one()
    here = (entry.c.report == report, entry.c.start >= start, entry.c.start < stop)
    ids = connection.scalars(select(entry.c.id).where(*here).order_by(entry.c.position))
    return Found(report, start, stop, words, published, outlet, title, tuple(ids))
