"""Times: the cases of tests/languages/*_times.toml, and what holds for any text."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.lexicon import load_language
from greffier.mentions.times import Grammar, compile_calendar, find_times
from greffier.mentions.times.tokens import norm
from greffier.resolve.times import resolve_times

FILES = sorted((Path(__file__).parents[1] / "languages").glob("*_times.toml"))


@cache
def grammar(language: str) -> Grammar:
    return compile_calendar(load_language(language).section("calendar"))


def cases() -> Iterator[Any]:
    for path in FILES:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in data["cases"]:
            yield pytest.param(data["language"], {"published": data["published"], **case}, id=case["text"][:60])


@pytest.mark.parametrize(("language", "case"), list(cases()))
def test_case(language: str, case: dict[str, Any]) -> None:
    found = find_times(case["text"], grammar(language))
    published = date.fromisoformat(case["published"]) if case["published"] else None
    tenses = iter(case.get("tenses", []))
    told = {e.span: next(tenses, case.get("tense")) or None for e in found}
    # resolve_times may ask for one span more than once
    whens = resolve_times(found, published, told.__getitem__, case.get("church"))
    said = [[e.text, *_days(when)] for e, when in zip(found, whens, strict=True)]
    assert said == case["finds"]


def _days(when: Any) -> list[str]:
    if when is None:
        return []
    days = [when.start.isoformat(), when.end.isoformat()]
    return days[:1] if days[0] == days[1] else days


# Words of times in an order that no one would write, and any characters at all.
WORDS = tuple(word for path in FILES for word in path.read_text(encoding="utf-8").replace('"', " ").split()[40:1500])
TEXTS = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))


@pytest.mark.parametrize("language", ["fr", "en"])
@settings(max_examples=150, deadline=None)
@given(text=TEXTS, tense=st.sampled_from(["past", "present", "future", None]))
def test_any_text(language: str, text: str, tense: str | None) -> None:
    found = find_times(text, grammar(language))
    assert found == find_times(text, grammar(language))
    assert all(e.span.of(text) == e.text and e.text for e in found)
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))
    whens = resolve_times(found, date(2025, 4, 15), lambda span: tense)
    assert len(whens) == len(found)
    assert all(when is None for e, when in zip(found, whens, strict=True) if e.vague)


@given(st.text(alphabet=st.one_of(st.characters(max_codepoint=0x17F), st.sampled_from("’ʼ‑‐\u0301"))))
def test_words_are_compared_composed_and_without_case(text: str) -> None:
    straight = unicodedata.normalize("NFC", text).casefold().replace("’", "'").replace("ʼ", "'")
    assert norm(text) == straight.replace("‑", "-").replace("‐", "-")


@cache
def patient(language: str) -> Grammar:
    """The grammar that tries every form to its end."""
    forms = grammar(language).forms.items()
    return replace(grammar(language), forms={k: tuple(replace(o, then=None) for o in found) for k, found in forms})


@pytest.mark.parametrize("language", ["fr", "en"])
@settings(max_examples=300, deadline=None)
@given(text=TEXTS)
def test_no_form_is_refused_that_would_fit(language: str, text: str) -> None:
    assert find_times(text, grammar(language)) == find_times(text, patient(language))


@pytest.mark.parametrize("published", [date.min, date.max, date(2024, 2, 29)])
def test_the_edges_of_the_calendar(published: date) -> None:
    text = (
        "Hier, demain, la semaine dernière, dans dix ans, il y a trois jours, Pâques, en mars, fin mai, mardi prochain."
    )
    found = find_times(text, grammar("fr"))
    for tense in ("past", "future", None):
        assert len(resolve_times(found, published, lambda span, tense=tense: tense)) == len(found)


def test_orthodox_and_western_feasts_that_differ_are_marked() -> None:
    found = find_times("Pâques 2024 et Pâques 2025", grammar("fr"))
    whens = resolve_times(found, date(2025, 5, 1), lambda span: "past")
    assert [when and when.rule for when in whens] == ["feast-doubtful", "feast"]


def test_a_dateline_is_marked() -> None:
    found = find_times("KIEV, 12 mai (Exemple-Presse) - Un pont a sauté mardi.", grammar("fr"))
    assert [e.rule for e in found] == ["dateline", "weekday"]


def test_a_member_of_a_range_keeps_its_place() -> None:
    text = "Du 25 au 27 janvier"
    (found,) = find_times(text, grammar("fr"))
    assert [text[a:b] for a, b in found.value["parts"]] == ["25", "27 janvier"]
