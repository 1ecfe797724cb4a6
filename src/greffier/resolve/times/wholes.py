"""Weeks, months, seasons, years and counts of them put on the calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from greffier.resolve.times.context import Setting, nearest
from greffier.resolve.times.units import (
    UNITS,
    Days,
    add_days,
    bounded,
    months_from,
    season,
    shift,
    unit_around,
)

__all__ = [
    "Placed",
    "Value",
    "only",
    "place_ago",
    "place_century",
    "place_decade",
    "place_last",
    "place_month",
    "place_part",
    "place_quarter",
    "place_season",
    "place_unit",
    "place_year",
    "place_years",
]

Value = Mapping[str, Any]
Placed = tuple[Days, str]  # interval, granularity
_STEPS = {"last": -1, "preceding": -1, "this": 0, "next": 1, "following": 1}


def place_unit(value: Value, setting: Setting) -> Placed | None:
    """*La semaine dernière*, *ce mois*, *la fin de l'année*: whole units counted from the publication."""
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


def place_month(value: Value, setting: Setting) -> Placed | None:
    """A month, or its start, middle or end; the current one ends at publication for what has happened."""
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


def place_year(value: Value, setting: Setting) -> Placed | None:
    """A year, or its first, middle or last months."""
    days = months_from(value["year"] * 12, 12)
    if days is None:
        return None
    bound = value.get("bound")
    return (bounded(days, bound, "year"), "days") if bound not in (None, "during") else (days, "year")


def place_years(value: Value, setting: Setting) -> Placed | None:
    """*1914-1918*: whole years."""
    last = value["year"]
    days = months_from(value["from"] * 12, 12 * (last - value["from"] + 1)) if last >= value["from"] else None
    return (days, "days") if days else None


def place_decade(value: Value, setting: Setting) -> Placed | None:
    """*Les années 90*."""
    year = value["decade"]
    year = 1900 + year if year < 100 else year  # *les années 20* of our century are seldom told so
    year = year - 100 if 2050 <= year < 2100 else year
    days = months_from(year * 12, 120)
    return (bounded(days, value.get("bound"), "decade"), "days") if days else None


def place_century(value: Value, setting: Setting) -> Placed | None:
    """*Le XIXe siècle*, as TimeML counts it: 1800 to 1899."""
    number = int(value.get("century", value.get("n", 0)))
    if not 1 <= number <= 30:
        return None
    days = months_from((number - 1) * 1200, 1200)
    return (bounded(days, value.get("bound"), "century"), "days") if days else None


def place_season(value: Value, setting: Setting) -> Placed | None:
    """A season by the sky."""
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


def place_quarter(value: Value, setting: Setting) -> Placed | None:
    """A quarter or half of a year, or the current one."""
    unit, number = value["unit"], value.get("ord")
    if number is None:
        return place_unit({"unit": unit, "shift": value.get("shift", "this")}, setting)
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


def place_part(value: Value, setting: Setting) -> Placed | None:
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
        found = place_month({"month": value["of_month"], **only(value, "year", "near")}, setting)
    elif "year" in value:
        found = place_year({"year": value["year"]}, setting)
    else:
        way = value.get("of_shift", value.get("shift", "this"))
        plain = Setting(setting.published, tense="future", story=setting.story)
        found = place_unit({"unit": value["of"], "shift": way}, plain)
    return found[0] if found else None


def only(value: Value, *keys: str) -> dict[str, Any]:
    """The parts of a value that `keys` name."""
    return {k: value[k] for k in keys if k in value}


def place_ago(value: Value, setting: Setting) -> Placed | None:
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


def place_last(value: Value, setting: Setting) -> Placed | None:
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
