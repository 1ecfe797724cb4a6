"""Runs the cases of who stands for whom of tests/languages, and the properties that hold for any text."""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import settings
from hypothesis import strategies as st

from greffier.lexicon import load_language
from greffier.lexicon.gazetteer import CountryNamesIn, load_gazetteer
from greffier.mentions.actors import Registry, compile_titles, find_actors, load_titles
from greffier.mentions.actors.entities import plain
from greffier.mentions.actors.naming import MOST
from greffier.mentions.names import find_names
from greffier.mentions.quotations import find_quotations
from greffier.model import Actor, Mention, Sentence, Span, Token
from greffier.parse import load_parser

CASES = Path(__file__).parents[1] / "languages"


def cases() -> list[Any]:
    found = []
    for path in sorted(CASES.glob("*_actors.toml")):
        for case in tomllib.loads(path.read_text("utf-8"))["case"]:
            found.append(pytest.param(path.name[:2], case, id=f"{path.name[:2]}: {case['text']}"))
    return found


@cache
def parsed(language: str) -> dict[str, list[Sentence]]:
    """All texts of a language's cases, parsed in one batch."""
    texts = [p.values[1]["text"] for p in cases() if p.values[0] == language]
    return dict(zip(texts, load_parser(language).parse_many((t, None) for t in texts), strict=True))


def registry(text: str, language: str, sentences: list[Sentence]) -> Registry:
    gazetteer = load_gazetteer()
    quotations = [q.span for q in find_quotations(text, load_language(language).section("quotes")) if q.depth == 0]
    names = find_names(sentences, text, gazetteer, language)
    countries = CountryNamesIn(gazetteer, language)
    return find_actors(sentences, names, countries, load_titles(language), quotations=quotations)


def place(words: str, sentences: list[Sentence]) -> tuple[int, int]:
    """Sentence and token of the n-th time that a word stands there."""
    word, _, nth = words.partition("#")
    found = [(s.index, t.i) for s in sentences for t in s.tokens if t.text.replace("’", "'") == word]
    return found[int(nth or 1) - 1]


def given(actors: list[Actor]) -> list[set[str]]:
    return [{plain(name) for name in actor.names} for actor in actors]


@pytest.mark.slow
@pytest.mark.parametrize(("language", "case"), cases())
def test_case(language: str, case: dict[str, Any]) -> None:
    text, sentences = case["text"], parsed(language)[case["text"]]
    known = registry(text, language, sentences)
    for words, wanted in case.get("who", {}).items():
        names = given(known.split(*place(words, sentences)))
        expected = [wanted] if isinstance(wanted, str) else wanted
        assert len(names) == len(expected), (words, names)
        for name in expected:
            assert any(plain(name) in each for each in names), (words, name, names)
    for words, name in case.get("unlike", {}).items():
        assert all(plain(name) not in each for each in given(known.split(*place(words, sentences)))), words
    for words in case.get("nobody", ()):
        assert known.split(*place(words, sentences)) == [], words
    for words, countries in case.get("belongs", {}).items():
        names = given(known.countries_of(*place(words, sentences)))
        assert len(names) == len(countries), words
        assert all(plain(name) in each for name, each in zip(countries, names, strict=True)), words
    for words, name in case.get("where", {}).items():
        found = known.place_reference(*place(words, sentences))
        assert (found.text if found is not None else "") == name, words


# Any words in any order, whatever a parser says of them -------------------------------------------------------------
WORDS = (
    *(
        "le",
        "la",
        "les",
        "ministre",
        "armée",
        "russe",
        "de",
        "des",
        "il",
        "elles",
        "qui",
        "son",
        "l'",
        "Ardan",
        "ville",
    ),
    *("a", "dit", ",", "(", ")", "«", "deux", "hommes", "ce", "dernier", "y", "-il", "celui", "-", "ci", "Kiev"),
)
POS = ("DET", "NOUN", "PROPN", "ADJ", "ADP", "PRON", "VERB", "AUX", "PUNCT", "NUM", "CCONJ")
DEPS = (
    "det",
    "nsubj",
    "obj",
    "nmod",
    "amod",
    "conj",
    "case",
    "root",
    "acl:relcl",
    "appos",
    "flat:name",
    "cop",
    "obl:mod",
)
TOKENS = st.tuples(st.sampled_from(WORDS), st.sampled_from(POS), st.sampled_from(DEPS), st.integers(0, 30))
KINDS = st.sampled_from(("person", "country", "body", "place", "demonym", "region"))


class Nameless:
    def country_names(self, code: str) -> tuple[str, ...]:
        return (code,)


def sentence_of(words: list[tuple[str, str, str, int]], index: int, start: int) -> Sentence:
    tokens, children = [], [[] for _ in words]
    for i, (text, pos, dep, head) in enumerate(words):
        governor = head % len(words)
        tokens.append(Token(i, text, text, pos, dep, governor, Span(start, start + len(text)), {}))
        start += len(text) + 1
        if governor != i:
            children[governor].append(i)
    return Sentence(index, Span(tokens[0].span.start, start), tuple(tokens), tuple(tuple(c) for c in children))


def page_of(rows: list[list[tuple[str, str, str, int]]]) -> list[Sentence]:
    found: list[Sentence] = []
    for row in rows:
        found.append(sentence_of(row, len(found), found[-1].span.end if found else 0))
    return found


@over(st.lists(st.lists(TOKENS, min_size=1, max_size=14), max_size=5), st.lists(st.tuples(st.integers(0, 60), KINDS)))
@settings(max_examples=150, deadline=None)
def test_any_words(rows: list[list[tuple[str, str, str, int]]], named: list[tuple[int, str]]) -> None:
    sentences = page_of(rows)
    tokens = [t for s in sentences for t in s.tokens]
    mentions = [Mention(tokens[k % len(tokens)].span, tokens[k % len(tokens)].text, kind, None, "FR")
                for k, kind in named if tokens]  # fmt: skip
    known = find_actors(sentences, mentions, Nameless(), load_titles("fr"))
    for sentence in sentences:
        for token in sentence.tokens:
            actors = known.split(sentence.index, token.i)
            assert all(actor.names and len(actor.names) <= MOST for actor in actors)
            assert len({actor.id for actor in actors}) == len(actors)
            single = known.of(sentence.index, token.i)
            assert single is None or len(actors) >= 1
            before = known.antecedent(sentence.index, token.i)
            assert before is None or before <= (sentence.index, token.i)
            assert known.place_reference(sentence.index, token.i) in [None, *mentions]


def test_a_language_without_titles_knows_nobody() -> None:
    sentences = page_of([[("Il", "PRON", "nsubj", 1), ("dit", "VERB", "root", 1)]])
    assert find_actors(sentences, [], Nameless(), compile_titles({})).split(0, 0) == []


def test_first_persons_are_asked_for() -> None:
    sentences = page_of([[("nous", "PRON", "nsubj", 1), ("voulons", "VERB", "root", 1)]])
    speaker = Actor("person:x", "X", "person", names=("X",))
    known = find_actors(sentences, [], Nameless(), load_titles("fr"))
    assert known.of(0, 0) is None
    assert known.with_speakers(lambda span: speaker if span.start == 0 else None).of(0, 0) == speaker


@over(st.text())
def test_a_key_holds_letters_and_figures_of_any_script_without_marks(text: str) -> None:
    bare = unicodedata.normalize("NFKD", text.casefold())
    kept = [c if c.isalnum() else " " for c in bare if not unicodedata.combining(c)]
    assert plain(text) == " ".join("".join(kept).split())


def said(*names: str) -> Registry:
    """Who the persons of these names are, each named in a sentence of its own."""
    rows = [[(word, "PROPN", "flat:name" if i else "root", 0) for i, word in enumerate(n.split())] for n in names]
    sentences = page_of(rows)
    mentions = [Mention(Span(s.span.start, s.tokens[-1].span.end), n, "person")
                for s, n in zip(sentences, names, strict=True)]  # fmt: skip
    return find_actors(sentences, mentions, Nameless(), load_titles("fr"))


@pytest.mark.parametrize("first", ["Édéa", "Bérélé", "Gédémé", "Kévéné", "Léréné", "Némaré"])
def test_of_spellings_and_of_namesakes_the_first_told_counts(first: str) -> None:
    """Were it left to a set, these would hold for one seed of string hashing and not for another."""
    for surname in (first, plain(first).title()):
        other = plain(first).title() if surname == first else first
        actor = said(f"Aline {surname}", f"Aline {other}").of(1, 0)
        assert actor is not None
        assert actor.name == f"Aline {surname}"
        namesake = said(f"Zoé {surname}", f"Aline {surname}", surname).of(2, 0)
        assert namesake is not None
        assert namesake.id == "person:zoe " + plain(surname)
