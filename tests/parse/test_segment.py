"""Blocks and sentences: cases in TOML, and properties of any text."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.lexicon import load_language
from greffier.parse.segment import segment
from steps import grows_linearly

CASES = Path(__file__).parents[1] / "languages"
PIECES = ["Le maire part", ". ", "« ", " »", '"', "\n", "\n\n", "M. ", "(", ")", " ?", "...", " ", "5"]
PIECES += ["3 mai 2031 . –", "— Nom", "Lire aussi", "RIGA (EP) – "]
texts = st.lists(st.sampled_from(PIECES), max_size=60).map("".join) | st.text(max_size=200)


def cases(language: str) -> list[Any]:
    data = tomllib.loads((CASES / f"{language}_segmentation.toml").read_text("utf-8"))
    return [pytest.param(language, c, id=c["text"][:40]) for c in data["case"]]


@pytest.mark.parametrize(("language", "case"), cases("fr"))
def test_blocks(language: str, case: dict[str, Any]) -> None:
    text = case["text"]
    found = segment(text, load_language(language).section("furniture"))
    assert [[b.place, *(s.of(text) for s in b.sentences)] for b in found] == case["blocks"]


def test_the_title_is_known_by_its_words() -> None:
    furniture = load_language("fr").section("furniture")
    found = segment("La trêve tient.\nLes combats ont cessé.", furniture, title="La trêve tient.")
    assert [b.place for b in found] == ["title", "body"]


@given(texts)
def test_sentences_hold_every_character_once(text: str) -> None:
    found = segment(text, load_language("fr").section("furniture"))
    spans = [s for b in found for s in b.sentences]
    assert spans == sorted(spans)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert "".join("".join(s.of(text).split()) for s in spans) == "".join(text.split())
    assert all(s.of(text) == s.of(text).strip() and len(s) for s in spans)
    assert all(b.span.holds(s) for b in found for s in b.sentences)


@pytest.mark.parametrize("piece", ["Le maire part. ", "(", '"', "« ", "M. ", "...", "a", "a\n", "— a.\n"])
def test_work_grows_linearly(piece: str) -> None:
    furniture = load_language("fr").section("furniture")
    assert grows_linearly(lambda times: segment(piece * times, furniture))
