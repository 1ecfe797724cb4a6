"""A weekday told with a date: does the calendar have it so?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from greffier.check.told import Told
from greffier.check.verdicts import verdict
from greffier.model import Check, Span, When

__all__ = ["check_weekdays"]

_AROUND = (-1, 0, 1)  # years or months from the publication that a date without one may stand in


def check_weekdays(told: Told) -> Iterator[Check]:
    """A check for each date with a weekday; a list or range of dates is checked date by date."""
    for time, when in told.times:
        for value in time.value.get("items", [time.value]):
            if "weekday" in value and "day" in value:
                yield _check(value, time.span, when, told)


def _check(value: Mapping[str, Any], span: Span, when: When | None, told: Told) -> Check:
    days, sure = _days(value, told.published)
    weekday = int(value["weekday"])
    if sure and not days:
        return verdict("weekday", "no_such_day", span, {}, [span])
    if not days:
        return verdict("weekday", "year_unknown", span, {}, [span])
    fitting = [d for d in days if d.weekday() == weekday]
    if fitting:
        meant = next((d for d in fitting if when is not None and when.start <= d <= when.end), fitting[-1])
        return verdict("weekday", "weekday_right", span, {"day": meant}, [span])
    if sure:
        return verdict("weekday", "weekday_wrong", span, {"day": days[0]}, [span])
    return verdict("weekday", "no_such_year", span, {"first": days[0], "last": days[-1]}, [span])


def _days(value: Mapping[str, Any], published: When | None) -> tuple[list[date], bool]:
    """The days that the words can mean, in order, and whether they name the month and the year themselves."""
    day, month, year = int(value["day"]), value.get("month"), value.get("year")
    if year is not None and month is not None:
        return _real([(int(year), int(month), day)]), True
    if published is None:
        return [], False
    here = published.start
    if month is not None:
        return _real([(here.year + n, int(month), day) for n in _AROUND]), False
    months = [here.year * 12 + here.month - 1 + n for n in _AROUND]
    return _real([(m // 12, m % 12 + 1, day) for m in months]), False


def _real(parts: list[tuple[int, int, int]]) -> list[date]:
    """Those that the calendar has."""
    found = []
    for year, month, day in parts:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return found
