"""Search: sentences in any form of the words, marked where they stand, with the entries in them and the filters."""

from __future__ import annotations

import html
import json
import re

import pytest
from starlette.testclient import TestClient

from greffier.ledger import Passage, stretches
from web.browsing import Visitor


def marked(page: str) -> list[tuple[str, list[str]]]:
    """Each sentence with the words marked in it."""
    found = []
    for marks, text in re.findall(r'data-marks="([^"]*)">([^<]*)</p>', page):
        words = html.unescape(text).encode("utf-16-le")
        parts = [words[2 * a : 2 * b].decode("utf-16-le") for a, b in json.loads(html.unescape(marks))]
        found.append((html.unescape(text), parts))
    return found


def test_words_are_found_in_other_forms_and_marked(client: TestClient) -> None:
    page = client.get("/search?q=million+norvege").text
    assert marked(page) and all(parts for _, parts in marked(page))
    assert {part for _, parts in marked(page) for part in parts} == {"millions", "Norvège"}


def test_filters_leave_sentences_with_such_an_entry(client: TestClient) -> None:
    word = "une"
    every = client.get(f"/search?q={word}").text
    some = client.get(f"/search?q={word}&kind=toll").text
    assert 0 < len(marked(some)) < len(marked(every))
    links = re.findall(r'<li class="item">.*?</li>', some, re.DOTALL)
    assert links and all('data-kind="toll"' in link for link in links)
    entries = client.get(f"/search?q={word}&kind=toll&in=entries").text
    kinds = re.findall(r'class="chip" data-kind="(\w+)"', entries)
    assert kinds and set(kinds) == {"toll"}


@pytest.mark.parametrize(
    ("address", "status"),
    [("/search", 200), ("/search?q=", 200), ('/search?q="*()^:-', 200), ("/search?q=NEAR(a b)&page=x", 200),
     ("/search?q=a&in=nowhere", 400), ("/search?q=%F0%9F%A5%90", 200), ("/search?q=xyzzyx", 200)],
)  # fmt: skip
def test_any_words_may_be_asked(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


@pytest.mark.parametrize(
    ("words", "lemmas", "asked", "found"),
    [
        ("Deux civils ont été tués.", "deux civil avoir être tuer", "tuer", ["tués"]),
        ("L'été, d'Izmaïl", "le été de Izmaïl", "izmail ETE", ["été", "Izmaïl"]),
        ("🥐 «\u202fTués\u202f»", "tuer", "tuer", ["Tués"]),
        ("un un un", "un deux", "deux", []),
        ("rien", "rien", "autre", []),
    ],
)
def test_marks_stand_on_the_words(words: str, lemmas: str, asked: str, found: list[str]) -> None:
    passage = Passage("r", 0, len(words), words, lemmas, None, None, None, "fr")
    assert [words[a:b] for a, b in stretches(passage, asked)] == found


@pytest.mark.slow
def test_the_browser_marks_them_without_changing_the_text(visitor: Visitor) -> None:
    visitor.go("/search?q=million")
    page = visitor.page
    told = page.evaluate("[...CSS.highlights.get('evidence')].map(r => r.toString())")
    assert told and page.locator(".text *").count() == 0
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.id") == "q"
    assert visitor.faults() == []
