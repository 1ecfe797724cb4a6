"""Runs the quantity cases of tests/languages and the properties that hold for any text."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.lexicon import load_language
from greffier.mentions.quantities import Grammar, compile_grammar, find_quantities
from greffier.mentions.quantities.bounds import half_step
from greffier.model import Mention

CASES = Path(__file__).parents[1] / "languages"
GRAMMARS = {code: compile_grammar(load_language(code).section("numbers"), code) for code in ("fr", "en")}


def cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*_quantities.toml")):
        language = path.name[:2]
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            found.append(pytest.param(language, case, id=f"{language}: {case['text']}"))
    return found


def told(mention: Mention) -> dict[str, Any]:
    """A mention as a case writes it."""
    quantity = mention.quantity
    assert quantity is not None
    exact = quantity.min is not None and quantity.min == quantity.max
    bounds = {"n": quantity.min} if exact else {"min": quantity.min, "max": quantity.max}
    shown = {"text": mention.text, **bounds, "currency": quantity.currency, "approximate": mention.approximate}
    shown |= {"open": quantity.open or None, "type": None if mention.type == "number" else mention.type}
    return {key: value for key, value in shown.items() if value is not None}


@pytest.mark.parametrize(("language", "case"), cases())
def test_case(language: str, case: dict[str, Any]) -> None:
    found = [told(m) for m in find_quantities(case["text"], GRAMMARS[language], language)]
    wanted = case["found"]
    if not any(w.get("approximate") == "article" for w in wanted):
        found = [f for f in found if f.get("approximate") != "article"]
    assert found == wanted


def test_data_file_serves_as_well_as_its_grammar() -> None:
    text = "Au moins 35 camions, soit 2 Md€."
    numbers = load_language("fr").section("numbers")
    assert find_quantities(text, numbers, "fr") == find_quantities(text, GRAMMARS["fr"], "fr")


@pytest.mark.parametrize(("value", "half"), [(80, 5), (1000, 50), (100, 5), (25, 0.5), (5_200_000, 50_000), (10, 5)])
def test_half_step(value: int, half: float) -> None:
    assert half_step(Decimal(value)) == Decimal(str(half))


WORDS = (
    "un une deux vingt mille million milliards dizaines centaine de d' et demi à entre plus moins près jusqu' au "
    "euros dollars $ € ( ) , . - 12 1,5 20 000 2015 mars % ans e 3e soit environ aucun personne plusieurs h "
    "\n \u00a0 \u202f Md M F-16 EUR20 no a few hundred some half bn £"
)
PIECES = st.sampled_from(WORDS.split(" "))


@pytest.mark.parametrize("language", ["fr", "en"])
@settings(max_examples=150, deadline=None)
@given(text=st.one_of(st.text(max_size=80), st.lists(PIECES, max_size=25).map(" ".join)))
def test_spans_are_exact_ordered_and_apart(language: str, text: str) -> None:
    grammar: Grammar = GRAMMARS[language]
    found = find_quantities(text, grammar, language)
    end = 0
    for mention in found:
        assert mention.span.of(text) == mention.text != ""
        assert mention.span.start >= end
        end = mention.span.end
        quantity = mention.quantity
        assert quantity is not None
        assert quantity.min is None or quantity.max is None or quantity.min <= quantity.max
        assert (mention.type == "money") == (quantity.currency is not None)


@pytest.mark.parametrize("language", ["fr", "en"])
@settings(max_examples=200, deadline=None)
@given(text=st.lists(PIECES, max_size=25).map(" ".join))
def test_no_figure_is_passed_over_for_its_first_word(language: str, text: str) -> None:
    grammar = GRAMMARS[language]
    patient = replace(grammar, openers=frozenset(w.norm for w in grammar.words(text)))
    assert find_quantities(text, grammar, language) == find_quantities(text, patient, language)


@settings(max_examples=100, deadline=None)
@given(st.integers(min_value=2, max_value=10**12 - 1))
def test_grouped_figures_are_read_whole(n: int) -> None:
    for gap in (" ", "\u00a0", "\u202f"):
        [mention] = find_quantities(f"Il y a {n:,} tentes.".replace(",", gap), GRAMMARS["fr"], "fr")
        assert mention.quantity is not None
        assert (mention.quantity.min, mention.quantity.max) == (n, n)
