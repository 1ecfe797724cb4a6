"""When a role is right (codebook, section 4)."""

from __future__ import annotations

from typing import Any, NamedTuple

from greffier.evaluate.names import gold_names, said_names
from greffier.evaluate.spans import alike, iou, spans

__all__ = ["CLOSED", "LOOSE", "QUANTITIES", "SPANS", "Hits", "role_hits", "role_names"]

CLOSED = frozenset({"harm", "form", "stage", "stance", "status", "movement", "act", "quote"})
LOOSE = frozenset({"act", "quote", "form"})  # closed roles that a whole fact may miss
QUANTITIES = frozenset({"number", "amount"})
PERIODS = frozenset({"period"})
SPANS = frozenset({"content", "topic", "object", "condition", "purpose", "measure"})


class Hits(NamedTuple):
    """Fillers of one role: right ones, gold's, and the predicted ones."""

    hits: int
    gold: int
    said: int


def role_names(gold: dict[str, Any], said: dict[str, Any]) -> list[str]:
    """The roles that either of two entries fills, in a fixed order."""
    return sorted({*gold["roles"], *said["roles"]})


def role_hits(role: str, gold: Any, said: Any) -> Hits:
    """How a role's gold value and its predicted one agree; either may be None."""
    if role in QUANTITIES:
        return _one(gold, said, bool(gold) and _same_quantity(gold, said))
    if role in PERIODS:
        return _one(gold, said, _same_period(gold, said))
    if role in CLOSED:
        return _one(gold, said, gold == said)
    if role in SPANS:
        wanted, given = spans(gold), spans(said)
        return _one(wanted, given, any(iou(a, b) >= 0.5 or alike(a, b) for a in wanted for b in given))
    return _filler_hits(gold, said)


def _one(gold: Any, said: Any, right: bool) -> Hits:
    return Hits(int(bool(gold) and right), int(bool(gold)), int(bool(said)))


def _same_quantity(gold: dict[str, Any], said: Any) -> bool:
    if not isinstance(said, dict):
        return False
    bounds = all(gold.get(key) == said.get(key) for key in ("min", "max", "currency"))
    return bounds and bool(gold.get("open")) == bool(said.get("open"))


def _same_period(gold: Any, said: Any) -> bool:
    if not isinstance(gold, dict) or not isinstance(said, dict):
        return False
    return all(gold.get(key) == said.get(key) for key in ("start", "end"))


def _filler_hits(gold: Any, said: Any) -> Hits:
    wanted = list(gold or [])
    given = said if isinstance(said, list) else [said] if said else []
    left = [said_names(filler) for filler in given]
    hits = 0
    for filler in wanted:
        names = gold_names(filler)
        found = next((i for i, said_as in enumerate(left) if names & said_as), None)
        if found is not None:
            hits += 1
            left.pop(found)
    return Hits(hits, len(wanted), len(given))
