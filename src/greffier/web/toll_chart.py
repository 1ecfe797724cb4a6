"""A toll's history as a step chart, in the numbers that an SVG takes: who told which figure, and when."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil, log10

from greffier.link.known import Figure, Toll

__all__ = ["SHAPES", "Chart", "Mark", "Tick", "chart_of", "shapes_of"]

SHAPES = ("circle", "square", "diamond", "up", "down", "plus", "cross", "star", "hexagon", "bar")
WIDTH, HEIGHT = 640, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 20, 18, 34
_ARROW = 22  # pixels that an open bound reaches beyond its figure
_SPREAD = 0.7  # of a day, over which the figures of one day are spread
_MOST_DAYS = 7  # ticks along time


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on an axis and what it stands for."""

    at: float
    value: float | date


@dataclass(frozen=True, slots=True)
class Mark:
    """A figure on the chart: where (pixels), its shape, its range as `top` and `foot` (equal for one number), whether
    it is open `above` or `below`, and whether its report only copies another."""

    x: float
    y: float
    top: float
    foot: float
    shape: str
    above: bool
    below: bool
    copied: bool
    figure: Figure


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart of one harm: `path` is the line of steps, `bands` the ranges that hold until the next figure."""

    harm: str
    width: int
    height: int
    base: float
    left: float
    right: float
    marks: tuple[Mark, ...]
    path: str
    bands: tuple[tuple[float, float, float, float], ...]
    days: tuple[Tick, ...]
    counts: tuple[Tick, ...]
    undated: int


def shapes_of(tolls: Iterable[Toll]) -> dict[str, str]:
    """A shape for each outlet (by report where there is none), the same in all charts of an event."""
    found: dict[str, str] = {}
    for toll in tolls:
        for figure in (*toll.history, *toll.copied):
            found.setdefault(_teller(figure), SHAPES[len(found) % len(SHAPES)])
    return found


def _teller(figure: Figure) -> str:
    return figure.voice.report.outlet or figure.voice.report.id


def chart_of(toll: Toll, shapes: dict[str, str]) -> Chart | None:
    """The chart of a toll, None where no figure has a date."""
    own = [f for f in toll.history if f.voice.report.published]
    copied = [f for f in toll.copied if f.voice.report.published]
    if not own:
        return None
    undated = len(toll.history) + len(toll.copied) - len(own) - len(copied)
    across = _Time([*own, *copied])
    up = _Scale([*own, *copied])
    marks = [_mark(f, across, up, shapes, copied=f in copied) for f in (*own, *copied)]
    steps = sorted((m for m in marks if not m.copied), key=lambda m: m.x)
    bands = tuple(_bands(steps))
    base, right = HEIGHT - _BOTTOM, float(WIDTH - _RIGHT)
    return Chart(
        toll.harm, WIDTH, HEIGHT, base, _LEFT, right, tuple(marks), _steps(steps, right), bands, across.ticks(),
        up.ticks(), undated,
    )  # fmt: skip


class _Time:
    """Days to pixels; the figures of one day stand beside each other, in the order of the history."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        days = [f.voice.report.published for f in figures if f.voice.report.published]
        self._first, self._last = min(days), max(days)
        self._places: dict[str, float] = {}
        for day in sorted(set(days)):
            some = [f for f in figures if f.voice.report.published == day]
            for n, figure in enumerate(some):
                shift = _SPREAD * (n / (len(some) - 1) - 0.5) if len(some) > 1 else 0.0
                self._places[figure.voice.entry.id] = (day - self._first).days + shift
        self._span = (self._last - self._first).days + 1.0

    def at(self, figure: Figure) -> float:
        return self._pixel(self._places[figure.voice.entry.id])

    def _pixel(self, days: float) -> float:
        return round(_LEFT + (days + 0.5) / self._span * (WIDTH - _LEFT - _RIGHT), 1)

    def ticks(self) -> tuple[Tick, ...]:
        step = max(1, ceil(self._span / _MOST_DAYS))
        days = range(0, int(self._span), step)
        return tuple(Tick(self._pixel(n), self._first + timedelta(n)) for n in days)


class _Scale:
    """Counts to pixels, from nought."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        most = max((b for f in figures for b in (f.low, f.high) if b is not None), default=1.0)
        self._step = _nice(most / 5)
        self._most = self._step * max(1, ceil(most * 1.12 / self._step))

    def at(self, count: float) -> float:
        return round(HEIGHT - _BOTTOM - count / self._most * (HEIGHT - _TOP - _BOTTOM), 1)

    def ticks(self) -> tuple[Tick, ...]:
        count = round(self._most / self._step)
        return tuple(Tick(self.at(n * self._step), n * self._step) for n in range(count + 1))


def _nice(least: float) -> float:
    """The least of 1, 2, 5, 10, 20, 50… that is not under `least`."""
    if least <= 1:
        return 1.0
    power = 10.0 ** int(log10(least))
    return next(n * power for n in (1.0, 2.0, 5.0, 10.0) if n * power >= least)


def _mark(figure: Figure, across: _Time, up: _Scale, shapes: dict[str, str], *, copied: bool) -> Mark:
    low, high = figure.low, figure.high
    above, below = high is None, low is None
    known = [b for b in (low, high) if b is not None] or [0.0]
    top, foot = up.at(max(known)), up.at(min(known))
    y = round((top + foot) / 2, 1)
    top, foot = (top - _ARROW if above else top), (foot + _ARROW if below else foot)
    shape = shapes[_teller(figure)]
    return Mark(across.at(figure), y, round(top, 1), round(foot, 1), shape, above, below, copied, figure)


def _steps(marks: Sequence[Mark], right: float) -> str:
    """The line: level from one figure to the next, then up or down."""
    parts = [f"M{marks[0].x} {marks[0].y}"]
    for mark in marks[1:]:
        parts.append(f"H{mark.x}V{mark.y}")
    return "".join([*parts, f"H{right}"])


def _bands(marks: Sequence[Mark]) -> Iterable[tuple[float, float, float, float]]:
    """The ranges: x, y, width, height, each until the next figure."""
    ends = [*(m.x for m in marks[1:]), float(WIDTH - _RIGHT)]
    for mark, end in zip(marks, ends, strict=True):
        if mark.foot - mark.top > 0 and not (mark.above or mark.below):
            yield mark.x, mark.top, round(end - mark.x, 1), round(mark.foot - mark.top, 1)
