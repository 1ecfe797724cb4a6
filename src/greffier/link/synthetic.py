"""Made-up tellings of made-up events, with the noise that reading has: what weights are counted on, and speed measured.

No text lies under them, and their accuracy says nothing about real news: they stand in for the shape of a stream of
reports. The same seed gives the same tellings.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from greffier.link.features import traits_of
from greffier.link.records import Number, Telling, Where

__all__ = ["Sample", "sample"]

_FIRST = date(2030, 1, 1).toordinal()
_FAMILIES = (("attack", 50), ("talks", 8), ("visit", 8), ("position", 9), ("aid", 7), ("agreement", 4), ("sanction", 4),
             ("detention", 5), ("deployment", 5))  # fmt: skip
_COUNTRIES, _TOWNS, _VOCABULARY, _PERSONS = 40, 1500, 6000, 800
_STATES = {"position": ("stance", 7), "aid": ("stage", 5), "sanction": ("movement", 4), "agreement": ("status", 6),
           "detention": ("movement", 5), "deployment": ("movement", 5)}  # fmt: skip
_COMMON, _OF_KIND, _OF_COUNTRY = 0.6, 90, 25  # share of words and names that are common, and how many there are
_CROWDED = 0.25  # share of events in a handful of towns: a war has its front


@dataclass(frozen=True, slots=True)
class Sample:
    """Tellings, and the event of each by its id."""

    tellings: tuple[Telling, ...]
    events: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Event:
    number: int
    family: str
    day: int
    town: Where
    who: tuple[str, ...]
    toll: int
    state: str
    names: tuple[str, ...]
    words: tuple[str, ...]


def sample(count: int, seed: int, *, a_day: int = 150) -> Sample:
    """At least `count` tellings, about `a_day` a day, each event told by one to some dozens of reports."""
    chance = random.Random(seed)
    towns = [_town(chance, i) for i in range(_TOWNS)]
    tellings, events, number = list[Telling](), dict[str, int](), 0
    while len(tellings) < count:
        event = _event(chance, number, towns, _FIRST + len(tellings) // a_day)
        for telling in _told(chance, event, len(tellings), towns):
            tellings.append(telling)
            events[telling.id] = number
        number += 1
    return Sample(tuple(tellings), events)


def _town(chance: random.Random, i: int) -> Where:
    country = int(_COUNTRIES * chance.random() ** 2)
    lat, lon = 30 + country % 7 * 5 + chance.uniform(-2, 2), country // 7 * 8 + chance.uniform(-3, 3)
    return Where(f"t:{i}", "city", f"C{country}", round(lat, 4), round(lon, 4))


def _event(chance: random.Random, number: int, towns: list[Where], day: int) -> _Event:
    family = chance.choices([f for f, _ in _FAMILIES], [w for _, w in _FAMILIES])[0]
    crowded = family == "attack" and chance.random() < _CROWDED
    town = towns[int((60 if crowded else _TOWNS) * chance.random() ** 2)]
    role, values = _STATES.get(family, ("", 1))
    own = [_word(chance, family) for _ in range(30)]
    names = [f"n{town.id}", _name(chance, town), _name(chance, town)]
    toll = int(chance.paretovariate(0.8)) if family == "attack" else chance.randrange(1, 400)
    state = f"{role}={chance.randrange(values)}" if role else ""
    return _Event(number, family, day, town, tuple(_who(chance, family, town)), toll, state, tuple(names), tuple(own))


def _word(chance: random.Random, family: str) -> str:
    """A word that reports of this kind share, or any word: a few come often, most seldom."""
    if chance.random() < _COMMON:
        return f"{family}{int(_OF_KIND * chance.random() ** 2)}"
    return f"w{int(_VOCABULARY * chance.random() ** 2)}"


def _name(chance: random.Random, town: Where) -> str:
    """A name that comes again and again in reports on this country, or a seldom one."""
    if chance.random() < _COMMON:
        return f"n{town.country}:{int(_OF_COUNTRY * chance.random() ** 2)}"
    return f"n{chance.randrange(4000)}"


def _who(chance: random.Random, family: str, town: Where) -> Iterator[str]:
    roles = traits_of(family).same_event
    if family == "attack":
        yield f"attacker=country:C{int(town.country[1:]) ^ 1}" if town.country else "attacker=country:C0"
        return
    for role in roles[:2]:
        solid = chance.random() < 0.5
        yield (
            f"{role}=person:p{int(_PERSONS * chance.random() ** 2)}"
            if solid
            else f"{role}=country:C{chance.randrange(_COUNTRIES)}"
        )


def _told(chance: random.Random, event: _Event, first: int, towns: list[Where]) -> Iterator[Telling]:
    reports = min(60, 1 + int(chance.paretovariate(0.9) - 0.6))
    rising = event.toll
    delays = sorted(min(6, int(chance.expovariate(0.9))) for _ in range(reports))
    for i, delay in enumerate(delays):
        rising += chance.randrange(0, 2 + rising // 2) if chance.random() < 0.5 else 0
        yield _telling(chance, event, first + i, event.day + delay, rising, towns)


def _telling(
    chance: random.Random, event: _Event, number: int, published: int, toll: int, towns: list[Where]
) -> Telling:
    day = _day(chance, event)
    language = "fr" if chance.random() < 0.65 else "en"
    near = chance.uniform(0.02, 0.45)  # some reports tell it in words of their own
    told = [w for w in event.words if chance.random() < near]
    noise = [_word(chance, event.family) for _ in range(chance.randrange(2, 14))]
    number_told = chance.random() < (0.6 if event.family == "attack" else 0.3)
    what = "killed" if event.family == "attack" else "EUR" if event.family == "aid" else event.family
    shown = max(0, toll + (chance.randrange(-2, 3) if chance.random() < 0.15 else 0))
    figure = (Number(what, float(shown), float(shown)),) if number_told else ()
    names = [n for n in event.names if chance.random() < 0.7] + [_name(chance, event.town) for _ in range(2)]
    places, known = _places(chance, event, towns), f"s{number:08d}"
    return Telling(
        id=known, report=f"r{number:08d}", family=event.family, language=language, entries=(known,),
        first=day[0], last=day[1], published=published, places=places,
        who=frozenset(w for w in event.who if chance.random() < 0.75),
        closed=frozenset({event.state} if event.state and chance.random() < 0.85 else ()),
        numbers=figure, names=frozenset(names),
        spots=frozenset(f"n{p.id}" for p in places if p.precision == "city"), matter=frozenset(),
        words=frozenset(f"{language}{w}" for w in [*told, *noise]),
        said=frozenset(),
    )  # fmt: skip


def _day(chance: random.Random, event: _Event) -> tuple[int, int] | tuple[None, None]:
    draw = chance.random()
    if draw < 0.2 or (event.family not in {"attack", "visit", "talks"} and draw < 0.5):
        return None, None
    off = chance.choice((-1, 1)) if draw > 0.97 else 0
    return event.day + off, event.day + off + (1 if draw > 0.85 and not off else 0)


def _places(chance: random.Random, event: _Event, towns: list[Where]) -> tuple[Where, ...]:
    town, draw = event.town, chance.random()
    if event.family in {"position", "aid", "agreement", "sanction"}:
        return ()
    if draw < 0.66:
        return (town,)
    if draw < 0.74:
        return (Where(f"region:{town.country}", "region", town.country, round(town.lat or 0), round(town.lon or 0)),)
    if draw < 0.9:
        return (Where(str(town.country), "country", town.country),)
    return (chance.choice(towns),) if draw > 0.99 else ()
