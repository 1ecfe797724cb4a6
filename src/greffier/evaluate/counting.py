"""What one report's ledger gets right: counts that add up over reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from greffier.evaluate.matching import Entry, Pair, checked, days_apart, match
from greffier.evaluate.names import gold_names, said_names
from greffier.evaluate.roles import CLOSED, LOOSE, QUANTITIES, role_hits, role_names

__all__ = ["Tally", "add_up", "count", "is_whole", "pairs_of"]

Amounts = Counter[str]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts over one report or several: `totals` by name, `kinds` by kind and name (hits, gold, said, whole)."""

    totals: Amounts = field(default_factory=Counter)
    kinds: dict[str, Amounts] = field(default_factory=dict)

    def facts(self) -> Amounts:
        """The counts of all kinds but `statement`."""
        found: Amounts = Counter()
        for kind, amounts in self.kinds.items():
            if kind != "statement":
                found.update(amounts)
        return found


def add_up(tallies: Iterable[Tally]) -> Tally:
    """The counts of several reports together."""
    total = Tally()
    for tally in tallies:
        total.totals.update(tally.totals)
        for kind, amounts in tally.kinds.items():
            total.kinds.setdefault(kind, Counter()).update(amounts)
    return total


def pairs_of(gold: dict[str, Any], said: dict[str, Any]) -> tuple[list[Entry], list[Entry], list[Pair]]:
    """Gold entries, checked predicted entries, and how they pair."""
    predicted = [checked(e, gold["text"]) for e in said.get("entries") or []]
    return gold["entries"], predicted, match(gold["entries"], predicted)


def count(gold: dict[str, Any], said: dict[str, Any]) -> Tally:
    """What the report `said` gets right of the gold report of the same text."""
    wanted, given, pairs = pairs_of(gold, said)
    tally = Tally()
    for pair in pairs:
        if not wanted[pair.gold].get("optional"):  # giving an optional entry is neither rewarded nor marked down
            _count_pair(tally, wanted[pair.gold], given[pair.said], pair.credit)
    answered, used = {p.gold for p in pairs}, {p.said for p in pairs}
    for i, entry in enumerate(wanted):
        if i not in answered and not entry.get("optional"):
            _count_kind(tally, entry["kind"], gold=1)
    for i, entry in enumerate(given):
        if i not in used:
            _count_kind(tally, entry["kind"], said=1)
    return tally


def _count_kind(tally: Tally, kind: Any, **amounts: float) -> None:
    tally.kinds.setdefault(str(kind), Counter()).update(amounts)
    tally.totals.update({f"entry_{name}": amount for name, amount in amounts.items() if name != "whole"})


def _count_pair(tally: Tally, gold: Entry, said: Entry, credit: float) -> None:
    _count_kind(tally, gold["kind"], hits=credit, gold=1)
    _count_kind(tally, said["kind"], said=1)
    if is_whole(gold, said):
        _count_kind(tally, gold["kind"], whole=1)
    unreal, said_unreal = gold["factuality"] != "actual", said.get("factuality") != "actual"
    right = unreal and gold["factuality"] == said.get("factuality")
    tally.totals.update(unreal_gold=unreal, unreal_said=said_unreal, unreal_hits=right)
    _count_source(tally.totals, gold.get("source"), said.get("source"))
    _count_when(tally.totals, gold.get("when"), said.get("when"))
    _count_roles(tally.totals, gold, said)


def _count_source(totals: Amounts, gold: Any, said: Any) -> None:
    right = bool(gold and said and gold_names(gold) & said_names(said))
    totals.update(source_gold=bool(gold), source_said=bool(said), source_hits=right)


def _count_when(totals: Amounts, gold: Any, said: Any) -> None:
    totals.update(when_gold=bool(gold), when_said=bool(said))
    if gold and said:
        apart = [days_apart(gold.get(end), said.get(end)) for end in ("start", "end")]
        near = all(days is not None and days <= 1 for days in apart)
        totals.update(when_hits=apart == [0, 0], when_near=near)


def _count_roles(totals: Amounts, gold: Entry, said: Entry) -> None:
    for role in role_names(gold, said):
        found = role_hits(role, gold["roles"].get(role), said["roles"].get(role))
        totals.update(role_hits=found.hits, role_gold=found.gold, role_said=found.said)
        if role in QUANTITIES and found.gold:
            totals.update(number_gold=1, number_hits=found.hits)


def is_whole(gold: Entry, said: Entry) -> bool:
    """Whether a coder would accept the predicted entry as it stands.

    Kind, factuality, numbers and closed roles (but `act`, `quote` and `form`) must be right, and at least half of the
    other fillers (F1).
    """
    if gold["kind"] != said["kind"] or gold["factuality"] != said.get("factuality"):
        return False
    hits = total = 0
    for role in role_names(gold, said):
        found = role_hits(role, gold["roles"].get(role), said["roles"].get(role))
        if role not in CLOSED | QUANTITIES:
            hits, total = hits + 2 * found.hits, total + found.gold + found.said
        elif role not in LOOSE and not found.hits:
            return False
    return not total or hits / total >= 0.5
