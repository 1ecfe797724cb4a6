"""Places that reports name, by their ids: what is known of one, the most told ones, and those around a point."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, func, or_, select

from greffier.ledger import schema
from greffier.ledger.circle import POINTS, Circle, box
from greffier.ledger.question import Question, conditions
from greffier.lexicon import load_gazetteer
from greffier.lexicon.name_key import name_key
from greffier.model import distance_km

__all__ = ["Whereabouts", "entries_at", "place_of", "places_around", "told_places"]

_ID = func.coalesce(schema.filler.c.place, schema.filler.c.actor)  # a place named again stands by its id alone


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """A place: its id and names, degrees (WGS84) where it is a point, how precise it is, how many entries tell of it,
    and how far it lies from what was asked about, in kilometres."""

    id: str
    name: str
    names: tuple[str, ...]
    country: str | None
    lat: float | None
    lon: float | None
    precision: str
    entries: int = 0
    km: float | None = None

    @property
    def is_point(self) -> bool:
        """Whether it has a place on the map that is its own, and not the middle of an area."""
        return self.lat is not None and self.lon is not None and self.precision in POINTS


def entries_at(connection: Connection, place: str, question: Question) -> frozenset[str]:
    """Ids of the entries asked for that happened at a place, by its id."""
    filler, entry, report = schema.filler, schema.entry, schema.report
    query = select(entry.c.id).select_from(filler.join(entry, filler.c.entry == entry.c.id).join(report))
    here = or_(filler.c.place == place, filler.c.actor == place)
    return frozenset(connection.scalars(query.where(filler.c.role == "place", here, *conditions(question))))


def place_of(connection: Connection, place: str) -> Whereabouts | None:
    """What is known of a place, as most entries have it; None where no entry happened there."""
    filler = schema.filler
    columns = (filler.c.place_name, filler.c.place_country, filler.c.lat, filler.c.lon, filler.c.precision)
    many = func.count()
    query = select(*columns, many).where(filler.c.role == "place", filler.c.place == place)
    row = connection.execute(query.group_by(*columns).order_by(many.desc(), filler.c.place_name).limit(1)).first()
    if row is None:
        return _by_id(connection, place)
    name, country, lat, lon, precision, count = row
    return Whereabouts(place, name, _names(connection, place, name), country, lat, lon, precision, count)


def _by_id(connection: Connection, place: str) -> Whereabouts | None:
    """A town or country that stands in entries by its id alone, without degrees of its own."""
    filler = schema.filler
    here = (filler.c.role == "place", filler.c.actor == place)
    names = list(connection.scalars(select(filler.c.name).where(*here).order_by(filler.c.name)))
    if not names:
        return None
    town = load_gazetteer().town(place) if ":" in place else None
    if town is None:
        return Whereabouts(place, names[0], tuple(dict.fromkeys(names)), None, None, None, "", len(names))
    return Whereabouts(place, town.name, tuple(names[:1]), town.country, town.lat, town.lon, "city", len(names))


def _names(connection: Connection, place: str, name: str) -> tuple[str, ...]:
    """All names of a place, without those that differ in accents or case alone, the first of them kept."""
    filler = schema.filler
    query = select(filler.c.name, filler.c.place_names).where(filler.c.role == "place", filler.c.place == place)
    found = {name_key(name): name}
    for own, others in connection.execute(query.distinct()):
        for one in (own, *(others or ())):
            found.setdefault(name_key(one), one)
    return tuple(found.values())


def told_places(connection: Connection, question: Question, words: str = "", limit: int = 24) -> list[Whereabouts]:
    """The places of most entries asked for; `words` are part of the name, accents aside."""
    found = [_row(row) for row in connection.execute(_counted(question))]
    key = name_key(words)
    return [one for one in found if not key or key in name_key(one.name)][:limit]


def places_around(connection: Connection, circle: Circle, question: Question, limit: int = 40) -> list[Whereabouts]:
    """The places in a circle, the nearest first, with the entries asked for that happened there."""
    filler = schema.filler
    here = (filler.c.role == "place", filler.c.precision.in_(POINTS), filler.c.place.is_not(None), box(circle))
    ids = connection.scalars(select(filler.c.place).where(*here).distinct()).all()
    query = _counted(question).where(_ID.in_(ids))
    found = [replace(one, km=_km(circle, one)) for one in map(_row, connection.execute(query))]
    near = [one for one in found if one.km is not None and one.km <= circle.km]
    return sorted(near, key=lambda one: (one.km or 0, one.name))[:limit]


def _km(circle: Circle, one: Whereabouts) -> float | None:
    if one.lat is None or one.lon is None:
        return None
    return distance_km((circle.lat, circle.lon), (one.lat, one.lon))


def _counted(question: Question) -> Any:
    """Places of the entries asked for, most entries first."""
    filler, entry, report, many = schema.filler, schema.entry, schema.report, func.count(schema.entry.c.id.distinct())
    columns = (filler.c.place_country, filler.c.lat, filler.c.lon, filler.c.precision)
    name = func.coalesce(func.min(filler.c.place_name), func.min(filler.c.name))
    query = select(_ID, name, *(func.min(c) for c in columns), many)
    query = query.select_from(filler.join(entry, filler.c.entry == entry.c.id).join(report))
    query = query.where(filler.c.role == "place", _ID.is_not(None), *conditions(question))
    return query.group_by(_ID).order_by(many.desc(), name)


def _row(row: Any) -> Whereabouts:
    id, name, country, lat, lon, precision, count = row
    return Whereabouts(id, name, (name,), country, lat, lon, precision or "", count)
