"""What a benchmark gives: a figure with its 95 % interval over items (reports, files, rows), beside its reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from greffier.evaluate.figures import Amounts, interval, score_of

__all__ = ["Measure", "f1", "share"]


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure. `items` is over how many reports, files or rows it was taken; `reference` who else reached what."""

    benchmark: str
    name: str
    value: float
    low: float
    high: float
    items: int
    reference: str

    def row(self, digits: int = 3) -> str:
        """The figure as a row of a Markdown table."""
        value, low, high = (f"{n:.{digits}f}" for n in (self.value, self.low, self.high))
        return f"| {self.benchmark} | {self.name} | {value} | [{low}, {high}] | {self.items} | {self.reference} |"


def f1(benchmark: str, name: str, per_item: Sequence[Amounts], reference: str) -> Measure:
    """F1 of (right, said, gold) counts."""
    total = score_of(*(sum(amounts) for amounts in zip(*per_item, strict=True)))
    return Measure(benchmark, name, total.f1, *interval(per_item), len(per_item), reference)


def share(benchmark: str, name: str, per_item: Sequence[tuple[float, float]], reference: str) -> Measure:
    """The share, or the mean, of (hits, of how many)."""
    return f1(benchmark, name, [(hits, of, of) for hits, of in per_item], reference)
