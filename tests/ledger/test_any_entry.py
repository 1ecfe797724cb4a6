"""Any entry of any text comes back from the file as it went in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from greffier.ledger import Ledger, add_report, kept_report, open_ledger, verify
from greffier.model import Entry, Filler, Place, Quantity, Report, Span, SpanRole, When, report_id
from ledger.made import RUN

# astral signs, marks that combine, right-to-left words, all line ends, joiners, quotes, what JSON and SQL escape
CHARACTERS = st.characters(exclude_categories=("Cs",), exclude_characters="\0")
TEXTS = st.text(CHARACTERS | st.sampled_from("𝄞é\u0301א\r\n\u2028\u200d«»\"'\\%_:;"), min_size=1, max_size=60)
WORDS = st.text(CHARACTERS, max_size=8)
DAYS = st.dates(date(1, 1, 1), date(9999, 12, 31))
NUMBER = count()
NUMBERS = st.none() | st.integers(0, 2**53) | st.floats(0, 1e15, allow_nan=False)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(tmp_path_factory.mktemp("any") / "a.db") as opened:
        yield opened


@st.composite
def spans(draw: Any, text: str) -> Span:
    start = draw(st.integers(0, len(text)))
    return Span(start, draw(st.integers(start, len(text))))


@st.composite
def whens(draw: Any) -> When:
    first, last = sorted((draw(DAYS), draw(DAYS)))
    return When(first, last, draw(WORDS), draw(st.sampled_from(("stated", "reckoned", "inherited"))), draw(WORDS))


@st.composite
def places(draw: Any) -> Place:
    lat, lon = draw(st.none() | st.floats(-90, 90)), draw(st.none() | st.floats(-180, 180))
    names = tuple(draw(st.lists(WORDS, max_size=3)))
    return Place(
        draw(WORDS), draw(WORDS), draw(st.none() | WORDS), lat, lon, draw(WORDS), names, draw(st.none() | WORDS),
        draw(st.none() | st.floats(0, 1)),
    )  # fmt: skip


@st.composite
def fillers(draw: Any, role: str, text: str) -> Filler:
    names = tuple(draw(st.lists(WORDS, max_size=3)))
    return Filler(
        role, draw(WORDS), draw(spans(text)), draw(WORDS), names, draw(st.none() | WORDS), draw(st.none() | WORDS),
        draw(st.none() | places()), draw(WORDS),
    )  # fmt: skip


@st.composite
def entries(draw: Any, report: Report, number: int) -> Entry:
    text, roles = report.text, {}
    for role in draw(st.lists(st.sampled_from("abcdef"), unique=True)):
        quantity = st.builds(Quantity, NUMBERS, NUMBERS, st.booleans(), st.none() | WORDS, st.none() | st.just("total"))
        several = st.lists(fillers(role, text), max_size=3).map(tuple)
        stretch = st.builds(SpanRole, st.just(role), spans(text), WORDS)
        roles[role] = draw(st.one_of(WORDS, quantity, whens(), stretch, several))
    return Entry(
        id=f"{report.id[:12]}{number}", report=report.id, kind=draw(WORDS), anchor=draw(spans(text)),
        evidence=tuple(draw(st.lists(spans(text), max_size=3))), factuality=draw(WORDS),
        source=draw(st.none() | fillers("source", text)), when=draw(st.none() | whens()), roles=roles,
        doubts=tuple(draw(st.lists(WORDS, max_size=3))), by=draw(WORDS), confidence=draw(st.floats(0, 1)),
    )  # fmt: skip


@given(st.data())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_any_entry_comes_back_as_it_was(ledger: Ledger, data: st.DataObject) -> None:
    text, title, outlet, url = (data.draw(s) for s in (TEXTS, *(st.none() | WORDS for _ in range(3))))
    text += f"{next(NUMBER):06}"  # a text of its own for every try
    published = data.draw(st.none() | DAYS)
    identity = report_id(text, published, outlet, url, "fr")
    report = Report(identity, text, title, published, "fr", outlet, url, "a.json")
    told = tuple(data.draw(entries(report, number)) for number in range(data.draw(st.integers(0, 2))))
    assert add_report(ledger, report, told, [], RUN).new
    with ledger.begin() as connection:
        kept = kept_report(connection, identity)
    assert (kept.report, kept.entries) == (report, told)
    assert [list(e.roles) for e in kept.entries] == [list(e.roles) for e in told]


def test_after_all_that_the_ledger_is_whole(ledger: Ledger, tmp_path: Path) -> None:
    assert not list(verify(ledger))
