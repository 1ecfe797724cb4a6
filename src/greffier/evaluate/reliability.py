"""Whether confidence can be believed: of entries told at 0.8, eight in ten should be right as they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from greffier.evaluate.counting import is_whole, pairs_of

__all__ = ["Bin", "Judged", "Reliability", "judged", "reliability"]

_BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A predicted entry against gold: its place in the report's list, its confidence, whether it is right as it
    stands, and whether it answers a gold entry at all. Those that answer optional entries are left out."""

    index: int
    kind: str
    confidence: float
    whole: bool
    found: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Entries of like confidence: how many, their mean confidence, the share that is right."""

    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """Over `count` entries: mean confidence, share right, expected calibration error (ten bins of equal width),
    Brier score and log loss, all 0 for no entry."""

    count: int
    confidence: float
    right: float
    error: float
    brier: float
    log_loss: float
    bins: tuple[Bin, ...]


def judged(gold: dict[str, Any], said: dict[str, Any]) -> list[Judged]:
    """The predicted entries of one report that count, with what a coder would say of each."""
    wanted, given, pairs = pairs_of(gold, said)
    answer = {p.said: wanted[p.gold] for p in pairs}
    found = []
    for i, entry in enumerate(given):
        mine = answer.get(i)
        if mine is None or not mine.get("optional"):
            sure = float(entry.get("confidence") or 0.0)
            whole = mine is not None and is_whole(mine, entry)
            found.append(Judged(i, str(entry["kind"]), sure, whole, mine is not None))
    return found


def reliability(pairs: Sequence[tuple[float, bool]]) -> Reliability:
    """How confidence and what is right agree; `pairs` are of the two."""
    n = len(pairs)
    parts = [[p for p in pairs if min(int(p[0] * _BINS), _BINS - 1) == k] for k in range(_BINS)]
    bins = tuple(Bin(len(p), _mean([c for c, _ in p]), _mean([float(r) for _, r in p])) for p in parts if p)
    return Reliability(
        count=n,
        confidence=_mean([c for c, _ in pairs]),
        right=_mean([float(r) for _, r in pairs]),
        error=sum(b.count * abs(b.confidence - b.right) for b in bins) / n if n else 0.0,
        brier=_mean([(c - r) ** 2 for c, r in pairs]),
        log_loss=_mean([-log(max(1e-9, c if r else 1 - c)) for c, r in pairs]),
        bins=bins,
    )


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
