"""The timeline: what happened when, as the geometry of a chart that a template draws. Units are the chart's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date, format_interval

from greffier.ledger import Bin, Strip
from greffier.web.language import Language

__all__ = ["HEIGHT", "SERIES", "WIDTH", "Bar", "Chart", "Piece", "chart_of"]

WIDTH, HEIGHT = 1000, 170
SERIES = 4  # kinds that have a pattern of their own; the others share one
_TOP, _FLOOR, _LEFT = 16, 140, 36
_TICKS, _WIDEST = 7, 48
_FORMS = {"day": "d MMM", "week": "d MMM", "month": "MMM y", "year": "y"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a bar: its series (the last one for all other kinds), how many, where it stands."""

    series: int
    count: int
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar with its days, what it says in words, and its pieces from below."""

    first: date
    last: date
    x: float
    width: float
    total: int
    words: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Bars; `series` the kinds in the order of their patterns ("" for the others); ticks as x and words; `top` the
    greatest total, to which the scale reaches."""

    bars: tuple[Bar, ...]
    series: tuple[str, ...]
    ticks: tuple[tuple[float, str], ...]
    top: int


def chart_of(strip: Strip, language: Language) -> Chart:
    """The chart of a strip, in a language."""
    counts = Counter[str]()
    for one in strip.bins:
        counts.update(dict(one.counts))
    main = [kind for kind, _ in sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:SERIES]]
    series = (*main, "") if len(counts) > len(main) else tuple(main)
    top = max((b.total for b in strip.bins), default=0)
    step = (WIDTH - _LEFT) / max(1, len(strip.bins))
    bars = tuple(_bar(one, n, step, main, top, language) for n, one in enumerate(strip.bins))
    return Chart(bars, series, _ticks(strip, bars, language), top)


def _bar(one: Bin, number: int, step: float, main: Sequence[str], top: int, language: Language) -> Bar:
    by_series = Counter[int]()
    for kind, count in one.counts:
        by_series[main.index(kind) if kind in main else len(main)] += count
    pieces, y = [], float(_FLOOR)
    for series, count in sorted(by_series.items()):
        height = count / max(1, top) * (_FLOOR - _TOP)
        y -= height
        pieces.append(Piece(series, count, round(y, 2), round(height, 2)))
    width = min(_WIDEST, step * 0.86)
    x = _LEFT + number * step + (step - width) / 2
    return Bar(one.first, one.last, round(x, 2), round(width, 2), one.total, _words(one, language), tuple(pieces))


def _words(one: Bin, language: Language) -> str:
    """*2–8 March 2031: 12; attack 7, toll 5*, by the words of the language."""
    days = _days(one.first, one.last, language)
    told = sorted(one.counts, key=lambda c: (-c[1], c[0]))
    kinds = ", ".join(f"{language.interface.label('kind', kind)} {count}" for kind, count in told)
    if not kinds:
        return language.say("%(days)s: nothing", days=days)
    return language.say("%(days)s: %(count)s (%(kinds)s)", days=days, count=one.total, kinds=kinds)


def _days(first: date, last: date, language: Language) -> str:
    if first == last:
        return str(format_date(first, "d MMM y", language.locale))
    return str(format_interval(first, last, "yMMMd", locale=language.locale))


def _ticks(strip: Strip, bars: Sequence[Bar], language: Language) -> tuple[tuple[float, str], ...]:
    every = max(1, -(-len(bars) // _TICKS))
    form = _FORMS[strip.step]
    return tuple((bar.x, str(format_date(bar.first, form, language.locale))) for bar in bars[::every])
