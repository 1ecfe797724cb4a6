"""One row an entry, for spreadsheets: typed numbers, and no cell that a spreadsheet would take for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, TextIO

from greffier.export.jsonl import quantity_to_json
from greffier.lexicon import load_kinds
from greffier.model import Entry, Filler, Place, Quantity, Report, Role, SpanRole, When

if TYPE_CHECKING:
    from greffier.ledger import Kept

__all__ = ["columns", "rows", "safe_cell", "write_csv", "write_kept_csv", "write_rows"]

Cell = str | int | float | None

_REPORT = ("report", "title", "published", "language", "outlet", "url")
_ENTRY = ("id", "kind", "factuality", "when_start", "when_end", "source", "anchor", "anchor_start", "anchor_end")
_PLACE = ("lat", "lon", "country", "precision")
_END = ("evidence", "by", "doubts", "confidence", "judged")
_PARTS = {
    "number": ("min", "max", "open", "scope"),
    "amount": ("min", "max", "open", "currency", "scope"),
    "period": ("start", "end"),
}
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@cache
def columns() -> tuple[str, ...]:
    """The column names, in order: the report, the entry, one or more for each role of any kind, the rest."""
    roles: dict[str, str] = {}
    for kind in load_kinds().values():
        roles |= {name: str(spec.get("is")) for name, spec in kind.roles.items()}
    named = [column for role, form in roles.items() for column in _columns_of(role, form)]
    return (*_REPORT, *_ENTRY, *named, *_PLACE, *_END)


def _columns_of(role: str, form: str) -> tuple[str, ...]:
    return tuple(f"{role}_{part}" for part in _PARTS[form]) if form in _PARTS else (role,)


def write_csv(
    readings: Iterable[tuple[Report, Iterable[Entry]]], out: TextIO, statuses: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Write a header and one row an entry, as each report comes; `statuses` are what people judged, by entry."""
    writer = csv.DictWriter(out, columns(), restval="", extrasaction="ignore")
    writer.writeheader()
    for report, entries in readings:
        for row in rows(report, entries):
            judged = {"judged": statuses.get(str(row["id"]))}
            writer.writerow({key: safe_cell(cell) for key, cell in (row | judged).items()})


def write_kept_csv(kept: Iterable[Kept], out: TextIO) -> None:
    """The same of reports of a ledger, with what people judged."""
    found = list(kept)
    statuses = {id: status for one in found for id, status in one.statuses.items()}
    write_csv(((one.report, one.entries) for one in found), out, statuses)


def write_rows(rows: Sequence[Mapping[str, Cell]], out: TextIO) -> None:
    """Write rows that all have the columns of the first; nothing where there is none."""
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows({key: safe_cell(cell) for key, cell in row.items()} for row in rows)


def rows(report: Report, entries: Iterable[Entry]) -> Iterator[dict[str, Cell]]:
    """The cells of each entry, by column."""
    about: dict[str, Cell] = {
        "report": report.id,
        "title": report.title,
        "published": report.published.isoformat() if report.published else None,
        "language": report.language,
        "outlet": report.outlet,
        "url": report.url,
    }
    for entry in entries:
        yield about | _entry(entry, report.text)


def _entry(entry: Entry, text: str) -> dict[str, Cell]:
    found: dict[str, Cell] = {
        "id": entry.id,
        "kind": entry.kind,
        "factuality": entry.factuality,
        "when_start": entry.when.start.isoformat() if entry.when else None,
        "when_end": entry.when.end.isoformat() if entry.when else None,
        "source": entry.source.name if entry.source else None,
        "anchor": entry.anchor.of(text),
        "anchor_start": entry.anchor.start,
        "anchor_end": entry.anchor.end,
        "evidence": " | ".join(span.of(text) for span in entry.evidence),
        "by": entry.by,
        "doubts": " | ".join(entry.doubts),
        "confidence": round(entry.confidence, 2),
    }
    for role, value in entry.roles.items():
        found |= _role(role, value, text)
    return found | _map(entry.roles.get("place"))


def _role(role: str, value: Role, text: str) -> dict[str, Cell]:
    if isinstance(value, Quantity):
        parts = quantity_to_json(value)
        return {f"{role}_{part}": "true" if cell is True else cell for part, cell in parts.items()}
    if isinstance(value, When):
        return {f"{role}_start": value.start.isoformat(), f"{role}_end": value.end.isoformat()}
    if isinstance(value, SpanRole):
        return {role: value.span.of(text)}
    return {role: value if isinstance(value, str) else " | ".join(filler.name for filler in value)}


def _map(value: Role | None) -> dict[str, Cell]:
    """Coordinates of the first place that has any."""
    fillers: tuple[Filler, ...] = value if isinstance(value, tuple) else ()
    place: Place | None = next((f.place for f in fillers if f.place is not None), None)
    if place is None:
        return {}
    return {"lat": place.lat, "lon": place.lon, "country": place.country, "precision": place.precision}


def safe_cell(cell: Cell) -> Cell:
    """Text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay numbers."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
