"""Candidates: items of one kind that lie near each other in time and space, without comparing each with each."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from greffier.lexicon.records import comparing
from greffier.link.beside.items import Item
from greffier.link.beside.score import room_of

__all__ = ["Blocks"]

_Key = tuple[object, ...]

_RING = (-1, 0, 1)


class Blocks:
    """Some items, found again by kind and day with a cell of the map, a place's name, a country or (aid) a giver.

    What is only near is looked for in wider cells and spans of days, and only where nothing is found closer.
    """

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self._fine: dict[_Key, list[int]] = defaultdict(list)
        self._wide: dict[_Key, list[int]] = defaultdict(list)
        for number, item in enumerate(items):
            for keys, step, size in ((self._fine, 1, _size()), (self._wide, _step(), _WIDE)):
                for key in dict.fromkeys(key for day in _days(item, 0, step) for key in _own(item, day, size)):
                    keys[key].append(number)

    def around(self, item: Item) -> list[int]:
        """The numbers of items that may be one with this one, in order."""
        return self._look(self._fine, item, room_of(item.kind), 1, _size())

    def near(self, item: Item) -> list[int]:
        """The numbers of items that lie near it at all, in order."""
        return self._look(self._wide, item, room_of(item.kind, near=True), _step(), _WIDE)

    def _look(self, keys: dict[_Key, list[int]], item: Item, room: int, step: int, size: float) -> list[int]:
        found: set[int] = set()
        for day in _days(item, room, step):
            for key in _asked(item, day, size):
                if key in keys:
                    found.update(keys[key])
        return sorted(found)


_WIDE = 2.0  # degrees of the cells in which what is near is looked for


def _size() -> float:
    return float(comparing()["cell"])


def _step() -> int:
    """Days that stand together where what is near is looked for."""
    return int(comparing()["near_days"]) + 1


def _days(item: Item, room: int, step: int) -> Iterable[int]:
    """The days to look at, `step` of them as one; any one stands for all where pledges are compared, which are few and
    come undated."""
    if item.kind == "aid":
        return (0,)
    if item.first is None or item.last is None:
        return ()
    room += item.slack
    last = min(item.last, item.first + comparing()["longest"])
    return range((item.first - room) // step, (last + room) // step + 1)


def _cell(item: Item, size: float) -> tuple[int, int]:
    return math.floor((item.lat or 0) / size), math.floor((item.lon or 0) / size)


def _own(item: Item, day: int, size: float) -> Iterator[_Key]:
    """The keys under which an item is found."""
    if item.kind == "aid":
        yield from ((item.kind, day, "by", actor) for actor in item.actors)
        return
    if item.kind in comparing()["placeless"]:
        yield from ((item.kind, day, "by", actor) for actor in item.actors)
    if item.fine:
        yield (item.kind, day, *_cell(item, size))
    elif item.country:
        yield (item.kind, day, "coarse", item.country)
    if item.country:
        yield (item.kind, day, "in", item.country)
    yield from ((item.kind, day, "named", name) for name in item.names)


def _asked(item: Item, day: int, size: float) -> Iterator[_Key]:
    """The keys under which what may be one with an item is found."""
    if item.kind == "aid":
        yield from ((item.kind, day, "by", actor) for actor in item.actors)
        return
    if item.kind in comparing()["placeless"]:
        yield from ((item.kind, day, "by", actor) for actor in item.actors)
    yield from ((item.kind, day, "named", name) for name in item.names)
    if item.fine:
        lat, lon = _cell(item, size)
        yield from ((item.kind, day, lat + i, lon + j) for i in _RING for j in _RING)
        if item.country:
            yield (item.kind, day, "coarse", item.country)
    elif item.country:
        yield (item.kind, day, "in", item.country)
