"""The language of a report: found in its words, unless its file or the user says it."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.errors import ReportError
from greffier.intake import Defaults, detect, from_json, read_bytes

CASES: list[dict[str, Any]] = tomllib.loads((Path(__file__).parent / "languages.toml").read_text("utf-8"))["case"]
GERMAN = next(case["text"] for case in CASES if case["language"] == "de")
FRENCH = next(case["text"] for case in CASES if case["language"] == "fr")


@pytest.mark.parametrize("case", CASES, ids=lambda c: c.get("note", c["language"]))
def test_detect(case: dict[str, Any]) -> None:
    assert (detect(case["text"]) or "") == case["language"]


@pytest.mark.parametrize("example", sorted(Path("examples").rglob("*.json")), ids=lambda p: p.stem)
def test_every_example_is_in_the_language_that_it_says(example: Path) -> None:
    data = json.loads(example.read_text("utf-8"))
    assert detect(data["text"]) == data["language"]


def test_what_is_said_goes_before_what_is_found() -> None:
    told = json.dumps({"text": FRENCH, "language": "en"})
    assert from_json(told, Defaults(), "a").language == "en"
    assert from_json(told, Defaults(language="fr"), "a").language == "fr", "the option is there to force it"
    assert read_bytes(GERMAN.encode(), "a", Defaults(language="en"), 10_000, is_json=False).language == "en"
    assert from_json(json.dumps({"text": FRENCH}), Defaults(), "a").language == "fr"


def test_another_language_is_named() -> None:
    with pytest.raises(ReportError, match=r"^a\.txt: seems to be in Deutsch \(de\).*--language \(en, fr\)"):
        read_bytes(GERMAN.encode(), "a.txt", Defaults(), 10_000, is_json=False)


def test_words_that_do_not_say() -> None:
    with pytest.raises(ReportError, match="do not say in which language"):
        read_bytes(b"42 17", "a", Defaults(), 10_000, is_json=False)


def test_a_door_that_asks_takes_what_is_left_open_but_no_other_language() -> None:
    asks = Defaults(language="")
    assert read_bytes(b"42 17", "a", asks, 10_000, is_json=False).language == ""
    assert read_bytes(FRENCH.encode(), "a", asks, 10_000, is_json=False).language == "", "it is asked, with a proposal"
    with pytest.raises(ReportError, match="Deutsch"):
        read_bytes(GERMAN.encode(), "a", asks, 10_000, is_json=False)


@given(st.text(max_size=200))
def test_any_text_has_one_answer(text: str) -> None:
    assert detect(text) == detect(text)
