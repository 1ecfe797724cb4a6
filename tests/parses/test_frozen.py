"""Frozen parses: every sentence has one, none is left over, and the pinned model still gives them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.lexicon import languages
from greffier.model import Sentence, Span, Token
from greffier.parse import PINNED, load_parser
from parses.conllu import document_id, read_conllu, write_conllu
from parses.frozen import frozen, frozen_head, read_frozen, texts_of

LANGUAGES = [code for code in languages() if code in PINNED]
RENEW = "renew the frozen parses: make parses"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_sentence_has_a_frozen_parse(code: str) -> None:
    kept, wanted = read_frozen(code), {document_id(text): text for text in texts_of(code)}
    missing = [text for key, text in wanted.items() if key not in kept]
    assert not missing, f"{RENEW}; {len(missing)} sentences of {code} have none, the first: {missing[0]!r}"
    left_over = set(kept) - set(wanted)
    assert not left_over, f"{RENEW}; {len(left_over)} of {code} belong to no frame and no case any more"


@pytest.mark.parametrize("code", LANGUAGES)
def test_frozen_parses_are_of_the_pinned_model(code: str) -> None:
    head, model = frozen_head(code), PINNED[code]
    assert (head["model"], head["version"], head["digest"]) == (model.distribution, model.version, model.digest), RENEW


@pytest.mark.slow
@pytest.mark.parametrize("code", LANGUAGES)
def test_frozen_parses_equal_live_ones(code: str) -> None:
    texts = texts_of(code)
    live = dict(zip(texts, load_parser(code).parse_many((t, None) for t in texts), strict=True))
    stale = [text for text in texts if frozen(code, text) != live[text]]
    assert not stale, f"{RENEW}; {len(stale)} of {code} are parsed otherwise now, the first: {stale[0]!r}"


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=8)
LABELS = st.sampled_from(["root", "nsubj", "obl:arg", "conj"])


@st.composite
def sentences(draw: st.DrawFn) -> tuple[str, list[Sentence]]:
    words = draw(st.lists(WORDS, min_size=1, max_size=8))
    tokens, at = [], 0
    for i, word in enumerate(words):
        feats = draw(st.dictionaries(st.sampled_from(["Number", "Tense"]), st.sampled_from(["Sing", "Past"])))
        name = draw(st.sampled_from(["", "PER"]))
        head = draw(st.integers(0, len(words) - 1))
        tokens.append(Token(i, word, word.lower(), "NOUN", draw(LABELS), head, Span(at, at + len(word)), feats, name))
        at += len(word) + 1
    below = tuple(tuple(t.i for t in tokens if t.head == i and t.i != i) for i in range(len(tokens)))
    place = draw(st.sampled_from(["body", "title"]))
    return " ".join(words), [Sentence(0, Span(0, at - 1), tuple(tokens), below, place, draw(st.integers(0, 3)))]


@given(sentences())
def test_what_is_written_is_read_again(case: tuple[str, list[Sentence]]) -> None:
    text, parsed = case
    assert read_conllu("\n".join(write_conllu([(text, parsed)], {})).split("\n")) == {document_id(text): tuple(parsed)}
