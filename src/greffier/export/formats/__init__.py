"""The formats of `greffier export`, by name: one module a format, one line each here.

A format is a `Format` with a function that writes what is `Wanted`; everything else (which entries, where to, what is
told to people) is done by the command for all of them. Every column or field is documented in docs/reference/exports.md
and listed in COLUMNS, so that a test finds the page lacking.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from greffier.columnar import column_names
from greffier.export.formats.base import POLICIES, Format, Held, Left, Options, Page, Wanted
from greffier.export.formats.geojson import GEOJSON, PROPERTIES
from greffier.export.formats.lines import JSONL
from greffier.export.formats.parquet import PARQUET
from greffier.export.formats.spreadsheet import XLSX, sheets
from greffier.export.formats.table import CSV, entry_columns

__all__ = ["COLUMNS", "FORMATS", "POLICIES", "Format", "Held", "Left", "Options", "Page", "Wanted"]

FORMATS: dict[str, Format] = {one.name: one for one in (CSV, GEOJSON, JSONL, PARQUET, XLSX)}

COLUMNS: dict[str, Callable[[], Sequence[str]]] = {  # what the page of exports has to tell of, by format
    "csv": entry_columns,
    "geojson": lambda: PROPERTIES,
    "parquet": column_names,
    "xlsx": lambda: [column for columns in sheets().values() for column in columns],
}
