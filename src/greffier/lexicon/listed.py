"""A person's own lists of actors and places, from CSV files as a spreadsheet saves them."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from pathlib import Path

from greffier.errors import GreffierError, InputError, Mistakes
from greffier.lexicon.cells import restored
from greffier.model import Listed

__all__ = ["COLUMNS", "read_listed"]

COLUMNS = ("id", "name", "aliases", "kind", "country", "lat", "lon")
_ID = re.compile(r"[\w.-]+")
_KIND = re.compile(r"[a-z_]+")
_ALIASES = re.compile(r"[|;]")
_BOUNDS = {"lat": 90.0, "lon": 180.0}


def read_listed(path: Path, sort: str, countries: Mapping[str, object]) -> list[Listed]:
    """The rows of a list of `sort` `actor` or `place`, in the file's order; `countries` has the known codes.

    Raises InputError, with file and line, for what cannot be used.
    """
    text = _text(path)
    header = text.partition("\n")[0]
    rows = csv.reader(StringIO(text, newline=""), delimiter=";" if header.count(";") > header.count(",") else ",")
    columns = [cell.strip().lower() for cell in next(rows, [])]
    _check_columns(path, columns)
    found: dict[str, Listed] = {}
    wrong: list[GreffierError] = []
    for line, row in _lines(path, rows):
        try:
            one = _row(path, line, _cells(path, line, columns, row), sort, countries)
        except InputError as error:
            wrong += error.found if isinstance(error, Mistakes) else [error]
            continue
        if one.id in found:
            sentence = "{path}, line {line}: the id {id!r} stands twice."
            wrong.append(InputError(sentence, path=path, line=line, id=one.id))
        found[one.id] = one
    if wrong:
        raise Mistakes(wrong)
    return list(found.values())


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise InputError("{path}: cannot be read ({reason}).", path=path, reason=error.strerror) from error
    except UnicodeDecodeError as error:
        raise InputError("{path}: is not UTF-8 text; save it as CSV UTF-8.", path=path) from error


def _lines(path: Path, rows: Iterator[list[str]]) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not empty, each with its number, the header being 1."""
    number = 1
    while True:
        number += 1
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            sentence = "{path}, line {line}: is no CSV ({reason})."
            raise InputError(sentence, path=path, line=number, reason=error) from error
        if any(cell.strip() for cell in row):
            yield number, row


def _check_columns(path: Path, columns: Sequence[str]) -> None:
    known = ", ".join(COLUMNS)
    for name in columns:
        if name not in COLUMNS:
            sentence = "{path}, line 1: {column!r} is none of the columns {known}."
            raise InputError(sentence, path=path, column=name, known=known)
    for name in ("id", "name"):
        if columns.count(name) != 1:
            raise InputError("{path}, line 1: the column {column!r} is needed, once.", path=path, column=name)


def _cells(path: Path, line: int, columns: Sequence[str], row: Sequence[str]) -> dict[str, str]:
    if len(row) > len(columns):
        sentence = "{path}, line {line}: has {found} {found:cell|cells}, the first line has {wanted}."
        raise InputError(sentence, path=path, line=line, found=len(row), wanted=len(columns))
    return dict.fromkeys(COLUMNS, "") | {name: restored(cell).strip() for name, cell in zip(columns, row, strict=False)}


def _row(path: Path, line: int, cells: Mapping[str, str], sort: str, countries: Mapping[str, object]) -> Listed:
    def refuse(column: str, wanted: str) -> InputError:
        sentence = "{path}, line {line}: {column} is {value!r}; it should be {wanted}."
        return InputError(sentence, path=path, line=line, column=column, value=cells[column], wanted=wanted)

    wrong: list[GreffierError] = []
    if not _ID.fullmatch(cells["id"]):
        wrong.append(refuse("id", "a-z 0-9 _ . -"))
    if not any(c.isalnum() for c in cells["name"]):
        wrong.append(refuse("name", "Abc"))
    kind = cells["kind"] or ("body" if sort == "actor" else "place")
    if not _KIND.fullmatch(kind):
        wrong.append(refuse("kind", "person, body, armed_group, …"))
    if cells["country"] and cells["country"] not in countries:
        wrong.append(refuse("country", "FR, UA, … (ISO 3166-1)"))
    degrees: list[float | None] = []
    for column, most in _BOUNDS.items():
        degrees.append(value := _degrees(cells[column]))
        if value is not None and not -most <= value <= most:
            wrong.append(refuse(column, f"-{most:.0f} … {most:.0f}"))
    lat, lon = degrees
    if (lat is None) != (lon is None) or (sort == "place" and lat is None):
        wrong.append(refuse("lat" if lat is None else "lon", "48.5"))
    if wrong:
        raise Mistakes(wrong)
    names = [cells["name"], *(name.strip() for name in _ALIASES.split(cells["aliases"]))]
    unlike = tuple(dict.fromkeys(name for name in names if any(c.isalnum() for c in name)))
    return Listed(cells["id"], cells["name"], unlike, kind, cells["country"] or None, lat, lon)


def _degrees(cell: str) -> float | None:
    """The number in a cell; None where it is empty, infinite where it is no number."""
    if not cell:
        return None
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return math.inf
