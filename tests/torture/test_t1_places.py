"""T1: places in any text, by code points and as a browser counts, in Python and in the pages' own script."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greffier.intake.codings.offsets import from_utf16, placed
from greffier.judge.anchoring import quote_of
from greffier.model import Span
from torture.scale import note, times

pytestmark = pytest.mark.slow

_HARD = "𝄞😀👩\u200d👩\u200d👧e\u0301\u0301نص\u202eabc\r\n\u2028\u2029\x00\ufeff\u00a0\u202f é"
TEXTS = st.text(st.one_of(st.sampled_from(_HARD), st.characters(exclude_categories=["Cs"])), min_size=1, max_size=80)
COUNT = times(1_000, 10_000)


def units(text: str) -> int:
    """How many a browser counts."""
    return len(text.encode("utf-16-le")) // 2


@given(TEXTS, st.data())
@settings(max_examples=COUNT, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_t1_words_are_where_they_are_said_to_be(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    span = Span(start, end)
    quote = quote_of(text, span)
    assert text[start:end] == quote.exact
    assert placed(text, start, end, quote.exact, quote.prefix, quote.suffix) == span
    assert from_utf16(text, units(text[:start]), units(text[:end])) == span


def test_t1_is_noted() -> None:
    note("T1", COUNT, 0)
