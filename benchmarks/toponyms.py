"""Places on GeoVirus (229 English reports with coordinates): found, put within 161 km, and precision on the map.

Usage: python benchmarks/toponyms.py --data DIR [--given] [--population] [--errors N]

`--given` measures the resolver alone, the place names being given; `--population` the baseline that takes the largest
place of a name. Without either, the English model parses the reports and names are found as in `greffier read`.
"""

from __future__ import annotations

import argparse
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from measures import Measure, share

from greffier.lexicon import Gazetteer, load_gazetteer
from greffier.lexicon.trie import words_of
from greffier.mentions.names import find_names
from greffier.model import Mention, Place, Span
from greffier.parse import load_parser
from greffier.resolve.places import distance_km, resolve_places

NEAR_KM = 161.0


@dataclass(frozen=True, slots=True)
class Article:
    """One report with its gold places: span, latitude, longitude."""

    text: str
    gold: tuple[tuple[Span, float, float], ...]


def articles(folder: Path) -> Iterator[Article]:
    """The reports of GeoVirus.xml."""
    for node in ET.parse(folder / "GeoVirus.xml").getroot().iter("article"):
        text = node.findtext("text") or ""
        gold = [
            (Span(int(p.findtext("start") or 1) - 1, int(p.findtext("end") or 1) - 1),  # counted from 1
             float(p.findtext("lat") or 0), float(p.findtext("lon") or 0))
            for p in node.iter("location")
        ]  # fmt: skip
        yield Article(text, tuple(gold))


def given_mentions(article: Article, gazetteer: Gazetteer) -> list[Mention]:
    """The gold names as mentions, typed by the gazetteer, besides the other names that it knows."""
    found: list[Mention] = []
    for span, _, _ in sorted(article.gold):
        words = words_of(article.text, span.start, span.end)
        hit = gazetteer.match(words, 0, "en") if words else None
        known = hit.known if hit is not None and hit.length == len(words) and hit.known.type != "demonym" else None
        kind, id, country = (known.type, known.id, known.country) if known else ("place", None, None)
        kind = kind if kind != "body" else "place"
        found.append(Mention(span, span.of(article.text), kind, id, country))
    for hit in gazetteer.scan(article.text, "en"):
        span = Span(hit.start, hit.end)
        if hit.known.type == "demonym" and not any(span.overlaps(m.span) for m in found):
            found.append(Mention(span, span.of(article.text), "demonym", hit.known.id, hit.known.country))
    return sorted(found, key=lambda m: m.span)


def largest(article: Article, gazetteer: Gazetteer) -> dict[Span, Place]:
    """The baseline: the largest place of each gold name."""
    places = {}
    for span, _, _ in article.gold:
        towns = sorted(gazetteer.towns(span.of(article.text)), key=lambda t: -t.population)
        if towns:
            places[span] = Place(towns[0].id, towns[0].name, towns[0].country, towns[0].lat, towns[0].lon)
    return places


def is_near(place: Place, lat: float, lon: float) -> bool:
    """True when the place lies within 161 km of the gold's."""
    if place.lat is None or place.lon is None:
        return False
    return distance_km((place.lat, place.lon), (lat, lon)) <= NEAR_KM


def read_places(reports: list[Article], gazetteer: Gazetteer) -> list[dict[Span, Place]]:
    """The places of each report as `greffier read` finds them."""
    parses = load_parser("en").parse_many((a.text, None) for a in reports)
    names = [find_names(s, a.text, gazetteer, "en") for a, s in zip(reports, parses, strict=True)]
    return [resolve_places(n, a.text, gazetteer) for n, a in zip(names, reports, strict=True)]


def measure(folder: Path) -> list[Measure]:
    """Share of gold places found and near, and precision of what is put on the map, with intervals over reports."""
    reports, found, placed = list(articles(folder)), [], []
    for article, places in zip(reports, read_places(reports, load_gazetteer()), strict=True):
        hits = [next((p for s, p in places.items() if s.overlaps(span)), None) for span, _, _ in article.gold]
        near = sum(p is not None and is_near(p, lat, lon) for p, (_, lat, lon) in zip(hits, article.gold, strict=True))
        found.append((float(near), float(len(hits))))
        placed.append((float(near), float(sum(p is not None for p in hits))))
    return [
        share("toponyms", "gold places put within 161 km", found, "population alone, names given: 0.615"),
        share("toponyms", "precision of what is put on the map", placed, "–"),
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description="Places on GeoVirus.")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--given", action="store_true")
    parser.add_argument("--population", action="store_true")
    parser.add_argument("--errors", type=int, default=0)
    options = parser.parse_args()
    gazetteer = load_gazetteer()
    reports = list(articles(options.data))
    if options.population:
        resolved = [largest(a, gazetteer) for a in reports]
    elif options.given:
        resolved = [resolve_places(given_mentions(a, gazetteer), a.text, gazetteer) for a in reports]
    else:
        resolved = read_places(reports, gazetteer)
    report(reports, resolved, options.errors)


def report(reports: list[Article], resolved: list[dict[Span, Place]], errors: int) -> None:
    """Count, all places and those that are no country or continent, and print `errors` of the misses."""
    counts = {"all": [0, 0, 0], "towns, regions, seas": [0, 0, 0]}
    shown = 0
    for article, places in zip(reports, resolved, strict=True):
        for span, lat, lon in article.gold:
            place = next((p for s, p in places.items() if s.overlaps(span)), None)
            near = place is not None and is_near(place, lat, lon)
            is_wide = place is not None and (place.precision == "country" or place.country is None)
            for name in ["all"] if is_wide else list(counts):
                counts[name] = [a + b for a, b in zip(counts[name], (1, place is not None, near), strict=True)]
            if not near and shown < errors:
                shown += 1
                where = f"{place.name} ({place.country}) {place.lat},{place.lon} < {place.runner_up}" if place else "-"
                print(f"  {span.of(article.text)!r} is at {lat},{lon}, put at {where}")
    for name, (gold, found, near) in counts.items():
        print(f"{name}: {gold} gold places; found {found / gold:.1%}; within 161 km {near / gold:.1%}; "
              f"precision of what is put on the map {near / max(1, found):.1%}")  # fmt: skip


if __name__ == "__main__":
    main()
