"""Which predicted entry answers which gold entry: one to one, best total first, required before optional."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import linear_sum_assignment

from greffier.evaluate.roles import role_hits, role_names
from greffier.evaluate.spans import iou, overlap, places, spans

__all__ = ["LONGEST_ANCHOR", "Entry", "Pair", "checked", "days_apart", "match"]

LONGEST_ANCHOR = 60  # code points; a longer one points at nothing
_NEAR_KINDS = {frozenset(("talks", "visit")): 0.5}
_NO_DATE = {"start": "0001-01-01", "end": "0001-01-01"}  # a malformed date is a wrong one
_REQUIRED_FIRST = 2.0

Entry = dict[str, Any]


class Pair(NamedTuple):
    """Indices of a gold entry and of the predicted one that answers it; `credit` is 1, or 0.5 for a near kind."""

    gold: int
    said: int
    credit: float


def checked(entry: Any, text: str) -> Entry:
    """A predicted entry in a shape that can be scored; what is malformed in it counts as wrong, never as a crash."""
    entry = entry if isinstance(entry, dict) else {}
    roles = entry.get("roles")
    filled = {role: value for role, value in roles.items() if value} if isinstance(roles, dict) else {}
    return {
        **entry,
        "kind": entry.get("kind", "?"),
        "anchor": [a for a in spans(entry.get("anchor")) if _points(a, text)],
        "when": _checked_when(entry.get("when")),
        "roles": filled,
    }


def _points(anchor: dict[str, Any], text: str) -> bool:
    start, end = anchor["start"], anchor["end"]
    return 0 < end - start <= LONGEST_ANCHOR and text[start:end] == anchor.get("exact")


def _checked_when(when: Any) -> Any:
    try:
        for end in ("start", "end"):
            days_apart((when or {}).get(end), (when or {}).get(end))
    except (ValueError, TypeError, AttributeError):
        return _NO_DATE
    return when


def days_apart(a: str | None, b: str | None) -> int | None:
    """Days between two ISO dates; None when only one is given. Raises ValueError or TypeError on what is no date."""
    if a is None or b is None:
        return 0 if a == b else None
    return abs((date.fromisoformat(a) - date.fromisoformat(b)).days)


def match(gold: list[Entry], said: list[Entry]) -> list[Pair]:
    """The one-to-one pairing of highest total; `said` entries are `checked` ones."""
    if not gold or not said:
        return []
    scores = np.array([[_pair_score(g, s) for s in said] for g in gold])
    required = np.array([[0.0 if g.get("optional") else _REQUIRED_FIRST] for g in gold])
    rows, columns = linear_sum_assignment(-np.where(scores > 0, scores + required, 0.0))
    found = ((int(r), int(c), float(scores[r, c])) for r, c in zip(rows, columns, strict=True))
    return [Pair(r, c, 1.0 if score >= 1.0 else 0.5) for r, c, score in found if score > 0]


def _pair_score(gold: Entry, said: Entry) -> float:
    weight = _kind_weight(gold["kind"], said["kind"])
    if not weight or not any(overlap(a, b) for a in places(gold) for b in said["anchor"]):
        return 0.0
    near = max((iou(gold["anchor"], a) for a in said["anchor"]), default=0.0) if gold.get("anchor") else 0.0
    return weight + 0.1 * _closeness(gold, said) + 0.01 * near


def _kind_weight(gold: Any, said: Any) -> float:
    if gold == said:
        return 1.0
    return _NEAR_KINDS.get(frozenset((gold, said)), 0.0) if isinstance(said, str) else 0.0


def _closeness(gold: Entry, said: Entry) -> float:
    counted = [role_hits(role, gold["roles"].get(role), said["roles"].get(role)) for role in role_names(gold, said)]
    total = sum(h.gold + h.said for h in counted)
    return 2 * sum(h.hits for h in counted) / total if total else 1.0
