"""When a report was published, from the ways in which pages, feeds and wires write it."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

__all__ = ["in_address", "moment", "sharpest"]

_ISO = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8})"
    r"(?:[T ]\s*(?P<time>[0-9]{2}:?[0-9]{2}(?::?[0-9]{2})?)(?:[.,][0-9]{1,9})?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-][0-9]{2}:?[0-9]{2})?)?"
)
_MAIL = re.compile(r"(?:[A-Za-z]{3},\s*)?[0-9]{1,2} [A-Za-z]{3} [0-9]{4} [0-9:]{5,8} (?:[+-][0-9]{4}|GMT|UTC)")
_ADDRESS = re.compile(r"/((?:19|20)[0-9]{2})[/-]?([01][0-9])[/-]?([0-3][0-9])(?![0-9])")
_FIRST, _LAST = 1900, 2200  # years; what lies outside is a placeholder, as is the first day of Unix
_UNIX = date(1970, 1, 1)


def moment(words: str | None) -> str | None:
    """An ISO date, or date and time with offset, from `words`; None where they tell no day for certain.

    A time without its zone is left out: of it only the day is sure.
    """
    words = " ".join((words or "")[:80].split())
    match = _ISO.match(words)
    try:
        if match is not None:
            return _told(match["day"], match["time"], match["zone"])
        if _MAIL.fullmatch(words):
            found = parsedate_to_datetime(words)
            return found.isoformat(timespec="seconds") if _likely(found.date()) else None
    except ValueError:
        pass
    return None


def _told(day: str, time: str | None, zone: str | None) -> str | None:
    found = date.fromisoformat(day)
    if not _likely(found):
        return None
    if time is None or zone is None:
        return found.isoformat()
    offset = "+00:00" if zone[0] not in "+-" else zone
    return datetime.fromisoformat(f"{found.isoformat()}T{time}{offset}").isoformat(timespec="seconds")


def _likely(day: date) -> bool:
    return _FIRST <= day.year < _LAST and day != _UNIX


def in_address(address: str | None) -> str | None:
    """The day that an address tells in its path, as in `/2031/05/04/`."""
    match = _ADDRESS.search(address or "")
    return moment("-".join(match.groups())) if match else None


def sharpest(candidates: list[str | None]) -> str | None:
    """The first moment told; where it is a mere day, the first with a time on that same day."""
    told = [found for found in map(moment, candidates) if found is not None]
    if not told:
        return None
    return next((found for found in told if len(found) > 10 and found[:10] == told[0][:10]), told[0])
