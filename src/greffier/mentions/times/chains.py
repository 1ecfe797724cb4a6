"""Times joined: ranges (*du 11 au 13 mai*), lists of days (*mardi et mercredi*), shared months and years."""

from __future__ import annotations

from typing import Any

from greffier.mentions.times.grammar import Form, Grammar
from greffier.mentions.times.match import Found
from greffier.mentions.times.tokens import Piece

__all__ = ["join_times"]

_DAYS = frozenset({"date", "day", "weekday", "offset", "feast", "around"})
_FAMILIES = {**dict.fromkeys(_DAYS, "day"), "month": "month", "year": "year", "duration": "length", "number": "length"}
_SHARED = ("month", "year", "shift", "unit", "anchor")


def join_times(found: list[Found], pieces: list[Piece], grammar: Grammar) -> list[Found]:
    """Join neighbours from the right, then drop weak ones that found no neighbour."""
    joined: list[Found] = []
    for left in reversed(found):
        link = _link(left, joined[-1], pieces, grammar) if joined else ""
        if not link:
            joined.append(left)
            continue
        right = joined.pop()
        _share(left, right)
        joined.extend(_joined(left, right, link, pieces, grammar))
    return [f for f in reversed(joined) if not f.form.weak or "month" in f.value]


def _link(left: Found, right: Found, pieces: list[Piece], grammar: Grammar) -> str:
    """`range`, `list` or nothing: what joins two neighbours."""
    if right.first - left.last > 4 or right.first <= left.last or pieces[right.first].breaks:
        return ""
    gap = tuple(p.key for p in pieces[left.last : right.first])
    if _family(left, right) != _family(right, left) or not _family(right, left):
        return ""
    if left.form.weak and right.form.weak and not (left.form.rule == "year" and _between(left, pieces, grammar)):
        return ""
    if not _supported(left, right):
        return ""
    if gap in grammar.links["range"]:
        return "range"
    if gap not in grammar.links["list"]:
        return ""
    if gap[0] == "," and (left.form.weak or right.form.weak) and right.form.rule != "list":
        return ""
    return "range" if _between(left, pieces, grammar) else "list"


def _family(found: Found, other: Found) -> str:
    rule = found.form.rule
    if rule in ("list", "range"):
        return str(found.value["family"])
    if found.form.weak and rule == "day":  # a bare number goes with what its neighbour is
        return {"duration": "length", "year": ""}.get(other.form.rule, "day")
    if found.form.weak and rule == "number":
        return "length"
    return _FAMILIES.get(rule, "")


def _supported(left: Found, right: Found) -> bool:
    """A bare number is a day only before a day that has its month."""
    if right.form.weak and right.form.rule == "day":
        return False
    if not (left.form.weak and left.form.rule == "day"):
        return True
    value = right.value["items"][0] if "items" in right.value else right.value
    return "month" in value or _family(right, left) == "length"


def _between(left: Found, pieces: list[Piece], grammar: Grammar) -> bool:
    return left.first > 0 and (pieces[left.first - 1].key,) in grammar.links["between"]


def _share(left: Found, right: Found) -> None:
    """What is said once at the end holds for the first one too: *les 3 mai et 8 août derniers*."""
    source = right.value["items"][0] if right.form.rule in ("list", "range") else right.value
    if _family(right, left) == "length":
        left.value.setdefault("unit", source.get("unit"))
        if "day" in left.value:
            left.value["n"] = left.value.pop("day")
        return
    for key in _SHARED:
        if (
            key in source
            and key not in left.value
            and not (key == "year" and "month" not in source and "month" in left.value)
        ):
            left.value[key] = source[key]


def _joined(left: Found, right: Found, link: str, pieces: list[Piece], grammar: Grammar) -> list[Found]:
    """One range, one list where the days follow each other, or two times; the last of the text first."""
    family = _family(right, left)
    if right.form.rule == "list" and link == "list":
        if _follows(left.value, right.value["items"][0]):
            return [_whole("list", family, left, right, pieces, grammar)]
        return [right, _solid(left)]
    if link == "list" and not _follows(left.value, right.value):
        return [_solid(right), _solid(left)]
    return [_whole("range" if link == "range" else "list", family, left, right, pieces, grammar)]


def _solid(found: Found) -> Found:
    """A weak day that has its month now stands on its own."""
    if found.form.weak and found.form.rule == "day":
        found.form = _named("date")
    if found.form.weak and found.form.rule == "number":
        found.form = _named("duration")
    return found


def _follows(left: dict[str, Any], right: dict[str, Any]) -> bool:
    """True when two times of a list are next to each other on the calendar, so far as the words tell."""
    if "day" in left and "day" in right:
        return left.get("month") == right.get("month") and right["day"] - left["day"] == 1
    if "weekday" in left and "weekday" in right:
        return bool((right["weekday"] - left["weekday"]) % 7 == 1)
    if "offset" in left and "offset" in right:
        return bool(right["offset"] - left["offset"] == 1)
    if {"feast", "season", "day", "weekday", "offset"} & {*left, *right}:
        return False
    return _months(right) - _months(left) == (1 if "month" in right else 12) and ("month" in left) == ("month" in right)


def _months(value: dict[str, Any]) -> int:
    return 12 * int(value.get("year", 0)) + int(value.get("month", 0))


def _whole(rule: str, family: str, left: Found, right: Found, pieces: list[Piece], grammar: Grammar) -> Found:
    first = left.first
    if (
        first > 0
        and (pieces[first - 1].key,) in {*grammar.links["between"], *grammar.links["open"]}
        and rule == "range"
    ):
        first -= 1
    items = [_item(left), *(right.value["items"] if right.form.rule == "list" else [_item(right)])]
    parts = [
        (left.first, left.last),
        *(right.marks.values() if right.form.rule == "list" else [(right.first, right.last)]),
    ]
    value = {"family": family, "items": items}
    marks = {str(i): part for i, part in enumerate(parts)}
    form = _named(rule, vague=left.form.vague or right.form.vague)
    return Found(form, first, right.end, first, right.last, value, marks)


def _item(found: Found) -> dict[str, Any]:
    return {"rule": _solid(found).form.rule, **found.value}


def _named(rule: str, vague: bool = False) -> Form:
    return Form(rule, (), {}, vague=vague)
