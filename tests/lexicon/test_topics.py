"""Words of a topic: what stands for them in each language."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from greffier.lexicon import languages, load_language
from greffier.lexicon.name_key import name_key
from greffier.lexicon.topics import is_general, topic_name, topic_terms, topics_in

CASES = tomllib.loads(Path(__file__).with_name("topics.toml").read_text("utf-8"))["case"]
SECTIONS = {code: load_language(code).section("topics") for code in languages()}


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["words"]))
def test_case(case: dict[str, object]) -> None:
    found = topic_terms(str(case["words"]))
    assert [part.said for part in found] == case["parts"]
    for code in languages():
        said = {word for part in found for word in part.words(code)}
        assert set(case.get(code, [])) <= said  # type: ignore[call-overload]
        assert not said & set(case.get(f"not_{code}", []))  # type: ignore[call-overload]


def test_languages_share_their_topics() -> None:
    keys = {code: set(section["topics"]) for code, section in SECTIONS.items()}
    assert all(some == keys["fr"] for some in keys.values())


@pytest.mark.parametrize("topic", SECTIONS["fr"]["topics"])
def test_each_word_of_a_topic_finds_those_of_every_language(topic: str) -> None:
    for section in SECTIONS.values():
        for word in section["topics"][topic]:
            for code, other in SECTIONS.items():
                if name_key(word):
                    assert set(other["topics"][topic]) <= set(topic_terms(word)[0].words(code)), word


def test_names_of_the_register_go_with_the_words() -> None:
    names = {"Fictif": ("Anselme Fictif", "A. Fictive")}
    found = topic_terms("plan Fictif", lambda words: names.get(words, ()))
    assert found[1].words("en") == ("Fictif", "Anselme Fictif", "A. Fictive")


@pytest.mark.parametrize(
    ("words", "topics"),
    [
        ("la trêve dans les ports", ["ceasefire", "port"]),
        ("un échange de prisonniers", ["prisoner_exchange"]),
        ("a 30-day truce, with a prisoner swap", ["ceasefire", "prisoner_exchange"]),
        ("le plan de paix", ["peace_plan"]),
        ("tout arrêt des frappes", []),
    ],
)
def test_topics_that_a_phrase_names(words: str, topics: list[str]) -> None:
    assert list(topics_in(words)) == topics


def test_each_topic_has_a_name_and_general_ones_are_topics() -> None:
    for code in languages():
        assert all(topics_in(topic_name(topic, code)) for topic in SECTIONS[code]["topics"])
        assert set(SECTIONS[code]["general"]) <= set(SECTIONS[code]["topics"])
    assert is_general("negotiation") and not is_general("ceasefire")
