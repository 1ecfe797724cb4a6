"""One function a rule: from its symbols to an interval of days."""

from __future__ import annotations

from collections.abc import Callable

from greffier.resolve.times import days, wholes
from greffier.resolve.times.context import Setting
from greffier.resolve.times.wholes import Placed, Value

__all__ = ["Placed", "place"]


def place(rule: str, value: Value, setting: Setting) -> Placed | None:
    """The interval and granularity of a time, or None where the text or a missing publication gives none."""
    found = _RULES.get(rule)
    if found is None:
        return None
    try:
        return found(value, setting)
    except OverflowError:  # a day before year 1 or after year 9999
        return None


_RULES: dict[str, Callable[[Value, Setting], Placed | None]] = {
    "date": days.place_day,
    "weekday": days.place_weekday,
    "nth": days.place_nth,
    "night": days.place_night,
    "offset": days.place_offset,
    "story": days.place_story,
    "around": days.place_around,
    "unit": wholes.place_unit,
    "month": wholes.place_month,
    "year": wholes.place_year,
    "years": wholes.place_years,
    "decade": wholes.place_decade,
    "century": wholes.place_century,
    "season": wholes.place_season,
    "quarter": wholes.place_quarter,
    "partof": wholes.place_part,
    "ago": wholes.place_ago,
    "last": wholes.place_last,
    "feast": days.place_feast,
    "clock": days.place_clock,
    "daypart": days.place_clock,
}
