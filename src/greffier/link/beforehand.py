"""Links found beforehand: what links two tellings hangs on them alone, so it is found before a ledger is locked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, product

from greffier.link.blocks import blocks, fits_cap
from greffier.link.groups import Weigher, linked_pairs
from greffier.link.records import Telling
from greffier.link.scoring import Weights, weigh
from greffier.link.tellings import Pair, pair

__all__ = ["Weighed"]


class Weighed:
    """`linked_pairs` for pairs that hold one of some tellings; it weighs a pair once, and again only where one of the
    two tells something else than it did. `weigher` is what weighs; all that weigh give the same weights."""

    def __init__(self, weigher: Weigher = weigh) -> None:
        self.weigher = weigher
        self.about: frozenset[str] = frozenset()
        self._bits: dict[Pair, tuple[Telling, Telling, float | None]] = {}

    def of(self, about: Iterable[str]) -> Weighed:
        """The same, asked for the pairs of these tellings from now on."""
        self.about = frozenset(about)
        return self

    def __call__(
        self, tellings: Sequence[Telling], weights: Weights, sizes: Mapping[int, int] | None = None
    ) -> dict[Pair, float]:
        """The weight in bits of each pair worth keeping that shares a block and holds one of `about`."""
        wanted = _sharing(tellings, self.about, sizes)
        by_id = {t.id: t for t in tellings}
        missing = [p for p in wanted if self._bits.get(p, ())[:2] != (by_id[p[0]], by_id[p[1]])]
        if missing:
            some = sorted({one for p in missing for one in p})
            found = linked_pairs([by_id[one] for one in some], weights, sizes, self.weigher)
            self._bits |= {p: (by_id[p[0]], by_id[p[1]], found.get(p)) for p in missing}
        return {p: bits for p in wanted if (bits := self._bits[p][2]) is not None}


def _sharing(tellings: Sequence[Telling], about: Collection[str], sizes: Mapping[int, int] | None) -> set[Pair]:
    """The pairs that share a block that is not too full, one of them at least in `about`."""
    members: dict[int, list[str]] = defaultdict(list)
    for telling in tellings:
        for key in blocks(telling):
            members[key].append(telling.id)
    in_all = {key: len(some) if sizes is None else sizes.get(key, len(some)) for key, some in members.items()}
    found = set[Pair]()
    for key in fits_cap(members, in_all):
        mine = [one for one in members[key] if one in about]
        others = [one for one in members[key] if one not in about]
        found |= {pair(a, b) for a, b in (*combinations(mine, 2), *product(mine, others))}
    return found
