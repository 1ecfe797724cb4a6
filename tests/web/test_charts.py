"""Charts tell what they are given: every entry is in one stretch, and no bar is longer than the longest."""

from __future__ import annotations

from datetime import date

from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.web.charts import bars, strip

FRENCH = Locale("fr")
DAYS = st.integers(date(1990, 1, 1).toordinal(), date(2040, 12, 31).toordinal()).map(date.fromordinal)
TOLD = st.lists(st.tuples(st.sampled_from(["attack", "toll", "talks"]), st.one_of(st.none(), DAYS)), max_size=25)


@settings(deadline=None)
@given(TOLD)
def test_every_entry_is_counted_once(told: list[tuple[str, date | None]]) -> None:
    chart = strip(told, ["attack", "talks", "toll"], FRENCH)
    if chart is None:
        assert all(day is None for _, day in told)
        return
    assert sum(map(sum, chart.counts)) + sum(chart.undated) == len(told)
    for sort, counts, undated in zip(chart.rows, chart.counts, chart.undated, strict=True):
        assert sum(counts) + undated == sum(one == sort for one, _ in told)
    assert len(set(chart.stretches)) == len(chart.stretches) <= 61
    assert chart.most == max(map(max, chart.counts))


def test_stretches_grow_with_the_time_told() -> None:
    cases = [
        (date(2031, 5, 1), date(2031, 5, 3), ["1 mai", "2 mai", "3 mai"]),
        (date(2031, 5, 1), date(2031, 6, 5), ["28 avr.", "5 mai", "12 mai", "19 mai", "26 mai", "2 juin"]),
        (date(2030, 12, 1), date(2031, 9, 1), 10),
        (date(2001, 1, 1), date(2009, 9, 1), [str(year) for year in range(2001, 2010)]),
    ]
    for first, last, names in cases:
        chart = strip([("toll", first), ("toll", last)], ["toll"], FRENCH)
        assert chart is not None
        assert len(chart.stretches) == names if isinstance(names, int) else list(chart.stretches) == names
        assert chart.counts[0][0] == chart.counts[0][-1] == 1


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 1e12), st.one_of(st.none(), st.floats(0, 1e6))), max_size=30))
def test_bars_are_parts_of_the_longest(values: list[tuple[float, float | None]]) -> None:
    told = [(str(n), low, None if more is None else low + more, "") for n, (low, more) in enumerate(values)]
    found = bars(told, "promised", "EUR", limit=8)
    assert len(found.bars) + found.left == len(values)
    assert all(0 <= bar.least <= bar.most <= 1 for bar in found.bars)
    assert [bar.open for bar in found.bars] == [more is None for _, more in values[:8]]
