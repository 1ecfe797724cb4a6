"""Pages read to their entries: what stands twice is one toll, what is no part of the report is none."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from greffier.intake import Draft, Source, read_page
from greffier.model import Quantity, Report
from greffier.pipeline import Pipeline

pytestmark = pytest.mark.slow

PAGES = Path(__file__).parents[1] / "intake" / "pages"

# Page: its language, and the harms that it tells with their numbers.
TOLLS = {
    "doubled": ("fr", {("killed", 15): 1, ("wounded", 30): 1}),
    "captions": ("fr", {("wounded", 5): 1}),
    "comments": ("fr", {("wounded", 7): 1}),
    "cookie_banner": ("en", {("killed", 4): 1}),
    "related": ("en", {}),
}


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.load(("fr", "en"))


@pytest.mark.parametrize("name", TOLLS)
def test_tolls_of_a_page(name: str, pipeline: Pipeline) -> None:
    language, wanted = TOLLS[name]
    [draft] = read_page((PAGES / f"{name}.html").read_bytes(), Source(name, 1_000_000))
    assert isinstance(draft, Draft) and draft.published is not None
    report = Report(name, draft.text, draft.title, date.fromisoformat(draft.published[:10]), language, draft.outlet)
    entries = pipeline.read(report).entries
    found = Counter(
        (entry.roles["harm"], number.min)
        for entry in entries
        if entry.kind == "toll" and isinstance(number := entry.roles.get("number"), Quantity)
    )
    assert found == wanted
