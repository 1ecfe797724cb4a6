"""Checks: what a report claims that can be reckoned again, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from greffier.model.span import Span

__all__ = ["CHECKS", "VERDICTS", "Check", "Figure"]

CHECKS = ("weekday", "distance", "direction", "part", "sum", "ordinal", "interval", "pledges")
VERDICTS = ("holds", "contradicted", "cannot tell")

Figure = int | float | str | date


@dataclass(frozen=True, slots=True)
class Check:
    """One claim with its verdict.

    `kind` is one of CHECKS, `verdict` one of VERDICTS; `span` are the claim's words; `reason` is a key of the
    interface's table of reasons, which `figures` fill (kilometres, days, counts and sums, dates, names of places);
    `grounds` are the words that it was reckoned from; `entries` the ids of the entries that it concerns.
    """

    kind: str
    verdict: str
    span: Span
    reason: str
    figures: tuple[tuple[str, Figure], ...] = ()
    grounds: tuple[Span, ...] = ()
    entries: tuple[str, ...] = ()
