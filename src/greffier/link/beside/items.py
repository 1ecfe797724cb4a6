"""One form for what is compared: an event, a pledge, a record of others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from greffier.lexicon import Town, load_gazetteer
from greffier.lexicon.name_key import name_key
from greffier.lexicon.records import comparing, land_named, words
from greffier.link.features import actor_key
from greffier.link.known import Event, Voice, finest_place
from greffier.model import Filler, Place, Record

__all__ = ["PREFIX", "Item", "Range", "actor_names", "family", "item_of_event", "item_of_record"]

PREFIX = "GREF-"  # of the ids of ours in tables of others' form, so that none of them passes for one of theirs

Range = tuple[float, float | None]  # the least and the most; None for no bound

_PARENTHESIS = re.compile(r"(?<!\s)\s*+\([^()]*+\)")
_FINE = ("point", "city")


@dataclass(frozen=True, slots=True)
class Item:
    """What is compared of an event or a record; days are ordinals, `slack` days by which they may be off.

    `names` are folded names of its place, `actors` ISO codes or folded names; `toll` how many died, `amount` a sum in
    `currency`; None and empty for what is not told.
    """

    id: str
    kind: str
    first: int | None
    last: int | None
    slack: int = 0
    country: str = ""
    names: frozenset[str] = frozenset()
    lat: float | None = None
    lon: float | None = None
    precision: str = ""
    actors: frozenset[str] = frozenset()
    toll: Range | None = None
    amount: Range | None = None
    currency: str = ""
    stages: frozenset[str] = frozenset()

    @property
    def fine(self) -> bool:
        """Whether it is put on the map as finely as a town."""
        return self.lat is not None and self.precision in _FINE


def family(kind: str) -> str:
    """The kind under which another is compared."""
    return str(comparing()["family"].get(kind, kind))


def item_of_record(record: Record) -> Item:
    """A record as it is compared."""
    bounds = [n for n in (record.low, record.best, record.high) if n is not None]
    precision = record.precision or ("city" if record.lat is not None else "country" if record.country else "")
    return Item(
        id=record.id,
        kind=record.kind,
        first=record.start.toordinal() if record.start else None,
        last=record.end.toordinal() if record.end else None,
        slack=record.slack,
        country=record.country,
        names=frozenset(filter(None, (name_key(record.place),))),
        lat=record.lat,
        lon=record.lon,
        precision=precision,
        actors=frozenset(actor_names(record.actors)),
        toll=(float(min(bounds)), float(max(bounds))) if bounds else None,
        amount=None if record.amount is None else (record.amount, record.most),
        currency=record.currency,
        stages=frozenset(record.stages),
    )


def item_of_event(event: Event) -> Item:
    """An event as it is compared."""
    place, toll = finest_place(event), next((t for t in event.tolls if t.harm == "killed"), None)
    fillers = list(_places(event.voices))
    country = place.country if place else next((f.country for f in fillers if f.country), None)
    town: Town | None = None
    if place is None:
        ids = (f.id for f in fillers if (f.id or "").startswith(("geonames:", "admin1:")))
        town = next((found for id in ids if (found := load_gazetteer().town(id or "")) is not None), None)
    spot: Place | Town | None = place or town
    precision = place.precision if place else ("region" if town.kind == "region" else "city") if town else ""
    return Item(
        id=event.id,
        kind=family(event.kind),
        first=event.when.start.toordinal() if event.when else None,
        last=event.when.end.toordinal() if event.when else None,
        country=(country or (town.country if town else "")) or "",
        names=frozenset(key for filler in fillers for key in _keys(filler)),
        lat=spot.lat if spot else None,
        lon=spot.lon if spot else None,
        precision=precision or ("country" if country else ""),
        actors=frozenset(_actors(event.voices)),
        toll=None if toll is None or toll.minimum is None else (float(toll.minimum), toll.maximum),
    )


def _places(voices: Iterable[Voice]) -> Iterator[Filler]:
    for voice in voices:
        value = voice.entry.roles.get("place")
        yield from value if isinstance(value, tuple) else ()


def _keys(filler: Filler) -> Iterator[str]:
    for name in (filler.name, *filler.names, *(filler.place.names if filler.place else ())):
        if key := name_key(name):
            yield key


def _actors(voices: Iterable[Voice]) -> Iterator[str]:
    for voice in voices:
        for role, value in voice.entry.roles.items():
            for filler in value if isinstance(value, tuple) and role != "place" else ():
                key = actor_key(filler)
                if key is not None and key.startswith("country:"):
                    yield key.removeprefix("country:")
                yield from (name_key(name) for name in (filler.name, *filler.names))


def actor_names(names: Iterable[str]) -> Iterator[str]:
    """What tells actors of a record: the code of a country, else the folded name without what datasets put around."""
    return (found for name in names if (found := _actor(name)))


@lru_cache(maxsize=1 << 14)
def _actor(name: str) -> str:
    plain = name_key(_PARENTHESIS.sub("", name))
    for around in words()["around"]["phrases"]:
        plain = plain.removeprefix(around).strip()
    return land_named(plain) or plain
