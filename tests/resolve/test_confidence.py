"""Confidence is a probability from weights that are data."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.lexicon import load_language
from greffier.model import Entry, Filler, Sentence, Span, Token
from greffier.resolve.confidence import features, rated

WORDS = ["Dorval", "frappe", "Mirena"]
TOKENS = tuple(
    Token(i, word, word.lower(), "VERB" if i == 1 else "PROPN", "dep", 1, Span(i * 8, i * 8 + len(word)), {})
    for i, word in enumerate(WORDS)
)
SENTENCES = (Sentence(0, Span(0, 24), TOKENS, ((), (0, 2), ())), Sentence(1, Span(24, 30), (), ()))
PLACE = Filler("place", "Mirena", Span(16, 22), "Mirena", how="marker")
ENTRY = Entry(
    "e", "r", "attack", Span(8, 14), (Span(0, 24),), "actual", None, None, {"place": (PLACE,)}, (), "attack.strike"
)


def test_features_tell_what_is_known_without_gold() -> None:
    (known,) = features([ENTRY], SENTENCES)
    assert known["kind attack"] == known["frame attack.strike"] == known["role attack.place"] == known["main"] == 1
    assert known["how marker"] == known["unresolved"] == 1
    assert known["when none"] == known["page body"] == known["anchor VERB"] == 1
    assert "source" not in known and "like here" not in known, "what is 0 is left out"


def test_neighbours_of_the_same_kind_are_seen() -> None:
    first, second = features([ENTRY, replace(ENTRY, id="f")], SENTENCES)
    assert first["like here"] == second["like here"] == 1
    assert "like before" not in first and second["like before"] == 0.2


def test_an_anchor_in_a_sentence_without_words_is_rated() -> None:
    assert features([replace(ENTRY, anchor=Span(25, 26))], SENTENCES)[0]["anchor ?"] == 1


def test_without_weights_entries_stay_as_they_are() -> None:
    assert rated([ENTRY], SENTENCES, {}) == (ENTRY,)


def test_weights_make_a_probability() -> None:
    even = rated([ENTRY], SENTENCES, {"intercept": 0.0, "weights": {}})[0].confidence
    likely = rated([ENTRY], SENTENCES, {"intercept": 0.0, "weights": {"kind attack": 2.0}})[0].confidence
    assert (even, likely) == (0.5, 0.88)


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_confidence_stays_between_0_and_1_and_grows_with_its_weights(a: float, b: float) -> None:
    one, other = (
        rated([ENTRY], SENTENCES, {"intercept": w, "weights": {"main": 1.0}})[0].confidence for w in sorted((a, b))
    )
    assert 0 < one <= other < 1


@pytest.mark.parametrize("code", ["fr"])
def test_weights_name_known_kinds_and_are_small(code: str) -> None:
    data = load_language(code).section("confidence")
    assert data["reports"] > 0 and data["entries"] > 0
    assert all(abs(w) < 5 for w in data["weights"].values())
