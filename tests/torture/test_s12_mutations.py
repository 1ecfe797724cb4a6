"""S12: files damaged at random, of every kind that is read: a report or a told error, soon."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from intake.test_fuzz import SEEDS, damaged, hold
from intake.test_page import PAGES
from torture.scale import note, times

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[2]
# Files of every format, pages with their traps, and reports.
MORE = (*sorted(PAGES.glob("*.html")), *sorted(ROOT.glob("examples/*/*.json")))
ALL = [*SEEDS, *((path.name, path.read_bytes()) for path in MORE)]
COUNT = times(600, 20_000)


@given(damaged(ALL))
@settings(max_examples=COUNT, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_s12_whatever_comes_in(case: tuple[str, bytes]) -> None:
    hold(*case)


def test_s12_is_noted() -> None:
    assert len(ALL) >= 50
    note("S12", COUNT, 0, f"{len(ALL)} graines · seeds")
