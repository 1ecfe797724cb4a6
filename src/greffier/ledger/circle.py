"""Places near a point: a box on the indexed degrees first, then the exact distance.

Only places that are points on the map count: what happened in a country or a region did not happen at its middle.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, and_, false, or_, select

from greffier.ledger import schema
from greffier.lexicon import load_gazetteer
from greffier.model import distance_km

__all__ = ["POINTS", "Circle", "box", "inside"]

POINTS = ("point", "city")
_KM = 111.0  # of a degree of latitude, at most a little less than it is, so that the box is never too small
_TOWN = "geonames:"


@dataclass(frozen=True, slots=True)
class Circle:
    """A point in degrees (WGS84) and a radius in kilometres."""

    lat: float
    lon: float
    km: float

    def holds(self, lat: float, lon: float) -> bool:
        """Whether a point lies in it."""
        return distance_km((self.lat, self.lon), (lat, lon)) <= self.km


def inside(connection: Connection, circle: Circle) -> frozenset[str]:
    """Ids of the entries that happened at a point in the circle."""
    filler = schema.filler
    columns = (filler.c.entry, filler.c.lat, filler.c.lon)
    query = select(*columns).where(filler.c.role == "place", filler.c.precision.in_(POINTS), box(circle))
    found = {entry for entry, lat, lon in connection.execute(query) if circle.holds(lat, lon)}
    return frozenset(found | _by_id(connection, circle))


def box(circle: Circle) -> Any:
    """The degrees that a circle can reach; over the date line the box is in two parts, at a pole all round."""
    lat, lon = schema.filler.c.lat, schema.filler.c.lon
    high = circle.km / _KM
    north = and_(lat >= circle.lat - high, lat <= circle.lat + high)
    widest = min(90.0, max(abs(circle.lat - high), abs(circle.lat + high)))
    if widest >= 89.0 or circle.km / _KM >= 90:
        return north
    wide = math.degrees(math.asin(min(1.0, math.sin(math.radians(high)) / math.cos(math.radians(circle.lat)))))
    west, east = circle.lon - wide * 1.01, circle.lon + wide * 1.01
    parts = [and_(lon >= west + turn, lon <= east + turn) for turn in (-360, 0, 360)]
    return and_(north, or_(false(), *parts))


def _by_id(connection: Connection, circle: Circle) -> set[str]:
    """Entries whose place has a town's id and no degrees of its own."""
    filler, gazetteer = schema.filler, load_gazetteer()
    here = (filler.c.role == "place", filler.c.lat.is_(None), filler.c.actor.startswith(_TOWN))
    ids = connection.scalars(select(filler.c.actor).where(*here).distinct())
    towns = [town for id in ids if id is not None and (town := gazetteer.town(id)) is not None]
    near = [town.id for town in towns if circle.holds(town.lat, town.lon)]
    return set(connection.scalars(select(filler.c.entry).where(*here, filler.c.actor.in_(near)))) if near else set()
