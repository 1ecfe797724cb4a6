"""Days, nights and feasts put on the calendar."""

from __future__ import annotations

from datetime import date, timedelta

from greffier.resolve.times.context import Setting, nearest
from greffier.resolve.times.units import (
    UNITS,
    add_days,
    easter_day,
    make,
    shift,
    unit_around,
)
from greffier.resolve.times.wholes import Placed, Value, only, place_month, place_season, place_unit

__all__ = [
    "feast_day",
    "place_around",
    "place_clock",
    "place_day",
    "place_feast",
    "place_night",
    "place_nth",
    "place_offset",
    "place_story",
    "place_weekday",
]


def place_day(value: Value, setting: Setting) -> Placed | None:
    """A date: full, without its year, or only a day of the month."""
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
        return place_day({**value, "year": value["near"]}, setting)
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


def place_weekday(value: Value, setting: Setting) -> Placed | None:
    """A weekday: by the tense the last or the next one, publication included; not for *dernier*, *prochain*."""
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


def place_nth(value: Value, setting: Setting) -> Placed | None:
    """*Le premier dimanche de mai*, *le dernier vendredi du mois*."""
    if "month" in value:
        whole = place_month(
            only(value, "month", "year", "near"), Setting(setting.published, tense=setting.tense or "present")
        )
    elif "season" in value:
        whole = place_season(only(value, "season", "year"), setting)
    else:
        whole = place_unit(
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


def place_night(value: Value, setting: Setting) -> Placed | None:
    """Two days, from the eve to the morning."""
    if "from" not in value:
        base = add_days(setting.published, value["offset"]) if setting.published else None
        eve = add_days(base, -1) if base else None
        return ((eve, base), "night") if base and eve else None
    if "day" not in value:
        morning = place_weekday(only(value, "weekday", "shift"), setting)
    else:
        morning = place_day(only(value, "day", "month", "year", "near", "weekday"), setting)
    if morning is None:
        return None
    last = morning[0][0]
    eve = add_days(last, -1)
    return ((eve, last), "night") if eve else None


def place_offset(value: Value, setting: Setting) -> Placed | None:
    """*Hier*, *demain*: days from the publication."""
    if setting.published is None:
        return None
    day = add_days(setting.published, int(value["offset"]))
    return _night_of(day, value) if day else None


def place_story(value: Value, setting: Setting) -> Placed | None:
    """*La veille*, *ce jour-là*: days from the last day of the story."""
    day = add_days(setting.day, int(value.get("delta", 0))) if setting.day else None
    return _night_of(day, value) if day else None


def place_around(value: Value, setting: Setting) -> Placed | None:
    """*La semaine du 10 mars*, *au lendemain du 9 mai*."""
    centre = place_day({k: v for k, v in value.items() if k != "part"}, setting)
    if "unit" in value:  # *la semaine du 10 mars*
        days = unit_around(centre[0][0], value["unit"]) if centre else None
        return (days, UNITS[value["unit"]]) if days else None
    day = add_days(centre[0][0], int(value["delta"])) if centre else None
    return ((day, day), "day") if day else None


def place_feast(value: Value, setting: Setting) -> Placed | None:
    """A feast by its church, in its year or the one that the tense asks for."""
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


def place_clock(value: Value, setting: Setting) -> Placed | None:
    """An hour alone gives no date; the benchmarks ask for the day of the story."""
    return ((setting.day, setting.day), "day") if setting.clocks and setting.day else None
