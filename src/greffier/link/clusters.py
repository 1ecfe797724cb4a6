"""From weighed pairs to groups: the best links first, never against a veto, a judgement or the limits of a group.

Connected components would chain the strikes of a war into one event. Here two groups become one only when nothing
forbids it between their members (of many, a few may be wrong), when they stay within the limits, and when the pairs
between them that were weighed speak for it on the whole. The result is a function of the set, whatever its order.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from greffier.link.records import Telling
from greffier.link.tellings import Pair, pair

__all__ = ["CROWD", "TOLERATED", "Limits", "Links", "clusters", "components"]

TOLERATED = 0.1  # share of vetoes between two groups in a crowd: one report of it may have the day wrong
CROWD = 12  # tellings
Forbids = Callable[[Telling, Telling], str]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a group may be: days from its first to its last dated day, reports in it; `threshold` in bits.

    `prior` are the bits with which every pair begins: without them a weight is what the two have to say themselves.
    """

    threshold: float
    prior: float = 0.0
    days: int = 4
    size: int = 400


@dataclass(frozen=True, slots=True)
class Links:
    """Weights of pairs in bits, and what people judged: `same` and `different` are pairs of tellings."""

    weights: Mapping[Pair, float]
    same: Collection[Pair] = frozenset()
    different: Collection[Pair] = frozenset()


def clusters(tellings: Mapping[str, Telling], links: Links, limits: Limits, forbids: Forbids) -> list[tuple[str, ...]]:
    """The groups, each sorted, sorted: a partition of the ids of `tellings`.

    A judgement outweighs everything; where `same` and `different` contradict each other, `different` holds.
    """
    known = {p: w for p, w in links.weights.items() if p[0] in tellings and p[1] in tellings}
    clear = _unambiguous(tellings, known, limits, forbids)
    state = _State(tellings, known, links.different, limits, forbids)
    for _weight, p in sorted((-w, p) for p, w in clear.items() if w >= limits.threshold):
        state.unite(p)
    # last, so that what is judged one are the groups as they would be: two events become one, and none is torn
    for p in sorted(p for p in links.same if p[0] in tellings and p[1] in tellings):
        state.unite(p, judged=True)
    return sorted(tuple(sorted(group)) for group in state.groups())


def components(ids: Iterable[str], pairs: Iterable[Pair]) -> list[tuple[str, ...]]:
    """Connected parts, each sorted, sorted: what a new report can change is the part that it touches."""
    near: dict[str, set[str]] = {one: set() for one in ids}
    for a, b in pairs:
        if a in near and b in near:
            near[a].add(b)
            near[b].add(a)
    found, seen = [], set[str]()
    for start in sorted(near):
        if start in seen:
            continue
        part, waiting = set[str](), [start]
        while waiting:
            one = waiting.pop()
            if one not in part:
                part.add(one)
                waiting.extend(near[one] - part)
        seen |= part
        found.append(tuple(sorted(part)))
    return found


_CLOSE = 2.0  # bits by which the better of two that exclude each other must lead


def _unambiguous(
    tellings: Mapping[str, Telling], weights: Mapping[Pair, float], limits: Limits, forbids: Forbids
) -> dict[Pair, float]:
    """The pairs without those by which an undated telling goes as well with either of two that exclude each other."""
    near: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (a, b), weight in weights.items():
        if weight >= limits.threshold:
            near[a].append((weight, b))
            near[b].append((weight, a))
    torn = set[Pair]()
    for one in sorted(near):
        if tellings[one].first is None:
            torn |= {pair(one, other) for other in _torn(sorted(near[one], reverse=True), tellings, forbids)}
    return {p: w for p, w in weights.items() if p not in torn}


def _torn(near: list[tuple[float, str]], tellings: Mapping[str, Telling], forbids: Forbids) -> Iterator[str]:
    best, first = near[0]
    close = [other for weight, other in near if weight > best - _CLOSE]
    if any(forbids(tellings[a], tellings[b]) for i, a in enumerate(close) for b in close[i + 1 :]):
        yield from (other for _weight, other in near)
    else:
        yield from (o for _weight, o in near if o not in close and forbids(tellings[first], tellings[o]))


class _State:
    """Groups that grow."""

    def __init__(
        self, tellings: Mapping[str, Telling], weights: Mapping[Pair, float], different: Collection[Pair],
        limits: Limits, forbids: Forbids,
    ) -> None:  # fmt: skip
        self._tellings, self._weights, self._different = tellings, weights, different
        self._limits, self._forbids = limits, forbids
        self._of: dict[str, list[str]] = {one: [one] for one in tellings}
        self._vetoes: dict[Pair, bool] = {}
        self._found: dict[tuple[str, str], _Between] = {}

    def unite(self, p: Pair, *, judged: bool = False) -> None:
        """Join the groups of a pair where that is allowed; a judgement asks only for other judgements."""
        mine, other = self._of[p[0]], self._of[p[1]]
        if mine is other or self._parted(mine, other):
            return
        if not judged and not (self._within(mine + other) and self._spoken_for(mine, other)):
            return
        mine.extend(other)
        for one in other:
            self._of[one] = mine

    def groups(self) -> Iterator[list[str]]:
        """Each group once."""
        yield from {id(group): group for group in self._of.values()}.values()

    def _vetoed(self, p: Pair) -> bool:
        """Whether something forbids a pair; asked again each time that groups grow, reckoned once."""
        if p not in self._vetoes:
            self._vetoes[p] = bool(self._forbids(self._tellings[p[0]], self._tellings[p[1]]))
        return self._vetoes[p]

    def _parted(self, mine: Iterable[str], other: Iterable[str]) -> bool:
        return bool(self._different) and any(pair(a, b) in self._different for a in mine for b in other)

    def _within(self, ids: Collection[str]) -> bool:
        if len(ids) > self._limits.size:
            return False
        dated = [t for t in map(self._tellings.__getitem__, ids) if t.first is not None and t.last is not None]
        if not dated:
            return True
        starts, ends = [t.first or 0 for t in dated], [t.last or 0 for t in dated]
        return max(starts) - min(ends) <= self._limits.days

    def _spoken_for(self, mine: Sequence[str], other: Sequence[str]) -> bool:
        between = self._between(mine, other)
        if between.bits < round(self._limits.prior * _EXACT) * between.weighed:
            return False
        borne = TOLERATED if len(mine) + len(other) >= CROWD else 0.0
        return between.against <= borne * len(mine) * len(other)

    def _between(self, mine: Sequence[str], other: Sequence[str]) -> _Between:
        """What was found between two groups; groups grow at their end, and only what came since is looked at."""
        key = (mine[0], other[0])
        known = self._found.get(key) or _Between()
        grown = [(a, b) for a in mine[known.mine :] for b in other]
        grown += [(a, b) for a in mine[: known.mine] for b in other[known.other :]]
        pairs = [pair(a, b) for a, b in grown]
        weighed = [round(w * _EXACT) for p in pairs if (w := self._weights.get(p)) is not None]
        found = self._found[key] = _Between(
            len(mine), len(other), known.bits + sum(weighed), known.weighed + len(weighed),
            known.against + sum(map(self._vetoed, pairs)),
        )  # fmt: skip
        return found


_EXACT = 1000  # weights have three digits: as whole numbers their sum is the same in any order


@dataclass(frozen=True, slots=True)
class _Between:
    """Two groups at some time: their sizes then, the weights of pairs between them (thousandths of bits), vetoes."""

    mine: int = 0
    other: int = 0
    bits: int = 0
    weighed: int = 0
    against: int = 0
