"""`csv`: a row an entry, with the columns of `greffier entries --format csv` and the event."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import cache
from typing import BinaryIO

from greffier.export.csv import Cell, columns, rows, safe_cell
from greffier.export.formats.base import Format, Left, Options, Wanted, text_of

__all__ = ["CSV", "entry_columns", "entry_rows"]


@cache
def entry_columns() -> tuple[str, ...]:
    """The columns, in order."""
    return (*columns(), "event")


def entry_rows(wanted: Wanted) -> Iterator[dict[str, Cell]]:
    """A row an entry; cells that a row lacks are empty."""
    for page in wanted.pages():
        for kept in page.kept:
            for row in rows(kept.report, kept.entries):
                id = str(row["id"])
                yield row | {"judged": kept.statuses[id], "event": page.events.get(id)}


def _write(wanted: Wanted, out: BinaryIO, options: Options) -> tuple[Left, ...]:
    """UTF-8, commas, CRLF; for a French spreadsheet a mark of the encoding, semicolons and decimal commas."""
    with text_of(out, "utf-8-sig" if options.excel_fr else "utf-8") as text:
        writer = csv.DictWriter(text, entry_columns(), restval="", delimiter=";" if options.excel_fr else ",")
        writer.writeheader()
        for row in entry_rows(wanted):
            writer.writerow({key: _cell(cell, decimal_comma=options.excel_fr) for key, cell in row.items()})
    return ()


def _cell(cell: Cell, *, decimal_comma: bool) -> Cell:
    return str(cell).replace(".", ",") if decimal_comma and isinstance(cell, float) else safe_cell(cell)


CSV = Format("csv", _write, takes=frozenset({"excel_fr"}))
