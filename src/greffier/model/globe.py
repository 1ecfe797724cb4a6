"""Distances and directions on the globe, taken as a sphere."""

from __future__ import annotations

import math

__all__ = ["Point", "apart", "bearing", "distance_km"]

EARTH_KM = 6371.0

Point = tuple[float, float]  # latitude, longitude in degrees


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance of two points (haversine), in kilometres."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*a, *b))
    h = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(min(1.0, math.sqrt(h)))


def bearing(start: Point, end: Point) -> float:
    """The direction in which `end` lies from `start`, in degrees from north over east, 0 to 360."""
    lat1, lon1, lat2, lon2 = map(math.radians, (*start, *end))
    east = math.sin(lon2 - lon1) * math.cos(lat2)
    north = math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(lon2 - lon1)
    return math.degrees(math.atan2(east, north)) % 360


def apart(a: float, b: float) -> float:
    """The angle between two directions, 0 to 180 degrees."""
    turn = abs(a - b) % 360
    return min(turn, 360 - turn)
