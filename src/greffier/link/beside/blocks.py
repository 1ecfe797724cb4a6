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


class Blocks:
    """Some items, found again by kind and day with a cell of the map, a place's name, a country or (aid) a giver."""

    def __init__(self, items: Sequence[Item]) -> None:
        self.items = items
        self._found: dict[_Key, list[int]] = defaultdict(list)
        for number, item in enumerate(items):
            for key in dict.fromkeys(key for day in _days(item, 0) for key in _own(item, day)):
                self._found[key].append(number)

    def around(self, item: Item, *, near: bool = False) -> Iterator[int]:
        """The numbers of items that may be one with this one (or near it), each once, in order."""
        found: set[int] = set()
        for day in _days(item, room_of(item.kind, near=near)):
            for key in _asked(item, day, 3 if near else 1):
                found.update(self._found.get(key, ()))
        return iter(sorted(found))


def _days(item: Item, room: int) -> Iterable[int]:
    """The days to look at; any one day stands for all where pledges are compared, which are few and come undated."""
    if item.kind == "aid":
        return (0,)
    if item.first is None or item.last is None:
        return ()
    room += item.slack
    return range(item.first - room, min(item.last, item.first + comparing()["longest"]) + room + 1)


def _cell(item: Item) -> tuple[int, int]:
    size = comparing()["cell"]
    return math.floor((item.lat or 0) / size), math.floor((item.lon or 0) / size)


def _own(item: Item, day: int) -> Iterator[_Key]:
    """The keys under which an item is found."""
    if item.kind == "aid":
        yield from ((item.kind, day, "by", actor) for actor in item.actors)
        return
    if item.fine:
        yield (item.kind, day, "at", *_cell(item))
    elif item.country:
        yield (item.kind, day, "coarse", item.country)
    if item.country:
        yield (item.kind, day, "in", item.country)
    yield from ((item.kind, day, "named", name) for name in item.names)


def _asked(item: Item, day: int, rings: int) -> Iterator[_Key]:
    """The keys under which what may be one with an item is found."""
    if item.kind == "aid":
        yield from ((item.kind, day, "by", actor) for actor in item.actors)
        return
    yield from ((item.kind, day, "named", name) for name in item.names)
    if item.fine:
        lat, lon = _cell(item)
        around = range(-rings, rings + 1)
        yield from ((item.kind, day, "at", lat + i, lon + j) for i in around for j in around)
        if item.country:
            yield (item.kind, day, "coarse", item.country)
    elif item.country:
        yield (item.kind, day, "in", item.country)
