"""A page in both languages shown in one: nothing of the site's language is lost, nothing is guessed."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given
from hypothesis import strategies as st
from myst_parser.parsers.docutils_ import Parser

from manual.projection import halves, project, split
from manual.stage import DOCS, SHARED
from manual.wording import mended, translated

CASES = tomllib.loads((Path(__file__).parent / "projection.toml").read_text("utf-8"))["case"]
plain = st.text(st.characters(categories=["Ll", "Lu"]), min_size=1, max_size=20)


ENGLISH = frozenset(
    re.findall(r"\w+", "the of and is are in to a that which with by an as it one each what for no from")
)
FRENCH = frozenset(
    re.findall(r"\w+", "le la les des et est sont une un que qui dans par pour ce du au aux avec sur en")
)
PAGES = sorted(p for name in SHARED for p in ([DOCS / name] if name.endswith(".md") else (DOCS / name).glob("*.md")))


def parsed(markdown: str) -> nodes.document:
    settings = {"myst_suppress_warnings": ["myst"], "report_level": 5, "doctitle_xform": False}
    return publish_doctree(markdown, parser=Parser(), settings_overrides=settings)


def shown(markdown: str, language: str) -> list[str]:
    """The words of a page's blocks, as a site in one language has them."""
    document = parsed(markdown)
    project(document, language)
    blocks = document.findall(lambda n: isinstance(n, (nodes.paragraph, nodes.title, nodes.literal_block)))
    return [" ".join(block.astext().split()) for block in blocks]


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["about"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_page_is_shown_in_one_language(case: dict[str, object], language: str) -> None:
    assert shown(str(case["page"]), language) == case[language]


@given(plain, plain)
def test_a_pair_is_parted(french: str, english: str) -> None:
    assert split(f"{french} · {english}", "fr") == french
    assert split(f"{french} · {english}", "en") == english
    assert split(f"12 ({french} · {english}), 13", "en", whole=False) == f"12 ({english}), 13"


@given(plain)
def test_what_is_told_once_stays(words: str) -> None:
    assert {split(words, "fr"), split(words, "en")} == {words}


@given(plain, plain, plain)
def test_three_words_are_no_pair(first: str, second: str, third: str) -> None:
    told = f"{first} · {second} · {third}"
    assert {split(told, "fr"), split(told, "en")} == {told}


def test_the_theme_speaks_the_language_of_the_site() -> None:
    page = '<input aria-label="Toggle menu"><div class="t">\n  <span>Next</span>\n</div><p>Next</p>'
    words = {"Next": "Suivant", "Toggle menu": "Montrer"}
    assert translated(page, words) == (
        '<input aria-label="Montrer"><div class="t">\n  <span>Suivant</span>\n</div><p>Next</p>'
    )


def test_what_scrolls_can_be_reached() -> None:
    page = '<pre>a</pre><div class="table-wrapper docutils container"><p class="caption" role="heading">b</p></div>'
    assert mended(page) == (
        '<pre tabindex="0">a</pre><div class="table-wrapper docutils container" tabindex="0">'
        '<p class="caption" role="heading" aria-level="2">b</p></div>'
    )


@pytest.mark.parametrize("path", PAGES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_what_is_taken_for_english_is_english(path: Path) -> None:
    """In every paragraph of our own pages that is parted, by the small words of both halves."""
    for paragraph in parsed(path.read_text("utf-8")).findall(nodes.paragraph):
        for half, own, other in zip(halves(paragraph) or (), (FRENCH, ENGLISH), (ENGLISH, FRENCH), strict=False):
            words = " ".join(n.astext() for n in half if not isinstance(n, nodes.literal)).lower().split()
            told = [sum(word in small for word in words) for small in (own, other)]
            assert told[0] >= told[1], " ".join(words)
