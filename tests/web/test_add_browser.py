"""Adding and the inbox in a real Chromium, with the models: paste and it opens; three files, one bad; by keys alone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from greffier.ledger import failed_items, kept_report, read_ledger, unjudged
from greffier.web.app import page_routes
from house.sources import ROOT
from web.browsing import Visitor, serving

pytestmark = pytest.mark.slow

TEXT = "Deux personnes ont été tuées hier à Odessa dans une attaque de drones russes.\n\nLe maire l'a annoncé."
LONG = 60_000  # ms, in which a model is loaded on a busy machine
OPENS = "/report/{report}" in {route.path for route in page_routes()}  # the page of a report is a screen of its own


@pytest.fixture
def mine(browser: Browser, demo: Path, tmp_path: Path) -> Iterator[tuple[Visitor, Path]]:
    """A browser on a ledger of this test's own."""
    path = Path(shutil.copy(demo, tmp_path / "mine.db"))
    with serving(path) as server, Visitor(server, browser) as visitor:
        visitor.look(language="fr")
        yield visitor, path


def well(visitor: Visitor) -> None:
    """Nothing went wrong, and everybody can use it."""
    assert visitor.axe() == []
    told = visitor.faults()
    assert [fault for fault in told if OPENS or "404" not in fault] == []


def test_a_pasted_text_opens_as_a_report(mine: tuple[Visitor, Path]) -> None:
    visitor, path = mine
    visitor.go("/add")
    well(visitor)
    visitor.page.locator("#add-text").fill(TEXT)
    visitor.page.get_by_role("button", name="Continuer").click()
    well(visitor)
    visitor.page.get_by_label("Date de publication").fill("2031-05-06")
    visitor.page.get_by_label("Média").fill("Exemple-Presse")
    visitor.page.get_by_role("button", name="Lire la dépêche").click()
    visitor.page.wait_for_url("**/report/*", timeout=LONG)
    report = visitor.page.url.rsplit("/", 1)[-1].split("?")[0]
    with read_ledger(path) as ledger, ledger.begin() as connection:
        kept = kept_report(connection, report)
    assert kept.report.text == TEXT and {e.kind for e in kept.entries} >= {"toll"}
    assert {str(e.when.start) for e in kept.entries if e.when} == {"2031-05-05"}


def test_three_files_one_bad(mine: tuple[Visitor, Path], tmp_path: Path) -> None:
    visitor, path = mine
    bad = tmp_path / "mauvais.json"
    bad.write_text('{"text": "Il pleut", "published": "hier"}', "utf-8")
    good = sorted((ROOT / "examples" / "fr").glob("*.json"))[:2]
    visitor.go("/add")
    visitor.page.locator("#add-files").set_input_files([*good, bad])
    visitor.page.get_by_role("button", name="Continuer").click()
    first = visitor.page.get_by_role("link", name="Voir la première")
    first.wait_for(timeout=LONG)
    well(visitor)
    assert visitor.page.locator("#progress .chip").all_inner_texts() == ["2 ajoutées", "1 échec"]
    assert visitor.page.locator("#progress .error").count() == 1
    visitor.go("/inbox")
    well(visitor)
    visitor.page.get_by_role("button", name="Mettre de côté : mauvais.json").click()
    visitor.page.locator(".toast").wait_for()
    assert not visitor.page.locator("#failed").count()
    with read_ledger(path) as ledger, ledger.begin() as connection:
        assert failed_items(connection) == []


def test_by_keys_alone(mine: tuple[Visitor, Path]) -> None:
    visitor, path = mine
    page, keys = visitor.page, visitor.page.keyboard
    visitor.go("/inbox")
    keys.press("g")
    keys.press("a")
    page.wait_for_url("**/add")
    keys.press("p")
    keys.insert_text(TEXT)
    for _ in range(3):  # the field of files, the button
        if page.evaluate("document.activeElement.tagName") == "BUTTON":
            break
        keys.press("Tab")
    keys.press("Enter")
    page.wait_for_url("**/add/*")
    box = page.get_by_label("Date inconnue")
    for _ in range(40):
        if box.evaluate("box => box === document.activeElement"):
            break
        keys.press("Tab")
    keys.press("Space")
    assert page.get_by_label("Date de publication").is_disabled()
    keys.press("Enter")
    page.wait_for_url("**/report/*", timeout=LONG)
    visitor.go("/inbox")
    with read_ledger(path) as ledger, ledger.begin() as connection:
        first = unjudged(connection, 1)[0].id
    keys.press("Shift+J")
    page.wait_for_url(f"**/report/{first}*")


def test_the_inbox_narrow_dark_and_in_english(mine: tuple[Visitor, Path]) -> None:
    visitor, _ = mine
    for language, theme, width in (("en", "dark", 1360), ("fr", "light", 320), ("en", "light", 320)):
        visitor.look(language=language, theme=theme, width=width)
        for address in ("/inbox", "/inbox/reports", "/add"):
            visitor.go(address)
            well(visitor)


def test_dropped_files_are_taken(mine: tuple[Visitor, Path]) -> None:
    visitor, _ = mine
    visitor.go("/add")
    visitor.page.evaluate("""() => {
      const all = new DataTransfer();
      for (const name of ["a.txt", "b.txt"]) all.items.add(new File(["Il pleut."], name, {type: "text/plain"}));
      document.body.dispatchEvent(new DragEvent("drop", {dataTransfer: all, bubbles: true, cancelable: true}));
    }""")
    assert visitor.page.evaluate("document.querySelector('#add-files').files.length") == 2
    well(visitor)
