"""Slips of the parser are mended: sentences of `slips.toml`, parsed live."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from greffier.model import Sentence
from greffier.parse import load_parser

CASES = tomllib.loads(Path(__file__).with_name("slips.toml").read_text("utf-8"))["case"]


def subjects(sentence: Sentence, verb: int) -> list[str]:
    """Words of the verb's subjects, coordinated ones too."""
    heads = [c for c in sentence.children[verb] if sentence.tokens[c].dep.startswith("nsubj")]
    for head in heads:
        heads += [c for c in sentence.children[head] if sentence.tokens[c].dep == "conj"]
    return [sentence.tokens[h].text for h in heads]


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda c: c["text"])
def test_slip_is_mended(case: dict[str, Any]) -> None:
    sentence = load_parser("fr").parse(case["text"])[0]
    verb = next(t for t in sentence.tokens if t.lemma == case["verb"])
    assert verb.pos == "VERB" and verb.dep == "root"
    assert subjects(sentence, verb.i) == case["subjects"]
    if "object" in case:
        assert [t.text for t in sentence.tokens if t.head == verb.i and t.dep == "obj"] == [case["object"]]


@pytest.mark.slow
@pytest.mark.parametrize(("text", "pos"), [("Neuf passants sont blessés.", "NUM"), ("Il conduit un char neuf.", "ADJ")])
def test_a_number_that_is_also_an_adjective(text: str, pos: str) -> None:
    sentence = load_parser("fr").parse(text)[0]
    assert [t.pos for t in sentence.tokens if t.text.lower() == "neuf"] == [pos]


@pytest.mark.slow
def test_trees_stay_trees() -> None:
    for case in CASES:
        sentence = load_parser("fr").parse(case["text"])[0]
        assert sorted(sentence.subtree(sentence.root)) == list(range(len(sentence.tokens)))
