"""Checks: the cases of *_claims.toml, and what holds for any report."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from check.made import claims, known_of, told_of
from greffier.check import REASONS, against_ledger, check_report
from greffier.lexicon import load_interface
from greffier.model import CHECKS, VERDICTS, apart, bearing, distance_km
from steps import grows_linearly

FILES = sorted(Path(__file__).parent.glob("*_claims.toml"))
POINTS = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def cases() -> Iterator[Any]:
    for path in FILES:
        data = tomllib.loads(path.read_text("utf-8"))
        for case in data["cases"]:
            case = {"published": data["published"], **case}
            yield pytest.param(case, data["language"], id=case["text"][:70])


@pytest.mark.parametrize(("case", "language"), list(cases()))
def test_case(case: dict[str, Any], language: str) -> None:
    found = [against_ledger(c, known_of(case)) for c in check_report(told_of(case, language), claims(language))]
    assert [[c.kind, c.verdict, c.reason, c.span.of(case["text"])] for c in found] == case["finds"]
    assert all(g.end <= len(case["text"]) for c in found for g in c.grounds)


def test_every_reason_has_a_case() -> None:
    reached = {found[2] for param in cases() for found in param.values[0]["finds"]}
    assert reached | {"too_near", "sum_incomplete"} == set(REASONS)
    assert set(REASONS.values()) == set(VERDICTS)


@pytest.mark.parametrize("code", ["fr", "en"])
def test_every_reason_and_kind_is_said_to_people(code: str) -> None:
    labels = load_interface(code).labels
    assert set(labels["reason"]) == set(REASONS)
    assert set(labels["check"]) == {*CHECKS, *VERDICTS}


@given(POINTS, POINTS)
def test_distance_is_symmetric_and_none_to_itself(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-6)
    assert distance_km(a, a) == pytest.approx(0, abs=1e-6)
    assert 0 <= distance_km(a, b) <= 20_016


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(0.1, 5))
def test_directions_are_told_from_the_first_place(lat: float, lon: float, far: float) -> None:
    assert apart(bearing((lat, lon), (lat + far, lon)), 0) < 1
    assert apart(bearing((lat, lon), (lat, lon + far)), 90) < 10


WORDS = [w for path in FILES for w in path.read_text("utf-8").replace('"', " ").split()]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join), st.sampled_from(["fr", "en"]))
def test_any_text(text: str, language: str) -> None:
    found = check_report(told_of({"text": text, "published": "2025-04-15"}, language), claims(language))
    assert all(c.span.end <= len(text) and c.verdict == REASONS[c.reason] for c in found)
    assert found == check_report(told_of({"text": text, "published": "2025-04-15"}, language), claims(language))


@pytest.mark.parametrize("end", [". ", " et "])
def test_time_grows_with_the_text(end: str) -> None:
    claim = "Le mardi 4 mars 2025, 12 morts, dont deux enfants, la deuxième attaque en un mois, un an après l'accord"
    told = {n: told_of({"text": (claim + end) * n, "published": "2025-04-15"}, "fr") for n in (10, 100)}
    assert grows_linearly(lambda n: check_report(told[n], claims("fr")), times=10)
