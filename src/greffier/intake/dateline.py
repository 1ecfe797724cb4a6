"""What a dateline tells: *PARIS, 3 mars 2031 (Exemple-Presse) —*."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from babel import Locale

from greffier.lexicon import languages

__all__ = ["Dateline", "dateline"]

# A place in capitals, or any place before an outlet in brackets; then a dash. Never over a stop.
_OPENING = re.compile(
    r"\A(?P<place>[^\W\d_][^.!?:;,«»\"“”\n()]{1,60}?)"
    r"(?:,\s*(?P<day>[^.!?;()\n–—]{3,40}?))?"
    r"\s*(?:\((?P<outlet>[^()\n]{2,40})\))?\s*(?:[–—]|-(?=\s))\s*"
)
_DAY = re.compile(r"(?<!\w)(?:\w++\s++)?(?P<first>\w++)\.?\s++(?P<second>\w++)\.?,?\s++(?P<year>[12][0-9]{3})")
_OPENS = 120  # characters


@dataclass(frozen=True, slots=True)
class Dateline:
    """The place, the outlet that signs, and an ISO date where the year is told."""

    place: str
    outlet: str | None = None
    published: str | None = None


def dateline(text: str) -> Dateline | None:
    """The dateline that a report opens with; None where there is none."""
    match = _OPENING.match(text[:_OPENS])
    if match is None or not (match["outlet"] or match["place"].isupper()):
        return None
    outlet = match["outlet"].strip() if match["outlet"] else None
    return Dateline(match["place"].strip(" ,"), outlet, _day(match["day"]))


def _day(words: str | None) -> str | None:
    match = _DAY.search(words or "")
    if match is None:
        return None
    first, second = match["first"].casefold(), match["second"].casefold()
    number, month = (first, second) if first.isdigit() or first[:1].isdigit() else (second, first)
    day = re.match(r"[0-9]{1,2}", number)
    if day is None or month not in _months():
        return None
    try:
        return date(int(match["year"]), _months()[month], int(day[0])).isoformat()
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    """The months' names, long and short, in every language that there is data for."""
    return {
        name.casefold().rstrip("."): number
        for code in languages()
        for width in ("abbreviated", "wide")
        for number, name in Locale.parse(code).months["format"][width].items()
    }
