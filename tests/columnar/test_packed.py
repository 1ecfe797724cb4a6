"""Values of the model as text and back: the same value, and nothing but the model's own."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.columnar.packed import pack, unpack
from greffier.errors import ReportError
from greffier.model import Against, Check, Entry, Filler, Place, Quantity, Report, Searched, Span, SpanRole, When

spans = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda p: Span(min(p), max(p)))
words = st.text(max_size=12)
days = st.dates(date(1900, 1, 1), date(2100, 1, 1))
whens = st.tuples(days, days).map(lambda p: When(min(p), max(p)))
reals = st.floats(allow_nan=False, allow_infinity=False)
places = st.builds(Place, words, words, words, reals, reals, st.just("city"), st.tuples(words))
fillers = st.builds(
    Filler, words, words, spans, words, st.tuples(words, words), st.none() | words, place=st.none() | places
)
roles = st.one_of(
    words, whens, fillers.map(lambda f: (f,)), st.builds(SpanRole, words, spans),
    st.integers(0, 99).map(lambda n: Quantity(float(n), float(n) + 1)),
)  # fmt: skip
entries = st.builds(
    Entry, words, words, words, spans, st.tuples(spans), st.just("actual"), st.none() | fillers, st.none() | whens,
    st.dictionaries(words, roles, max_size=3), st.tuples(words), words, reals,
)  # fmt: skip
againsts = st.builds(Against, st.tuples(words), st.tuples(words), days, days, st.tuples(whens), reals, reals)
figures = st.one_of(st.integers(), reals, words, days)
checks = st.builds(
    Check, words, words, spans, words, st.tuples(st.tuples(words, figures)), st.tuples(spans), st.tuples(words),
    st.none() | againsts,
)  # fmt: skip
moments = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1)).map(lambda d: d.replace(tzinfo=UTC))
reports = st.builds(
    Report, words, words, published=st.none() | days,
    published_at=st.none() | moments,
)  # fmt: skip
values = st.one_of(entries, checks, reports, st.builds(Searched, spans, words), st.frozensets(words))


@settings(max_examples=60)
@given(st.lists(values, max_size=3).map(tuple))
def test_what_is_unpacked_is_what_was_packed(value: tuple[object, ...]) -> None:
    again = unpack(pack(value))
    assert again == value
    assert pack(again) == pack(value)


def test_an_error_keeps_its_sentence_and_its_sort() -> None:
    again = unpack(pack(ReportError("{name}: {count} times.", name=date(2031, 5, 4), count=3)))
    assert type(again) is ReportError and str(again) == "2031-05-04: 3 times."


@pytest.mark.parametrize(
    "text",
    ['{"is":"Popen","of":["ls"]}', '{"is":"builtins.eval","of":["1"]}', '{"of":[]}', '{"is":"Span","of":[1,2,3]}', "{"],
)
def test_nothing_else_is_made(text: str) -> None:
    with pytest.raises(ValueError):
        unpack(text)


def test_what_is_not_of_the_model_is_refused() -> None:
    with pytest.raises(TypeError, match="object"):
        pack((object(),))
