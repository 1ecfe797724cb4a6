"""Reading a ledger: reports with their entries, as the model has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, Select, Table, bindparam, exists, func, select

from greffier.errors import LookupFailed
from greffier.ledger import schema
from greffier.ledger.days import withdrawn
from greffier.ledger.notices import Withdrawal, withdrawals_of
from greffier.ledger.rows import Row, entry_of, report_of
from greffier.model import Entry, Report, Span

__all__ = [
    "Kept",
    "count_entries",
    "current_version",
    "entries_of",
    "find_entry",
    "find_report",
    "is_current",
    "is_latest",
    "kept_entries",
    "kept_report",
    "knows_actor",
    "publication_of",
    "publications",
    "report_ids",
    "rows_of",
    "sentence_at",
    "texts_of",
    "versions_of",
]

_MANY, _VALUES = 200, 10_000  # reports read at a time; values in one query, of which SQLite takes 32,766
_PARTS = (schema.evidence, schema.doubt, schema.role, schema.filler)


@dataclass(frozen=True, slots=True)
class Kept:
    """One version of a report as the ledger keeps it.

    `publication` names what its versions have in common; `versions` are the ids of all of them, sorted; `replaces` is
    the version before it, `replaced_by` the one after it; `statuses` tells each entry's status by its id; `withdrawn`
    are the notices that take it back.
    """

    report: Report
    entries: tuple[Entry, ...]
    statuses: dict[str, str]
    publication: str
    versions: tuple[str, ...]
    replaces: str | None
    replaced_by: str | None
    recorded_at: datetime
    withdrawn: tuple[Withdrawal, ...] = ()


def report_ids(connection: Connection, *, current: bool = False) -> list[str]:
    """Ids of all reports, or of their current versions only, sorted."""
    query = select(schema.report.c.id).order_by(schema.report.c.id)
    return list(connection.scalars(query.where(is_latest()) if current else query))


def is_current() -> Any:
    """The condition that a row of `report` counts: no other version replaces it, and no notice takes it back."""
    return is_latest() & ~withdrawn(schema.report)


def is_latest(before: datetime | None = None) -> Any:
    """The condition that no other version replaces a row of `report`, or had been recorded so `before` a moment."""
    later = schema.report.alias("later")
    if before is None:
        return ~exists().where(later.c.replaces == schema.report.c.id)
    replaced = exists().where(later.c.replaces == schema.report.c.id, later.c.recorded_at < before)
    return ~replaced & (schema.report.c.recorded_at < before)


def count_entries(connection: Connection, *statuses: str, current: bool = False) -> int:
    """How many entries there are, of some statuses only if any are given; those of reports taken back count too."""
    query = select(func.count()).select_from(schema.entry.join(schema.report))
    query = query.where(schema.entry.c.status.in_(statuses)) if statuses else query
    return connection.scalar(query.where(is_latest()) if current else query) or 0


def find_report(connection: Connection, beginning: str) -> str | None:
    """The id of the report whose id begins so, or None. Raises LookupFailed where there are several."""
    return _find(connection, schema.report, beginning)


def find_entry(connection: Connection, beginning: str) -> tuple[str, str] | None:
    """The ids of the entry whose id begins so and of its report, or None. Raises LookupFailed for several."""
    found = _find(connection, schema.entry, beginning)
    if found is None:
        return None
    report = connection.scalar(select(schema.entry.c.report).where(schema.entry.c.id == found))
    return found, str(report)


def _find(connection: Connection, table: Table, beginning: str) -> str | None:
    if connection.scalar(select(table.c.id).where(table.c.id == beginning)) is not None:  # by the key, at once
        return beginning
    query = select(table.c.id).where(table.c.id.startswith(beginning, autoescape=True)).limit(2)
    found = list(connection.scalars(query))
    if len(found) > 1:
        raise LookupFailed("{id!r} begins several ids; give more of it.", id=beginning)
    return next(iter(found), None)


def rows_of(connection: Connection, report: str) -> dict[str, list[Row]]:
    """Every row that belongs to a report, by table, in a fixed order; no row at all where there is no such report."""
    found = {schema.report.name: _rows(connection, select(schema.report).where(schema.report.c.id == report))}
    mine = select(schema.entry.c.id).where(schema.entry.c.report == report).scalar_subquery()
    query = select(schema.entry).where(schema.entry.c.report == report).order_by(schema.entry.c.position)
    found[schema.entry.name] = _rows(connection, query)
    for table in _PARTS:
        order = [c for c in (table.c.entry, table.c.get("position"), table.c.get("role")) if c is not None]
        found[table.name] = _rows(connection, select(table).where(table.c.entry.in_(mine)).order_by(*order))
    query = select(schema.sentence).where(schema.sentence.c.report == report)
    found[schema.sentence.name] = _rows(connection, query.order_by(schema.sentence.c.start, schema.sentence.c.stop))
    query = select(schema.known_as).where(schema.known_as.c.report == report).order_by(schema.known_as.c.uri)
    found[schema.known_as.name] = _rows(connection, query)
    query = select(schema.verdict).where(schema.verdict.c.report == report).order_by(schema.verdict.c.position)
    found[schema.verdict.name] = _rows(connection, query)
    return found


def _rows(connection: Connection, query: Any) -> list[Row]:
    return [dict(row) for row in connection.execute(query).mappings()]


def kept_report(connection: Connection, report: str) -> Kept:
    """A report with its text and entries. Raises LookupFailed when there is none."""
    rows = rows_of(connection, report)
    if not rows["report"]:
        raise LookupFailed("no report {id!r} in the ledger.", id=report)
    own = rows["report"][0]
    text = connection.scalar(select(schema.text.c.characters).where(schema.text.c.id == own["text"])) or ""
    table = schema.report
    same = select(table.c.id).where(table.c.publication == own["publication"]).order_by(table.c.id)
    later = connection.scalar(select(table.c.id).where(table.c.replaces == report))
    return Kept(
        report=report_of(own, text),
        entries=tuple(entries_of(rows)),
        statuses={row["id"]: row["status"] for row in rows["entry"]},
        publication=own["publication"],
        versions=tuple(connection.scalars(same)),
        replaces=own["replaces"],
        replaced_by=later,
        recorded_at=own["recorded_at"],
        withdrawn=tuple(withdrawals_of(connection, [report]).get(report, ())),
    )


def kept_entries(connection: Connection, wanted: Mapping[str, Sequence[str]]) -> Iterator[Kept]:
    """Reports, in the order given, with some of their entries only: ids of entries by the report's. Many at a time."""
    ids = list(wanted)
    for first in range(0, len(ids), _MANY):
        yield from _some(connection, {report: wanted[report] for report in ids[first : first + _MANY]})


def _some(connection: Connection, wanted: Mapping[str, Sequence[str]]) -> Iterator[Kept]:
    report, entry, chosen = schema.report, schema.entry, [id for some in wanted.values() for id in some]
    own = {row["id"]: row for row in _rows_in(connection, report.c.id, list(wanted))}
    texts = _rows_in(connection, schema.text.c.id, sorted({row["text"] for row in own.values()}))
    characters = {row["id"]: row["characters"] for row in texts}
    rows = _grouped(_rows_in(connection, entry.c.id, chosen, entry.c.position), "report")
    parts = {table.name: _parts(connection, table, chosen) for table in _PARTS}
    publications = sorted({row["publication"] for row in own.values()})
    versions = _grouped(_rows_in(connection, report.c.publication, publications, report.c.id), "publication")
    taken_back = withdrawals_of(connection, wanted)
    for id in wanted:
        mine, row = rows.get(id, []), own[id]
        same = versions[row["publication"]]
        yield Kept(
            report=report_of(row, characters.get(row["text"], "")),
            entries=tuple(entry_of(e, *(parts[table.name].get(e["id"], ()) for table in _PARTS)) for e in mine),
            statuses={e["id"]: e["status"] for e in mine},
            publication=row["publication"],
            versions=tuple(version["id"] for version in same),
            replaces=row["replaces"],
            replaced_by=next((version["id"] for version in same if version["replaces"] == id), None),
            recorded_at=row["recorded_at"],
            withdrawn=tuple(taken_back.get(id, ())),
        )


def _rows_in(connection: Connection, column: Any, values: Sequence[str], *order: Any) -> list[Row]:
    """The rows of a column's table in which it is one of many values; each part of the values in order."""
    found: list[Row] = []
    query = _among(column, *order)
    for first in range(0, len(values), _VALUES):
        rows = connection.execute(query, {"some": values[first : first + _VALUES]})
        found += [dict(row) for row in rows.mappings()]
    return found


@cache
def _among(column: Any, *order: Any) -> Select[Any]:
    """The rows of a column's table in which it is one of several values, given later. Built once: that takes longer
    than SQLite takes to answer for one report."""
    query = select(column.table).where(column.in_(bindparam("some", expanding=True)))
    return query.order_by(*order) if order else query


def _parts(connection: Connection, table: Table, entries: Sequence[str]) -> dict[str, list[Row]]:
    """The rows of a table that belong to these entries, by entry, in order."""
    order = [c for c in (table.c.entry, table.c.get("position"), table.c.get("role")) if c is not None]
    return _by_entry(_rows_in(connection, table.c.entry, sorted(entries), *order))


def _grouped(rows: Iterable[Row], column: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[column], []).append(row)
    return found


def publication_of(connection: Connection, report: str) -> str:
    """What a report is a version of. Raises LookupFailed."""
    found = connection.scalar(select(schema.report.c.publication).where(schema.report.c.id == report))
    if found is None:
        raise LookupFailed("no report {id!r} in the ledger.", id=report)
    return str(found)


def versions_of(connection: Connection, report: str) -> list[str]:
    """The ids of all versions of a report's publication, its own among them, sorted. Raises LookupFailed."""
    table = schema.report
    own = table.c.publication == publication_of(connection, report)
    return list(connection.scalars(select(table.c.id).where(own).order_by(table.c.id)))


def publications(connection: Connection) -> dict[str, str]:
    """The publication that each report is a version of, by id in order."""
    query = select(schema.report.c.id, schema.report.c.publication).order_by(schema.report.c.id)
    return {row[0]: row[1] for row in connection.execute(query)}


def current_version(connection: Connection, report: str, before: datetime | None = None) -> str:
    """The id of the version that counts of a report's publication, or that counted `before` a moment."""
    own = select(schema.report.c.publication).where(schema.report.c.id == report).scalar_subquery()
    found = connection.scalar(select(schema.report.c.id).where(schema.report.c.publication == own, is_latest(before)))
    return str(found or report)


def knows_actor(connection: Connection, actor: str) -> bool:
    """True when the register has an actor of that id, or an entry names one so."""
    held = (schema.actor.c.id, schema.filler.c.actor)
    return any(connection.scalar(select(column).where(column == actor).limit(1)) is not None for column in held)


def sentence_at(connection: Connection, report: str, span: Span) -> Span | None:
    """The sentence of a report that holds a stretch, None where none does alone."""
    table = schema.sentence
    held = (table.c.report == report, table.c.start <= span.start, table.c.stop >= span.end)
    row = connection.execute(select(table.c.start, table.c.stop).where(*held).order_by(table.c.start)).first()
    return Span(row[0], row[1]) if row is not None else None


def texts_of(connection: Connection, publication: str) -> dict[str, str]:
    """The texts of all versions of a publication, by hash."""
    table, own = schema.text, schema.report
    query = select(table.c.id, table.c.characters).join_from(own, table).where(own.c.publication == publication)
    return {row[0]: row[1] for row in connection.execute(query.distinct())}


def entries_of(rows: dict[str, list[Row]]) -> Iterator[Entry]:
    """The entries that a report's rows keep, in the report's order."""
    parts = {table.name: _by_entry(rows[table.name]) for table in _PARTS}
    for own in rows["entry"]:
        yield entry_of(own, *(parts[table.name].get(own["id"], ()) for table in _PARTS))


def _by_entry(rows: Sequence[Row]) -> dict[str, list[Row]]:
    return {entry: list(group) for entry, group in groupby(rows, key=lambda row: row["entry"])}
