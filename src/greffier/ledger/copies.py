"""Which reports copy which, in the ledger, and what is said of reports in a list."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, delete, insert, or_, select

from greffier.ledger import schema
from greffier.ledger.events import parts
from greffier.ledger.load import is_current

__all__ = [
    "About", "Copied", "band_members", "copies_in", "current_reports", "events_by_report", "family_of", "original_of",
    "put_bands", "reports_between", "texts_of", "write_copies",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Copied:
    """A report that copies another one, and the share of its runs of words that the other has too."""

    report: str
    original: str
    share: float


def put_bands(connection: Connection, rows: Mapping[str, Sequence[int]]) -> None:
    """Keep the bands of some reports, by which near copies are found."""
    found = [{"band": band, "report": report} for report, some in sorted(rows.items()) for band in sorted(set(some))]
    if found:
        connection.execute(insert(schema.band), found)


def band_members(connection: Connection, reports: Iterable[str]) -> list[list[str]]:
    """The reports in each band that some of `reports` are in, where there are several."""
    table, found = schema.band, dict[int, list[str]]()
    for part in parts(reports):
        mine = select(table.c.band).where(table.c.report.in_(part)).distinct().scalar_subquery()
        for band, report in connection.execute(select(table.c.band, table.c.report).where(table.c.band.in_(mine))):
            found.setdefault(band, []).append(report)
    return [sorted(set(some)) for _band, some in sorted(found.items()) if len(set(some)) > 1]


def texts_of(connection: Connection, reports: Iterable[str]) -> list[tuple[str, Any, str, str | None]]:
    """Id, day of publication, characters and outlet of some reports, by id."""
    report, text = schema.report, schema.text
    query = select(report.c.id, report.c.published, text.c.characters, report.c.outlet).join_from(report, text)
    rows = [row for part in parts(reports) for row in connection.execute(query.where(report.c.id.in_(part)))]
    return sorted(((row[0], row[1], row[2], row[3]) for row in rows), key=lambda row: row[0])


def copies_in(connection: Connection, reports: Iterable[str] | None = None) -> list[Copied]:
    """The copies among some reports, or that are copied by or from them (None: all)."""
    table = schema.copy
    query = select(table.c.report, table.c.original, table.c.share)
    if reports is None:
        rows = connection.execute(query).all()
    else:
        wanted = list(parts(reports))
        rows = [
            r
            for p in wanted
            for r in connection.execute(query.where(or_(table.c.report.in_(p), table.c.original.in_(p))))
        ]
    return sorted({Copied(*row) for row in rows}, key=lambda c: c.report)


def original_of(connection: Connection, reports: Iterable[str]) -> dict[str, str]:
    """For each report the one that it copies, itself where it copies none."""
    wanted = set(reports)
    found = {copied.report: copied.original for copied in copies_in(connection, wanted)}
    return {report: found.get(report, report) for report in wanted}


def family_of(connection: Connection, reports: Iterable[str]) -> set[str]:
    """Some reports, what they copy, and all that copies the same or copies them."""
    wanted = set(reports)
    originals = {c.original for c in copies_in(connection, wanted)}
    return wanted | {one for c in copies_in(connection, originals) for one in (c.report, c.original)}


def write_copies(connection: Connection, about: Iterable[str], found: Iterable[Copied]) -> None:
    """Keep the copies among the reports `about`, instead of those known of them."""
    for part in parts(about):
        connection.execute(delete(schema.copy).where(schema.copy.c.report.in_(part)))
    rows = [{"report": c.report, "original": c.original, "share": c.share} for c in found]
    if rows:
        connection.execute(insert(schema.copy), rows)


def current_reports(connection: Connection) -> set[str]:
    """Ids of the current versions."""
    return set(connection.scalars(select(schema.report.c.id).where(is_current())))


@dataclass(frozen=True, slots=True)
class About:
    """What is said of a report in a list."""

    id: str
    published: date | None
    language: str
    outlet: str | None
    title: str | None


def reports_between(connection: Connection, first: date | None, last: date | None) -> list[About]:
    """Current reports published within these days, by id; undated ones only where no day is given."""
    table = schema.report
    columns = (table.c.id, table.c.published, table.c.language, table.c.outlet, table.c.title)
    query = select(*columns).where(is_current()).order_by(table.c.id)
    if first is not None:
        query = query.where(table.c.published >= first)
    if last is not None:
        query = query.where(table.c.published <= last)
    return [About(*row) for row in connection.execute(query)]


def events_by_report(connection: Connection, reports: Iterable[str]) -> dict[str, set[str]]:
    """The events that each of some reports tells of."""
    table, entry, found = schema.membership, schema.entry, dict[str, set[str]]()
    query = select(entry.c.report, table.c.event).join_from(table, entry, table.c.entry == entry.c.id)
    for part in parts(reports):
        for report, event in connection.execute(query.where(entry.c.report.in_(part))):
            found.setdefault(report, set()).add(event)
    return found
