"""What a time is reckoned from: publication, tense, and the days that the story has told."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date

from greffier.resolve.times.units import Days

__all__ = ["Setting", "nearest"]


@dataclass(slots=True)
class Setting:
    """The state while the times of one report are resolved, in order."""

    published: date | None
    church: str | None = None
    clocks: bool = False
    tense: str | None = None
    story: list[date] = field(default_factory=list)  # days told so far, the last one last
    weekdays: dict[int, date] = field(default_factory=dict)  # the day that each weekday surely means in this report

    @property
    def day(self) -> date | None:
        """The last day of the story, or the publication's."""
        return self.story[-1] if self.story else self.published


def nearest(candidates: Iterable[Days], published: date, tense: str | None, default: str = "nearest") -> Days | None:
    """The candidate that the tense asks for: the last one begun in the past, the next one not over in the future.

    A past one that is far away gives way to a coming one that is near. Without a tense, or in the present, `default`
    says which: `past`, `future` or `nearest`.
    """
    found = sorted(candidates)
    way = tense if tense in ("past", "future") else default
    past = [days for days in found if days[0] <= published]
    coming = [days for days in found if days[1] >= published]
    if way == "past" and past and not _too_far(past[-1], coming, published):
        return past[-1]
    if way in ("past", "future") and coming:
        return coming[0]
    return min(found, key=_far_from(published), default=None)


def _too_far(past: Days, coming: list[Days], published: date) -> bool:
    """A date eight months old is told with its year; one that soon comes is not, even beside a past verb."""
    return bool(coming) and (published - past[1]).days > 240 and (coming[0][0] - published).days < 120


def _far_from(published: date) -> Callable[[Days], tuple[int, bool]]:
    def far(days: Days) -> tuple[int, bool]:
        first, last = days
        gap = max((first - published).days, (published - last).days, 0)
        return gap, first > published

    return far
