"""Ledgers as people and programs take them: JSON, CSV, a table on the terminal."""

from greffier.export.canonical import canonical_line, kept_to_json
from greffier.export.checks import check_line, check_to_json, checks_to_json, print_checks
from greffier.export.csv import columns, rows, safe_cell, write_csv
from greffier.export.jsonl import entry_to_json, report_to_json
from greffier.export.mentions import mentions_to_json
from greffier.export.table import print_lines, print_report
from greffier.export.words import quantity_words

__all__ = [
    "canonical_line",
    "check_line",
    "check_to_json",
    "checks_to_json",
    "columns",
    "entry_to_json",
    "kept_to_json",
    "mentions_to_json",
    "print_checks",
    "print_lines",
    "print_report",
    "quantity_words",
    "report_to_json",
    "rows",
    "safe_cell",
    "write_csv",
]
