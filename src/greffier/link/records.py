"""What linking sees: entries and reports as plain records, and tellings, which are what one report tells of one event.

Days are proleptic ordinals (`date.toordinal()`), degrees are WGS84. Keys are text: who fills a role as `role=key`,
closed values as `role=value`, names and words folded by `name_key`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

__all__ = ["FINE", "Number", "Paper", "Telling", "Told", "Where", "telling_from", "telling_read", "telling_to"]

FINE = frozenset({"point", "city"})  # precisions of a place that is a point on the map


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A place: `precision` as in `greffier.model.Place`; `lat` and `lon` None where it is on no map."""

    id: str
    precision: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Number:
    """A figure: what it counts (`killed`, `EUR`), its bounds (None for no bound), `total` for one over a period."""

    what: str
    low: float | None
    high: float | None
    total: bool = False


@dataclass(frozen=True, slots=True)
class Paper:
    """What linking needs of a report. `published` None where it is not told."""

    id: str
    text: str
    language: str
    outlet: str | None
    published: int | None


@dataclass(frozen=True, slots=True)
class Told:
    """One entry. `first` and `last` bound the days (None: no date); `start`, `stop` are its anchor, `sentences` its
    evidence, in code points; `spots` are names of the towns in `places`, `matter` words of the role that the kind
    calls so; `said` are the folded words of the sentence that holds the anchor; `extent` whether it is one happening,
    several, or days of it ("": the words leave it open)."""

    id: str
    report: str
    kind: str
    family: str
    factuality: str
    first: int | None
    last: int | None
    published: int | None
    start: int
    stop: int
    sentences: tuple[tuple[int, int], ...]
    places: tuple[Where, ...]
    who: frozenset[str]
    closed: frozenset[str]
    numbers: tuple[Number, ...]
    names: frozenset[str]
    spots: frozenset[str]
    words: frozenset[str]
    matter: frozenset[str]
    language: str
    said: str
    extent: str = ""


@dataclass(frozen=True, slots=True)
class Telling:
    """What one report tells of one event: the entries by id, smallest first, and what they say together.

    `id` is its smallest entry. `said` holds the sentences, folded, by which copies are known.
    """

    id: str
    report: str
    family: str
    language: str
    entries: tuple[str, ...]
    first: int | None
    last: int | None
    published: int | None
    places: tuple[Where, ...]
    who: frozenset[str]
    closed: frozenset[str]
    numbers: tuple[Number, ...]
    names: frozenset[str]
    spots: frozenset[str]
    words: frozenset[str]
    matter: frozenset[str]
    said: frozenset[str]
    extent: str = ""


_SETS = ("who", "closed", "names", "spots", "words", "matter", "said")
_PLAIN = ("id", "report", "family", "language", "first", "last", "published", "extent")


def telling_to(telling: Telling) -> dict[str, Any]:
    """A telling as plain data, the same for equal tellings."""
    found: dict[str, Any] = {key: getattr(telling, key) for key in _PLAIN}
    found |= {key: sorted(getattr(telling, key)) for key in _SETS}
    found["entries"] = list(telling.entries)
    found["places"] = [[p.id, p.precision, p.country, p.lat, p.lon] for p in telling.places]
    found["numbers"] = [[n.what, n.low, n.high, n.total] for n in telling.numbers]
    return found


@lru_cache(maxsize=20_000)
def telling_read(facts: str) -> Telling:
    """The telling that was written as JSON; the same object for the same words, as one is read many times."""
    return telling_from(json.loads(facts))


def telling_from(data: Mapping[str, Any]) -> Telling:
    """The telling that `telling_to` gave."""
    found: dict[str, Any] = {key: data[key] for key in _PLAIN if key in data}  # one kept before it had them all
    found |= {key: frozenset(data[key]) for key in _SETS}
    found["entries"] = tuple(data["entries"])
    found["places"] = tuple(Where(*place) for place in data["places"])
    found["numbers"] = tuple(Number(*number) for number in data["numbers"])
    return Telling(**found)
