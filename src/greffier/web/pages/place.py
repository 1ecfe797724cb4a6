"""A place on one page: what happened there over time, its tolls, a small map, and what happened near it."""

from __future__ import annotations

import io
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from babel import Locale
from starlette.responses import Response

from greffier.errors import InputError, LookupFailed
from greffier.export import kept_to_json, write_kept_csv
from greffier.ledger import (
    Circle,
    Kept,
    Question,
    Whereabouts,
    brisk,
    entries_at,
    in_full,
    matching,
    place_of,
    places_around,
    told_places,
)
from greffier.ledger.events import events_of
from greffier.lexicon import load_kinds
from greffier.link.known import Toll
from greffier.model import Entry, Quantity, Report, When
from greffier.pipeline.gathered import gathered
from greffier.web.charts import Strip, strip
from greffier.web.globe import HEIGHT, WIDTH, Land, frame, lands
from greffier.web.visit import Visit, get

if TYPE_CHECKING:
    from greffier.ledger import Connection

__all__ = ["ROUTES", "as_csv", "as_json", "one"]

_RADIUS, _WIDEST = 50.0, 1000.0  # kilometres around a place: of itself, at most
_FEW, _TOLLS, _DATA = 12, 12, 200
_AREAS = {"country": 2400.0, "region": 700.0, "sea": 1600.0}  # kilometres that a map of such a place shows
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class _Dot:
    """A place on the map: where, in pixels, how large, and the place."""

    x: float
    y: float
    size: float
    place: Whereabouts


@dataclass(frozen=True, slots=True)
class _Map:
    """A small map: its lands, the middle and radius of the circle in pixels, the places in it."""

    lands: tuple[Land, ...]
    x: float
    y: float
    ring: float
    dots: tuple[_Dot, ...]


@dataclass(frozen=True, slots=True)
class _Summary:
    """What is reckoned of a place's entries: over time, how many in all, the newest and the tolls in full."""

    chart: Strip | None
    entries: int
    newest: tuple[tuple[Report, Entry], ...]
    tolls: tuple[_Tolled, ...]
    toll_count: int


@dataclass(frozen=True, slots=True)
class _Figure:
    """What was told of one harm: from the least to the most, the latest, and where that stands."""

    harm: str
    range: Quantity
    latest: Quantity
    report: Report
    entry: Entry


@dataclass(frozen=True, slots=True)
class _Tolled:
    """The tolls of one event, by harm; `event` is "" where the entry is in none yet. Totals over a period are told one
    by one: they are in no event's history."""

    event: str
    when: When | None
    reports: int
    figures: tuple[_Figure, ...]


def one(visit: Visit) -> Response:
    """The page of a place."""
    place, question, km = _place(visit), visit.question(), _radius(visit)
    with visit.known(question) as connection:
        key = ("place", place.id, question, visit.language.code)
        summary = _remembered(visit, connection, key, lambda on: _summary(on, place, question, visit.language.locale))
        near = _near(visit, connection, place, question, km)
    drawn = _map(place, near, km)
    return visit.page("place.html", place=place, summary=summary, near=near, km=km, drawn=drawn, here="/tracks")


def as_csv(visit: Visit) -> Response:
    """The entries that happened there, as CSV, the last ones where there are many."""
    out = io.StringIO()
    write_kept_csv(_kept(visit), out)
    return visit.download(out.getvalue(), "place.csv", "text/csv")


def as_json(visit: Visit) -> Response:
    """The entries that happened there, as JSON."""
    return visit.json([kept_to_json(kept) for kept in _kept(visit)])


def _kept(visit: Visit) -> list[Kept]:
    place, question = _place(visit), visit.question()
    with visit.known(question) as connection:
        return list(matching(connection, question, entries_at(connection, place.id, question), _DATA))


def _remembered(visit: Visit, connection: Connection, key: tuple[object, ...], make: Callable[[Connection], _T]) -> _T:
    """What `make` gives, remembered unless the ledger is asked as it was known on a day."""
    asked = any(isinstance(part, Question) and part.as_known for part in key)
    return make(connection) if asked else visit.site.memo.get(key, make)


def _place(visit: Visit) -> Whereabouts:
    """The place asked for. Raises LookupFailed where no entry happened there."""
    found = place_of(visit.connection, visit.asked("place_id"))
    if found is None:
        raise LookupFailed("no place {id!r} in the ledger.", id=visit.asked("place_id"))
    return found


def _radius(visit: Visit) -> float:
    """The kilometres asked for. Raises InputError."""
    said = visit.asked("within")
    try:
        km = float(said.replace(",", ".")) if said else _RADIUS
    except ValueError:
        km = 0.0
    if not 0 < km <= _WIDEST:
        raise InputError("{name}: {value!r} is no distance in kilometres.", name="within", value=said)
    return km


def _summary(connection: Connection, place: Whereabouts, question: Question, locale: Locale) -> _Summary:
    ids = entries_at(connection, place.id, question)
    told = [(k.report, k.entries[0]) for k in brisk(connection, question, (), ids)]
    told.sort(key=_day, reverse=True)
    days = ((entry.kind, entry.when.start if entry.when else report.published) for report, entry in told)
    newest = in_full(connection, ((report.id, entry.id) for report, entry in told[:_FEW]))
    tolls, count = _tolls(connection, [one for one in told if one[1].kind == "toll"], question)
    return _Summary(
        chart=strip(days, list(load_kinds()), locale),
        entries=len(told),
        newest=tuple(newest[e.id] for _, e in told[:_FEW]),
        tolls=tuple(tolls),
        toll_count=count,
    )


def _tolls(
    connection: Connection, told: Sequence[tuple[Report, Entry]], question: Question
) -> tuple[list[_Tolled], int]:
    """The events of which these entries tell tolls, in their order, the first ones; and how many there are."""
    of = events_of(connection, (entry.id for _, entry in told))
    groups: dict[str, list[tuple[str, str]]] = {}
    for report, entry in told:
        groups.setdefault(of.get(entry.id, entry.id), []).append((report.id, entry.id))
    shown, events = list(groups)[:_TOLLS], set(of.values())
    known = {e.id: e for e in gathered(connection, [k for k in shown if k in events], Question(as_of=question.as_of))}
    alone = [pair for key in shown if key not in known or not known[key].tolls for pair in groups[key][:_FEW]]
    full = in_full(connection, alone)
    found = []
    for key in shown:
        event = known.get(key)
        figures = [_of_toll(toll) for toll in event.tolls] if event else []
        own = [full[id] for _, id in groups[key] if id in full]
        figures = figures or [figure for report, entry in own if (figure := _of_entry(report, entry))]
        when = event.when if event else own[0][1].when
        reports = len({v.report.id for v in event.voices}) if event else 1
        found.append(_Tolled(key if event else "", when, reports, tuple(figures)))
    return found, len(groups)


def _of_toll(toll: Toll) -> _Figure:
    latest = toll.latest
    told = Quantity(toll.minimum, toll.maximum)
    return _Figure(toll.harm, told, latest.quantity, latest.voice.report, latest.voice.entry)


def _of_entry(report: Report, entry: Entry) -> _Figure | None:
    harm, number = entry.roles.get("harm"), entry.roles.get("number")
    if not isinstance(harm, str) or not isinstance(number, Quantity):
        return None
    return _Figure(harm, number, number, report, entry)


def _day(told: tuple[Report, Entry]) -> tuple[date, str]:
    report, entry = told
    return (entry.when.start if entry.when else report.published) or date.min, entry.id


def _near(visit: Visit, connection: Connection, place: Whereabouts, question: Question, km: float) -> list[Whereabouts]:
    """Other places: those in the circle around a point; in a country, its own, most told first."""
    if place.lat is not None and place.lon is not None and place.is_point:
        circle = Circle(place.lat, place.lon, km)
        return [one for one in places_around(connection, circle, question) if one.id != place.id]
    if place.precision != "country" or not place.country:
        return []
    inside = replace(question, country=place.country)
    key = ("places in", place.country, question)
    found = _remembered(visit, connection, key, lambda on: told_places(on, inside))
    return [one for one in found if one.country == place.country and one.id != place.id]


def _map(place: Whereabouts, near: Sequence[Whereabouts], km: float) -> _Map | None:
    """The map around a place; None where nothing tells where it is."""
    if place.lat is None or place.lon is None:
        return None
    part = frame(place.lat, place.lon, _AREAS.get(place.precision, max(120.0, km * 3.6)))
    known = ((one, one.lat, one.lon) for one in near if one.is_point)
    dots = (_Dot(*part.at(lat, lon), _size(one), one) for one, lat, lon in known if lat is not None and lon is not None)
    ring = km * part.scale if place.is_point else 0.0
    x, y = part.at(place.lat, place.lon)
    return _Map(lands(part), x, y, ring, tuple(dot for dot in dots if 0 < dot.x < WIDTH and 0 < dot.y < HEIGHT))


def _size(place: Whereabouts) -> float:
    """A dot's radius in pixels: its area grows with the entries, up to a bound."""
    return min(9.0, 2.5 + math.sqrt(place.entries))


ROUTES = [
    get("/place/{place_id}.csv", as_csv),
    get("/place/{place_id}.json", as_json),
    get("/place/{place_id}", one),
]
