"""Quotations: cases in TOML, and properties of any text."""

from __future__ import annotations

import itertools
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.lexicon import load_language
from greffier.mentions.quotations import find_quotations
from steps import grows_linearly

CASES = Path(__file__).parents[1] / "languages"
texts = st.text(alphabet="ab «»“”„\"’'.\n—!", max_size=120)


def cases(language: str) -> list[Any]:
    data = tomllib.loads((CASES / f"{language}_quotations.toml").read_text("utf-8"))
    return [pytest.param(language, c, id=c["text"][:40]) for c in data["case"]]


@pytest.mark.parametrize(("language", "case"), cases("fr"))
def test_quotations(language: str, case: dict[str, Any]) -> None:
    found = find_quotations(case["text"], load_language(language).section("quotes"))
    assert [q.content.of(case["text"]) for q in found] == case["contents"]
    assert sum(not q.closed for q in found) == case.get("open", 0)
    if "depths" in case:
        assert [q.depth for q in found] == case["depths"]


@given(texts)
def test_quotations_nest_and_hold_their_content(text: str) -> None:
    found = find_quotations(text, load_language("fr").section("quotes"))
    for q in found:
        assert q.span.holds(q.content)
        assert q.content.of(text) == q.content.of(text).strip() != ""
    for a in found:
        for b in found:
            assert not a.span.overlaps(b.span) or a.span.holds(b.span) or b.span.holds(a.span)
    outer = [q.span for q in found if q.depth == 0]
    assert all(a.end <= b.start for a, b in itertools.pairwise(outer))


@pytest.mark.parametrize("piece", ["« a » ", "« ", '" ', "»", '"a', "“ « ", "a\n"])
def test_work_grows_linearly(piece: str) -> None:
    quotes = load_language("fr").section("quotes")
    assert grows_linearly(lambda times: find_quotations(piece * times, quotes))
