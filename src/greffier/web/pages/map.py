"""Map and timeline: what the filters ask, in space and in time, with what has no place and no date."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from babel.core import get_global
from starlette.responses import Response

from greffier.errors import InputError, LookupFailed
from greffier.ledger import FACETS, Place, Question, Spread, bins, marks, places
from greffier.lexicon import load_gazetteer
from greffier.web.strip import HEIGHT, WIDTH, chart_of
from greffier.web.told import items
from greffier.web.visit import Visit, get

__all__ = ["ROUTES", "at", "marks_json", "show"]

_SHOWN, _LISTED, _AREAS = 25, 8, 300  # places of the table, things of a card, areas on the map
_WORLD = (-85.0, -180.0, 85.0, 180.0)
_OUR_TOWNS = "fr"  # the language of our table of towns
_WITHOUT = ("place", "date", "day")
_NO_NUMBER = {"XK": "-2"}  # what the atlas calls a country without a number of ISO's


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an address asks: the question, whether of events or of entries, and what that comes to."""

    question: Question
    events: bool
    spread: Spread


@contextmanager
def _asking(visit: Visit, *, any_day: bool = False) -> Iterator[_Asked]:
    """What is asked, while the ledger reads as it did on the day asked about; `any_day` asks of no period."""
    question, events = visit.question(), _of(visit) == "events"
    if any_day:
        question = replace(question, since=None, until=None)
    with visit.known(question) as connection:
        yield _Asked(question, events, visit.site.tallies.spread(connection, question, events=events))


def _of(visit: Visit) -> str:
    said = visit.asked("of") or "events"
    if said not in ("events", "entries"):
        raise InputError("{name}: {value!r} is none of {known}.", name="of", value=said, known="events, entries")
    return said


def show(visit: Visit) -> Response:
    """The map, the timeline, and what stands on neither."""
    with _asking(visit) as asked:
        question, spread = asked.question, asked.spread
        strip, found = bins(spread, question.since, question.until), places(spread)
        undated = strip.undated if question.since is None and question.until is None else _undated(visit)
        page = max(1, _whole(visit.asked("page"), 1))
        return visit.page(
            "map.html",
            of=_of(visit),
            total=len(spread),
            strip=strip,
            chart=chart_of(strip, visit.language),
            size=(WIDTH, HEIGHT),
            places=[(p, _name(p, visit)) for p in found[(page - 1) * _SHOWN : page * _SHOWN]],
            many=len(found),
            page=page,
            pages=-(-len(found) // _SHOWN),
            placeless=int((~spread.with_place()).sum()),
            undated=undated,
            bounds=_bounds(found),
            facets=visit.site.tallies.facets(visit.connection, question, FACETS),
        )


def _undated(visit: Visit) -> int:
    with _asking(visit, any_day=True) as asked:
        return int((~asked.spread.with_day()).sum())


def _bounds(found: Sequence[Place]) -> list[list[float]]:
    """South-west and north-east of all dots, where there are none of all areas' middles; [] for nothing."""
    spots = [p.spot for p in found if p.spot.exact] or [p.spot for p in found]
    if not spots:
        return []
    lats, lons = [s.lat for s in spots], [s.lon for s in spots]
    return [[min(lats), min(lons)], [max(lats), max(lons)]]


def _name(place: Place, visit: Visit) -> str:
    """A place's name in the reader's language."""
    return _spot_name(place.spot.id, place.spot.name, place.spot.precision, visit)


def _spot_name(id: str, name: str, precision: str, visit: Visit) -> str:
    code = visit.language.code
    if precision == "country":
        return str(visit.language.locale.territories.get(id, name))
    return _known_name(id, code) or name


@lru_cache(10_000)
def _known_name(id: str, code: str) -> str:
    """What the tables call a place in a language, "" for one that they do not know."""
    gazetteer = load_gazetteer()
    listed = gazetteer.names.get(id, {}).get(code)
    if listed:
        return listed[0]
    town = gazetteer.town(id) if id.startswith(("geonames:", "admin1:")) else None
    if town is None:
        return ""
    return gazetteer.names_of_town(town)[0] if code == _OUR_TOWNS else town.name


def marks_json(visit: Visit) -> Response:
    """The dots and areas of the part of the map that is seen, at its zoom."""
    zoom, box = _number(visit, "zoom", 3.0), _box(visit) or _WORLD
    with _asking(visit) as asked:
        dots = marks(asked.spread, max(0.0, min(18.0, zoom)), box)
        areas = [p for p in places(asked.spread) if not p.spot.exact][:_AREAS]
    return visit.json(
        {
            "dots": [[m.lat, m.lon, m.count, m.places, m.spot, ",".join(map(str, m.box))] for m in dots],
            "areas": [_area(p, visit) for p in areas],
        }
    )


def _area(place: Place, visit: Visit) -> dict[str, Any]:
    spot = place.spot
    shape = _shape_of(spot.id) if spot.precision == "country" else ""
    about = {"id": spot.id, "name": _name(place, visit), "lat": spot.lat, "lon": spot.lon}
    return about | {"km": spot.km, "shape": shape, "count": place.count}


@cache
def _shapes() -> dict[str, str]:
    """The number of each country by its code, which is what the atlas calls it."""
    pairs = ((codes[0], number) for number, codes in get_global("territory_aliases").items() if len(codes) == 1)
    return {code: number for code, number in pairs if number.isdecimal()} | _NO_NUMBER


def _shape_of(country: str) -> str:
    return _shapes().get(country, "")


def at(visit: Visit) -> Response:
    """What happened at a place (`spot`), in a part of the map (`box`), or what has no place, date or short time
    (`without`): a card beside the map, or a page of its own."""
    without = visit.asked("without")
    with _asking(visit, any_day=without == "date") as asked:
        chosen, title = _chosen(visit, asked)
        ids = asked.spread.listed(chosen)
        page = max(1, _whole(visit.asked("page"), 1))
        some = ids[(page - 1) * _LISTED : page * _LISTED]
        shown = items(visit.connection, some, asked.question, visit.language.interface)
    part = visit.request.headers.get("hx-request") == "true"
    return visit.page(
        "map_at.html" if part else "map_list.html",
        title=title,
        of=_of(visit),
        items=shown,
        total=len(ids),
        page=page,
        pages=-(-len(ids) // _LISTED),
    )


def _chosen(visit: Visit, asked: _Asked) -> tuple[Any, str]:
    """Which are asked for, and what to call them."""
    spread, without, spot, box = asked.spread, visit.asked("without"), visit.asked("spot"), _box(visit)
    if without:
        return _lacking(visit, asked, without)
    if spot:
        codes = [n for n, s in enumerate(spread.table.spots) if s.id == spot]
        if not codes:
            raise LookupFailed("no place {id!r} in the ledger.", id=spot)
        known = spread.table.spots[codes[0]]
        return spread.at(codes), _spot_name(known.id, known.name, known.precision, visit)
    if box is None:
        return spread.at(range(len(spread.table.spots))), visit.say("On the map")
    return spread.within(box), visit.say("Several places close together")


def _lacking(visit: Visit, asked: _Asked, without: str) -> tuple[Any, str]:
    spread = asked.spread
    lacking: dict[str, Callable[[], tuple[Any, str]]] = {
        "place": lambda: (~spread.with_place(), visit.say("Without a place on the map")),
        "date": lambda: (~spread.with_day(), visit.say("Without a date")),
        "day": lambda: (
            spread.longer(bins(spread, asked.question.since, asked.question.until).step),
            visit.say("Told only for a longer time"),
        ),
    }
    if without not in lacking:
        known = ", ".join(_WITHOUT)
        raise InputError("{name}: {value!r} is none of {known}.", name="without", value=without, known=known)
    return lacking[without]()


def _box(visit: Visit) -> tuple[float, float, float, float] | None:
    """South, west, north, east, as an address tells them. Raises InputError."""
    said = visit.asked("box")
    if not said:
        return None
    try:
        south, west, north, east = (float(part) for part in said.split(","))
    except ValueError:
        raise InputError("{name}: {value!r} is no part of a map.", name="box", value=said) from None
    return south, west, north, east


def _number(visit: Visit, name: str, default: float) -> float:
    said = visit.asked(name)
    try:
        return float(said) if said else default
    except ValueError:
        raise InputError("{name}: {value!r} is no number.", name=name, value=said) from None


def _whole(said: str, default: int) -> int:
    return int(said) if said.isdecimal() and len(said) < 9 else default


ROUTES = [get("/map", show, counted=True), get("/map/marks.json", marks_json), get("/map/at", at)]
