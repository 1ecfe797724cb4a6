"""Moments as feeds, mails, wires and tables write them, to ISO dates."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_tz
from typing import NamedTuple

__all__ = ["Moment", "moment"]

# Zones by the names that mail and feeds use, in hours; the standard library knows those of North America.
_ZONES = {
    "UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 1, "BST": 1, "CET": 1, "MET": 1, "CEST": 2, "MEST": 2, "EET": 2,
    "EEST": 3, "MSK": 3, "TRT": 3, "GST": 4, "JST": 9,
}  # fmt: skip
_NAMED = re.compile(r"\s([A-Z]{1,4})(?:\s*\([^)]*\))?\s*$")
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)|\d{8}T|\d{8}$")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})(?!\d)")
_LONGEST = 100  # characters


class Moment(NamedTuple):
    """`iso` is a date, or a date and time with its offset; `sure` is False where day and month could be exchanged."""

    iso: str
    sure: bool = True


def moment(value: str | None) -> Moment | None:
    """The moment that `value` writes; None where it writes none. A time without a zone is left out: its day stays."""
    words = (value or "").strip()
    if not words or len(words) > _LONGEST:
        return None
    try:
        if _ISO.match(words):
            return Moment(_iso(datetime.fromisoformat(words)) if len(words) > len("2025-01-31") else _day(words))
        slashed = _SLASHED.match(words)
        return _slashed(slashed) if slashed else _mailed(words)
    except (ValueError, OverflowError, TypeError):
        return None


def _day(words: str) -> str:
    return date.fromisoformat(words).isoformat()


def _iso(when: datetime) -> str:
    return when.isoformat(timespec="seconds") if when.tzinfo is not None else when.date().isoformat()


def _slashed(found: re.Match[str]) -> Moment:
    """Day before month, as France and Britain write it."""
    day, month, year = map(int, found.groups())
    return Moment(date(year, month, day).isoformat(), sure=day > 12 or day == month)


def _mailed(words: str) -> Moment | None:
    """A date as RFC 5322 and RSS write it."""
    parts = parsedate_tz(words)
    if parts is None:
        return None
    named = _NAMED.search(words)
    offset = _ZONES[named[1]] * 3600 if named and named[1] in _ZONES else parts[9]
    when = datetime(*parts[:6])
    # an offset of None is the standard library's word for "-0000": nobody knows
    return Moment(_iso(when if offset is None else when.replace(tzinfo=timezone(timedelta(seconds=offset)))))
