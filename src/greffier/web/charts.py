"""Charts made on the server, as numbers that templates draw as SVG and tell again as a table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from babel import Locale
from babel.dates import format_date, format_skeleton

__all__ = ["Bar", "Bars", "Strip", "bars", "strip"]

_DAYS, _WEEKS, _MONTHS, _YEARS = 31, 35 * 7, 48 * 31, 60  # the longest spans that are told by days, weeks, months


@dataclass(frozen=True, slots=True)
class Strip:
    """How many of each sort in each stretch of time: `rows` are sorts, `stretches` the names of times, `counts` one
    tuple a row; `undated` by row what has no day."""

    rows: tuple[str, ...]
    stretches: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    undated: tuple[int, ...]

    @property
    def most(self) -> int:
        """The greatest count."""
        return max((count for row in self.counts for count in row), default=0)

    def column(self, stretch: int) -> tuple[int, ...]:
        """The counts of one stretch, row by row."""
        return tuple(row[stretch] for row in self.counts)


def strip(told: Iterable[tuple[str, date | None]], order: Sequence[str], locale: Locale) -> Strip | None:
    """Sorts over time, those of `order` that there are, in that order; None where nothing has a day."""
    pairs = list(told)
    days = sorted(day for _, day in pairs if day is not None)
    if not days:
        return None
    starts, names = _stretches(days[0], days[-1], locale)
    counts: Counter[tuple[str, int]] = Counter()
    for sort, day in pairs:
        counts[sort, -1 if day is None else _place(starts, day)] += 1
    rows = [sort for sort in order if any(one == sort for one, _ in counts)]
    table = tuple(tuple(counts[sort, n] for n in range(len(starts))) for sort in rows)
    return Strip(tuple(rows), tuple(names), table, tuple(counts[sort, -1] for sort in rows))


def _place(starts: Sequence[date], day: date) -> int:
    """The number of the last stretch that begins by this day."""
    low, high = 0, len(starts)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if starts[middle] <= day else (low, middle)
    return low


def _stretches(first: date, last: date, locale: Locale) -> tuple[list[date], list[str]]:
    """Days, weeks, months or years from the first to the last, with their names."""
    span = (last - first).days
    if span < _DAYS:
        starts = [first + timedelta(n) for n in range(span + 1)]
        return starts, [_short_day(day, locale) for day in starts]
    if span < _WEEKS:
        monday = first - timedelta(first.weekday())
        starts = [monday + timedelta(7 * n) for n in range((last - monday).days // 7 + 1)]
        return starts, [_short_day(day, locale) for day in starts]
    if span < _MONTHS:
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        starts = [_month(first, n) for n in range(count)]
        return starts, [str(format_skeleton("yMMM", day, locale=locale)) for day in starts]
    years = range(max(first.year, last.year - _YEARS), last.year + 1)
    return [date(year, 1, 1) for year in years], [str(year) for year in years]


def _month(first: date, later: int) -> date:
    return date(first.year + (first.month - 1 + later) // 12, (first.month - 1 + later) % 12 + 1, 1)


def _short_day(day: date, locale: Locale) -> str:
    return str(format_date(day, "d MMM", locale))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, how long it surely is and how long it may be as parts of the longest (0 to 1), what it says;
    `open` where it has no upper bound."""

    name: str
    least: float
    most: float
    words: str
    open: bool


@dataclass(frozen=True, slots=True)
class Bars:
    """Bars that may be compared: of one stage and one currency; `left` are how many more there are than are drawn."""

    stage: str
    currency: str
    bars: tuple[Bar, ...]
    left: int


def bars(values: Sequence[tuple[str, float, float | None, str]], stage: str, currency: str, limit: int = 12) -> Bars:
    """The longest bars of some values: name, least, most (None without an upper bound), words; in the order given."""
    longest = max((most if most is not None else least for _, least, most, _ in values), default=0) or 1
    drawn = tuple(
        Bar(name, least / longest, (least if most is None else most) / longest, words, most is None)
        for name, least, most, words in values[:limit]
    )
    return Bars(stage, currency, drawn, max(0, len(values) - limit))
