"""`xlsx`: a workbook with a sheet of entries, one of events, and one that says what is in it.

Dates are dates and numbers numbers; text is written as text, so that no cell is a formula. Rows are written as they
come and not kept, so that memory does not grow with the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, BinaryIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from greffier import __version__
from greffier.export.events import EVENT_COLUMNS, event_row
from greffier.export.formats.base import Format, Left, Options, Wanted
from greffier.export.formats.table import entry_columns, entry_rows

__all__ = ["XLSX", "sheets"]

_ROWS = 1_048_576  # of a sheet, its heading among them
_LONGEST = 32_767  # characters of a cell
_FIRST, _LAST = date(1900, 3, 1), date(9999, 12, 31)  # days that a spreadsheet counts as the calendar does
_EVENT_COLUMNS = (*EVENT_COLUMNS, "status")
_ABOUT = ("what", "value")
_DAYS = frozenset(
    {"published", "when_start", "when_end", "period_start", "period_end", "first_published", "last_published"}
)
_WIDTHS = {"evidence": 60, "title": 40, "what": 60, "anchor": 20, "content": 40, "value": 60}
_WIDTH, _NARROW = 14, 10


def sheets() -> dict[str, tuple[str, ...]]:
    """The columns of each sheet, in order."""
    return {"entries": entry_columns(), "events": _EVENT_COLUMNS, "about": _ABOUT}


def _write(wanted: Wanted, out: BinaryIO, options: Options) -> tuple[Left, ...]:
    book = Workbook(out, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    changed = wanted.changed()
    if changed is not None:  # else the moment of writing, and the same ledger would give other bytes
        book.set_properties({"created": changed.replace(tzinfo=None), "title": "greffier"})
    entries = _Sheet(book, "entries", entry_columns())
    entries.write(entry_rows(wanted))
    events = _Sheet(book, "events", _EVENT_COLUMNS)
    events.write({**event_row(held.event, options.interface), "status": held.status} for held in wanted.events())
    about = _Sheet(book, "about", _ABOUT)
    about.write(_about(wanted, changed, entries.written, events.written))
    book.close()
    sentence = "{count} {count:cell|cells} {count:was|were} cut, being longer than a spreadsheet takes."
    cut = Left(sentence, entries.cut + events.cut)
    sentence = "{count} {count:row|rows} {count:was|were} left out: a sheet takes 1,048,575; ask for less, or take csv."
    return cut, Left(sentence, entries.left + events.left)


def _about(wanted: Wanted, changed: datetime | None, entries: int, events: int) -> Iterable[dict[str, Any]]:
    facts = {
        "program": f"greffier {__version__}",
        "ledger last changed (UTC)": changed.isoformat() if changed else "",
        "statuses": ", ".join(wanted.statuses),
        "entries": entries,
        "events": events,
    }
    return ({"what": what, "value": value} for what, value in facts.items())


class _Sheet:
    """A sheet that is written row by row."""

    def __init__(self, book: Workbook, name: str, columns: Sequence[str]) -> None:
        self.sheet: Worksheet = book.add_worksheet(name)
        self.columns = columns
        self.day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        bold = book.add_format({"bold": True, "bottom": 1})
        self.sheet.freeze_panes(1, 0)
        for number, column in enumerate(columns):
            width = _WIDTHS.get(column, _NARROW if column.endswith(("_min", "_max", "_open")) else _WIDTH)
            self.sheet.set_column(number, number, width)
            self.sheet.write_string(0, number, column, bold)
        self.written = self.cut = self.left = 0

    def write(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Write all rows that the sheet has room for."""
        for row in rows:
            if self.written + 1 >= _ROWS:
                self.left += 1
                continue
            self.written += 1
            for number, column in enumerate(self.columns):
                self._cell(number, column, row.get(column))
        if self.written:
            self.sheet.autofilter(0, 0, self.written, len(self.columns) - 1)

    def _cell(self, number: int, column: str, value: Any) -> None:
        if value is None or value == "":
            return
        day = _day(value) if column in _DAYS else None
        if day is not None:
            self.sheet.write_datetime(self.written, number, datetime(day.year, day.month, day.day), self.day)
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            self.sheet.write_number(self.written, number, value)
        else:
            words = str(value)
            self.cut += len(words) > _LONGEST
            self.sheet.write_string(self.written, number, words[:_LONGEST])


def _day(value: Any) -> date | None:
    """The day that a cell tells, None where a spreadsheet would count it wrongly."""
    day = date.fromisoformat(str(value))
    return day if _FIRST <= day <= _LAST else None


XLSX = Format("xlsx", _write, binary=True)
