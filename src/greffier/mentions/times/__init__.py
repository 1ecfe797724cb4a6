"""Time expressions of a text, with exact places, as symbols: nothing is put on the calendar here."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from greffier.mentions.times.chains import join_times
from greffier.mentions.times.grammar import Grammar, compile_calendar
from greffier.mentions.times.match import Found, find_forms
from greffier.mentions.times.setting import lies_ahead, mark_datelines, near_years, relation
from greffier.mentions.times.tokens import Piece, cut
from greffier.model import Span, TimeExpression

__all__ = ["Grammar", "compile_calendar", "find_times"]


def find_times(text: str, calendar: Mapping[str, Any] | Grammar) -> list[TimeExpression]:
    """All time expressions of a text, in order, none overlapping another.

    `calendar` is a language's `calendar` section, or that section compiled (`compile_calendar`) when there are many
    texts. Offsets are code points of `text`. `rule` is one of `date`, `weekday`, `night`, `offset`, `feast`, `around`,
    `story`, `clock`, `daypart`, `unit`, `month`, `year`, `years`, `decade`, `century`, `season`, `quarter`, `partof`,
    `ago`, `last`, `nth`, `range`, `list`, `dateline`, and, without a date, `duration`, `set`, `ref`. `value` may hold
    `relation` (since, until, by, before, after, from, compared), `items` and `parts` (the members of a range or list
    and their offsets), `near` (the year last told in the same sentence) and `ahead` (*prévue mardi*). Time grows
    linearly with the text.
    """
    grammar = calendar if isinstance(calendar, Grammar) else compile_calendar(calendar)
    pieces = cut(text, grammar.elision)
    names = _named(text, grammar)
    found = [f for f in join_times(find_forms(pieces, grammar), pieces, grammar) if not _inside(f, pieces, names)]
    expressions = [_expression(text, pieces, f, grammar) for f in found]
    return mark_datelines(text, near_years(text, expressions), pieces, grammar)


def _named(text: str, grammar: Grammar) -> list[Span]:
    """Where names stand that only look like times."""
    if not grammar.names:
        return []
    return [Span(*m.span()) for m in re.finditer("|".join(map(re.escape, grammar.names)), text)]


def _inside(found: Found, pieces: list[Piece], names: list[Span]) -> bool:
    here = Span(pieces[found.first].start, pieces[found.last - 1].end)
    return any(name.overlaps(here) for name in names)


def _expression(text: str, pieces: list[Piece], found: Found, grammar: Grammar) -> TimeExpression:
    span = Span(pieces[found.first].start, pieces[found.last - 1].end)
    value = _spread(found.value)
    told = relation(pieces, found.first, grammar)
    if told:
        value["relation"] = told
    elif lies_ahead(pieces, found.first, grammar):
        value["ahead"] = True
    if "items" in value:
        value["items"] = [_spread(item) for item in value["items"]]
        value["parts"] = [[pieces[a].start, pieces[b - 1].end] for a, b in found.marks.values()]
    elif found.form.rule == "years":
        a, b = found.marks["from"], found.marks.get("year", found.marks.get("short_year", found.marks["from"]))
        value["parts"] = [[pieces[at[0]].start, pieces[at[1] - 1].end] for at in (a, b)]
    return TimeExpression(span, span.of(text), found.form.rule, value, found.form.vague)


def _spread(value: dict[str, Any]) -> dict[str, Any]:
    """One name for each thing: numeric dates and short years told as day, month, year."""
    flat = {k: v for k, v in value.items() if k not in ("dotted", "short_year", "first_day", "num")}
    flat.update(value.get("dotted", {}))
    if "short_year" in value:
        flat["year"] = value["short_year"]
    if "first_day" in value:
        flat["day"] = value["first_day"]
    if "num" in value:
        flat.setdefault("n", value["num"])
    return flat
