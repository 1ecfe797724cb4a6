"""One-to-one: of all pairs that can be one, those that make the most of all likenesses together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy
from scipy.optimize import linear_sum_assignment

from greffier.link.beside.blocks import Blocks
from greffier.link.beside.items import PREFIX, Item
from greffier.link.beside.score import Likeness, compared, least_of, liken

__all__ = ["Matching", "nearest_of", "set_beside"]

_Pairs = dict[tuple[int, int], Likeness]

_LARGE = 2_000_000  # cells of a table of scores that are weighed together; larger ones go greedily


@dataclass(frozen=True, slots=True)
class Matching:
    """Which of ours is which of theirs, by number in the two lists, with their likeness."""

    pairs: Mapping[int, tuple[int, Likeness]]


def set_beside(ours: Sequence[Item], theirs: Sequence[Item]) -> Matching:
    """The one-to-one matching of items whose likeness is enough; the same for the same items in any order.

    A record that bears the id of one of ours came out of this ledger, and is matched with that one.
    """
    pairs = _by_id(ours, theirs)
    done = {other for other, _ in pairs.values()}
    blocks, found = Blocks(ours), _Pairs()
    for number, item in enumerate(theirs):
        for own in blocks.around(item) if number not in done else ():
            likeness = liken(ours[own], item) if own not in pairs else None
            if likeness is not None and likeness.score >= least_of(item.kind):
                found[own, number] = likeness
    for group in _groups(found):
        pairs |= {own: (other, found[own, other]) for own, other in _assigned(group, found, ours, theirs)}
    return Matching(pairs)


def _by_id(ours: Sequence[Item], theirs: Sequence[Item]) -> dict[int, tuple[int, Likeness]]:
    numbers = {item.id.removeprefix(PREFIX): number for number, item in enumerate(ours)}
    found: dict[int, tuple[int, Likeness]] = {}
    for other, item in enumerate(theirs):
        own = numbers.get(item.id.removeprefix(PREFIX)) if item.id.startswith(PREFIX) else None
        if own is not None and ours[own].kind == item.kind:
            found[own] = (other, compared(ours[own], item))
    return found


def nearest_of(item: Item, blocks: Blocks) -> tuple[int, Likeness] | None:
    """The most alike of some items that lies near at all."""
    for numbers in (blocks.around, blocks.near):
        likes = ((number, liken(blocks.items[number], item, near=True)) for number in numbers(item))
        found = [(number, like) for number, like in likes if like is not None]
        if found:
            return max(found, key=lambda one: (one[1].rank, blocks.items[one[0]].id))
    return None


def _groups(pairs: _Pairs) -> Iterator[list[tuple[int, int]]]:
    """Pairs that hang together by an item: what is decided in one group changes nothing in another."""
    parent: dict[tuple[str, int], tuple[str, int]] = {}

    def root(node: tuple[str, int]) -> tuple[str, int]:
        while parent.setdefault(node, node) != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for own, other in pairs:
        parent[root(("own", own))] = root(("other", other))
    groups: dict[tuple[str, int], list[tuple[int, int]]] = {}
    for pair in pairs:
        groups.setdefault(root(("own", pair[0])), []).append(pair)
    return iter(groups.values())


def _assigned(
    group: list[tuple[int, int]], found: _Pairs, ours: Sequence[Item], theirs: Sequence[Item]
) -> Iterator[tuple[int, int]]:
    """The pairs of a group that are taken; ties go by id."""
    if len(group) == 1:
        return iter(group)
    own = sorted({pair[0] for pair in group}, key=lambda number: ours[number].id)
    other = sorted({pair[1] for pair in group}, key=lambda number: theirs[number].id)
    if len(own) * len(other) > _LARGE:
        return _greedily(group, found, ours, theirs)
    scores = numpy.zeros((len(own), len(other)))
    rows, columns = ({number: i for i, number in enumerate(side)} for side in (own, other))
    for pair in group:
        scores[rows[pair[0]], columns[pair[1]]] = found[pair].rank
    taken = zip(*linear_sum_assignment(scores, maximize=True), strict=True)
    return iter([(own[i], other[j]) for i, j in taken if (own[i], other[j]) in found])


def _greedily(
    group: list[tuple[int, int]], found: _Pairs, ours: Sequence[Item], theirs: Sequence[Item]
) -> Iterator[tuple[int, int]]:
    """The most alike first, each item once: for groups too large to be weighed together."""
    seen: set[tuple[str, int]] = set()
    for own, other in sorted(group, key=lambda p: (-found[p].rank, ours[p[0]].id, theirs[p[1]].id)):
        if not seen & {("own", own), ("other", other)}:
            seen |= {("own", own), ("other", other)}
            yield own, other
