"""What is asked of the ledger in space and in time: nothing is counted twice, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.ledger.held import NEVER, Column, Spot, Table, Versions
from greffier.ledger.question import Question
from greffier.ledger.spread import STEPS, Spread, bins, counting, entries_of, events_of, marks, places

WORLD = (-85.0, -180.0, 85.0, 180.0)
KINDS = ("attack", "toll", "aid")
SPOTS = (
    Spot("a", "A", 48.0, 2.0, "city"), Spot("b", "B", 48.01, 2.01, "city"), Spot("c", "C", -30.0, 20.0, "point"),
    Spot("r", "R", 49.0, 3.0, "region", km=80), Spot("FR", "F", 46.0, 2.0, "country"),
)  # fmt: skip
DAY = date(2031, 3, 1).toordinal()

Row = tuple[int, int, int, int, tuple[int, ...]]  # kind, event, first day, length in days, spots; -1 for none
rows = st.lists(
    st.tuples(
        st.integers(0, 2), st.integers(-1, 4), st.one_of(st.just(-1), st.integers(0, 900)), st.integers(0, 400),
        st.lists(st.integers(0, len(SPOTS) - 1), max_size=2, unique=True).map(tuple),
    ),
    min_size=1, max_size=40,
)  # fmt: skip


def table_of(told: list[Row]) -> Table:
    ids = tuple(f"e{n:03}" for n in range(len(told)))

    def column(values: list[int], names: tuple[str, ...]) -> Column:
        pairs = np.array([(n, v) for n, v in enumerate(values) if v >= 0], dtype=np.int32).reshape(-1, 2)
        return Column(pairs[:, 0], pairs[:, 1], names)

    spots = np.array([(n, s) for n, row in enumerate(told) for s in row[4]], dtype=np.int32).reshape(-1, 2)
    never = np.full(len(told), NEVER, dtype=np.int32)
    columns = {
        "kind": column([row[0] for row in told], KINDS),
        "event": column([row[1] for row in told], tuple(f"ev{n}" for n in range(5))),
        "status": column([0] * len(told), ("unreviewed",)),
        "spot": Column(spots[:, 0], spots[:, 1], tuple(s.id for s in SPOTS)),
    }
    first = np.array([DAY + row[2] if row[2] >= 0 else 1 for row in told], dtype=np.int32)
    last = np.array([DAY + row[2] + row[3] if row[2] >= 0 else 1 for row in told], dtype=np.int32)
    return Table({id: n for n, id in enumerate(ids)}, columns, first, last, Versions(*[never] * 6), SPOTS, ids)


def both(told: list[Row]) -> tuple[Spread, Spread]:
    table = table_of(told)
    mask = table.mask(Question(), None)
    return entries_of(table, mask), events_of(table, mask, counting(table, mask))


@given(rows)
def test_each_entry_and_each_event_is_there_once(told: list[Row]) -> None:
    entries, events = both(told)
    assert entries.ids == tuple(f"e{n:03}" for n in range(len(told)))
    named = {f"ev{row[1]}" if row[1] >= 0 else f"e{n:03}" for n, row in enumerate(told)}
    assert sorted(events.ids) == sorted(named) and len(set(events.unit.tolist())) == len(events.unit)


@given(rows)
def test_bins_tell_each_dated_one_once(told: list[Row]) -> None:
    for spread in both(told):
        strip = bins(spread)
        assert sum(b.total for b in strip.bins) + strip.before + strip.after + strip.longer + strip.undated == len(
            spread
        )
        assert strip.longer == int(spread.longer(strip.step).sum()) if strip.bins else True
        days = [(b.first, b.last) for b in strip.bins]
        assert days == sorted(days) and all((b - a).days == 1 for (_, a), (b, _) in pairwise(days))
        assert strip.step in STEPS and len(strip.bins) <= 101


@given(rows, st.floats(0, 12))
def test_dots_hold_all_that_happened_at_points_and_none_of_areas(told: list[Row], zoom: float) -> None:
    for spread in both(told):
        found = marks(spread, zoom, WORLD)
        exact = [n for n in spread.spot.tolist() if SPOTS[n].exact]
        assert sum(m.count for m in found) == len(exact)
        for mark in found:
            assert int(spread.within(mark.box).sum()) <= mark.count and (mark.places == 1) == bool(mark.spot)


@given(rows)
def test_places_count_what_happened_there(told: list[Row]) -> None:
    entries, _ = both(told)
    counts = Counter(SPOTS[s].id for row in told for s in row[4])
    assert {p.spot.id: p.count for p in places(entries)} == counts


def test_an_event_stands_where_it_is_told_most_exactly_and_most_often() -> None:
    _, events = both(
        [(0, 0, 5, 30, (4,)), (0, 0, 6, 0, (0,)), (1, 0, 6, 0, (0,)), (1, 0, -1, 0, (2,)), (0, 0, 9, 0, ())]
    )
    assert [SPOTS[s].id for s in events.spot] == ["a"]
    assert (events.first[0] - DAY, events.last[0] - DAY) == (6, 6)
    assert events.kinds[events.kind[0]] == "attack"


@pytest.mark.parametrize(("zoom", "count"), [(2, 1), (12, 2)])
def test_near_dots_are_one_until_one_looks_closer(zoom: float, count: int) -> None:
    entries, _ = both([(0, -1, 0, 0, (0,)), (0, -1, 0, 0, (1,))])
    assert len(marks(entries, zoom, WORLD)) == count


@pytest.mark.parametrize(
    ("span", "step"), [(0, "day"), (99, "day"), (100, "week"), (690, "week"), (900, "month"), (9000, "year")]
)
def test_bins_are_as_wide_as_the_time_asks(span: int, step: str) -> None:
    entries, _ = both([(0, -1, 0, 0, ()), (0, -1, span, 0, ())])
    strip = bins(entries)
    assert strip.step == step and sum(b.total for b in strip.bins) == 2
    narrowed = bins(entries, date.fromordinal(DAY), date.fromordinal(DAY + 6))
    assert narrowed.step == "day" and len(narrowed.bins) == 7 and narrowed.after == (span > 6)


def test_what_takes_long_or_has_no_date_is_told_apart() -> None:
    entries, _ = both([(0, -1, 0, 0, ()), (0, -1, 3, 0, ()), (0, -1, 1, 45, ()), (0, -1, -1, 0, ())])
    strip = bins(entries)
    assert (sum(b.total for b in strip.bins), strip.longer, strip.undated) == (2, 1, 1)
