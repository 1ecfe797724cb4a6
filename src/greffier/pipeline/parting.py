"""What an event would come to if people parted it, or joined two: reckoned before anybody judges.

Linking goes by pairs, so that parting takes a judgement for each pair that would hold the parts together. Which pairs
those are is found by linking in memory as the ledger would, and adding a pair wherever the parts still hang together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from greffier.ledger import events, gathering
from greffier.ledger.events import Connection
from greffier.link.clusters import Links
from greffier.link.groups import group
from greffier.link.records import Telling
from greffier.link.tellings import Pair, pair
from greffier.pipeline.linking import Judged, part_around

__all__ = ["Parting", "nearest_events", "parting"]

_FEW = 12  # times that only the strongest pairs are added, before all are


@dataclass(frozen=True, slots=True)
class Parting:
    """The groups that an event's tellings (by id) would come to, the one that stays first; `pairs` are the entries to
    be judged of different events, () where that changes nothing."""

    groups: tuple[tuple[str, ...], ...]
    pairs: tuple[Pair, ...]


def parting(connection: Connection, event: str, out: Collection[str], judged: Judged) -> Parting:
    """An event without the tellings `out` (ids), all judgements on pairs of entries being `judged`."""
    held = {m.telling for m in events.members_of(connection, [event])}
    entries = _standing(connection, held)
    leaving = {one for one in out if one in entries}
    staying = entries.keys() - leaving
    known, links = part_around(connection, held, judged)
    added = _pairs(known, links, leaving, staying)
    found = group(known, Links(links.weights, links.same, {*links.different, *added}))
    mine = [tuple(one for one in some if one in entries) for some in found]
    shown = sorted((some for some in mine if some), key=lambda g: (not set(g) & staying, -len(g), g))
    return Parting(tuple(shown), tuple(pair(entries[a], entries[b]) for a, b in sorted(added)))


def _standing(connection: Connection, tellings: Collection[str]) -> dict[str, str]:
    """The first entry of each telling that stands in a current report."""
    held = gathering.entries_of_tellings(connection, tellings)
    standing = gathering.standing_entries(connection, (e for _, some in held.values() for e in some))
    found = {telling: [e for e in some if e in standing] for telling, (_, some) in held.items()}
    return {telling: some[0] for telling, some in found.items() if some}


def _pairs(known: Mapping[str, Telling], links: Links, leaving: Collection[str], staying: Collection[str]) -> set[Pair]:
    """The pairs that keep those who leave from those who stay, in whatever order linking goes."""
    added = set[Pair]()
    for turn in range(len(leaving) * len(staying) + 1):
        groups = group(known, Links(links.weights, links.same, {*links.different, *added}))
        torn = [(set(g) & set(leaving), set(g) & set(staying)) for g in groups]
        wrong = [(o, s) for o, s in torn if o and s]
        if not wrong:
            break
        for out, rest in wrong:
            added |= _between(out, rest, links.weights, every=turn >= _FEW)
    return added


def _between(out: Collection[str], rest: Collection[str], weights: Mapping[Pair, float], *, every: bool) -> set[Pair]:
    """The strongest pair of each that leaves with one that stays, or every pair of theirs."""
    if every:
        return {pair(a, b) for a in out for b in rest}
    return {pair(a, max(sorted(rest), key=lambda b: weights.get(pair(a, b), float("-inf")))) for a in out}


def nearest_events(connection: Connection, event: str, most: int) -> Sequence[tuple[str, float]]:
    """The events whose tellings weigh most beside those of this one, with the weight in bits, the weightiest first."""
    ids = {m.telling for m in events.members_of(connection, [event])}
    best: dict[str, float] = {}
    for other, weight in gathering.links_from(connection, ids):
        best[other] = max(weight, best.get(other, weight))
    first = sorted(best, key=lambda one: (-best[one], one))[: most * 8]
    found: dict[str, float] = {}
    for telling, (owner, _) in gathering.entries_of_tellings(connection, first).items():
        if owner != event:
            found[owner] = max(best[telling], found.get(owner, best[telling]))
    return sorted(found.items(), key=lambda f: (-f[1], f[0]))[:most]
