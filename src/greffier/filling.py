"""Sentences with places to fill: numbers decline the words beside them, and are written as a language writes them.

`{count} {count:report|reports}` is *1 report*, *2 reports*; `{share:.2f}` is *0.80*, or *0,80*. Standard library only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

__all__ = ["fill"]


def _english(number: float) -> bool:
    return number == 1


def fill(
    template: str, values: Mapping[str, object], is_one: Callable[[float], bool] = _english, point: str = "."
) -> str:
    """The template with its values; `is_one` says for which numbers a language has its singular, `point` is its
    decimal sign. Raises KeyError for a value that is not there."""
    numbers = {
        name: _Number(value, is_one, point)
        for name, value in values.items() if isinstance(value, int | float) and not isinstance(value, bool)
    }  # fmt: skip
    return template.format_map({**values, **numbers})


@dataclass(frozen=True, slots=True)
class _Number:
    """A number in a template: a form with a bar is the word for one, and that for others."""

    value: float
    is_one: Callable[[float], bool]
    point: str

    def __format__(self, form: str) -> str:
        one, bar, many = form.partition("|")
        if bar:
            return one if self.is_one(abs(self.value)) else many
        told = format(self.value, form)
        return told.replace(".", self.point) if isinstance(self.value, float) else told

    def __repr__(self) -> str:
        return repr(self.value)
