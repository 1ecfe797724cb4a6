"""One function a rule: from its symbols to an interval of days."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from greffier.resolve.times.context import Setting, nearest
from greffier.resolve.times.units import (
    UNITS,
    Days,
    add_days,
    bounded,
    easter_day,
    make,
    months_from,
    season,
    shift,
    unit_around,
)

__all__ = ["Placed", "place"]

Value = Mapping[str, Any]
Placed = tuple[Days, str]  # interval, granularity
_STEPS = {"last": -1, "preceding": -1, "this": 0, "next": 1, "following": 1}
_DOUBTFUL = "churches differ"


def place(rule: str, value: Value, setting: Setting) -> Placed | None:
    """The interval and granularity of a time, or None where the text or a missing publication gives none."""
    found = _RULES.get(rule)
    if found is None:
        return None
    try:
        return found(value, setting)
    except OverflowError:  # a day before year 1 or after year 9999
        return None


def _day(value: Value, setting: Setting) -> Placed | None:
    year, month, day = value.get("year"), value.get("month"), value.get("day")
    if day is None:
        return None
    if month is None:
        return _day_of_month(value, setting)
    if year is None:
        return _day_of_year(value, setting)
    found = make(year, month, day)
    return _night_of(found, value) if found else None


def _night_of(day: date, value: Value) -> Placed:
    """A day, or the night that begins on it."""
    if value.get("part") == "night":
        return (day, add_days(day, 1) or day), "night"
    return (day, day), "day"


def _day_of_year(value: Value, setting: Setting) -> Placed | None:
    if value.get("near"):
        return _day({**value, "year": value["near"]}, setting)
    if setting.published is None:
        return None
    around = [setting.published.year + n for n in (-1, 0, 1)]
    days = [d for d in (make(y, value["month"], value["day"]) for y in around) if d is not None]
    if "weekday" in value:  # the weekday tells the year
        fits = [d for d in days if d.weekday() == value["weekday"]]
        days = fits or days
    return _chosen(days, value, setting)


def _day_of_month(value: Value, setting: Setting) -> Placed | None:
    if setting.published is None:
        return None
    months = [shift(setting.published.replace(day=1), "month", n) for n in (-1, 0, 1)]
    days = [d for d in (make(m.year, m.month, value["day"]) for m in months if m) if d is not None]
    if "weekday" in value:
        days = [d for d in days if d.weekday() == value["weekday"]]
    return _chosen(days, value, setting)


def _chosen(days: list[date], value: Value, setting: Setting) -> Placed | None:
    published, way = setting.published, value.get("shift")
    if published is None:
        return None
    if way in ("last", "preceding"):
        days = [d for d in days if d < published]
    if way in ("next", "following"):
        days = [d for d in days if d > published]
    tense = {"last": "past", "preceding": "past", "next": "future", "following": "future"}.get(str(way), setting.tense)
    found = nearest([(d, d) for d in days], published, tense)
    return _night_of(found[0], value) if found else None


def _weekday(value: Value, setting: Setting) -> Placed | None:
    base = setting.published
    if value.get("shift") in ("following", "preceding"):
        base = setting.day
    if base is None:
        return None
    sure = setting.weekdays.get(value["weekday"])
    if sure is not None and setting.tense not in ("past", "future") and value.get("shift", "this") == "this":
        return _night_of(sure, value)
    way = {"last": "past", "preceding": "past", "next": "future", "following": "future"}.get(str(value.get("shift")))
    strict = way is not None
    back = (base.weekday() - value["weekday"]) % 7
    past = base - timedelta(days=back or (7 if strict else 0))
    coming = base + timedelta(days=(-back) % 7 or (7 if strict else 0))
    tense = way or setting.tense
    if tense not in ("past", "future"):
        tense = "future" if tense == "present" and (coming - base).days < (base - past).days else "past"
    return _night_of(past if tense == "past" else coming, value)


def _nth(value: Value, setting: Setting) -> Placed | None:
    """*Le premier dimanche de mai*, *le dernier vendredi du mois*."""
    if "month" in value:
        whole = _month(
            _only(value, "month", "year", "near"), Setting(setting.published, tense=setting.tense or "present")
        )
    elif "season" in value:
        whole = _season(_only(value, "season", "year"), setting)
    else:
        whole = _unit(
            {"unit": "month", "shift": value.get("shift", "this")}, Setting(setting.published, tense="present")
        )
    if whole is None:
        return None
    (first, last), n = whole[0], value["ord"]
    if n == -1:
        day = last - timedelta(days=(last.weekday() - value["weekday"]) % 7)
    else:
        day = first + timedelta(days=(value["weekday"] - first.weekday()) % 7 + 7 * (n - 1))
    return ((day, day), "day") if first <= day <= last else None


def _night(value: Value, setting: Setting) -> Placed | None:
    """Two days, from the eve to the morning."""
    if "from" not in value:
        base = add_days(setting.published, value["offset"]) if setting.published else None
        eve = add_days(base, -1) if base else None
        return ((eve, base), "night") if base and eve else None
    if "day" not in value:
        morning = _weekday({k: v for k, v in value.items() if k in ("weekday", "shift")}, setting)
    else:
        morning = _day({k: v for k, v in value.items() if k in ("day", "month", "year", "near", "weekday")}, setting)
    if morning is None:
        return None
    last = morning[0][0]
    eve = add_days(last, -1)
    return ((eve, last), "night") if eve else None


def _offset(value: Value, setting: Setting) -> Placed | None:
    if setting.published is None:
        return None
    day = add_days(setting.published, int(value["offset"]))
    return _night_of(day, value) if day else None


def _story(value: Value, setting: Setting) -> Placed | None:
    day = add_days(setting.day, int(value.get("delta", 0))) if setting.day else None
    return _night_of(day, value) if day else None


def _around(value: Value, setting: Setting) -> Placed | None:
    centre = _day({k: v for k, v in value.items() if k != "part"}, setting)
    if "unit" in value:  # *la semaine du 10 mars*
        days = unit_around(centre[0][0], value["unit"]) if centre else None
        return (days, UNITS[value["unit"]]) if days else None
    day = add_days(centre[0][0], int(value["delta"])) if centre else None
    return ((day, day), "day") if day else None


def _unit(value: Value, setting: Setting) -> Placed | None:
    unit, way = value["unit"], value.get("shift", "this")
    base = setting.day if way in ("following", "preceding") and setting.story else setting.published
    if base is None or (unit == "day" and way == "this"):
        return ((base, base), "day") if base else None
    moved = shift(base, unit, value.get("offset", _STEPS[way]))
    if unit == "night":
        eve = moved if way != "following" else base
        return ((eve, add_days(eve, 1) or eve), "night") if eve else None
    days = unit_around(moved, unit) if moved else None
    if days is None:
        return None
    if value.get("bound"):
        return bounded(days, value["bound"], unit), "days"
    if unit == "weekend" and way == "this" and setting.tense == "past" and days[0] > base:
        return (days[0] - timedelta(days=7), days[1] - timedelta(days=7)), "days"  # told on the days after it
    return _until_now(days, setting) if way == "this" else days, UNITS.get(unit, "days")


def _until_now(days: Days, setting: Setting) -> Days:
    """The current unit ends at publication for what has happened."""
    if setting.published and setting.tense not in ("future", "present") and days[0] <= setting.published < days[1]:
        return days[0], setting.published
    return days


def _month(value: Value, setting: Setting) -> Placed | None:
    year = value.get("year") or value.get("near")
    if year is None and setting.published is None:
        return None
    years = [year] if year else [setting.published.year + n for n in (-1, 0, 1)] if setting.published else []
    found = [d for d in (months_from(y * 12 + value["month"] - 1, 1) for y in years) if d is not None]
    if not year and setting.published:
        one = _of_year(found, value, setting)
        found = [one] if one else []
    if not found:
        return None
    if value.get("bound") not in (None, "during"):
        return bounded(found[0], value["bound"], "month"), "days"
    stated = year is not None or value.get("shift") in ("last", "next") or setting.tense in ("future", "present")
    return found[0] if stated else _until_now(found[0], setting), "month"


def _of_year(found: list[Days], value: Value, setting: Setting) -> Days | None:
    """Of one unit in three years the one that is meant."""
    published = setting.published
    assert published is not None
    way = value.get("shift")
    if way in ("last", "preceding"):
        return nearest([d for d in found if d[1] < published], published, "past")
    if way in ("next", "following"):
        return nearest([d for d in found if d[0] > published], published, "future")
    if way == "this":
        return next((d for d in found if d[0].year == published.year), None)
    return nearest(found, published, setting.tense)


def _year(value: Value, setting: Setting) -> Placed | None:
    days = months_from(value["year"] * 12, 12)
    if days is None:
        return None
    bound = value.get("bound")
    return (bounded(days, bound, "year"), "days") if bound not in (None, "during") else (days, "year")


def _years(value: Value, setting: Setting) -> Placed | None:
    last = value["year"]
    days = months_from(value["from"] * 12, 12 * (last - value["from"] + 1)) if last >= value["from"] else None
    return (days, "days") if days else None


def _decade(value: Value, setting: Setting) -> Placed | None:
    year = value["decade"]
    year = 1900 + year if year < 100 else year  # *les années 20* of our century are seldom told so
    year = year - 100 if 2050 <= year < 2100 else year
    days = months_from(year * 12, 120)
    return (bounded(days, value.get("bound"), "decade"), "days") if days else None


def _century(value: Value, setting: Setting) -> Placed | None:
    number = int(value.get("century", value.get("n", 0)))
    if not 1 <= number <= 30:
        return None
    days = months_from((number - 1) * 1200, 1200)
    return (bounded(days, value.get("bound"), "century"), "days") if days else None


def _season(value: Value, setting: Setting) -> Placed | None:
    name, published = value["season"], setting.published
    if value.get("year"):
        year = value["year"]
        days = season(name, year)
    elif published is None:
        return None
    else:
        found = [d for d in (season(name, published.year + n) for n in (-2, -1, 0, 1)) if d is not None]
        near = value.get("shift") == "this"  # *cet été* is the nearest one, whatever the tense
        days = nearest(found, published, None) if near else _of_year(found, value, setting)
    return (bounded(days, value.get("bound"), "season"), "season") if days else None


def _quarter(value: Value, setting: Setting) -> Placed | None:
    unit, number = value["unit"], value.get("ord")
    if number is None:
        return _unit({"unit": unit, "shift": value.get("shift", "this")}, setting)
    months = {"quarter": 3, "half": 6}[unit]
    count = 12 // months
    index = count - 1 if number == -1 else number - 1
    if not 0 <= index < count:
        return None
    if value.get("year"):
        days = months_from(value["year"] * 12 + index * months, months)
    elif setting.published is None:
        return None
    else:
        years = [setting.published.year + n for n in (-1, 0, 1)]
        found = [d for d in (months_from(y * 12 + index * months, months) for y in years) if d is not None]
        days = _of_year(found, value, setting)
    return (days, unit) if days else None


def _part_of(value: Value, setting: Setting) -> Placed | None:
    """*Les trois premiers mois de 2025*, *les deux dernières semaines de mars*."""
    whole = _whole_of(value, setting)
    if whole is None or value["last"] == "next":
        return None
    (first, last), n = whole, int(value["n"])
    if value["last"] == "first":
        after = shift(first, value["unit"], n)
        days = (first, after - timedelta(days=1)) if after else None
    else:
        after = shift(last + timedelta(days=1), value["unit"], -n)
        days = (after, last) if after else None
    return (days, "days") if days and days[0] <= days[1] else None


def _whole_of(value: Value, setting: Setting) -> Days | None:
    if "of_month" in value:
        found = _month({"month": value["of_month"], **_only(value, "year", "near")}, setting)
    elif "year" in value:
        found = _year({"year": value["year"]}, setting)
    else:
        way = value.get("of_shift", value.get("shift", "this"))
        plain = Setting(setting.published, tense="future", story=setting.story)
        found = _unit({"unit": value["of"], "shift": way}, plain)
    return found[0] if found else None


def _only(value: Value, *keys: str) -> dict[str, Any]:
    return {k: value[k] for k in keys if k in value}


def _ago(value: Value, setting: Setting) -> Placed | None:
    """So many units before or after: a day for days, else the whole unit (*il y a trois semaines*: that week)."""
    base = setting.day if value.get("anchor") == "story" else setting.published
    unit, n = value["unit"], value["n"]
    if unit == "hour" and n >= 24:
        unit, n = "day", n // 24
    if base is None or unit in ("second", "minute", "hour", "millennium") or n > 10_000:
        return None
    moved = shift(base, unit, value["sign"] * n)
    days = unit_around(moved, unit) if moved else None
    return (days, UNITS.get(unit, "days")) if days else None


def _last(value: Value, setting: Setting) -> Placed | None:
    """*Ces trois derniers jours*: so many units that end, or begin, on the publication day."""
    published, unit, n = setting.published, value["unit"], value.get("n")
    if published is None or n is None or value["last"] == "first" or n > 10_000:
        return None
    sign = 1 if value["last"] == "next" else -1
    if unit in ("hour", "minute", "second"):
        hours = n if unit == "hour" else 1
        other = add_days(published, sign * max(1, round(hours / 24)))
    else:
        moved = shift(published, unit, sign * n)
        other = add_days(moved, -sign) if moved and unit == "day" else moved
    return (((min(published, other), max(published, other)), "days")) if other else None


def _feast(value: Value, setting: Setting) -> Placed | None:
    years = [value["year"]] if value.get("year") else []
    if not years and setting.published:
        years = [setting.published.year + n for n in (-1, 0, 1)]
    church = setting.church or "western"
    days = [d for d in (feast_day(value["feast"], y, church) for y in years) if d is not None]
    if not days:
        return None
    found: Placed | None = ((days[0], days[0]), "day")
    if not value.get("year"):
        found = _chosen(days, value, setting)
    day = add_days(found[0][0], int(value.get("delta", 0))) if found else None
    return ((day, day), "day") if day else None


def feast_day(feast: Value, year: int, church: str) -> date | None:
    """The day of a feast in one year by one church's calendar."""
    if "easter" in feast:
        sunday = easter_day(year, church)
        return add_days(sunday, feast["easter"]) if sunday else None
    if church == "orthodox" and "orthodox" in feast:
        month, day = feast["orthodox"]
        return make(year, month, day)
    return make(year, feast["month"], feast["day"]) if "month" in feast else None


def _clock(value: Value, setting: Setting) -> Placed | None:
    """An hour alone gives no date; the benchmarks ask for the day of the story."""
    return ((setting.day, setting.day), "day") if setting.clocks and setting.day else None


_RULES: dict[str, Callable[[Value, Setting], Placed | None]] = {
    "date": _day,
    "weekday": _weekday,
    "nth": _nth,
    "night": _night,
    "offset": _offset,
    "story": _story,
    "around": _around,
    "unit": _unit,
    "month": _month,
    "year": _year,
    "years": _years,
    "decade": _decade,
    "century": _century,
    "season": _season,
    "quarter": _quarter,
    "partof": _part_of,
    "ago": _ago,
    "last": _last,
    "feast": _feast,
    "clock": _clock,
    "daypart": _clock,
}
