"""Statements: invented sentences with who says what, and sentences in which nobody says anything."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from greffier.frames.statement import StatementFrame, find_statements, reported_spans
from greffier.lexicon import load_language
from greffier.mentions.quotations import find_quotations
from parses.frozen import frozen

HERE = Path(__file__).parent


def read_cases(language: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((HERE / f"{language}_statement.toml").read_text("utf-8"))["case"])


CASES = [(language, case) for language in ("fr", "en") for case in read_cases(language)]


def statements(language: str, text: str) -> list[StatementFrame]:
    data = load_language(language)
    quotations = find_quotations(text, data.section("quotes"))
    return find_statements(frozen(language, text), quotations, data.section("reporting"), text)


def told(frame: StatementFrame, text: str) -> dict[str, Any]:
    given: dict[str, Any] = {"act": frame.act, "quote": frame.quote}
    given["content"] = frame.content.of(text) if frame.content is not None else None
    given["speakers"] = [a.span.of(text) for a in frame.speakers]
    given["speaker"] = given["speakers"][0] if given["speakers"] else None
    given["addressee"] = frame.addressees[0].span.of(text) if frame.addressees else None
    given["medium"] = frame.medium.of(text) if frame.medium is not None else None
    return given


@pytest.mark.parametrize(("language", "case"), [pytest.param(code, c, id=c["text"][:50]) for code, c in CASES])
def test_statements(language: str, case: dict[str, Any]) -> None:
    text = case["text"]
    found = [told(f, text) for f in statements(language, text)]
    wanted = case["reads"]
    assert [{key: f[key] for key in w} for f, w in zip(found, wanted, strict=False)] == wanted
    assert len(found) == len(wanted), found


def test_the_smallest_reported_span_comes_first() -> None:
    text = next(case["text"] for _, case in CASES if len(case["reads"]) == 1)
    spans = reported_spans(statements("fr", text))
    assert [len(s) for s, _ in spans] == sorted(len(s) for s, _ in spans)
