"""What spares the parser work changes nothing of what it gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from greffier.parse import load_parser
from greffier.parse import parser as module

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[2] / "examples"
# Characters that a model takes for words of any kind, or for white space.
ODD = "☃ ¤ — ٣ ﷽ …\n\n·   a b\x1f c. Le maire part\t. —\n\nLe maire ¯\n\n ¯\n ¯ ¯ .\n\nLe maire Ƹ\n\nƸ Ƹ."


def texts(language: str) -> list[tuple[str, None]]:
    paths = sorted((EXAMPLES / language).glob("*.json"))
    return [*((json.loads(path.read_text("utf-8"))["text"], None) for path in paths), (ODD, None)]


@pytest.mark.parametrize("language", ["fr", "en"])
def test_components_left_out(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = load_parser(language)
    lean = list(parser.parse_many(texts(language)))
    monkeypatch.setattr(parser, "_left_out", [])
    monkeypatch.setattr(parser, "_looks", {})
    assert list(parser.parse_many(texts(language))) == lean


@pytest.mark.parametrize("language", ["fr", "en"])
def test_looks_are_forgotten(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = load_parser(language)
    known = list(parser.parse_many(texts(language)))
    monkeypatch.setattr(parser, "_looks", {})
    monkeypatch.setattr(module, "_MOST_LOOKS", 10)
    assert list(parser.parse_many(texts(language))) == known
    assert len(parser._looks) <= 10


@pytest.mark.parametrize("language", ["fr", "en"])
def test_texts_parsed_together_or_apart(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = load_parser(language)
    together = list(parser.parse_many(texts(language)))
    monkeypatch.setattr(module, "_BATCH", 1)
    assert list(parser.parse_many(texts(language))) == together


@pytest.mark.parametrize("language", ["fr", "en"])
def test_lemmas_are_forgotten(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    parser = load_parser(language)
    known = list(parser.parse_many(texts(language)))
    monkeypatch.setattr(parser, "_looks", {})
    monkeypatch.setattr(module, "_REMEMBERED", 10)
    assert list(parser.parse_many(texts(language))) == known
    assert len(parser._lemmatizer.cache) <= 10
