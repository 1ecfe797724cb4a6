"""Figures from counts: precision, recall, F1, and how sure they are."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from greffier.evaluate.counting import Tally, add_up

__all__ = ["Figures", "Score", "figures", "interval", "score_of"]

_LEAST_IN_GOLD = 5  # kinds with fewer are left out of the macro mean
_DRAWS = 1000

Amounts = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 of `hits` among `said` and `gold`; `low` and `high` bound F1 at 95 %, where known."""

    precision: float
    recall: float
    f1: float
    hits: float
    said: float
    gold: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures over some reports. `macro_whole` and `numbers` are None where gold has nothing to take them from."""

    reports: int
    whole: Score
    macro_whole: float | None
    macro_kinds: int
    entries: Score
    facts: Score
    roles: Score
    numbers: float | None
    when: Score
    when_near: float | None
    not_actual: Score
    source: Score
    kinds: dict[str, Score]
    whole_kinds: dict[str, Score]


def score_of(hits: float, said: float, gold: float) -> Score:
    """The score of three counts; a share of nothing is 0."""
    precision, recall = hits / said if said else 0.0, hits / gold if gold else 0.0
    both = precision + recall
    return Score(precision, recall, 2 * precision * recall / both if both else 0.0, hits, said, gold)


def interval(per_report: Sequence[Amounts]) -> tuple[float, float]:
    """95 % bootstrap interval of F1 over reports, the same each time."""
    if not per_report:
        return 0.0, 0.0
    rng = random.Random(0)
    draws = []
    for _ in range(_DRAWS):
        drawn = rng.choices(per_report, k=len(per_report))
        draws.append(score_of(*(sum(amounts) for amounts in zip(*drawn, strict=True))).f1)
    draws.sort()
    return draws[_DRAWS // 40], draws[_DRAWS - _DRAWS // 40 - 1]


def figures(tallies: Sequence[Tally]) -> Figures:
    """The figures over reports, one tally each."""
    total = add_up(tallies)
    n = total.totals
    common = [s.f1 for kind, s in _by_kind(total, "whole").items() if kind != "statement" and s.gold >= _LEAST_IN_GOLD]
    return Figures(
        reports=len(tallies),
        whole=_sure(tallies, _whole),
        macro_whole=sum(common) / len(common) if common else None,
        macro_kinds=len(common),
        entries=_sure(tallies, _entries),
        facts=_sure(tallies, _facts),
        roles=_named(total, "role"),
        numbers=n["number_hits"] / n["number_gold"] if n["number_gold"] else None,
        when=_named(total, "when"),
        when_near=n["when_near"] / n["when_gold"] if n["when_gold"] else None,
        not_actual=_named(total, "unreal"),
        source=_named(total, "source"),
        kinds=_by_kind(total, "hits"),
        whole_kinds=_by_kind(total, "whole"),
    )


def _named(tally: Tally, name: str) -> Score:
    return score_of(*(tally.totals[f"{name}_{part}"] for part in ("hits", "said", "gold")))


def _by_kind(tally: Tally, what: str) -> dict[str, Score]:
    return {kind: score_of(n[what], n["said"], n["gold"]) for kind, n in sorted(tally.kinds.items())}


def _entries(tally: Tally) -> Amounts:
    return tally.totals["entry_hits"], tally.totals["entry_said"], tally.totals["entry_gold"]


def _facts(tally: Tally) -> Amounts:
    facts = tally.facts()
    return facts["hits"], facts["said"], facts["gold"]


def _whole(tally: Tally) -> Amounts:
    facts = tally.facts()
    return facts["whole"], facts["said"], facts["gold"]


def _sure(tallies: Sequence[Tally], amounts: Callable[[Tally], Amounts]) -> Score:
    per_report = [amounts(tally) for tally in tallies]
    s = score_of(*amounts(add_up(tallies)))
    return Score(s.precision, s.recall, s.f1, s.hits, s.said, s.gold, *interval(per_report))
