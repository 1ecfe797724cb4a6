"""Events in a real Chromium, by keyboard: joining, parting, undoing, uncertain pairs; the chart of a toll."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from greffier.ledger import read_ledger
from greffier.ledger.events import members_of
from greffier.ledger.gathering import judged_pairs
from web.browsing import Visitor, serving
from web.test_events import make_strikes

pytestmark = pytest.mark.slow


@pytest.fixture
def served(browser: Browser, tmp_path: Path) -> Iterator[tuple[Visitor, Path]]:
    path = make_strikes(tmp_path / "strikes.db")
    with serving(path) as server, Visitor(server, browser) as found:
        found.look(language="en")
        yield found, path


def listed(visitor: Visitor, query: str = "") -> list[dict[str, Any]]:
    data = visitor.page.evaluate(f"fetch('/events.json?kind=attack{query}').then(r => r.text())")
    return list(json.loads(data))


def widest(visitor: Visitor) -> str:
    return str(max(listed(visitor), key=lambda e: len(e["entries"]))["event"])


def press(visitor: Visitor, key: str) -> None:
    """A key that opens another page, or sends a form."""
    with visitor.page.expect_navigation():
        visitor.page.keyboard.press(key)
    visitor.page.wait_for_load_state("networkidle")


def test_two_events_are_joined_by_keys_and_undone(served: tuple[Visitor, Path]) -> None:
    visitor, _ = served
    visitor.go(f"/event/{widest(visitor)}")
    before = len(listed(visitor))
    press(visitor, "m")
    visitor.page.fill("#m-place", "Autreville")
    visitor.page.locator("h1").click()
    press(visitor, "f")
    assert visitor.axe() == []
    press(visitor, "o")
    assert visitor.page.get_by_role("heading", name="Together they would be").is_visible()
    assert visitor.axe() == []
    press(visitor, "m")
    assert visitor.page.locator(".toast").inner_text() == "The two are one event."
    assert len(listed(visitor)) == before - 1
    assert visitor.axe() == []
    press(visitor, "u")
    assert len(listed(visitor)) == before
    assert visitor.faults() == []


def test_an_event_is_parted_by_keys_and_undone(served: tuple[Visitor, Path]) -> None:
    visitor, _ = served
    id = widest(visitor)
    visitor.go(f"/event/{id}")
    before = len(listed(visitor))
    press(visitor, "d")
    last = visitor.page.locator("input[name=out]").last
    last.focus()
    visitor.page.keyboard.press("Space")
    visitor.page.locator("h1").click()
    press(visitor, "d")
    assert visitor.page.get_by_role("heading", name="It would be 2 events").is_visible()
    assert visitor.axe() == []
    press(visitor, "d")
    assert len(listed(visitor)) == before + 1
    visitor.go(f"/event/{id}")
    press(visitor, "u")
    assert len(listed(visitor)) == before
    assert visitor.faults() == []


def test_pairs_are_judged_by_single_keys(served: tuple[Visitor, Path]) -> None:
    visitor, path = served

    def sides() -> list[str]:
        return [str(one.get_attribute("value")) for one in visitor.page.locator("input[name=entry]").all()]

    visitor.go("/pairs")
    assert visitor.axe() == []
    first = sides()
    press(visitor, "s")
    second = sides()
    assert len(second) == 2 and second != first
    press(visitor, "m")
    press(visitor, "d")
    with read_ledger(path) as ledger, ledger.begin() as connection:
        told = judged_pairs(connection, [m.entry for m in members_of(connection)])
    assert [j.verdict for j in told] == ["same_event", "different_event"]
    assert {a.entry for a in told[0].anchors} == set(second)
    press(visitor, "u")
    visitor.go("/pairs")
    assert set(sides()) != set(second)
    assert visitor.faults() == []


def test_the_chart_is_seen_in_both_themes(served: tuple[Visitor, Path]) -> None:
    visitor, _ = served
    id = widest(visitor)
    for theme in ("light", "dark"):
        visitor.look(language="fr", theme=theme)
        visitor.go(f"/event/{id}")
        marks = visitor.page.locator(".chart .mark")
        assert marks.count() == 8
        boxes = [box for mark in marks.all() if (box := mark.bounding_box()) is not None]
        across = [box["x"] for box in boxes]
        assert across == sorted(across) and len(set(across)) == 8, "by time, none upon another"
        assert boxes[0]["y"] > boxes[-1]["y"], "from 3 up to 9"
        drawn = visitor.page.evaluate("getComputedStyle(document.querySelector('.chart .steps')).stroke")
        ground = visitor.page.evaluate("getComputedStyle(document.querySelector('.card')).backgroundColor")
        assert drawn not in ("none", ground)
        assert visitor.page.locator("table.figures tbody tr").count() == 8
        visitor.page.wait_for_selector("table.ties")
        assert visitor.axe() == [] and visitor.faults() == []
    visitor.look(width=320, height=640)
    visitor.go(f"/event/{id}")
    assert visitor.faults() == []
