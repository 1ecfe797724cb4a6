"""Which tellings are compared at all: those that share a block, which is a day with a place, a name or an actor.

Time is in every block, so that a ledger of years costs a new report no more than one of days. A block that is too full
to compare everyone in it gives way to finer ones, which are there in any case. Each key is a 63-bit number.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b
from itertools import islice

from greffier.link.features import traits_of
from greffier.link.records import Telling, Where
from greffier.link.veto import SHORT_DAYS, short

__all__ = ["CAPS", "blocks", "cap_of", "fits_cap"]

# How many tellings a block may hold, by rule; those of a full block meet in the finer ones only.
CAPS = {"country": 40, "name": 120, "who": 120, "place": 160, "place and who": 400, "said": 400}
_RULES = tuple(sorted(CAPS))
_BACK = 4  # days before its publication on which an undated telling may have happened
_MOST = 8  # names and actors of a telling that give blocks of their own
_SAID = 30  # characters from which a sentence is long enough to be known again
_CELL = 0.5  # degrees


@lru_cache(maxsize=10_000)
def blocks(telling: Telling) -> tuple[int, ...]:
    """The blocks of a telling, sorted; the rule of each is in its lowest bits (`cap_of`)."""
    found = {_key(rule, f"{telling.family}|{day}|{what}") for day in _days(telling) for rule, what in _rules(telling)}
    for day in _told_days(telling):
        found |= {_key("said", f"{day}|{said}") for said in telling.said if len(said) >= _SAID}
    return tuple(sorted(found))


def cap_of(block: int) -> int:
    """How many tellings a block may hold."""
    return CAPS[_RULES[block % len(_RULES)]]


def fits_cap(keys: Iterable[int], sizes: Mapping[int, int]) -> list[int]:
    """The blocks that are not too full."""
    return [key for key in keys if sizes[key] <= cap_of(key)]


def _key(rule: str, words: str) -> int:
    number = int.from_bytes(blake2b(words.encode(), digest_size=8).digest()) >> 5
    return number * len(_RULES) + _RULES.index(rule)


def _days(telling: Telling) -> Iterable[int]:
    """Days on which it may have happened, with those that the kind allows after it."""
    if short(telling) and telling.first is not None and telling.last is not None:
        return range(telling.first, telling.last + 1 + traits_of(telling.family).days_apart)
    return () if telling.published is None else range(telling.published - _BACK, telling.published + 1)


def _told_days(telling: Telling) -> Iterable[int]:
    return () if telling.published is None else range(telling.published, telling.published + SHORT_DAYS)


def _rules(telling: Telling) -> Iterator[tuple[str, str]]:
    places = set(_cells(telling.places))
    who = sorted(telling.who)[:_MOST]
    yield from (("country", country) for country in {p.country for p in telling.places if p.country})
    yield from (("place", place) for place in places)
    yield from (("who", one) for one in who)
    yield from (("name", name) for name in islice(sorted(telling.names), _MOST))
    yield from (("place and who", f"{place}|{one}") for place in places for one in who[:3])


def _cells(places: Iterable[Where]) -> Iterator[str]:
    """A place by id, and by two grids set off against each other, so that near neighbours share a cell of one."""
    for place in places:
        if place.precision == "country":
            continue
        yield place.id
        if place.lat is not None and place.lon is not None:
            for shift in (0.0, _CELL / 2):
                yield f"{math.floor((place.lat + shift) / _CELL)},{math.floor((place.lon + shift) / _CELL)},{shift}"
