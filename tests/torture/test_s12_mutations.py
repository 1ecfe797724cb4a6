"""S12: files damaged at random, of every kind that is read: a report or a told error, soon."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from intake.test_fuzz import SEEDS, damaged, hold
from torture.scale import note, times

pytestmark = pytest.mark.slow

COUNT = times(600, 20_000)


@given(damaged())
@settings(max_examples=COUNT, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_s12_whatever_comes_in(case: tuple[str, bytes]) -> None:
    hold(*case)


def test_s12_is_noted() -> None:
    assert len(SEEDS) > 20
    note("S12", COUNT, 0, f"{len(SEEDS)} graines · seeds")
