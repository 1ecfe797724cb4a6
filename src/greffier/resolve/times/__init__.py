"""Time expressions put on the calendar: closed intervals of days, or nothing where the text gives none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from greffier.model import Span, TimeExpression, When
from greffier.resolve.times.context import Setting
from greffier.resolve.times.days import feast_day
from greffier.resolve.times.rules import Placed, place

__all__ = ["resolve_times"]

_ALONE = frozenset({"clock", "daypart"})  # they take the story's day and tell none


def resolve_times(
    expressions: Sequence[TimeExpression],
    published: date | None,
    tense_at: Callable[[Span], str | None],
    church: str | None = None,
    *,
    clocks: bool = False,
) -> list[When | None]:
    """One closed interval for each expression, in order, or None.

    `tense_at` gives the tense of the verb that governs a span (`past`, `present`, `future` or None). `church` is
    `western` or `orthodox` where the report's country tells it; without it the western feast is given and the rule
    ends in `-doubtful` where the two calendars differ. Vague times, lengths and repetitions give None, and so do
    relative ones when `published` is None, datelines always. With `clocks`, hours and parts of the day that stand
    alone take the day of the story (the benchmarks want it; the ledger does not).
    """
    setting = Setting(published, church, clocks)
    setting.weekdays = _sure_weekdays(expressions, published, tense_at)
    found: list[When | None] = []
    for expression in expressions:
        setting.tense = _tense(expression, tense_at)
        when = _resolve(expression, setting)
        found.append(when)
        _remember(expression, when, setting)
    return found


def _tense(expression: TimeExpression, tense_at: Callable[[Span], str | None]) -> str | None:
    """A term (*d'ici*) lies ahead; of what was to come (*prévue*, *jusqu'à*) the verb's tense does not tell."""
    relation = expression.value.get("relation")
    if expression.value.get("ahead"):
        return "future" if expression.rule == "weekday" else None
    if relation in ("by", "until"):
        return "future" if relation == "by" or expression.rule == "weekday" else None
    return tense_at(expression.span)


def _sure_weekdays(
    expressions: Sequence[TimeExpression], published: date | None, tense_at: Callable[[Span], str | None]
) -> dict[int, date]:
    """Weekdays that a date of the report, or a verb in the past or future, puts on one day within a week."""
    days: dict[int, set[date]] = {}
    for e in expressions if published is not None else ():
        if e.rule not in ("date", "weekday") or e.value.get("shift", "this") != "this":
            continue
        setting = Setting(published, tense=_tense(e, tense_at))
        if e.rule == "weekday" and setting.tense not in ("past", "future"):
            continue
        placed = place(e.rule, e.value, setting)
        if placed is not None and published is not None and abs((placed[0][0] - published).days) <= 7:
            days.setdefault(placed[0][0].weekday(), set()).add(placed[0][0])
    return {weekday: found.pop() for weekday, found in days.items() if len(found) == 1}


def _remember(expression: TimeExpression, when: When | None, setting: Setting) -> None:
    """A single day, or the morning after a night, becomes the last day of the story."""
    told = when is not None and when.granularity in ("day", "night") and expression.rule not in _ALONE
    if when is not None and told and "relation" not in expression.value:
        setting.story.append(when.start if when.granularity == "day" else when.end)


def _resolve(expression: TimeExpression, setting: Setting) -> When | None:
    if expression.vague or (expression.rule == "dateline" and not setting.clocks):
        return None
    rule, value = expression.rule, expression.value
    rule = str(value["rule"]) if rule == "dateline" else rule
    placed = _many(rule, value, setting) if "items" in value else place(rule, value, setting)
    if placed is None:
        return None
    placed = _related(placed, value.get("relation"), setting)
    if placed is None:
        return None
    (start, end), granularity = placed
    basis = "inherited" if expression.rule in _ALONE else "stated" if _full(rule, value) else "reckoned"
    return When(start, end, granularity, basis, expression.rule + _doubt(value, start, setting))


def _many(rule: str, value: dict[str, Any], setting: Setting) -> Placed | None:
    """A range from its last member back, a list from its first on."""
    items = value["items"]
    first, last = items[0], items[-1]
    backwards = rule == "range" and setting.tense != "future"
    anchor = place(*_named(last if backwards else first), setting)
    if anchor is None:
        return None
    other = _beside(first if backwards else last, anchor, setting, backwards)
    if other is None:
        return None
    start, end = (other[0][0], anchor[0][1]) if backwards else (anchor[0][0], other[0][1])
    return ((start, end), "days") if start <= end else None


def _named(item: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return str(item["rule"]), item


def _beside(item: dict[str, Any], anchor: Placed, setting: Setting, backwards: bool) -> Placed | None:
    """The other end of a range: for weekdays and dates without a year the nearest one on the right side."""
    if _full(*_named(item)) or item["rule"] == "offset":
        return place(*_named(item), setting)
    base = anchor[0][0] if backwards else anchor[0][1]
    plain = {k: v for k, v in item.items() if k not in ("shift", "near")}
    return place(str(item["rule"]), plain, Setting(base, setting.church, tense="past" if backwards else "future"))


def _related(placed: Placed, relation: str | None, setting: Setting) -> Placed | None:
    """*Depuis* runs to publication, *d'ici* and *jusqu'à* from publication; open sides in the past give no date."""
    start, end = placed[0]
    published = setting.published
    if relation in (None, "from"):
        return placed
    if relation == "since":
        return ((start, published), "days") if published and start <= published else None
    if relation in ("until", "by", "before") and published and end >= published:
        return (published, end), "days"
    return None


def _full(rule: str, value: dict[str, Any]) -> bool:
    """True when the words tell the year."""
    if "items" in value:
        return all(_full(*_named(item)) for item in value["items"])
    return "year" in value or rule in ("year", "years", "century", "decade")


def _doubt(value: dict[str, Any], day: date, setting: Setting) -> str:
    feast = value.get("feast")
    if not feast or setting.church is not None:
        return ""
    year = int(value.get("year", day.year))
    return "" if feast_day(feast, year, "western") == feast_day(feast, year, "orthodox") else "-doubtful"
