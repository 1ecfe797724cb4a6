"""Checks as rows: what comes back is what was kept, and only other reports' happenings are held against it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from greffier.ledger import add_report, checks_of, happenings, open_ledger, schema, verify
from greffier.ledger.verdicts import _check, verdict_rows
from greffier.model import CHECKS, VERDICTS, Against, Check, Given, Span, When
from ledger.made import RUN, checks, entries, keep, report, sentences

DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))
SPANS = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda pair: Span(min(pair), max(pair)))
WHENS = st.builds(lambda a, b, g: When(min(a, b), max(a, b), g), DAYS, DAYS, st.sampled_from(["day", "night"]))
FIGURES = st.tuples(st.text(min_size=1), st.integers() | st.floats(allow_nan=False) | st.text() | DAYS)
AGAINST = st.builds(
    Against, st.tuples(st.text()), st.tuples(st.text()), DAYS, DAYS, st.tuples(WHENS), st.floats(0, 99),
    st.floats(0, 99) | st.just(float("inf")), st.booleans(),
)  # fmt: skip
GIVEN = st.builds(Given, st.tuples(st.text()), st.floats(0, 99), st.floats(0, 99) | st.just(float("inf")))
SUM = st.builds(
    lambda against, given, parties, count, stage, currency: replace(
        against, given=given, parties=parties, count=count, stage=stage, currency=currency
    ),
    AGAINST, st.lists(GIVEN).map(tuple), st.lists(st.text()).map(tuple), st.integers(0, 9), st.text(),
    st.text(min_size=1),
)  # fmt: skip
CHECK = st.builds(
    Check, st.sampled_from(CHECKS), st.sampled_from(VERDICTS), SPANS, st.text(), st.lists(FIGURES).map(tuple),
    st.lists(SPANS).map(tuple), st.lists(st.text()).map(tuple), st.none() | AGAINST | SUM,
)  # fmt: skip


@given(st.lists(CHECK, max_size=3))
def test_any_check_comes_back(some: list[Check]) -> None:
    assert [_check(row) for row in verdict_rows("r", some, "x" * 20)] == some


def test_checks_are_kept_with_their_report(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, report())
        with ledger.begin() as connection:
            assert tuple(checks_of(connection, report().id)) == checks(report())
            connection.execute(schema.verdict.update().values(reason="another"))
        assert [p.what for p in verify(ledger)] == ["digest"]


def test_only_current_versions_of_other_reports_are_held_against(tmp_path: Path) -> None:
    own, other = report(), report(1, published=date(2031, 5, 2), url="https://exemple.invalid/1")
    denied = report(2, published=date(2031, 5, 1))
    week = checks(own)[1]
    with open_ledger(tmp_path / "a.db") as ledger:
        keep(ledger, own)
        keep(ledger, other)
        told = [replace(e, factuality="denied") for e in entries(denied)]
        add_report(ledger, denied, told, sentences(denied), RUN)
        with ledger.begin() as connection:
            known = happenings(connection, week, own.id)
            assert [(h.kind, h.when.start) for h in known] == [("attack", date(2031, 5, 2))]
            assert "ex:1" in known[0].names
        keep(ledger, report(3, published=date(2031, 3, 2), url="https://exemple.invalid/1"))
        with ledger.begin() as connection:
            assert happenings(connection, week, own.id) == [], "the later version tells of another day"
