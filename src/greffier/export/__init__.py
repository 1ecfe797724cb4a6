"""Ledgers as people and programs take them: JSON, CSV, a table on the terminal."""

from greffier.export.canonical import canonical_line, kept_to_json
from greffier.export.csv import columns, rows, write_csv
from greffier.export.jsonl import entry_to_json, report_to_json
from greffier.export.mentions import mentions_to_json
from greffier.export.table import print_lines, print_report
from greffier.export.words import quantity_words

__all__ = [
    "canonical_line",
    "columns",
    "entry_to_json",
    "kept_to_json",
    "mentions_to_json",
    "print_lines",
    "print_report",
    "quantity_words",
    "report_to_json",
    "rows",
    "write_csv",
]
