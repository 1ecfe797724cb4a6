"""What came of setting a ledger beside a reference: pairs with what differs, and what stands on one side only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from greffier.lexicon.name_key import name_key
from greffier.lexicon.records import comparing
from greffier.link.beside.items import Item, Range
from greffier.link.beside.score import Likeness, overlap
from greffier.model import Reference

__all__ = ["Alone", "Comparison", "Difference", "Matched", "Near", "Told", "differences"]


@dataclass(frozen=True, slots=True)
class Told:
    """One side of it as it is shown: `day`, `place` and `what` in words, `heading` a kind or their type, `status` of
    ours (`accepted`, `partly`, `unreviewed`, `rejected`), "" for theirs."""

    item: Item
    day: str
    place: str
    what: str
    heading: str
    status: str = ""


@dataclass(frozen=True, slots=True)
class Difference:
    """What two of a pair tell otherwise: `what` is `toll`, `date`, `place`, `amount`, `currency` or `stage`."""

    what: str
    here: str
    there: str


@dataclass(frozen=True, slots=True)
class Matched:
    """A pair."""

    here: Told
    there: Told
    likeness: Likeness
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Near:
    """The most alike on the other side: `taken` is what that one is matched with, "" where with nothing."""

    told: Told
    likeness: Likeness
    taken: str = ""


@dataclass(frozen=True, slots=True)
class Alone:
    """What stands on one side only, why (a word of `export.comparison`), and the nearest on the other side."""

    told: Told
    reason: str
    near: Near | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """All of it, by day; what is not compared is counted: our entries by kind (`aside_here`), their records by type."""

    reference: Reference
    matched: tuple[Matched, ...]
    here: tuple[Alone, ...]
    there: tuple[Alone, ...]
    aside_here: Mapping[str, int] = field(default_factory=dict)
    aside_there: Mapping[str, int] = field(default_factory=dict)


def differences(here: Told, there: Told, likeness: Likeness) -> Iterator[Difference]:
    """What a pair tells otherwise, where both tell it; nobody dead there is nothing where nothing is told here."""
    one, other = here.item, there.item
    toll = other.toll or (0.0, 0.0)
    if one.toll is not None and other.toll is not None and not overlap(one.toll, other.toll):
        yield Difference("toll", _range(one.toll), _range(other.toll))
    elif one.toll is None and toll[0] > 0:
        yield Difference("toll", "", _range(toll))
    if likeness.days:
        yield Difference("date", here.day, there.day)
    if one.fine and other.fine and (likeness.km or 0) > comparing()["same_km"]:
        yield Difference("place", here.place, there.place)
    if one.amount is not None and other.amount is not None:
        sums = [f"{_range(amount)} {item.currency}" for amount, item in ((one.amount, one), (other.amount, other))]
        if one.currency != other.currency:
            yield Difference("currency", *sums)
        elif not overlap(one.amount, other.amount):
            yield Difference("amount", *sums)
    if one.stages and other.stages and not one.stages & other.stages:
        yield Difference("stage", ", ".join(sorted(one.stages)), name_key(there.heading))


def _range(bounds: Range) -> str:
    low, high = (None if value is None else f"{value:.15g}" for value in bounds)
    return f"≥ {low}" if high is None else str(low) if low == high else f"{low}–{high}"
