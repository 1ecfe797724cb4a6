"""Names of places put on the map: by the countries and regions that the report names, its other places, population."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from greffier.lexicon import Gazetteer, Town
from greffier.lexicon.gazetteer import Country, Known
from greffier.lexicon.name_key import name_key
from greffier.model import Mention, Place, Span

__all__ = ["distance_km", "resolve_places"]

_EARTH_KM = 6371.0
_NEAR_KM = 300.0  # places of one report that far apart support each other
_SAME_KM = 30.0  # candidates that near are one place under two records
_BESIDE = re.compile(r"\W{0,3}(?:\w{1,4}\W{1,2}){0,2}")  # between a town and the country told with it
_SMALL = 200_000  # a namesake below this, in a country that the report does not name, is rather not put on the map

# Weights of the evidence, in units of a tenfold population; chosen on GeoVirus and invented reports.
_COUNTRY, _REGION, _BESIDE_IT, _NEIGHBOUR, _OTHER_NAME, _HINT = 3.0, 1.5, 4.0, 1.5, -1.5, 1.0


@dataclass(slots=True)
class _Scene:
    """What a report tells about where it plays. `countries` is by share of its mentions."""

    gazetteer: Gazetteer
    text: str
    mentions: Sequence[Mention]
    countries: dict[str, float]
    areas: list[Known]
    hints: frozenset[str]
    found: dict[str, Town] = field(default_factory=dict)


def distance_km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Great-circle distance of two (latitude, longitude) in degrees."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def resolve_places(
    mentions: Sequence[Mention], text: str, gazetteer: Gazetteer, hints: Sequence[str] = ()
) -> dict[Span, Place]:
    """The mentions that are places, each with coordinates; what stays in doubt is left out.

    `hints` are ISO codes of countries known from elsewhere, such as the dateline. A town keeps the name of its
    `runner_up` and the `margin` before it (a difference of scores, about a tenfold population a unit).
    """
    scene = _scene(mentions, text, gazetteer, hints)
    towns = [m for m in mentions if m.type == "place" and not _is_capital(m)]
    keys = {name_key(m.text): m for m in reversed(towns)}
    for _ in range(2):  # the second time with the places found the first time
        ranked = {key: _ranked(scene, m, [n for n in towns if name_key(n.text) == key]) for key, m in keys.items()}
        scene.found = {key: r[0][1] for key, r in ranked.items() if r and _is_sure(scene, r)}
    places = {m.span: _known_place(m, gazetteer) for m in mentions if m.type != "place" or _is_capital(m)}
    for m in towns:
        places[m.span] = _town_place(scene, m, ranked[name_key(m.text)])
    return {span: place for span, place in places.items() if place is not None}


def _is_capital(mention: Mention) -> bool:
    return mention.id is not None and ":" not in mention.id


def _scene(mentions: Sequence[Mention], text: str, gazetteer: Gazetteer, hints: Sequence[str]) -> _Scene:
    counts = Counter(m.country for m in mentions if m.country is not None and ":" not in (m.id or ""))
    most = max(counts.values(), default=1)
    shares = {country: 0.5 + 0.5 * count / most for country, count in counts.items()}
    areas = [gazetteer.get(m.id) for m in mentions if m.type == "region" and m.id is not None]
    return _Scene(gazetteer, text, mentions, shares, [a for a in areas if a is not None], frozenset(hints))


# Countries, capitals, regions, seas ---------------------------------------------------------------------------------
def _known_place(mention: Mention, gazetteer: Gazetteer) -> Place | None:
    if mention.type == "country" and mention.id is not None:
        return _country_place(mention, gazetteer.country(mention.id), gazetteer)
    if mention.type == "place":
        return _capital_place(mention, gazetteer)
    known = gazetteer.get(mention.id or "")
    if mention.type not in {"region", "sea"} or known is None:
        return None
    names = gazetteer.aliases(known.id)
    precision = "point" if known.subtype == "site" else mention.type
    return Place(known.id, known.name, known.country, known.lat, known.lon, precision, names)


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


# Towns --------------------------------------------------------------------------------------------------------------
def _ranked(scene: _Scene, mention: Mention, same: Sequence[Mention]) -> list[tuple[float, Town]]:
    """The candidates, best first."""
    towns = scene.gazetteer.towns(mention.text)
    beside = [b for b in (_told_beside(scene, m) for m in same) if b is not None]
    scored = [(_score(scene, town, name_key(mention.text), beside), town) for town in towns]
    return sorted(scored, key=lambda s: (-s[0], s[1].id))


def _told_beside(scene: _Scene, mention: Mention) -> Mention | None:
    """The country or region that follows at once: *Odessa (Texas)*, *Tripoli, au Liban*."""
    for other in scene.mentions:
        if other.type in {"country", "region"} and 0 < other.span.start - mention.span.end <= 12:
            between = scene.text[mention.span.end : other.span.start]
            return other if _BESIDE.fullmatch(between) and "." not in between else None
    return None


def _score(scene: _Scene, town: Town, key: str, beside: Sequence[Mention]) -> float:
    score = math.log10(max(town.population, 100 if town.kind == "town" else 30_000))
    score += _COUNTRY * scene.countries.get(town.country, 0.0)
    score += _OTHER_NAME if town.rank == 2 else 0.0
    score += _HINT if town.country in scene.hints else 0.0
    if any(_holds(area, town) for area in scene.areas):
        score += _REGION
    for other in beside:
        known = scene.gazetteer.get(other.id or "")
        if other.country == town.country and (other.type == "country" or known is None or _holds(known, town)):
            score += _BESIDE_IT
            break
    here = (town.lat, town.lon)
    near = [1 - d / _NEAR_KM for k, t in scene.found.items() if k != key and (d := distance_km(here, (t.lat, t.lon))) < _NEAR_KM]
    return score + _NEIGHBOUR * max(near, default=0.0)


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


def _is_sure(scene: _Scene, ranked: Sequence[tuple[float, Town]]) -> bool:
    """A town in a country of the report, or large, or the only one of its name."""
    if not ranked:
        return False
    town, rival = ranked[0][1], _rival(ranked)
    if town.country in scene.countries or town.country in scene.hints or town.population >= _SMALL:
        return True
    return not scene.countries if rival is None else ranked[0][0] - rival[0] >= 1.0


def _town_place(scene: _Scene, mention: Mention, ranked: Sequence[tuple[float, Town]]) -> Place | None:
    if not ranked or not _is_sure(scene, ranked):
        return None
    score, town = ranked[0]
    rival = _rival(ranked)
    names = tuple(dict.fromkeys([mention.text, *scene.gazetteer.names_of_town(town, mention.text)]))[:12]
    precision = "region" if town.kind == "region" else "city"
    runner_up = f"{rival[1].name} ({rival[1].country})" if rival else None
    margin = round(score - rival[0], 2) if rival else None
    return Place(town.id, town.name, town.country, town.lat, town.lon, precision, names, runner_up, margin)
