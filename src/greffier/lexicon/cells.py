"""Cells of tables that people open in a spreadsheet."""

from __future__ import annotations

import re

__all__ = ["restored"]

_GUARDED = re.compile(r"'[=+\-@\t\r]")


def restored(cell: str) -> str:
    """The cell without the apostrophe that exports put before what a spreadsheet would run as a formula."""
    return cell[1:] if _GUARDED.match(cell) else cell
