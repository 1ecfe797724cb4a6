"""The formats of `greffier export`, by name: one module a format, one line each here.

A format is a `Format` with a function that writes what is `Wanted`; everything else (which entries, where to, what is
told to people) is done by the command for all of them. Every column or field is documented in docs/reference/exports.md
and listed in COLUMNS, so that a test finds the page lacking.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from greffier.columnar import column_names
from greffier.export.formats.acled import ACLED
from greffier.export.formats.annotations import W3C, W3C_FIELDS
from greffier.export.formats.base import POLICIES, Format, Held, Left, Options, Page, Wanted
from greffier.export.formats.calendar import FIELDS as ICS_FIELDS
from greffier.export.formats.calendar import ICS
from greffier.export.formats.coded import GOLD, GOLD_FIELDS, JUDGEMENT_FIELDS, JUDGEMENTS
from greffier.export.formats.feed import FIELDS as RSS_FIELDS
from greffier.export.formats.feed import RSS
from greffier.export.formats.ftm import FTM, FTM_STATEMENTS, STATEMENT_COLUMNS, ftm_fields
from greffier.export.formats.geojson import GEOJSON, PROPERTIES
from greffier.export.formats.kiel import KIEL
from greffier.export.formats.labelling import (
    DOCCANO,
    DOCCANO_FIELDS,
    LABEL_STUDIO,
    LABEL_STUDIO_FIELDS,
    PRODIGY,
    PRODIGY_FIELDS,
)
from greffier.export.formats.lines import JSONL
from greffier.export.formats.parquet import PARQUET
from greffier.export.formats.plover import COLUMNS as PLOVER_COLUMNS
from greffier.export.formats.plover import PLOVER
from greffier.export.formats.rows import columns_of_sheet
from greffier.export.formats.spreadsheet import XLSX, sheets
from greffier.export.formats.table import CSV, entry_columns
from greffier.export.formats.timemap import FIELDS as TIMEMAP_FIELDS
from greffier.export.formats.timemap import TIMEMAP
from greffier.export.formats.ucdp import UCDP
from greffier.lexicon.records import SHEETS

__all__ = ["COLUMNS", "FORMATS", "POLICIES", "Format", "Held", "Left", "Options", "Page", "Wanted"]

_BRIDGES = (DOCCANO, GOLD, JUDGEMENTS, LABEL_STUDIO, PRODIGY, W3C)  # to people who code, and back by greffier import
_RECORDS = (ACLED, UCDP, KIEL)
_OTHERS = (CSV, FTM, FTM_STATEMENTS, GEOJSON, ICS, JSONL, PARQUET, PLOVER, RSS, TIMEMAP, XLSX)
FORMATS: dict[str, Format] = {
    one.name: one for one in sorted((*_OTHERS, *_BRIDGES, *_RECORDS), key=lambda one: one.name)
}

COLUMNS: dict[str, Callable[[], Sequence[str]]] = {  # what the page of exports has to tell of, by format
    "csv": entry_columns,
    "ftm": ftm_fields,
    "ftm-statements": lambda: STATEMENT_COLUMNS,
    "geojson": lambda: PROPERTIES,
    "parquet": column_names,
    "ics": lambda: ICS_FIELDS,
    "plover": lambda: PLOVER_COLUMNS,
    "rss": lambda: RSS_FIELDS,
    "timemap": lambda: [field for fields in TIMEMAP_FIELDS.values() for field in fields],
    "doccano": lambda: DOCCANO_FIELDS,
    "gold": lambda: GOLD_FIELDS,
    "judgements": lambda: JUDGEMENT_FIELDS,
    "label-studio": lambda: LABEL_STUDIO_FIELDS,
    "prodigy": lambda: PRODIGY_FIELDS,
    "w3c": lambda: W3C_FIELDS,
    "xlsx": lambda: [column for columns in sheets().values() for column in columns],
    **{name: partial(columns_of_sheet, name) for name in SHEETS},
}
