"""Why a role's fillers are wrong."""

from __future__ import annotations

from typing import Any

from greffier.evaluate.matching import Entry
from greffier.evaluate.names import gold_names, normalise, said_names
from greffier.evaluate.roles import SPANS
from greffier.evaluate.spans import places, spans
from greffier.evaluate.working import Working
from greffier.model import Span

__all__ = ["filler_cause"]


def filler_cause(role: str, gold: Entry, said: Entry, known: Working) -> tuple[str, str]:
    """The cause of what is wrong in one role of a found entry, with a line that tells both sides.

    `reference`: the filler stands for someone named elsewhere, wrongly, or gold's is named outside the evidence;
    `name`: the right words under a name that gold does not have, or a name that no mention covers; else `role`.
    """
    wanted, given = gold["roles"].get(role), said["roles"].get(role)
    detail = f"{role}: gold {_words(wanted)} said {_words(given)}"
    if role in SPANS or not isinstance(wanted, list) or not isinstance(given, list | None):
        return "role", detail
    left = list(given or [])
    for filler in wanted:
        hit = next((g for g in left if gold_names(filler) & said_names(g)), None)
        if hit is None:
            return _lacking(filler, left, gold, known), detail
        left.remove(hit)
    return ("reference" if any(_points(g, known) for g in left) else "role"), detail


def _lacking(filler: Any, left: list[Any], gold: Entry, known: Working) -> str:
    """Why gold's filler is not among those given; `left` are the given ones that answer none of gold's."""
    if any(_points(g, known) for g in left):
        return "reference"
    names = gold_names(filler)
    words = {word for name in names for word in name.split()}
    if any(words & {word for name in said_names(g) for word in name.split()} for g in left):
        return "name"
    evidence = " ".join(str(place.get("exact", "")) for place in places(gold))
    if not any(f" {name} " in f" {normalise(evidence)} " for name in names):
        return "reference"
    return "name" if not left and _is_uncovered_name(filler, gold, known) else "role"


def _is_uncovered_name(filler: Any, gold: Entry, known: Working) -> bool:
    """A capitalised name told in the evidence that is no mention."""
    for place in spans(gold.get("evidence")):
        for name in filler if isinstance(filler, list) else [filler]:
            at = str(place.get("exact", "")).find(name) if isinstance(name, str) else -1
            if at >= 0 and name[:1].isupper():
                span = Span(place["start"] + at, place["start"] + at + len(name))
                return not any(m.overlaps(span) for m in known.names)
    return False


def _points(given: Any, known: Working) -> bool:
    """Whether a given filler was found by reference."""
    if not isinstance(given, dict) or not isinstance(given.get("start"), int) or not isinstance(given.get("end"), int):
        return False
    return 0 <= given["start"] <= given["end"] and Span(given["start"], given["end"]) in known.pointed


def _words(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("exact") or value.get("name") or value)
    if not value:
        return "–"
    named = [v[0] if isinstance(v, list) and v else v.get("name") if isinstance(v, dict) else v for v in value]
    return ", ".join(map(str, named)) if isinstance(value, list) else str(value)
