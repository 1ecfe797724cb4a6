"""Runs the cases of who stands for whom of tests/languages, and the properties that hold for any text."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from greffier.lexicon import load_language
from greffier.lexicon.gazetteer import load_gazetteer
from greffier.mentions.actors import Registry, compile_titles, find_actors, load_titles
from greffier.mentions.actors.entities import plain
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
    return find_actors(sentences, names, gazetteer, load_titles(language), quotations=quotations)


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
    for words, name in case.get("where", {}).items():
        found = known.place_reference(*place(words, sentences))
        assert (found.text if found is not None else "") == name, words
