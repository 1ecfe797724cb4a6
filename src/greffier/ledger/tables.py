"""Entries as a long table: one page of it at a time, in some order, and how many there are of each sort (facets).

A page begins after a cursor (the last row's place in the order), not at a number of rows to skip, so that page 1,000
costs what page 1 does and no row is shown twice when reports arrive meanwhile. Rows without a value come last.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, literal_column, or_, select, text
from sqlalchemy.sql import ColumnElement, Select

from greffier.ledger import schema
from greffier.ledger.load import Kept, kept_entries
from greffier.ledger.question import Question, chosen, conditions

__all__ = ["FACETS", "SORTS", "Cursor", "Listing", "facet", "listing"]

SORTS = ("published", "when", "confidence", "number")
FACETS = ("kind", "status", "factuality", "outlet", "country", "actor")
_ENTRY, _REPORT, _FILLER, _ROLE = schema.entry, schema.report, schema.filler, schema.role
_FIGURES = ("number", "amount")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A row's place in an order: its value there (None for none), and its entry's id."""

    value: date | float | None
    entry: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the table: each report with one of its entries, in order; `after` is where the next page begins, None
    on the last."""

    rows: tuple[Kept, ...]
    after: Cursor | None


def listing(
    connection: Connection,
    question: Question,
    sort: str = "published",
    *,
    down: bool = True,
    after: Cursor | None = None,
    limit: int = 50,
) -> Listing:
    """At most `limit` entries asked for, by one of `SORTS`, `down` from the greatest, from `after` on."""
    found: list[tuple[str, str, Any]] = []
    for empty in (False, True):
        if len(found) > limit or (not empty and after is not None and after.value is None):
            continue
        begin = after if after is not None and (after.value is None) == empty else None
        query = _ordered(_asked(connection, question, sort), sort, down, begin, empty)
        found += [(r[0], r[1], r[2]) for r in connection.execute(query.limit(limit + 1 - len(found)))]
    shown = found[:limit]
    cursor = Cursor(shown[-1][2], shown[-1][0]) if len(found) > limit else None
    return Listing(tuple(_kept(connection, shown)), cursor)


def _ordered(query: Select[Any], sort: str, down: bool, after: Cursor | None, empty: bool) -> Select[Any]:
    """The rows with a value, or those without (`empty`), in order, after a cursor."""
    value, id = _value(sort), _ENTRY.c.id
    if empty:
        query = query.where(value.is_(None)).order_by(id.desc() if down else id)
        return query if after is None else query.where(id < after.entry if down else id > after.entry)
    query = query.where(value.is_not(None)).order_by(*((value.desc(), id.desc()) if down else (value, id)))
    if after is None:
        return query
    past, same = (value < after.value, id < after.entry) if down else (value > after.value, id > after.entry)
    return query.where(or_(past, and_(value == after.value, same)))


def _value(sort: str) -> ColumnElement[Any]:
    """The column that an order goes by."""
    match sort:
        case "when":
            return _ENTRY.c.when_start
        case "confidence":
            return _ENTRY.c.confidence
        case "number":
            return func.coalesce(_ROLE.c.min, _ROLE.c.max)
        case _:
            return _REPORT.c.published


def _asked(connection: Connection, question: Question, sort: str = "") -> Select[Any]:
    """The entries asked for: id, report, and the value that the order goes by."""
    joined = _ENTRY.join(_REPORT)
    if sort == "number":
        figure = and_(_ROLE.c.entry == _ENTRY.c.id, _ROLE.c.role.in_(_FIGURES), _ROLE.c.form == "quantity")
        joined = joined.outerjoin(_ROLE, figure)
    query = select(_ENTRY.c.id, _ENTRY.c.report, _value(sort)).select_from(joined)
    return query.where(*conditions(question), *_among(connection, question))


def _among(connection: Connection, question: Question) -> list[Any]:
    """The sets of entries that names and circles come to, as conditions."""
    sets = chosen(connection, question)
    if not sets:
        return []
    ids = json.dumps(sorted(frozenset.intersection(*sets)))  # as one value: a statement takes only so many
    return [_ENTRY.c.id.in_(text("SELECT value FROM json_each(:ids)").bindparams(ids=ids))]


def _kept(connection: Connection, rows: Sequence[tuple[str, str, Any]]) -> list[Kept]:
    """Each row with its report and entry, in the rows' order."""
    wanted: dict[str, list[str]] = {}
    for entry, report, _ in rows:
        wanted.setdefault(report, []).append(entry)
    kept = {k.report.id: k for k in kept_entries(connection, wanted)}
    own = {(k.report.id, e.id): e for k in kept.values() for e in k.entries}
    return [replace(kept[report], entries=(own[report, entry],)) for entry, report, _ in rows]


def facet(connection: Connection, question: Question, name: str, limit: int = 12) -> list[tuple[str, int]]:
    """The commonest values of one of `FACETS` among the entries asked for, each with how many entries have it."""
    value, joined = _facet(name)
    count = func.count(literal_column("1") if joined is None else _ENTRY.c.id.distinct())
    source = _ENTRY.join(_REPORT) if joined is None else _ENTRY.join(_REPORT).join(_FILLER, joined)
    query = select(value, count).select_from(source)
    query = query.where(*conditions(question), *_among(connection, question), value.is_not(None), value != "")
    query = query.group_by(value).order_by(count.desc(), value).limit(limit)
    return [(str(row[0]), int(row[1])) for row in connection.execute(query)]


def _facet(name: str) -> tuple[Any, Any]:
    """The column of a facet, and how the fillers that it needs are joined, None where it needs none."""
    own = _FILLER.c.entry == _ENTRY.c.id
    match name:
        case "country":
            return _FILLER.c.place_country, and_(own, _FILLER.c.role == "place")
        case "actor":
            return _FILLER.c.name, and_(own, _FILLER.c.role.not_in(("place", "source")))
        case "outlet":
            return _REPORT.c.outlet, None
        case _:
            return _ENTRY.c[name], None
