"""Rows of the datasets of others: written as their columns stand, with what was left out counted."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from greffier.export.csv import safe_cell
from greffier.export.formats.base import Left, Options, Wanted, text_of
from greffier.export.formats.coding import left_by_kind
from greffier.lexicon.records import Sheet, load_sheet

__all__ = ["STATUS", "Row", "Rows", "columns_of", "columns_of_sheet", "write_rows"]

STATUS = "greffier_status"  # a column of ours, behind theirs, only where entries that nobody judged are in the file

Row = dict[str, Any]


class Rows:
    """What is written, and why the rest is not: reasons and their sentences, kinds without a home."""

    def __init__(self) -> None:
        self.left: Counter[str] = Counter()
        self.homeless: Counter[str] = Counter()

    def told(self, options: Options, name: str, *more: Left) -> tuple[Left, ...]:
        """What was left out: kinds without a home, what only this dataset asks for, what both do."""
        say, left = options.interface.say, self.left
        unsure = say(
            "{count} {count:event|events} that no entry tells as a fact {count:is|are} left out.", count=left["unsure"]
        )
        placeless = say(
            "{count} {count:event|events} of which no country is told {count:is|are} left out.", count=left["placeless"]
        )
        figure = say(
            "{count} {count:event|events} {count:has|have} a toll, but no figure of the policy asked for: none stands.",
            count=left["figure"],
        )
        common = (Left(unsure, left["unsure"]), Left(placeless, left["placeless"]), Left(figure, left["figure"]))
        return (left_by_kind(self.homeless, options, name), *more, *common)


def columns_of_sheet(name: str) -> tuple[str, ...]:
    """The columns of a dataset that a file of ours may have."""
    return (*load_sheet(name).columns, STATUS)


def columns_of(sheet: Sheet, wanted: Wanted) -> tuple[str, ...]:
    """The dataset's columns in their order; and the status, where unreviewed entries are wanted."""
    return (*sheet.columns, STATUS) if wanted.unreviewed else sheet.columns


def write_rows(out: BinaryIO, columns: tuple[str, ...], rows: Iterable[Mapping[str, Any]]) -> None:
    """UTF-8, commas, CRLF; no text is a formula."""
    with text_of(out) as text:
        writer = csv.DictWriter(text, columns, restval="", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(map(_safe, rows))


def _safe(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: "" if cell is None else safe_cell(cell) for key, cell in row.items()}
