"""Entries as a long table: one page of it at a time, in some order.

A page begins after a cursor (the last row's place in the order), not at a number of rows to skip, so that page 1,000
costs what page 1 does and no row is shown twice when reports arrive meanwhile. Rows without a value come last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select
from sqlalchemy.sql import ColumnElement, Select

from greffier.ledger import schema
from greffier.ledger.load import Kept, kept_entries
from greffier.ledger.question import Question, chosen, conditions, within

__all__ = ["FACETS", "SORTS", "Cursor", "Listing", "entries_among", "listing"]

SORTS = ("published", "when", "confidence", "number")
FACETS = ("kind", "status", "factuality", "outlet", "country", "actor")
_ENTRY, _REPORT, _ROLE = schema.entry, schema.report, schema.role
_FEW = 2000  # entries that are asked for by their ids
_FIGURES = ("number", "amount")
_DAYS = ("published", "when")

_Row = tuple[str, str, Any]  # entry, report, the value that the order goes by


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
    among: frozenset[str] | None = None,
) -> Listing:
    """At most `limit` entries asked for, by one of `SORTS`, `down` from the greatest, from `after` on.

    `among` is what names and circles come to (`entries_among`), where the caller has it already.
    """
    ids = entries_among(connection, question) if among is None else among
    found: list[_Row] = []
    for empty in (False, True):
        if len(found) > limit or (not empty and after is not None and after.value is None):
            continue
        begin = after if after is not None and (after.value is None) == empty else None
        query = _ordered(_asked(question, sort), sort, down, begin, empty)
        found += _first(connection, query, ids, limit + 1 - len(found))
    shown = found[:limit]
    cursor = Cursor(shown[-1][2], shown[-1][0]) if len(found) > limit else None
    return Listing(tuple(_kept(connection, shown)), cursor)


def _first(connection: Connection, query: Select[Any], ids: frozenset[str] | None, limit: int) -> list[_Row]:
    """The first rows of a query that are among some entries. Of many entries the first come soon in any order, so that
    rows are looked through; few are asked for by their ids."""
    if ids is None or len(ids) <= _FEW:
        rows = connection.execute(_within(query, ids).limit(limit))
        return [(r[0], r[1], r[2]) for r in rows]
    rows = connection.execution_options(yield_per=500).execute(query)
    found = [(r[0], r[1], r[2]) for r in islice((row for row in rows if row[0] in ids), limit)]
    rows.close()
    return found


def _ordered(query: Select[Any], sort: str, down: bool, after: Cursor | None, empty: bool) -> Select[Any]:
    """The rows with a value, or those without (`empty`), in order, after a cursor."""
    value, id = _value(sort), _ENTRY.c.id
    if empty:
        query = query.where(value.is_(None)).order_by(id.desc() if down else id)
        return query if after is None else query.where(id < after.entry if down else id > after.entry)
    bound = value >= date.min if sort in _DAYS else value.is_not(None)  # a bound, so that SQLite takes the index
    query = query.where(bound).order_by(*((value.desc(), id.desc()) if down else (value, id)))
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


def _asked(question: Question, sort: str = "") -> Select[Any]:
    """The entries asked for, but for names and circles: id, report, and the value that the order goes by."""
    joined = _ENTRY.join(_REPORT)
    if sort == "number":
        figure = and_(_ROLE.c.entry == _ENTRY.c.id, _ROLE.c.role.in_(_FIGURES), _ROLE.c.form == "quantity")
        joined = joined.outerjoin(_ROLE, figure)
    return select(_ENTRY.c.id, _ENTRY.c.report, _value(sort)).select_from(joined).where(*conditions(question))


def entries_among(connection: Connection, question: Question) -> frozenset[str] | None:
    """The entries that names and circles come to, None where a question asks about none."""
    sets = chosen(connection, question)
    return frozenset.intersection(*sets) if sets else None


def _within(query: Select[Any], ids: frozenset[str] | None) -> Select[Any]:
    """A query on these entries only; their ids go as one value, since a statement takes only so many."""
    if ids is None:
        return query
    return query.where(within(_ENTRY.c.id, ids))


def _kept(connection: Connection, rows: Sequence[_Row]) -> list[Kept]:
    """Each row with its report and entry, in the rows' order."""
    wanted: dict[str, list[str]] = {}
    for entry, report, _ in rows:
        wanted.setdefault(report, []).append(entry)
    kept = {k.report.id: k for k in kept_entries(connection, wanted)}
    own = {(k.report.id, e.id): e for k in kept.values() for e in k.entries}
    return [replace(kept[report], entries=(own[report, entry],)) for entry, report, _ in rows]
