"""Cells of tables: days, numbers and counts as people and programs write them."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from babel.dates import get_month_names

__all__ = ["count_of", "day_of", "number_of", "range_of"]

_EMPTY = frozenset({"", ".", "-", "na", "n/a", "nan", "null", "none"})
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?")
_NUMBERS = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})")
_NAMED = re.compile(r"(\d{1,2})[ -]([^\W\d]+)\.?[ -](\d{4})")
_THOUSANDS = re.compile(r"(?<=\d)[ ,\u00a0\u202f](?=\d{3}(?!\d))")
_RANGE = re.compile(r"(?P<open>[≥>])?\s*(?P<low>[^–≥>]+?)\s*(?:–\s*(?P<high>[^–≥>]+))?")
_MONTHS = 12


def day_of(cell: str) -> date | None:
    """The day that a cell tells, None for an empty one: `2023-01-31`, `31 January 2023`, `31-01-2023`; `1/31/2023`
    where it cannot be the other way round. Raises ValueError for what is no day."""
    words = cell.strip()
    if words.casefold() in _EMPTY:
        return None
    if found := _ISO.fullmatch(words):
        return date(*map(int, found.groups()))
    if found := _NUMBERS.fullmatch(words):
        first, second, year = map(int, found.groups())
        return date(year, first, second) if second > _MONTHS else date(year, second, first)
    if (found := _NAMED.fullmatch(words)) and found[2].casefold() in _months():
        return date(int(found[3]), _months()[found[2].casefold()], int(found[1]))
    raise ValueError(words)


@cache
def _months() -> dict[str, int]:
    """Months by name and short name, in both languages."""
    found: dict[str, int] = {}
    for width in ("wide", "abbreviated"):
        for code in ("en", "fr"):
            found |= {str(n).casefold().strip("."): i for i, n in get_month_names(width, locale=code).items()}
    return found


def number_of(cell: str) -> float | None:
    """The number in a cell, None for an empty one: `1200`, `1,200.5`, `1 200,5`. Raises ValueError for what is none."""
    words = _THOUSANDS.sub("", cell.strip())
    if words.casefold() in _EMPTY:
        return None
    value = float(words.replace(",", "."))
    if value != value or abs(value) == float("inf"):
        raise ValueError(words)
    return value


def count_of(cell: str) -> int | None:
    """A number of people, None for an empty cell. Raises ValueError where it is none."""
    value = number_of(cell)
    if value is None:
        return None
    if value < 0 or not value.is_integer():
        raise ValueError(cell)
    return int(value)


def range_of(cell: str) -> tuple[float, float | None] | None:
    """The least and the most that a cell tells, None for an empty one: `150`, `40–60`, `≥ 20`. Raises ValueError."""
    found = _RANGE.fullmatch(cell.strip())
    low = number_of(found["low"]) if found else number_of(cell)
    if found is None or low is None:
        return None
    return low, None if found["open"] else number_of(found["high"]) if found["high"] else low
