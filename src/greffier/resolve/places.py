"""Names of places put on the map: by the countries and regions that the report names, its other places, population."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from greffier.lexicon import Gazetteer, Town
from greffier.lexicon.gazetteer import Country, Known
from greffier.lexicon.name_key import name_key
from greffier.model import Mention, Place, Span, distance_km

__all__ = ["distance_km", "resolve_places"]

_TOWNS = "geonames:"
_PEOPLE = frozenset({"demonym", "body", "person"})
_NEAR_KM = 300.0  # places of one report that far apart support each other
_SAME_KM = 30.0  # candidates that near are one place under two records
_BESIDE = re.compile(r"\W{0,3}(?:\w{1,4}\W{1,2}){0,2}")  # between a town and the country told with it
_MOST_NEIGHBOURS = 40  # so that time stays linear in a long text
_REGION_ALONE, _REGION_OF_TOWN = 400_000, 30_000  # the population that a region weighs, by whether it is its town's
_SMALL = 200_000  # a namesake below this, in a country that the report does not name, is rather not put on the map

# Weights of the evidence, in units of a tenfold population; chosen on GeoVirus and invented reports.
_COUNTRY, _REGION, _BESIDE_IT, _NEIGHBOUR, _OTHER_NAME, _HINT = 3.0, 1.5, 4.0, 1.5, -1.5, 2.0
_LISTED = 1.0  # a town of our own table: the press writes of it
_OF_PEOPLE = 0.5  # share of a country named only by its people or its bodies: an army may be anywhere


@dataclass(slots=True)
class _Scene:
    """What a report tells about where it plays.

    `countries` by share of its mentions; `apart` counts those that are told by something else than a capital; `beside`,
    by a town's key, what is told with it; `found`, the towns put on the map so far, those told most often first.
    """

    gazetteer: Gazetteer
    countries: dict[str, float]
    areas: list[Known]
    hints: frozenset[str]
    beside: dict[str, list[Mention]]
    apart: Counter[str]
    found: dict[str, Town] = field(default_factory=dict)


def resolve_places(
    mentions: Sequence[Mention], text: str, gazetteer: Gazetteer, hints: Sequence[str] = ()
) -> dict[Span, Place]:
    """The mentions that are places, each with coordinates; what stays in doubt is left out.

    `hints` are ISO codes of countries known from elsewhere, such as the dateline. A town keeps the name of its
    `runner_up` and the `margin` before it (a difference of scores, about a tenfold population a unit).
    """
    scene = _scene(mentions, text, gazetteer, hints)
    towns = Counter(name_key(m.text) for m in mentions if m.type == "place" and not _is_capital(m))
    for _ in range(2):  # the second time with the places found the first time
        ranked = {key: _ranked(scene, key) for key, _ in towns.most_common()}
        scene.found = {key: r[0][1] for key, r in list(ranked.items())[:_MOST_NEIGHBOURS] if _is_sure(scene, r, key)}
    places: dict[Span, Place] = {}
    for m in mentions:
        is_town = m.type == "place" and not _is_capital(m)
        place = _town_place(scene, m, ranked[name_key(m.text)]) if is_town else _known_place(m, gazetteer)
        place = _namesake(scene, m, place) if m.type == "place" and not is_town else place or _place_of_id(m, gazetteer)
        if place is not None:
            places[m.span] = place
    return places


def _is_capital(mention: Mention) -> bool:
    return mention.id is not None and ":" not in mention.id


def _scene(mentions: Sequence[Mention], text: str, gazetteer: Gazetteer, hints: Sequence[str]) -> _Scene:
    counts = Counter(m.country for m in mentions if m.country is not None and ":" not in (m.id or ""))
    most = max(counts.values(), default=1)
    lands = {m.country for m in mentions if m.type not in _PEOPLE}
    shares = {
        country: (0.5 + 0.5 * count / most) * (1.0 if country in lands else _OF_PEOPLE)
        for country, count in counts.items()
    }
    areas = [gazetteer.get(m.id) for m in mentions if m.type == "region" and m.id is not None]
    known = list(dict.fromkeys(a for a in areas if a is not None))[:_MOST_NEIGHBOURS]
    apart = Counter(m.country for m in mentions if m.country is not None and m.type != "place")
    apart.update(hints)
    return _Scene(gazetteer, shares, known, frozenset(hints), _told_beside(mentions, text), apart)


def _told_beside(mentions: Sequence[Mention], text: str) -> dict[str, list[Mention]]:
    """The country or region that follows a town at once: *Odessa (Texas)*, *Tripoli, au Liban*."""
    found: dict[str, list[Mention]] = defaultdict(list)
    for town, other in pairwise(mentions):
        between = text[town.span.end : other.span.start]
        is_pair = town.type == "place" and other.type in {"country", "region"}
        if is_pair and len(between) <= 12 and "." not in between and _BESIDE.fullmatch(between):
            found[name_key(town.text)].append(other)
    return found


# Countries, capitals, regions, seas ---------------------------------------------------------------------------------
def _known_place(mention: Mention, gazetteer: Gazetteer) -> Place | None:
    if mention.type == "country" and mention.id is not None:
        return _country_place(mention, gazetteer.country(mention.id), gazetteer)
    if mention.type == "place":
        return _capital_place(mention, gazetteer)
    if mention.type not in {"region", "sea"} or mention.id is None:
        return None
    known = gazetteer.get(mention.id)
    if known is None:
        region = gazetteer.town(mention.id) if ":" in mention.id else None
        return _region_place(mention, region) if region is not None else None
    names = gazetteer.aliases(known.id)
    precision = "point" if known.subtype == "site" else mention.type
    return Place(known.id, known.name, known.country, known.lat, known.lon, precision, names)


def _region_place(mention: Mention, region: Town) -> Place:
    names = tuple(dict.fromkeys([mention.text, *mention.names, region.name]))
    return Place(region.id, mention.text, region.country, region.lat, region.lon, "region", names)


def _country_place(mention: Mention, country: Country | None, gazetteer: Gazetteer) -> Place | None:
    if country is None:
        return None
    if any(name_key(mention.text) == name_key(seat) for seats in country.seats.values() for seat in seats):
        return _seat_place(mention, country, gazetteer)
    names = tuple(dict.fromkeys(n for names in country.names.values() for n in names))
    return Place(country.code, names[0], country.code, country.lat, country.lon, "country", names)


def _seat_place(mention: Mention, country: Country, gazetteer: Gazetteer) -> Place | None:
    """A seat of government lies in the capital."""
    capitals = [name for names in country.capitals.values() for name in names]
    town = next((t for name in capitals for t in gazetteer.towns(name) if _is_town_in(t, country.code)), None)
    if town is None:
        return None
    return Place(town.id, mention.text, country.code, town.lat, town.lon, "point", (mention.text, *capitals))


def _is_town_in(town: Town, country: str | None) -> bool:
    return town.kind == "town" and town.country == country


def _capital_place(mention: Mention, gazetteer: Gazetteer) -> Place | None:
    town = next((t for t in gazetteer.towns(mention.text) if _is_town_in(t, mention.country)), None)
    if town is None:
        return None
    country = gazetteer.country(mention.country or "")
    capitals = [n for names in (country.capitals.values() if country else ()) for n in names]
    same = capitals if len({t.id for n in capitals for t in gazetteer.towns(n)[:1]}) == 1 else []
    names = tuple(dict.fromkeys([mention.text, *same, *gazetteer.names_of_town(town, mention.text)]))
    return Place(town.id, mention.text, mention.country, town.lat, town.lon, "city", names[:12])


def _namesake(scene: _Scene, mention: Mention, capital: Place | None) -> Place | None:
    """A capital, or the town of its name in the one country of which the report tells otherwise: *Tripoli*."""
    told = {c for c, count in scene.apart.items() if count}
    if capital is None or capital.country in told:
        return capital
    towns = scene.gazetteer.towns(mention.text)
    other = [t for t in towns if t.country in told and t.kind == "town" and t.population >= _SMALL]
    if len(other) != 1:
        return capital
    names = tuple(dict.fromkeys([mention.text, *scene.gazetteer.names_of_town(other[0], mention.text)]))[:12]
    town = other[0]
    return Place(
        town.id, town.name, town.country, town.lat, town.lon, "city", names, f"{capital.name} ({capital.country})"
    )


def _place_of_id(mention: Mention, gazetteer: Gazetteer) -> Place | None:
    """What has the id of a town, as a port or a border post in it may, lies in that town: no finer than it."""
    id = mention.id or ""
    town = gazetteer.town(id) if mention.type == "place" and id.startswith(_TOWNS) else None
    if town is None or town.kind != "town":
        return None
    names = tuple(dict.fromkeys([mention.text, *gazetteer.names_of_town(town, mention.text)]))[:12]
    return Place(town.id, town.name, town.country, town.lat, town.lon, "city", names)


# Towns --------------------------------------------------------------------------------------------------------------
def _ranked(scene: _Scene, key: str) -> list[tuple[float, Town]]:
    """The candidates, best first."""
    towns = scene.gazetteer.towns(key)
    scored = [(_score(scene, town, key) + _size(town, towns), town) for town in towns]
    return sorted(scored, key=lambda s: (-s[0], s[1].id))


def _size(town: Town, towns: Sequence[Town]) -> float:
    """The logarithm of its population; a region named after its town stands behind the town."""
    if town.kind == "town":
        return math.log10(max(town.population, 100))
    seats = (t for t in towns if t.kind == "town" and t.country == town.country and t.population >= _REGION_OF_TOWN / 2)
    here = (town.lat, town.lon)
    is_named_after = any(distance_km(here, (t.lat, t.lon)) <= 1.5 * town.radius for t in seats)
    return math.log10(_REGION_OF_TOWN if is_named_after else _REGION_ALONE)


def _score(scene: _Scene, town: Town, key: str) -> float:
    score = _COUNTRY * scene.countries.get(town.country, 0.0)
    score += _OTHER_NAME if town.rank == 2 else 0.0
    score += _LISTED if _is_listed(scene, town, key) else 0.0
    score += _HINT if town.country in scene.hints else 0.0
    score += _REGION if any(_holds(area, town) for area in scene.areas) else 0.0
    score += _BESIDE_IT if any(_lies_in(scene, town, other) for other in scene.beside.get(key, ())) else 0.0
    return score + _NEIGHBOUR * max((_nearness(town, t) for k, t in scene.found.items() if k != key), default=0.0)


def _is_listed(scene: _Scene, town: Town, key: str) -> bool:
    return town.kind == "town" and (key, town.country) in scene.gazetteer.town_names


def _lies_in(scene: _Scene, town: Town, other: Mention) -> bool:
    known = scene.gazetteer.get(other.id or "")
    if other.country is not None and other.country != town.country:
        return False
    return other.type == "country" or (known is not None and _holds(known, town))


def _nearness(a: Town, b: Town) -> float:
    """1 for the same spot, 0 from 300 km on."""
    if abs(a.lat - b.lat) * 111 > _NEAR_KM:
        return 0.0
    return max(0.0, 1 - distance_km((a.lat, a.lon), (b.lat, b.lon)) / _NEAR_KM)


def _holds(area: Known, town: Town) -> bool:
    if area.lat is None or area.lon is None or area.subtype in {"continent", "area"}:
        return False
    return distance_km((area.lat, area.lon), (town.lat, town.lon)) <= area.radius * 1.2


def _rival(ranked: Sequence[tuple[float, Town]]) -> tuple[float, Town] | None:
    """The best candidate that is another place than the first."""
    first = ranked[0][1]
    here = (first.lat, first.lon)
    reach = max(_SAME_KM, first.radius)
    return next((r for r in ranked[1:] if distance_km(here, (r[1].lat, r[1].lon)) > max(reach, r[1].radius)), None)


def _is_sure(scene: _Scene, ranked: Sequence[tuple[float, Town]], key: str) -> bool:
    """A town in a country of the report, or large, or of our own table, or the only one of its name."""
    if not ranked:
        return False
    town, rival = ranked[0][1], _rival(ranked)
    if _is_listed(scene, town, key):
        return True
    if town.country in scene.countries or town.country in scene.hints or _size(town, ()) >= math.log10(_SMALL):
        return True
    return not scene.countries if rival is None else ranked[0][0] - rival[0] >= 1.0


def _town_place(scene: _Scene, mention: Mention, ranked: Sequence[tuple[float, Town]]) -> Place | None:
    if not ranked or not _is_sure(scene, ranked, name_key(mention.text)):
        return None
    score, town = ranked[0]
    rival = _rival(ranked)
    names = tuple(dict.fromkeys([mention.text, *scene.gazetteer.names_of_town(town, mention.text)]))[:12]
    precision = "region" if town.kind == "region" else "city"
    runner_up = f"{rival[1].name} ({rival[1].country})" if rival else None
    margin = round(score - rival[0], 2) if rival else None
    return Place(town.id, town.name, town.country, town.lat, town.lon, precision, names, runner_up, margin)
