"""Statements on parses of any shape: no crash, and every span within the text."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.frames.statement import find_statements
from greffier.frames.statement.reporting import compile_reporting
from greffier.lexicon import load_language
from greffier.mentions.quotations import find_quotations
from greffier.model import Sentence, Span, Token
from steps import grows_linearly

WORDS = [
    "a",
    "dit",
    "-il",
    "que",
    "le",
    "maire",
    ",",
    ":",
    "«",
    "»",
    "selon",
    "annoncé",
    "de",
    "pour",
    "et",
    "qui",
    ".",
]
POS = ["VERB", "NOUN", "PROPN", "PRON", "ADP", "DET", "SCONJ", "PUNCT", "AUX", "ADV", "CCONJ"]
DEPS = ["root", "nsubj", "obj", "ccomp", "xcomp", "acl", "acl:relcl", "conj", "case", "punct", "obl:agent", "mark"]
LEMMAS = ["dire", "mettre", "lancer", "qualifier", "annoncer", "accuser", "maire", "de", "que", "avoir", "être"]
FORMS = [{}, {"VerbForm": "Fin"}, {"VerbForm": "Part", "Tense": "Past"}, {"VerbForm": "Inf"}, {"PronType": "Rel"}]
REPORTING = compile_reporting(load_language("fr").section("reporting"))
QUOTES = load_language("fr").section("quotes")


@st.composite
def pages(draw: st.DrawFn) -> tuple[str, list[Sentence]]:
    """A text of words with single spaces, and sentences with any labels and heads."""
    text, sentences = "", []
    for index in range(draw(st.integers(1, 3))):
        size = draw(st.integers(1, 12))
        tokens = []
        for i in range(size):
            word = draw(st.sampled_from(WORDS))
            span = Span(len(text), len(text) + len(word))
            text += word + " "
            head = draw(st.integers(0, max(0, i - 1))) if i else 0  # heads to the left: no circles
            pos, dep = draw(st.sampled_from(POS)), draw(st.sampled_from(DEPS))
            lemma, feats = draw(st.sampled_from(LEMMAS)), draw(st.sampled_from(FORMS))
            tokens.append(Token(i, word, lemma, pos, dep, head, span, feats))
        children = tuple(tuple(t.i for t in tokens if t.head == i and t.i != i) for i in range(size))
        sentences.append(Sentence(index, Span(tokens[0].span.start, len(text) - 1), tuple(tokens), children))
    return text, sentences


@settings(max_examples=400, deadline=None)
@given(pages(), st.booleans())
def test_any_parse_is_read(page: tuple[str, list[Sentence]], bare: bool) -> None:
    text, sentences = page
    reporting = replace(REPORTING, bare_clause=bare)
    for frame in find_statements(sentences, find_quotations(text, QUOTES), reporting, text):
        assert frame.content is None or 0 <= frame.content.start < frame.content.end <= len(text)
        assert all(a.span.end <= len(text) for a in (*frame.speakers, *frame.addressees))
        assert frame.sentence in frame.sentences
        assert frame.quote in {"direct", "indirect", "mixed"}


def test_work_grows_linearly() -> None:
    words = ["«", "oui", "»", "a", "dit", "le", "maire", "."]
    labels = [("PUNCT", "punct", 1), ("ADV", "root", 1), ("PUNCT", "punct", 1), ("AUX", "aux:tense", 4)]
    labels += [("VERB", "parataxis", 1), ("DET", "det", 6), ("NOUN", "obj", 4), ("PUNCT", "punct", 1)]

    def find(times: int) -> None:
        text, sentences = "", []
        for index in range(times):
            tokens = []
            for i, (word, (pos, dep, head)) in enumerate(zip(words, labels, strict=True)):
                feats = {"VerbForm": "Part", "Tense": "Past"} if pos == "VERB" else {}
                feats = {"VerbForm": "Fin"} if pos == "AUX" else feats
                span = Span(len(text), len(text) + len(word))
                tokens.append(Token(i, word, "dire" if pos == "VERB" else word, pos, dep, head, span, feats))
                text += word + " "
            children = tuple(tuple(t.i for t in tokens if t.head == i and t.i != i) for i in range(len(words)))
            sentences.append(Sentence(index, Span(tokens[0].span.start, len(text) - 1), tuple(tokens), children))
        quotations = find_quotations(text, QUOTES)
        assert len(find_statements(sentences, quotations, REPORTING, text)) == times

    assert grows_linearly(find, 20)
