"""Land borders: how far a place lies from the border of two countries, within what the table can tell.

The table data/places/borders.csv is made by scripts/build_borders.py from Natural Earth at 1:10 million. What is
disputed (borders_unsettled.csv) is left out, and nothing is told of a place inside such an area.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO
from itertools import accumulate, pairwise

from greffier.model import Place, Point, distance_km

__all__ = ["PRECISION_KM", "Borders", "load_borders"]

PRECISION_KM = 4.0  # how far a line of the table may lie from the border: measured, see docs/decisions/borders.md
_KM = 111.195  # of a degree of latitude
_BENT = 0.01  # share of a distance that measuring on a plane may add or take
_POINTS = frozenset({"point", "city"})

Line = tuple[Point, ...]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Borders:
    """Lines of each pair of countries, codes in order; and boxes (south, west, north, east) where none is told."""

    lines: Mapping[Pair, Sequence[Line]]
    unsettled: Mapping[Pair, tuple[float, float, float, float]]

    def reach(self, place: Place, country: str) -> tuple[float, float] | None:
        """The least and most kilometres from a place to the land border with `country` that the table allows.

        The border is that of the place's own country, or where it lies in `country` itself, that with any other. None
        where the place is no point, the two have no border on land, or it is disputed there.
        """
        if place.precision not in _POINTS or place.lat is None or place.lon is None or place.country is None:
            return None
        here = (place.lat, place.lon)
        pairs = [p for p in self._pairs(place.country, country) if not self._disputed(p, here)]
        found = [km for pair in pairs for line in self.lines[pair] for km in _from_line(here, line)]
        if not found:
            return None
        km, slack = min(found), PRECISION_KM + _BENT * min(found)
        return max(0.0, km - slack), km + slack

    def _pairs(self, own: str, country: str) -> list[Pair]:
        if own == country:
            return [pair for pair in self.lines if country in pair]
        pair = (own, country) if own < country else (country, own)
        return [pair] if pair in self.lines else []

    def _disputed(self, pair: Pair, here: Point) -> bool:
        box = self.unsettled.get(pair)
        return box is not None and box[0] <= here[0] <= box[2] and box[1] <= here[1] <= box[3]


def _from_line(here: Point, line: Line) -> Iterator[float]:
    """Kilometres to each piece of a line; pieces are short, so that a plane will do near them."""
    if len(line) == 1:
        yield distance_km(here, line[0])
    for a, b in pairwise(line):
        yield _from_piece(here, a, b)


def _from_piece(here: Point, a: Point, b: Point) -> float:
    east = _KM * math.cos(math.radians((here[0] + a[0]) / 2))
    ax, ay = _turn(a[1] - here[1]) * east, (a[0] - here[0]) * _KM
    bx, by = _turn(b[1] - here[1]) * east, (b[0] - here[0]) * _KM
    length = (bx - ax) ** 2 + (by - ay) ** 2
    t = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * (bx - ax) + ay * (by - ay)) / length))
    return math.hypot(ax + t * (bx - ax), ay + t * (by - ay))


def _turn(degrees: float) -> float:
    """The shorter way round."""
    return (degrees + 180) % 360 - 180


@cache
def load_borders() -> Borders:
    """The tables that are shipped."""
    lines: dict[Pair, list[Line]] = {}
    for row in _rows("borders.csv"):
        lines.setdefault((row["a"], row["b"]), []).append(_line(row["line"]))
    boxes = {(r["a"], r["b"]): _box(r) for r in _rows("borders_unsettled.csv")}
    return Borders(lines, boxes)


def _rows(name: str) -> list[dict[str, str]]:
    text = files("greffier.data").joinpath("places", name).read_text("utf-8")
    return list(csv.DictReader(StringIO(text, newline="")))


def _box(row: Mapping[str, str]) -> tuple[float, float, float, float]:
    return float(row["south"]), float(row["west"]), float(row["north"]), float(row["east"])


def _line(coded: str) -> Line:
    steps = [int(number) for number in coded.split()]
    lats, lons = accumulate(steps[0::2]), accumulate(steps[1::2])
    return tuple((lat / 1000, lon / 1000) for lat, lon in zip(lats, lons, strict=True))
