"""Calendar units as closed intervals of days: whole weeks, months, quarters, seasons; nothing of any language."""

from __future__ import annotations

from datetime import date, timedelta

from dateutil.easter import EASTER_ORTHODOX, EASTER_WESTERN, easter
from dateutil.relativedelta import relativedelta

__all__ = [
    "UNITS",
    "Days",
    "add_days",
    "bounded",
    "easter_day",
    "make",
    "months_from",
    "season",
    "shift",
    "unit_around",
    "within",
]

Days = tuple[date, date]  # a closed interval

# What a unit's interval is called in `When.granularity`.
UNITS = {
    "day": "day",
    "night": "night",
    "weekend": "days",
    "week": "week",
    "fortnight": "days",
    "month": "month",
    "quarter": "quarter",
    "half": "half",
    "year": "year",
    "decade": "days",
    "century": "days",
}

# First day of each season (month, day) on the northern half of the earth, and how many days before the next one ends.
_SEASONS = {
    "spring": ((3, 20), (6, 20)),
    "summer": ((6, 21), (9, 22)),
    "autumn": ((9, 23), (12, 20)),
    "winter": ((12, 21), (3, 19)),
}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120, "century": 1200}


def add_days(day: date, n: int) -> date | None:
    """`day` moved by `n` days, or None outside of the calendar."""
    try:
        return day + timedelta(days=n)
    except OverflowError:
        return None


def make(year: int, month: int, day: int) -> date | None:
    """That day, or None when there is none (30 February, year 0)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def unit_around(day: date, unit: str) -> Days | None:
    """The whole unit that holds `day`: weeks from Monday to Sunday, weekends Saturday and Sunday."""
    if unit == "day":
        return day, day
    if unit in ("week", "weekend", "fortnight"):
        monday = day - timedelta(days=day.weekday())
        first = monday + timedelta(days=5) if unit == "weekend" else monday
        return first, monday + timedelta(days=13 if unit == "fortnight" else 6)
    if unit not in _MONTHS:
        return None
    months = _MONTHS[unit]
    index = (day.year * 12 + day.month - 1) // months * months
    return months_from(index, months)


def months_from(index: int, months: int) -> Days | None:
    """`months` whole months from month number `index` (12 times the year plus the month from 0)."""
    start = make(index // 12, index % 12 + 1, 1)
    after = make((index + months) // 12, (index + months) % 12 + 1, 1)
    return (start, after - timedelta(days=1)) if start and after else None


def shift(day: date, unit: str, n: float) -> date | None:
    """`day` moved by `n` units; halves of years and months are rounded to whole months and days."""
    days = {"day": 1.0, "night": 1.0, "week": 7.0, "weekend": 7.0, "fortnight": 14.0, "hour": 1 / 24}
    try:
        if unit in days:
            return day + timedelta(days=round(n * days[unit]))
        if unit in _MONTHS:
            moved: date = day + relativedelta(months=round(n * _MONTHS[unit]))
            return moved
    except (OverflowError, ValueError):
        return None
    return None


def bounded(days: Days, bound: str | None, unit: str) -> Days:
    """The start, middle or end of a unit: thirds of a month (to the 10th, to the 20th), months of a year."""
    first, last = days
    if bound in (None, "during"):
        return days
    if unit == "month":
        cuts = {"start": (1, 10), "mid": (11, 20), "end": (21, last.day)}[str(bound)]
        return first.replace(day=cuts[0]), first.replace(day=cuts[1])
    if unit == "year":
        months = {"start": (1, 1), "mid": (6, 7), "end": (12, 12)}[str(bound)]
        found = months_from(first.year * 12 + months[0] - 1, months[1] - months[0] + 1)
        return found or days
    if unit in ("decade", "century"):
        years = last.year - first.year + 1
        third = years // 3
        begin, end = {"start": (0, third), "mid": (third, years - third), "end": (years - third, years)}[str(bound)]
        return months_from((first.year + begin) * 12, (end - begin) * 12) or days
    third = max(1, ((last - first).days + 1) // 3)
    if bound == "start":
        return first, first + timedelta(days=third - 1)
    if bound == "end":
        return last - timedelta(days=third - 1), last
    return first + timedelta(days=third), max(first + timedelta(days=third), last - timedelta(days=third))


def season(name: str, year: int) -> Days | None:
    """A season by the sky; the winter of a year is the one that begins that December."""
    (m1, d1), (m2, d2) = _SEASONS[name]
    first, last = make(year, m1, d1), make(year + (name == "winter"), m2, d2)
    return (first, last) if first and last else None


def easter_day(year: int, church: str) -> date | None:
    """Easter Sunday by the `western` or `orthodox` reckoning, None outside of 1583 to 4099."""
    if not 1583 <= year <= 4099:
        return None
    sunday: date = easter(year, EASTER_ORTHODOX if church == "orthodox" else EASTER_WESTERN)
    return sunday


def within(days: Days, day: date) -> bool:
    """True when the interval holds `day`."""
    return days[0] <= day <= days[1]
