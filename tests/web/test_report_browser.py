"""A report judged in a real Chromium: fifty entries by keyboard alone (U2), undone again, and words counted right."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from greffier.ledger import read_ledger, report_ids
from greffier.ledger.judgements import judgements
from greffier.ledger.load import kept_report
from web.browsing import Visitor, serving
from web.told_report import HARD, fifty, hard, make_reports

pytestmark = pytest.mark.slow

_AT_ONCE = 100  # milliseconds from a key to the next entry in focus


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[tuple[Visitor, Path, str]]:
    """A browser on a report of fifty entries, its ledger, and the report's address."""
    path = tmp_path / "fifty.db"
    make_reports(path, [fifty()])
    with read_ledger(path) as ledger, ledger.begin() as connection:
        report = report_ids(connection)[0]
    with serving(path) as server, Visitor(server, browser) as visitor:
        visitor.look(language="en")
        assert visitor.go(f"/report/{report}") == 200
        yield visitor, path, report
        assert visitor.faults() == []


def state(path: Path, report: str) -> Any:
    """The entries of a report with their statuses, as the ledger has them."""
    with read_ledger(path) as ledger, ledger.begin() as connection:
        kept = kept_report(connection, report)
    return kept.entries, kept.statuses


def verdicts(path: Path) -> list[str]:
    with read_ledger(path) as ledger, ledger.begin() as connection:
        return [one.verdict for one in judgements(connection)]


def settle(page: Page) -> None:
    """Wait until the server has answered every judgement."""
    page.wait_for_selector("html:not([data-judging]), html[data-judging='0']", state="attached")


def focused(page: Page) -> str:
    return str(page.locator(".entry.focused").get_attribute("data-entry"))


def marked(page: Page, name: str) -> list[str]:
    """The words under marks of a name."""
    return list(page.evaluate("n => [...(CSS.highlights.get(n) ?? [])].map(String)", name))


def test_fifty_entries_by_keyboard_alone(opened: tuple[Visitor, Path, str]) -> None:
    visitor, path, report = opened
    page, before = visitor.page, state(path, report)
    page.evaluate("""() => {
      window.took = [];
      let since = 0;
      let was = null;
      addEventListener("keydown", () => {
        since = performance.now();
        was = document.querySelector(".entry.focused").id;
      }, true);
      const watch = () => {
        const now = document.querySelector(".entry.focused")?.id;
        if (since && now && now !== was) { window.took.push(performance.now() - since); since = 0; }
        requestAnimationFrame(watch);
      };
      watch();
    }""")
    seen, keys = [], ["a", "a", "x", "s", "a"] * 10
    for key in keys:
        seen.append(focused(page))
        page.keyboard.press(key)
    settle(page)
    assert seen == [entry.id for entry in before[0]]
    took = sorted(page.evaluate("window.took"))
    assert len(took) >= 49 and took[int(len(took) * 0.95)] <= _AT_ONCE, took[-5:]
    statuses = state(path, report)[1]
    wanted = {"a": "accepted", "x": "rejected", "s": "unreviewed"}
    assert [statuses[one] for one in seen] == [wanted[key] for key in keys]
    assert page.locator(".report-count").inner_text().startswith("40 of 50")
    shown = page.locator(".entry").evaluate_all("all => all.map(one => one.dataset.status)")
    assert shown == [wanted[key] for key in keys]
    visitor.go(f"/report/{report}")  # another day: undo reaches back over sessions
    for _ in range(40):
        page.keyboard.press("u")
    settle(page)
    assert state(path, report) == before
    page.keyboard.press("u")
    settle(page)
    assert state(path, report) == before and len(verdicts(path)) == 80
    assert visitor.axe() == []


def test_keys_go_through_entries_and_their_words_are_marked(opened: tuple[Visitor, Path, str]) -> None:
    visitor, _, _ = opened
    page = visitor.page
    assert len(marked(page, "evidence")) == 50
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert marked(page, "anchor") == ["3 morts"]
    assert marked(page, "focused") == ["La frappe numéro 3 a fait 3 morts à Port-Exemple selon le maire."]
    page.keyboard.press("k")
    assert marked(page, "anchor") == ["2 morts"]
    for _ in range(40):
        page.keyboard.press("j")
    spot = page.evaluate("[...CSS.highlights.get('anchor')][0].getBoundingClientRect().toJSON()")
    frame = page.locator("#pane").bounding_box()
    assert frame is not None and frame["y"] <= spot["y"] <= frame["y"] + frame["height"]
    page.mouse.click(spot["x"] + spot["width"] / 2, spot["y"] - spot["height"] * 2)
    assert marked(page, "anchor") != ["42 morts"]
    page.keyboard.press("t")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    assert marked(page, "anchor") == ["1 morts"]


def test_an_entry_is_corrected_by_keyboard(opened: tuple[Visitor, Path, str]) -> None:
    visitor, path, report = opened
    page, (entries, _) = visitor.page, state(path, report)
    page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_selector("[data-editor] form")
    assert visitor.axe() == []
    page.locator("[data-editor] [id='f-number-max']").fill("1 200")
    page.locator("[data-editor] [name='open.number']").check()
    page.locator("[data-editor] [name='v.harm']").select_option("wounded")
    page.locator("[data-editor] [name='v.factuality']").select_option("possible")
    page.locator("[data-editor] [id='f-when-end']").fill("2031-05-04")
    take = page.locator("[data-editor] [data-field=victims] [data-take]")
    take.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    assert page.locator("[data-field=victims] [data-chosen]").inner_text().split() == ["frappe", "numéro"]
    page.locator("[data-editor] [id='f-source']").fill("le maire")
    page.keyboard.press("Enter")
    page.wait_for_selector("form[data-form]", state="detached")
    settle(page)
    changed = state(path, report)
    one = changed[0][1]
    assert changed[1][one.id] == "corrected"
    assert (one.roles["number"].min, one.roles["number"].max, one.roles["number"].open) == (2, 1200, True)  # type: ignore[union-attr]
    assert one.roles["harm"] == "wounded" and one.factuality == "possible"
    assert [f.text for f in one.roles["victims"]] == ["frappe numéro"]  # type: ignore[union-attr]
    assert one.source is not None and one.source.text == "le maire" and one.source.span.start > entries[1].anchor.end
    assert one.when is not None and str(one.when.end) == "2031-05-04"
    assert page.locator(".entry.focused [data-status-chip]").inner_text() == "corrected"
    for _ in range(len(verdicts(path))):
        page.keyboard.press("u")
    settle(page)
    assert state(path, report)[0] == entries


def test_an_entry_is_added_from_selected_words(opened: tuple[Visitor, Path, str]) -> None:
    visitor, path, report = opened
    page, before = visitor.page, state(path, report)
    page.keyboard.press("t")
    page.keyboard.press("Home")
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("w")
    page.wait_for_selector("#panel form")
    page.locator("#panel [data-kinds]").select_option("attack")
    page.wait_for_selector("#panel [data-field=target]")
    assert page.locator("#panel [data-field=anchor] [data-chosen]").inner_text().strip() == "fait 1"
    page.locator("#panel [id='f-target']").fill("Port-Exemple")
    assert visitor.axe() == []
    page.keyboard.press("Enter")
    page.wait_for_selector("form[data-form]", state="detached")
    settle(page)
    entries, statuses = state(path, report)
    made = next(e for e in entries if e.kind == "attack")
    assert statuses[made.id] == "accepted" and len(entries) == 51
    assert [f.text for f in made.roles["target"]] == ["Port-Exemple"]  # type: ignore[union-attr]
    assert focused(page) == made.id
    page.keyboard.press("u")
    settle(page)
    assert state(path, report) == before and page.locator(".entry").count() == 50


def test_what_the_server_refuses_is_put_back(opened: tuple[Visitor, Path, str]) -> None:
    visitor, path, report = opened
    page, first = visitor.page, focused(visitor.page)
    page.route("**/judge", lambda route: route.abort())
    page.keyboard.press("a")
    assert focused(page) != first
    settle(page)
    assert focused(page) == first and page.locator(".entry.focused").get_attribute("data-status") == "unreviewed"
    assert "could not be judged" in page.locator("#toasts").inner_text()
    assert verdicts(path) == []
    page.unroute("**/judge")
    broken = iter([True, False])

    def once(route: Any) -> None:
        """The answer is lost the first time, not the judgement."""
        if next(broken, False):
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/judge", once)
    page.keyboard.press("a")
    settle(page)
    assert verdicts(path) == ["accept"] and state(path, report)[1][first] == "accepted"
    page.unroute("**/judge")
    visitor._faults[:] = [fault for fault in visitor._faults if "ERR_FAILED" not in fault]


def test_nothing_else_here(opened: tuple[Visitor, Path, str]) -> None:
    visitor, path, report = opened
    page, before = visitor.page, state(path, report)
    page.keyboard.press("a")
    page.keyboard.press("n")
    settle(page)
    assert sorted(state(path, report)[1].values()) == ["accepted"] + ["rejected"] * 49
    page.keyboard.press("u")
    page.keyboard.press("u")
    settle(page)
    assert state(path, report) == before


def test_a_letter_after_g_is_none_of_its_own(opened: tuple[Visitor, Path, str]) -> None:
    visitor, path, _ = opened
    visitor.page.keyboard.press("g")
    visitor.page.keyboard.press("a")
    visitor.page.wait_for_load_state("networkidle")
    settle(visitor.page)
    assert verdicts(path) == []


@pytest.fixture(scope="module")
def difficult(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Visitor, Path]]:
    path = tmp_path_factory.mktemp("hard") / "hard.db"
    make_reports(path, [hard(name) for name in HARD])
    with serving(path) as server, Visitor(server, browser) as visitor:
        yield visitor, path


@pytest.mark.parametrize("name", list(HARD))
def test_words_are_where_the_ledger_says(name: str, difficult: tuple[Visitor, Path]) -> None:
    visitor, path = difficult
    with read_ledger(path) as ledger, ledger.begin() as connection:
        kept = next(k for r in report_ids(connection) if (k := kept_report(connection, r)).report.title == name)
    visitor.go(f"/report/{kept.report.id}")
    page = visitor.page
    shown = page.evaluate("document.getElementById('text').textContent")
    assert shown == kept.report.text.replace("\0", "\ufffd")
    assert marked(page, "anchor") == ["trois morts"]
    assert marked(page, "filler") == ["Port-Exemple"]
    trip = page.evaluate("""async () => {
      const own = document.querySelector('script[src*="js/report.js"]').src;
      const { Places } = await import(own.replace("report.js", "words.js"));
      const text = document.getElementById("text").textContent;
      const places = new Places(text);
      let at = 0, unit = 0;
      for (const char of text) {
        if (places.units(at) !== unit || places.points(unit) !== at) return [at, unit];
        at += 1; unit += char.length;
      }
      return places.length === at && places.units(at) === unit ? "right" : "end";
    }""")
    assert trip == "right"
    page.evaluate("""() => {
      const range = [...CSS.highlights.get("anchor")][0];
      getSelection().setBaseAndExtent(range.startContainer, range.startOffset, range.endContainer, range.endOffset);
    }""")
    page.keyboard.press("w")
    page.wait_for_selector("#panel form [data-chosen] input")
    gold = json.loads(str(page.locator("#panel [data-field=anchor] input[type=checkbox]").get_attribute("value")))
    start = kept.report.text.index("trois morts")
    assert gold == {"start": start, "end": start + 11, "exact": "trois morts"}
    assert visitor.faults() == []
