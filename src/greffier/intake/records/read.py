"""From a table of another dataset to records: columns are found by name, so that older and cut tables are read too."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, TextIO, TypeVar

from greffier.errors import GreffierError, InputError, ReportError
from greffier.intake.records.cells import count_of, day_of, number_of, range_of
from greffier.lexicon.records import Sheet, land_named, land_numbered, load_sheet
from greffier.model import Record

__all__ = ["BadRow", "read_records"]

T = TypeVar("T")

_DELIMITERS = ",;\t"
_ZIP = b"PK\x03\x04"
_SAMPLE = 1 << 20  # bytes decoded at a time
_POLE, _DATE_LINE = 90.0, 180.0


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its line in the file, and why."""

    line: int
    why: GreffierError


def read_records(path: Path, form: str) -> Iterator[Record | BadRow]:
    """The rows of the table at `path`, of one of SHEETS, as they come. Raises InputError where it is no such table."""
    sheet = load_sheet(form)
    with _opened(path) as file:
        rows = csv.reader(file, delimiter=_delimiter(file), strict=True)
        try:
            head, first = _head(rows, sheet, path)
            yield from _rows(rows, _Reader(sheet, head), first)
        except csv.Error as error:
            sentence = "{path}: line {line} is no row of a table ({reason}); nothing was taken in."
            raise InputError(sentence, path=path, line=rows.line_num, reason=error) from error


def _rows(rows: Any, reader: _Reader, first: list[str] | None) -> Iterator[Record | BadRow]:
    seen: dict[str, str] = {}
    if first is not None:
        yield _row(first, 1, reader, seen)
    for cells in rows:
        if any(cell.strip() for cell in cells):
            yield _row(cells, rows.line_num, reader, seen)


def _row(cells: list[str], line: int, reader: _Reader, seen: dict[str, str]) -> Record | BadRow:
    try:
        record = reader.record(cells, line)
        if seen.get(record.id, record.digest) != record.digest:
            if not reader.sheet.table("read").get("repeats"):
                raise ReportError("its id {id!r} stands on another row before, with other cells", id=record.id)
            record = replace(record, id=f"{record.id}#{record.digest[:6]}")
        seen[record.id] = record.digest
    except ReportError as error:
        return BadRow(line, error)
    return record


@contextmanager
def _opened(path: Path) -> Iterator[TextIO]:
    """The file as text: UTF-8 with or without a mark, else windows-1252. Raises InputError."""
    try:
        with path.open("rb") as raw:
            if raw.read(len(_ZIP)) == _ZIP:
                raise InputError("{path}: is a workbook; save its sheet as CSV first.", path=path)
        encoding = "utf-8-sig" if _is_utf8(path) else "windows-1252"
        with path.open(encoding=encoding, newline="", errors="replace") as file:
            yield file
    except OSError as error:
        raise InputError("{path}: cannot be read ({reason}).", path=path, reason=error.strerror) from error


def _is_utf8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            while file.read(_SAMPLE):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(file: TextIO) -> str:
    first = file.readline()
    file.seek(0)
    return max(_DELIMITERS, key=first.count)


def _head(rows: Any, sheet: Sheet, path: Path) -> tuple[list[str], list[str] | None]:
    """The names of the columns; and the first row, where it is none of names. Raises InputError."""
    first: list[str] = next(rows, [])
    names = [name.strip() for name in first]
    needed = [tuple(sheet.table("read")[field]) for field in sheet.table("read")["needs"]]
    known = {name.casefold() for name in names}
    missing = [some[0] for some in needed if not {name.casefold() for name in some} & known]
    if not missing:
        return names, None
    if len(first) == len(sheet.columns) and not known & {name.casefold() for name in sheet.columns}:
        return list(sheet.columns), first
    sentence = "{path}: has no column {names}; is it a table of {form}?"
    raise InputError(sentence, path=path, names=", ".join(missing), form=sheet.name)


class _Reader:
    """Reads rows of one table: where each field stands in it is looked up once."""

    def __init__(self, sheet: Sheet, names: Sequence[str]) -> None:
        self.sheet, self.names = sheet, names
        places = {name.casefold(): i for i, name in reversed(list(enumerate(names)))}
        lists = {key: value for key, value in sheet.table("read").items() if isinstance(value, list)}
        self.places = {
            field: [places[name.casefold()] for name in some if name.casefold() in places]
            for field, some in lists.items()
        }

    def record(self, cells: list[str], line: int) -> Record:
        """The record of a row. Raises ReportError where a cell cannot be read."""
        if len(cells) != len(self.names):
            sentence = "it has {cells} cells, where the first line names {names}"
            raise ReportError(sentence, cells=len(cells), names=len(self.names))
        raw = dict(zip(self.names, cells, strict=True))
        start, end = self._days(cells)
        lat, lon = self._degrees(cells)
        type, sub = self.cell(cells, "type"), self.cell(cells, "sub")
        amount, currency = self._money(cells)
        measure = self.cell(cells, "stage")
        return Record(
            id=self.cell(cells, "id") or sha256("\0".join(cells).encode("utf-8", "replace")).hexdigest()[:16],
            line=line,
            kind=self._kind(cells),
            type=" / ".join(part for part in (type, sub) if part),
            start=start,
            end=end,
            slack=int(self.sheet.table("read").get("days", {}).get(self.cell(cells, "precision"), 0)),
            country=self._country(cells),
            place=self.cell(cells, "place"),
            region=self.cell(cells, "admin"),
            lat=lat,
            lon=lon,
            precision=str(self.sheet.table("read").get("wheres", {}).get(self.cell(cells, "where"), "")),
            actors=self._actors(cells),
            low=self._value(cells, "low", count_of),
            best=self._value(cells, "best", count_of),
            high=self._value(cells, "high", count_of),
            amount=amount[0],
            most=amount[1],
            currency=currency,
            stages=tuple(self.sheet.table("read").get("stages", {}).get(measure, ())),
            form=self.cell(cells, "form"),
            note=self.cell(cells, "note"),
            raw=raw,
        )

    def cell(self, cells: Sequence[str], field: str) -> str:
        """The first cell of a field that is not empty."""
        return next((found for i in self.places.get(field, ()) if (found := cells[i].strip())), "")

    def _value(self, cells: Sequence[str], field: str, read: Callable[[str], T | None]) -> T | None:
        cell = self.cell(cells, field)
        try:
            return read(cell)
        except ValueError:
            column = self.names[self.places[field][0]]
            raise ReportError("{column}: {cell!r} cannot be read", column=column, cell=cell[:40]) from None

    def _days(self, cells: Sequence[str]) -> tuple[Any, Any]:
        start = self._value(cells, "start", day_of)
        end = self._value(cells, "end", day_of) if self.places.get("end") else start
        if start is None and "start" in self.sheet.table("read")["needs"]:
            sentence = "it gives no day"
            raise ReportError(sentence)
        if start is not None and end is not None and end < start:
            raise ReportError("it ends before it begins ({start}, {end})", start=start, end=end)
        return start, end if end is not None else start

    def _degrees(self, cells: Sequence[str]) -> tuple[float | None, float | None]:
        lat, lon = (self._value(cells, field, number_of) for field in ("lat", "lon"))
        if lat is None or lon is None:
            return None, None
        if abs(lat) > _POLE or abs(lon) > _DATE_LINE:
            raise ReportError("{lat}, {lon} is no place on earth", lat=lat, lon=lon)
        return lat, lon

    def _kind(self, cells: Sequence[str]) -> str:
        """The kind of ours that its finest heading stands for; a broad heading counts where there is no other."""
        kinds, fine = self.sheet.table("read")["kinds"], [self.cell(cells, field) for field in ("sub", "type")]
        headings = [heading for heading in fine if heading] or [self.cell(cells, "broad")]
        return next((str(kinds[heading]) for heading in headings if heading in kinds), "")

    def _country(self, cells: Sequence[str]) -> str:
        number = self.cell(cells, "numeric")
        found = land_numbered(int(number)) if number.isdigit() and int(number) else None
        return found or land_named(self.cell(cells, "iso3")) or land_named(self.cell(cells, "country")) or ""

    def _actors(self, cells: Sequence[str]) -> tuple[str, ...]:
        parts = (part.strip() for i in self.places.get("actors", ()) for part in cells[i].split(";"))
        return tuple(dict.fromkeys(part for part in parts if part))

    def _money(self, cells: Sequence[str]) -> tuple[tuple[float | None, float | None], str]:
        """The least and the most in the currency that they were told in, else in euros; other words are no number."""
        said = self.cell(cells, "currency")
        currency = str(self.sheet.table("read").get("currencies", {}).get(said, said))
        for field, code in (("amount", currency), ("euros", "EUR")):
            for place in self.places.get(field, ()) if code else ():
                with suppress(ValueError):
                    if (found := range_of(cells[place])) is not None:
                        return found, code
        return (None, None), currency
