"""Moments as mail, feeds and tables write them beside ISO: with zones by name, with the day before the month."""

from __future__ import annotations

import re
from datetime import date, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import NamedTuple

from greffier.intake.moment import moment

__all__ = ["Stamp", "stamp"]

# Zones by the names that mail and feeds use, in hours; the standard library knows those of North America.
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MET": 1, "CEST": 2, "MEST": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "TRT": 3, "GST": 4, "JST": 9,
}  # fmt: skip
_NAMED = re.compile(r"\s([A-Z]{1,4})(?:\s*\([^)]*\))?\s*$")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)")
_NOWHERE = "-0000"  # as mail writes an offset that nobody knows
_LONGEST = 100  # characters
_MONTHS = 12


class Stamp(NamedTuple):
    """`iso` is a date, or a date and time with its offset; `sure` is False where day and month could be exchanged."""

    iso: str
    sure: bool = True


def stamp(value: str | None) -> Stamp | None:
    """The moment that `value` writes; None where it writes none. A time without a zone is left out: its day stays."""
    words = (value or "").strip()
    if not words or len(words) > _LONGEST:
        return None
    written = None if words.endswith(_NOWHERE) else moment(words)
    if written is not None:
        return Stamp(written)
    try:
        slashed = _SLASHED.match(words)
        return _slashed(slashed) if slashed else _mailed(words)
    except (ValueError, OverflowError, TypeError):
        return None


def _slashed(found: re.Match[str]) -> Stamp:
    """Day before month, as France and Britain write it."""
    day, month, year = map(int, found.groups())
    return Stamp(date(year, month, day).isoformat(), sure=day > _MONTHS or day == month)


def _mailed(words: str) -> Stamp | None:
    """A date as RFC 5322 and RSS write it, in a zone by name or by offset; "-0000" is one that nobody knows."""
    when = parsedate_to_datetime(words)
    named = _NAMED.search(words)
    if named and named[1] in _ZONES:
        when = when.replace(tzinfo=timezone(timedelta(hours=_ZONES[named[1]])))
    iso = moment((when if when.tzinfo else when.date()).isoformat())
    return None if iso is None else Stamp(iso)
