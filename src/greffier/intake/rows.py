"""Tables and lists: CSV with named columns, and JSON Lines. Each row is a report."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from io import StringIO
from typing import Any

from greffier.errors import ReportError
from greffier.intake.draft import Draft, Source
from greffier.intake.limits import Budget, Readable, too_large
from greffier.intake.objects import from_object, loads
from greffier.intake.plain import decoded
from greffier.intake.stamps import stamp
from greffier.intake.values import field_named, listed, renamed, words
from greffier.lexicon.cells import restored

__all__ = ["UNSURE", "headings", "read_csv", "read_lines", "without_separator"]

UNSURE = "day and month of the publication date could be exchanged"
_DELIMITERS = (",", ";", "\t", "|")
_SEPARATOR = re.compile(r"sep=(.)\r?\n", re.IGNORECASE)  # what Excel writes first
_PEOPLE = re.compile(r"[;|]")
csv.field_size_limit(1 << 30)  # the text's own limit is checked for each report


def headings(content: str) -> tuple[str, list[str]] | None:
    """The delimiter and the column names of a table's first line; None where no column is a report's text."""
    content = without_separator(content)
    first = content[: content.find("\n") + 1] or content
    for delimiter in sorted(_DELIMITERS, key=first.count, reverse=True):
        names = _names(first, delimiter)
        if any(field_named(name) == "text" for name in names):
            return delimiter, names
    return None


def _names(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:  # a line end in the middle, as in no table
        return []


def without_separator(content: str) -> str:
    """A table without the line that tells Excel its delimiter."""
    return _SEPARATOR.sub("", content, count=1) if _SEPARATOR.match(content) else content


def read_csv(raw: bytes, source: Source) -> Iterator[Draft | ReportError]:
    """The rows of a table, each a report named `table.csv#2`, the second row below the names of the columns."""
    try:
        table = decoded(raw, source)
        content = without_separator(table.text)
        head = headings(content)
        if head is None:
            raise ReportError(
                "{name}: no column is named text; the first line names the columns, and one holds the reports' words.",
                name=source.name,
            )
        for number, row in enumerate(_rows(content, head[0]), 0):
            if number and any(map(str.strip, row)):
                yield _row(
                    dict(zip(head[1], map(restored, row), strict=False)), f"{source.name}#{number}", table.doubts
                )
    except ReportError as error:
        yield error
    except csv.Error:
        yield ReportError("{name}: is no table that can be read; check its quotation marks.", name=source.name)


def _rows(content: str, delimiter: str) -> Iterator[list[str]]:
    return csv.reader(StringIO(content, newline=""), delimiter=delimiter)


def _row(values: Mapping[str, Any], name: str, doubts: tuple[str, ...]) -> Draft | ReportError:
    known = renamed(values)
    text, when = words(known.get("text")), stamp(known.get("published"))
    if not text:
        return ReportError("{name}: this item has no text.", name=name)
    if known.get("published") and when is None:
        return _undated(known["published"], name)
    said: dict[str, Any] = {key: words(known.get(key)) for key in ("title", "language", "outlet", "url", "uri")}
    people = tuple(who.strip() for who in _PEOPLE.split(known.get("authors") or "") if who.strip())
    unsure = () if when is None or when.sure else (UNSURE,)
    return Draft(text, name, **said, published=when and when.iso, authors=people, doubts=doubts + unsure)


def _undated(value: object, name: str) -> ReportError:
    return ReportError("{name}: {value!r} is no date; write it as 2025-01-31.", name=f"{name}: published", value=value)


def read_lines(stream: Readable, source: Source, budget: Budget) -> Iterator[Draft | ReportError]:
    """The lines of a JSON Lines file, each a report named `reports.jsonl#12` by its line; empty lines are none."""
    longest = budget.limits.page
    try:
        for number, line in enumerate(_lines(stream, longest), 1):
            own = Source(f"{source.name}#{number}", source.limit)
            if line is None or line.strip():
                yield too_large(own.name, longest) if line is None else _line(line, own)
    except ReportError as error:  # the stream itself is damaged, or an archive's
        yield error


def _line(line: bytes, source: Source) -> Draft | ReportError:
    try:
        data = loads(decoded(line, source).text, source.name)
        known = renamed(data) if isinstance(data, dict) else {}
        if isinstance(data, dict) and "text" not in data and "text" in known:
            return _object(known, source.name)
        return from_object(data, source)
    except ReportError as error:
        return error


def _object(known: dict[str, Any], name: str) -> Draft | ReportError:
    """A line whose fields have other names than ours."""
    people = listed(known.pop("authors", None))
    found = _row({key: value for key, value in known.items() if isinstance(value, str)}, name, ())
    return found if isinstance(found, ReportError) else replace(found, authors=people)


def _lines(stream: Readable, longest: int) -> Iterator[bytes | None]:
    """The lines of `stream`; None for one of more than `longest` bytes."""
    held, too_long = bytearray(), False
    while part := stream.read(1 << 20):
        *whole, rest = part.split(b"\n")
        for piece in whole:
            held += piece
            yield None if too_long or len(held) > longest else bytes(held)
            held, too_long = bytearray(), False
        too_long = too_long or len(held) + len(rest) > longest
        held = bytearray() if too_long else held + rest
    if held or too_long:
        yield None if too_long else bytes(held)
