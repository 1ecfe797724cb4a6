"""Ledgers as people and programs take them: JSON, CSV, a table on the terminal."""

from greffier.export.actors import actor_to_json, deed_rows, role_line, write_actors_csv, write_deeds_csv
from greffier.export.brief import Brief, brief_of
from greffier.export.canonical import canonical_line, kept_to_json
from greffier.export.checks import check_line, check_to_json, checks_to_json, print_checks, reason_words
from greffier.export.csv import columns, rows, safe_cell, write_csv, write_kept_csv, write_rows
from greffier.export.events import (
    contradiction_words,
    event_to_json,
    figure_of,
    headline_of,
    print_event,
    print_events,
    toll_words,
    write_events_csv,
)
from greffier.export.groups import print_sums, sum_rows, toll_groups
from greffier.export.histories import flat_history_rows, has_history, history_rows, print_histories
from greffier.export.holders import holder_lines, holder_words
from greffier.export.jsonl import entry_to_json, report_to_json
from greffier.export.mentions import mentions_to_json
from greffier.export.pages import html_page, markdown_page
from greffier.export.pledges import pledge_columns, pledge_to_json
from greffier.export.references import Reference, References, telling_words
from greffier.export.table import print_lines, print_report, withdrawn_words
from greffier.export.track import Row, difference_rows, print_rows_of, row_to_json, track_rows
from greffier.export.words import Line, line_of, quantity_words

__all__ = [
    "pledge_columns",
    "pledge_to_json",
    "actor_to_json",
    "deed_rows",
    "role_line",
    "write_actors_csv",
    "write_deeds_csv",
    "Brief",
    "Line",
    "Reference",
    "References",
    "Row",
    "brief_of",
    "canonical_line",
    "check_line",
    "check_to_json",
    "checks_to_json",
    "columns",
    "contradiction_words",
    "difference_rows",
    "entry_to_json",
    "event_to_json",
    "figure_of",
    "flat_history_rows",
    "has_history",
    "headline_of",
    "history_rows",
    "holder_lines",
    "holder_words",
    "html_page",
    "kept_to_json",
    "line_of",
    "markdown_page",
    "mentions_to_json",
    "print_checks",
    "print_event",
    "print_events",
    "print_histories",
    "print_lines",
    "print_report",
    "withdrawn_words",
    "print_rows_of",
    "print_sums",
    "quantity_words",
    "reason_words",
    "report_to_json",
    "row_to_json",
    "rows",
    "safe_cell",
    "sum_rows",
    "telling_words",
    "toll_groups",
    "toll_words",
    "track_rows",
    "write_csv",
    "write_kept_csv",
    "write_events_csv",
    "write_rows",
]
