"""The map and the timeline: one filter for both, precision told honestly, and nothing lost on the way."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.testclient import TestClient

from web.browsing import Visitor

WORLD = "box=-85,-180,85,180"


def marks(client: TestClient, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/map/marks.json?{WORLD}&{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def test_map_and_table_and_cards_count_the_same(client: TestClient) -> None:
    page = client.get("/map?of=entries").text
    found = marks(client, "of=entries&zoom=11")
    cells = re.findall(
        r'spot=([^"&]+)[^>]*>[^<]*</a></th>\s*<td>[^<]*</td>\s*<td>[^<]*</td>\s*<td class="num">(\d+)', page
    )
    told = {spot.replace("%3A", ":"): int(count) for spot, count in cells}
    drawn = {m[4]: m[2] for m in found["dots"] if m[4]} | {a["id"]: a["count"] for a in found["areas"]}
    assert told and drawn.items() <= told.items()
    spot, count = next(iter(told.items()))
    card = client.get(f"/map/at?of=entries&spot={spot}", headers={"HX-Request": "true"}).text
    assert f'<span class="count">{count}</span>' in card and "<html" not in card
    assert "<html" in client.get(f"/map/at?of=entries&spot={spot}").text


def test_an_area_is_no_dot(client: TestClient) -> None:
    found = marks(client, "of=entries")
    assert found["dots"] and all(len(dot) == 6 for dot in found["dots"])
    countries = [a for a in found["areas"] if a["shape"]]
    assert all(a["km"] > 0 or a["shape"] for a in found["areas"]) and countries
    assert {a["id"]: a["shape"] for a in countries}.items() <= {
        "UA": "804",
        "RU": "643",
        "FR": "250",
        "TR": "792",
    }.items()


def test_dots_close_together_are_one_and_its_card_holds_all_of_them(client: TestClient) -> None:
    far, near = marks(client, "of=entries&zoom=0")["dots"], marks(client, "of=entries&zoom=11")["dots"]
    assert len(far) < len(near) and sum(d[2] for d in far) == sum(d[2] for d in near)
    several = next(d for d in far if d[3] > 1)
    card = client.get(f"/map/at?of=entries&box={several[5]}", headers={"HX-Request": "true"}).text
    assert f'<span class="count">{several[2]}</span>' in card


def test_one_filter_for_both(client: TestClient) -> None:
    everything, attacks = (client.get(f"/map?of=entries{more}").text for more in ("", "&kind=toll"))
    count = [int(re.search(r"<p>\s*(\d+) entrées", page)[1]) for page in (everything, attacks)]  # type: ignore[index]
    assert 0 < count[1] < count[0]
    total = lambda found: sum(d[2] for d in found["dots"]) + sum(a["count"] for a in found["areas"])  # noqa: E731
    assert total(marks(client, "of=entries&kind=toll")) < total(marks(client, "of=entries"))


def test_what_has_no_place_and_no_date_is_counted_and_listed(client: TestClient) -> None:
    page = client.get("/map").text
    for name in ("place", "date"):
        said = re.search(rf'without={name}" data-card><span>[^<]*</span>\s*<span class="count">(\d+)', page)
        assert said is not None, name
        card = client.get(f"/map/at?without={name}", headers={"HX-Request": "true"}).text
        assert f'<span class="count">{said[1]}</span>' in card
    # a period leaves out what has no date, and says how many
    narrowed = client.get("/map?from=2026-01-01&to=2040-01-01").text
    assert 'without=date"' in narrowed


def test_a_bar_narrows_the_time_to_what_it_counts(client: TestClient) -> None:
    page = client.get("/map?of=entries").text
    bar = re.search(r'<a class="bar" href="([^"]*)" aria-label="[^"]*?\s: (\d+) ', page)
    assert bar is not None
    inside = client.get("/map" + bar[1].replace("&amp;", "&")).text
    counted = re.findall(r'aria-label="[^"]*?\s: (\d+) \(', inside)
    assert sum(map(int, counted)) >= int(bar[2])


@pytest.mark.parametrize(
    ("address", "status"),
    [("/map?of=nothing", 400), ("/map/at?without=colour", 400), ("/map/at?box=1,2", 400), ("/map/at?spot=nowhere", 404),
     ("/map/marks.json?zoom=near", 400), ("/map/marks.json?zoom=nan&box=nan,nan,nan,nan", 200), ("/map?page=9999", 200),
     ("/map?from=0001-01-01&to=9999-12-31", 200),
     ("/map/at?page=0", 200)],
)  # fmt: skip
def test_addresses_that_cannot_be_used_are_told_so(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_as_known_and_as_of_take_the_map_back(client: TestClient) -> None:
    for day in ("as-of=2001-01-01", "as-known=2001-01-01"):
        assert marks(client, day) == {"dots": [], "areas": []}
        assert client.get(f"/map?{day}").status_code == 200


@pytest.mark.slow
def test_the_map_in_a_browser(visitor: Visitor) -> None:
    page = visitor.page
    visitor.look(language="fr", theme="light")
    visitor.go("/map")
    page.wait_for_selector("#map[data-drawn]")
    assert int(page.get_attribute("#map", "data-drawn") or 0) > 2
    # a place of the table, by keyboard alone, opens its card
    page.focus("#places tbody a >> nth=1")
    name = page.inner_text("#places tbody a >> nth=1")
    page.keyboard.press("Enter")
    page.wait_for_selector("#card h2")
    assert name in page.inner_text("#card h2") and page.evaluate("document.activeElement.id") == "card"
    # a click on the map's middle, where that place is now, opens the card of the dot
    page.click("#card a >> nth=0", trial=True)
    page.evaluate("document.getElementById('card').replaceChildren()")
    page.wait_for_timeout(600)
    page.click("#map")
    page.wait_for_selector("#card h2")
    # the timeline: arrows move, Shift chooses several, Enter narrows
    bars = page.locator("#strip .bar")
    bars.first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Home")
    page.keyboard.press("Shift+ArrowRight")
    assert page.locator("#strip .bar.chosen").count() == 2
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "from=" in url and "to=" in url)
    page.wait_for_selector("#strip .bar")
    assert page.locator("#strip .bar").count() == 2
    # drawn over with the mouse
    visitor.go("/map")
    first, third = (page.locator("#strip .bar .hit").nth(n).bounding_box() for n in (0, 2))
    assert first is not None and third is not None
    page.mouse.move(first["x"] + 2, first["y"] + 20)
    page.mouse.down()
    page.mouse.move(third["x"] + 2, third["y"] + 20, steps=4)
    page.mouse.up()
    page.wait_for_url(lambda url: "from=" in url)
    assert page.locator("#strip .bar").count() == 3
    assert visitor.faults() == []
