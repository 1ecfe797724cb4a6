"""What is said to people: numbers decline their words, and are written as the language writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import Formatter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.errors import InputError
from greffier.lexicon import interfaces, load_interface
from greffier.lexicon.wording import load_wording

# Words that stay as they are behind 1: what does not decline, and what belongs to another word than the number.
STAY = {
    "fr": {"fois", "sur", "sans", "propos", "au", "y", "avis", "en", "déjà", "de"},
    "en": {
        "of",
        "at",
        "without",
        "accepted",
        "applied",
        "new",
        "more",
        "changed",
        "left",
        "older",
        "closed",
        "gone",
        "told",
        "the",
        "denied",
        "independent",
        "weaker",
        "known",
        "taken",
        "failed",
    },
}


def templates(code: str) -> Iterator[str]:
    """All sentences of a language with places to fill."""
    french, own = load_interface("fr").messages, load_interface(code)
    yield from french.keys() if code == "en" else french.values()
    yield from own.labels["reason"].values()
    yield str(load_wording(code).page["footer"])


def counts() -> set[str]:
    """Names of the places that hold a count: those that decline a word in some language, and `count`."""
    parts = (part for code in interfaces() for t in templates(code) for part in Formatter().parse(t))
    return {"count"} | {str(name) for _, name, form, _ in parts if form and "|" in form}


def told_with(template: str, number: int, code: str) -> str:
    """The sentence with this number for all counts, and words for all else."""
    named = {str(name) for _, name, _, _ in Formatter().parse(template) if name is not None}
    form = re.sub(r"\{(\w+)(?:!r|:weekday|:[.\d]+[fg])?\}", r"{\1}", template)
    values = {name: number if name in counts() else "x" for name in named}
    return load_interface(code).fill(form, values)


@pytest.mark.parametrize("code", interfaces())
def test_every_count_declines_the_word_behind_it(code: str) -> None:
    plain = rf"\{{({'|'.join(sorted(counts()))})\}} +(?:\{{\1:[^|}}]*\|[^}}]*\}}|([^\W\d_][\w'’]*))"
    found = [(t, m[2]) for t in templates(code) for m in re.finditer(plain, t)]
    assert len(found) > 15
    assert [(t, word) for t, word in found if word and word not in STAY[code]] == []


@pytest.mark.parametrize("code", interfaces())
def test_one_and_two_are_told_apart(code: str) -> None:
    declined = [t for t in templates(code) if any(f and "|" in f for _, _, f, _ in Formatter().parse(t))]
    assert len(declined) > 15
    for template in declined:
        one, two = (told_with(template, number, code) for number in (1, 2))
        assert one.replace("1", "2") != two, template
        assert "|" not in one + two and "{" not in one + two, template


@given(st.integers(0, 3_000_000))
def test_french_has_one_for_zero_too(number: int) -> None:
    said = {code: load_interface(code).say("{count} {count:report|reports}", count=number) for code in ("fr", "en")}
    assert said["fr"] == f"{number} {'dépêche' if number < 2 else 'dépêches'}"
    assert said["en"] == f"{number} {'report' if number == 1 else 'reports'}"


@given(st.floats(-1e6, 1e6, allow_nan=False))
def test_decimals_are_written_as_the_language_writes_them(value: float) -> None:
    assert load_interface("en").number(value, ".2f") == f"{value:.2f}"
    assert load_interface("fr").number(value, ".2f") == f"{value:.2f}".replace(".", ",")


def test_an_error_declines_its_words_without_an_interface() -> None:
    sentence = "{words!r} stands in the report {count} {count:time|times}."
    assert str(InputError(sentence, words="a", count=1)) == "'a' stands in the report 1 time."
    assert load_interface("fr").explain(InputError(sentence, words="a", count=2)) == "'a' est 2 fois dans la dépêche."
    assert load_interface("fr").say("{name}: {value!r} is no number from 0 to 1.", name="x", value=1.5).startswith("x")
