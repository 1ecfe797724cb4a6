"""Every page in a real Chromium: usable by all (axe-core), at 320 px, by keys, deaf to hostile words (S3, U3)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from torture.scale import FULL
from web.browsing import Visitor, serving
from web.hostile import STRINGS, make_hostile_ledger
from web.walk import ADDRESSES, filled, ids_of, is_page

pytestmark = pytest.mark.slow

PAGES = [address for address in ADDRESSES if is_page(address)]
_BOXES = ("actor", "place", "source", "outlet", "near", "kind", "status", "from", "sort", "after", "words", "country")


@pytest.fixture(autouse=True)
def nothing_left_over(request: pytest.FixtureRequest) -> None:
    if "visitor" in request.fixturenames:
        request.getfixturevalue("visitor").faults()


def looks() -> Iterator[tuple[str, str, str]]:
    """Each page in both themes and both languages; all four pairs of them where everything is tried."""
    for theme, language in product(("light", "dark"), ("fr", "en")):
        for number, address in enumerate(PAGES):
            if FULL or ((theme, language) in {("light", "fr"), ("dark", "en")}) == (number % 2 == 0):
                yield theme, language, address


@pytest.mark.parametrize(("theme", "language", "address"), tuple(looks()))
def test_everybody_can_use_it(theme: str, language: str, address: str, visitor: Visitor, demo: Path) -> None:
    visitor.look(language=language, theme=theme)
    assert visitor.go(address.format_map(ids_of(demo))) == 200
    assert visitor.axe() == []
    assert visitor.faults() == []


@pytest.mark.parametrize("address", PAGES)
def test_it_fits_a_narrow_window(address: str, visitor: Visitor, demo: Path) -> None:
    visitor.look(width=320, height=640)
    visitor.go(address.format_map(ids_of(demo)))
    assert visitor.axe() == []
    assert visitor.faults() == []


def test_keys_act_but_never_in_a_field(visitor: Visitor) -> None:
    visitor.look()
    visitor.go("/ledger/all")
    visitor.page.locator("#f-actor").focus()
    visitor.page.keyboard.type("gl?")
    assert visitor.page.locator("#f-actor").input_value() == "gl?"
    assert not visitor.page.locator("#keys").is_visible()
    visitor.page.locator("h1").click()
    visitor.page.keyboard.press("Shift+?")
    assert visitor.page.locator("#keys").is_visible()
    assert visitor.page.locator("#keys tbody tr").count() >= 2
    assert visitor.axe() == []
    visitor.page.keyboard.press("Escape")
    visitor.go("/ledger/toll")
    visitor.page.keyboard.press("g")
    visitor.page.keyboard.press("l")
    visitor.page.wait_for_url("**/ledger/all")


def test_keys_are_switched_off_and_changed(visitor: Visitor) -> None:
    visitor.look()
    visitor.go("/ledger/all")
    visitor.page.keyboard.press("Shift+?")
    visitor.page.locator("#keys input[aria-label]").last.fill("x")
    visitor.page.locator("#keys input[aria-label]").last.press("Tab")
    visitor.go("/ledger/all")
    visitor.page.keyboard.press("Shift+?")
    assert not visitor.page.locator("#keys").is_visible()
    visitor.page.keyboard.press("x")
    assert visitor.page.locator("#keys").is_visible()
    visitor.page.locator("[data-keys-reset]").click()
    visitor.page.locator("#keys button[name=shortcuts]").click()
    visitor.page.wait_for_load_state()
    visitor.page.keyboard.press("Shift+?")
    assert not visitor.page.locator("#keys").is_visible()
    visitor.page.locator("[data-open=keys]").click()
    visitor.page.locator("#keys button[name=shortcuts]").click()
    visitor.page.wait_for_load_state()
    visitor.page.keyboard.press("Shift+?")
    assert visitor.page.locator("#keys").is_visible()


def test_the_switches_of_language_and_colours(visitor: Visitor) -> None:
    visitor.look(language="fr", theme="auto")
    visitor.go("/ledger/toll?sort=when")
    visitor.page.locator("button[name=language]").click()
    visitor.page.wait_for_load_state()
    assert visitor.page.url.endswith("/ledger/toll?sort=when")
    assert visitor.page.locator("html").get_attribute("lang") == "en"
    visitor.page.locator("button[name=theme]").click()
    visitor.page.wait_for_load_state()
    assert visitor.page.locator("html").get_attribute("data-theme") == "dark"


# --- hostile words ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def attacked(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visitor, Path]]:
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    make_hostile_ledger(path)
    with serving(path) as server, Visitor(server, browser) as found:
        yield found, path


def harmless(visitor: Visitor) -> list[str]:
    """What went wrong, but for statuses and widths, which other tests ask about."""
    return [f for f in visitor.faults() if "Failed to load resource" not in f and not f.startswith("wider")]


def test_there_are_250_strings() -> None:
    assert len(set(STRINGS)) == len(STRINGS) >= 250


def test_hostile_words_stay_words(attacked: tuple[Visitor, Path]) -> None:
    visitor, path = attacked
    for address in [*filled(path), "/ledger/all?limit=200", "/ledger/toll?limit=200", "/ledger/position?limit=200"]:
        if is_page(address):
            assert visitor.go(address) == 200
            assert harmless(visitor) == [], address
    assert visitor.page.title()


def test_every_string_as_a_report(attacked: tuple[Visitor, Path]) -> None:
    """Each report's own page, where there is such a screen; else the tables, page after page."""
    visitor, _ = attacked
    visitor.go("/ledger/all?limit=200")
    seen = 0
    while True:
        seen += visitor.page.locator("table.table tbody tr").count()
        following = visitor.page.locator("a[rel=next]")
        if not following.count():
            break
        following.click()
        visitor.page.wait_for_load_state("networkidle")
    assert seen == 3 * len(STRINGS)
    assert harmless(visitor) == []


@pytest.mark.parametrize("part", range(5))
def test_hostile_words_in_boxes(part: int, attacked: tuple[Visitor, Path]) -> None:
    visitor, _ = attacked
    for n, words in list(enumerate(STRINGS))[part::5]:
        box = _BOXES[n % len(_BOXES)]
        visitor.page.goto(f"{visitor.server.base}/ledger/all?{box}={quote(words)}", wait_until="load")
        assert harmless(visitor) == [], (box, words)
    assert visitor.page.locator("h1").count() == 1
