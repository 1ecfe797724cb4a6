"""Borders: points that are known to stand on them, towns, what is not told, and the plane against the globe."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.lexicon import load_gazetteer
from greffier.lexicon.borders import PRECISION_KM, Borders, load_borders
from greffier.model import Place, distance_km

CASES = tomllib.loads(Path(__file__).with_name("borders.toml").read_text("utf-8"))


def middle(place: Place, country: str) -> float | None:
    reach = load_borders().reach(place, country)
    return None if reach is None else sum(reach) / 2


def town(name: str, country: str) -> Place:
    found = next(t for t in load_gazetteer().towns(name) if t.country == country)
    return Place(found.id, found.name, country, found.lat, found.lon)


@pytest.mark.parametrize("case", CASES["point"], ids=lambda case: case["what"])
def test_the_lines_run_where_borders_are_marked(case: dict[str, Any]) -> None:
    for pair in case["pairs"]:
        own, other = pair.split("-")
        reach = load_borders().reach(Place("x", "x", own, *case["at"], "point"), other)
        assert reach is not None and reach[0] == 0, f"{pair}: more than {PRECISION_KM} km off: {reach}"


@pytest.mark.parametrize("case", CASES["town"], ids=lambda case: "-".join([*case["town"], case["country"]]))
def test_towns(case: dict[str, Any]) -> None:
    km = middle(town(*case["town"]), case["country"])
    assert km is not None and case["km"][0] <= km <= case["km"][1]


@pytest.mark.parametrize("case", CASES["untold"], ids=lambda case: "-".join([*case["town"], case["country"]]))
def test_what_is_not_told(case: dict[str, Any]) -> None:
    assert load_borders().reach(town(*case["town"]), case["country"]) is None


def test_a_country_is_no_point() -> None:
    assert load_borders().reach(Place("UA", "Ukraine", "UA", 49.0, 32.0, "country"), "RU") is None


@settings(max_examples=60, deadline=None)
@given(st.floats(-65, 65), st.floats(-179, 179), st.floats(-2, 2), st.floats(-2, 2), st.floats(-0.2, 0.2))
def test_the_plane_agrees_with_the_globe(lat: float, lon: float, north: float, east: float, bend: float) -> None:
    a = (lat + north, lon + east)
    b = (a[0] + 0.1, a[1] + bend)
    reach = Borders({("AA", "BB"): [(a, b)]}, {}).reach(Place("x", "x", "AA", lat, lon, "point"), "BB")
    steps = [(a[0] + (b[0] - a[0]) * n / 200, a[1] + (b[1] - a[1]) * n / 200) for n in range(201)]
    exact = min(distance_km((lat, lon), step) for step in steps)
    assert reach is not None and reach[0] <= exact + 0.1 and exact - 0.1 <= reach[1]
