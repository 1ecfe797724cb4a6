"""Runs the toll cases of tests/kinds: what each sentence tells of people harmed, and sentences that tell nothing."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from greffier.frames.clauses import clause_grammar
from greffier.frames.toll import HarmTable, TollPart, harm_table, toll_parts
from greffier.frames.verbs import Clause
from greffier.lexicon import load_kinds, load_language
from greffier.mentions.phrases import noun_types, phrase_types
from greffier.mentions.quantities import find_quantities
from parses.frozen import frozen

LANGUAGES = ("fr", "en")


@cache
def cases(language: str) -> list[dict[str, Any]]:
    path = Path(__file__).with_name(f"{language}_toll.toml")
    return list(tomllib.loads(path.read_text("utf-8"))["case"])


@cache
def table(language: str) -> HarmTable:
    return harm_table(load_kinds()["toll"].tables[language]["harm"])


def parts_of(text: str, language: str) -> list[TollPart]:
    data, sentences = load_language(language), frozen(language, text)
    quantities = find_quantities(text, data.section("numbers"), language)
    types_of = phrase_types(sentences, [], [], noun_types(data.section("nouns")))
    grammar = clause_grammar(data.section("clauses"))
    found: list[TollPart] = []
    for sentence in sentences:
        found += toll_parts(sentence, quantities, table(language), Clause(sentence, grammar), types_of)
    return found


def told(part: TollPart, text: str) -> dict[str, Any]:
    """A part as a case writes it."""
    shown: dict[str, Any] = {"harm": part.harm}
    if part.quantity is not None:
        q = part.quantity
        exact = q.min is not None and q.min == q.max
        shown |= {"n": q.min} if exact else {k: v for k, v in (("min", q.min), ("max", q.max)) if v is not None}
        shown |= {"open": True} if q.open else {}
    for role, arguments in (("victims", part.victims), ("including", part.including)):
        if arguments:
            shown[role] = [a.span.of(text) for a in arguments]
    return shown


@pytest.mark.parametrize(
    ("language", "case"),
    [pytest.param(code, case, id=f"{code}: {case['text']}") for code in LANGUAGES for case in cases(code)],
)
def test_case(language: str, case: dict[str, Any]) -> None:
    assert [told(p, case["text"]) for p in parts_of(case["text"], language)] == case["tolls"]
