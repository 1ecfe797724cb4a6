"""Small maps: the right lands, inside the frame, wherever on the globe."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.web.globe import HEIGHT, WIDTH, frame, lands


@pytest.mark.parametrize(
    ("lat", "lon", "km", "there", "absent"),
    [
        (41.0, 29.0, 400, {"TR", "GR", "BG"}, {"UA", "FR"}),
        (48.86, 2.35, 300, {"FR"}, {"ES"}),
        (-17.7, 178.0, 500, {"FJ"}, {"NZ"}),
        (0.0, -30.0, 400, set(), {"BR"}),
    ],
)
def test_the_lands_around(lat: float, lon: float, km: float, there: set[str], absent: set[str]) -> None:
    found = {land.country for land in lands(frame(lat, lon, km))}
    assert there <= found and not absent & found


@settings(max_examples=40, deadline=None)
@given(st.floats(-90, 90), st.floats(-180, 180), st.floats(50, 3000))
def test_nothing_is_drawn_far_outside(lat: float, lon: float, km: float) -> None:
    part = frame(lat, lon, km)
    for land in lands(part):
        points = [tuple(map(float, p.split())) for p in re.findall(r"-?[\d.]+ -?[\d.]+", land.path)]
        assert all(-5 <= x <= WIDTH + 5 and -5 <= y <= HEIGHT + 5 for x, y in points)
    assert part.at(part.lat, part.lon) == (WIDTH / 2, HEIGHT / 2)
