"""Tracks in a real Chromium, by keys alone: from the topic to the words, and two actors compared."""

from __future__ import annotations

import pytest

from web.browsing import Visitor

pytestmark = pytest.mark.slow


def test_from_a_topic_to_its_words_by_keys(visitor: Visitor) -> None:
    visitor.look(language="fr")
    visitor.go("/ledger/all")
    visitor.page.keyboard.press("g")
    visitor.page.keyboard.press("t")
    visitor.page.wait_for_url("**/tracks")
    visitor.page.keyboard.press("t")
    visitor.page.keyboard.type("trêve")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/track?**")
    assert visitor.page.locator("table.matrix tbody tr").count() == 3
    visitor.page.locator("table.matrix thead a").first.click()
    assert visitor.page.locator(".told:target").count() == 1
    visitor.page.locator("table.matrix tbody th a").first.click()
    visitor.page.wait_for_url("**/actor/**")
    assert visitor.page.locator("svg.strip rect").count() > 0
    assert visitor.page.locator(".chart-table[open]").count() == 0
    visitor.page.locator(".chart-table summary").click()
    assert visitor.page.locator(".chart-table table").is_visible()
    assert visitor.axe() == [] and visitor.faults() == []


def test_two_actors_are_compared_by_keys(visitor: Visitor) -> None:
    visitor.look(language="en")
    visitor.go("/tracks?find=norv")
    visitor.page.locator("main a[href^='/actor/']").first.click()
    visitor.page.wait_for_url("**/actor/**")
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.keyboard.press("c")
    visitor.page.keyboard.type("Suède")
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_url("**/with/**")
    assert visitor.page.get_by_role("button", name="One actor").is_visible()
    visitor.page.keyboard.press("d")
    visitor.page.wait_for_url(lambda address: "/with/" not in address)
    visitor.page.locator("#toasts", has_text="Judged: two actors.").wait_for()
    assert visitor.page.get_by_role("button", name="Undo").count() == 1
    visitor.page.get_by_role("button", name="Undo").click()
    visitor.page.locator("#toasts", has_text="Undone.").wait_for()
    faded_in = "toast => Promise.all(toast.getAnimations().map((move) => move.finished)).then(() => null)"
    visitor.page.locator("#toasts .toast").last.evaluate(faded_in)  # half faded, it has no contrast
    assert visitor.axe() == [] and visitor.faults() == []
