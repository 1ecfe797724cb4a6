"""Checks: what a report claims that can be reckoned again, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from greffier.model.span import Span
from greffier.model.value import When

__all__ = ["CHECKS", "VERDICTS", "Against", "Check", "Figure", "Given", "Happening"]

CHECKS = ("weekday", "distance", "direction", "part", "sum", "ordinal", "interval", "pledges")
VERDICTS = ("holds", "contradicted", "cannot tell")

Figure = int | float | str | date


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody pledged, alone or several together: ids of the givers, sorted, and the least and the most."""

    givers: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Happening:
    """What an entry of another report tells to have happened: `names` are the ids of its actors and places."""

    kind: str
    when: When
    names: frozenset[str]
    entry: str = ""
    given: Given | None = None


@dataclass(frozen=True, slots=True)
class Against:
    """What a check asks of the ledger: happenings of these kinds with these names, from `first` to `last`.

    `told` are the times that the report itself gives; `low` and `high` the days that an interval may have;
    `narrowed` is True where other words say which of them count. For a sum of pledges `low` and `high` are the sum,
    `given` what the report itself tells of its parts, `parties` who gave (all of them, () where that is not told),
    `count` how many gave (0: not told), and only pledges of one `stage` and `currency` are asked for.
    """

    kinds: tuple[str, ...]
    names: tuple[str, ...]
    first: date
    last: date
    told: tuple[When, ...] = ()
    low: float = 0.0
    high: float = 0.0
    narrowed: bool = False
    given: tuple[Given, ...] = ()
    parties: tuple[str, ...] = ()
    count: int = 0
    stage: str = ""
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One claim with its verdict.

    `kind` is one of CHECKS, `verdict` one of VERDICTS; `span` are the claim's words; `reason` is a key of the
    interface's table of reasons, which `figures` fill (kilometres, days, counts and sums, dates, names of places);
    `grounds` are the words that it was reckoned from; `entries` the ids of the entries that it concerns; `against` is
    what other reports of a ledger may add, None where they cannot.
    """

    kind: str
    verdict: str
    span: Span
    reason: str
    figures: tuple[tuple[str, Figure], ...] = ()
    grounds: tuple[Span, ...] = ()
    entries: tuple[str, ...] = ()
    against: Against | None = None
