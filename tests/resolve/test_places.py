"""Places on the map: cases of places.toml."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.lexicon import load_gazetteer
from greffier.model import Mention, Span
from greffier.resolve.places import distance_km, resolve_places

CASES = tomllib.loads(Path(__file__).with_name("places.toml").read_text("utf-8"))["case"]


def mentions(case):
    found = []
    for words, kind, id, country in case["names"]:
        start = case["text"].find(words)
        if start >= 0:
            found.append(Mention(Span(start, start + len(words)), words, kind, id or None, country or None))
    return sorted(found, key=lambda m: m.span)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"][:40])
def test_places(case):
    named = mentions(case)
    places = resolve_places(named, case["text"], load_gazetteer())
    for words, where in case["at"].items():
        span = next(m.span for m in named if m.text == words)
        if not where:
            assert span not in places, places.get(span)
            continue
        place = places[span]
        assert distance_km((place.lat, place.lon), tuple(where)) < case.get("within", 15), place


def test_a_town_keeps_its_runner_up_and_its_names():
    case = CASES[0]
    places = resolve_places(mentions(case), case["text"], load_gazetteer())
    place = next(p for p in places.values() if "Pokrovsk" in p.names)
    assert place.country == "UA" and place.precision == "city" and place.runner_up and place.margin > 0


def test_a_hint_counts_as_a_country():
    mention = Mention(Span(0, 8), "Pokrovsk", "place")
    places = resolve_places([mention], "Pokrovsk", load_gazetteer(), hints=["RU"])
    assert {p.country for p in places.values()} == {"RU"}


@pytest.mark.parametrize("a, b, km", [((50.92, 34.80), (49.98, 36.25), 147), ((0, 0), (0, 180), 20015)])
def test_distance(a, b, km):
    assert abs(distance_km(a, b) - km) < 3


@given(st.tuples(st.floats(-90, 90), st.floats(-180, 180)), st.tuples(st.floats(-90, 90), st.floats(-180, 180)))
def test_distance_is_symmetric(a, b):
    assert distance_km(a, b) == pytest.approx(distance_km(b, a)) and distance_km(a, a) == pytest.approx(0, abs=1e-3)
