"""One entry with the judgements of people on it: which values it has, which status, and whether people differ."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from greffier.judge.cases import Case
from greffier.judge.values import Lost, Move, with_field
from greffier.model import Entry, Judgement

__all__ = ["DIFFER", "GONE", "OTHERWISE", "Folded", "differ", "fold"]

DIFFER = "people differ on it"
GONE = "no longer read since it was judged"
OTHERWISE = "read otherwise since it was judged"


@dataclass(frozen=True, slots=True)
class Folded:
    """An entry as people left it, its status, and what it was before; `lost` are corrections that found no words."""

    entry: Entry
    status: str
    base: Entry
    lost: dict[str, str] = field(default_factory=dict)


def fold(start: Entry, cases: Sequence[Case], doubt: str = "", adds: Sequence[Judgement] = ()) -> Folded:
    """`start`, which `adds` may have added, with all judgements of the cases: the latest wins, field by field."""
    told = sorted(
        ((j, case.move) for case in cases for j in case.judgements), key=lambda t: (t[0].recorded_at, t[0].id)
    )
    corrections: dict[str, tuple[Judgement, Move]] = {}
    for one, move in told:
        if one.apart:  # its author saw no one else's corrections
            corrections = {f: c for f, c in corrections.items() if c[0].author == one.author}
        if one.verdict == "correct" and one.field is not None:
            corrections[one.field] = one, move
    entry, lost = _corrected(start, corrections)
    doubts = [doubt] if doubt else []
    doubts += [DIFFER] if differ([*adds, *(one for one, _ in told)]) else []
    entry = replace(entry, doubts=tuple(dict.fromkeys([*entry.doubts, *doubts])))
    kept = "corrected" if len(corrections) > len(lost) else "accepted"
    return Folded(entry, "rejected" if told[-1][0].verdict == "reject" else kept, start, lost)


def _corrected(start: Entry, corrections: dict[str, tuple[Judgement, Move]]) -> tuple[Entry, dict[str, str]]:
    """The entry with the values that people gave; a kind goes first, because roles hang on it."""
    entry, lost = start, {}
    for name, (one, move) in sorted(corrections.items(), key=lambda c: c[0] != "kind"):
        try:
            entry = with_field(entry, name, one.after, move)
        except (Lost, KeyError):  # words that are gone; a kind or role that is no more
            lost[one.id] = name
    return entry, lost


def differ(judgements: Sequence[Judgement]) -> bool:
    """True when authors left one entry each in another way, and nobody settled it since.

    It is settled by a judgement that says so, or by one of an author who had no part in the difference.
    """
    latest: dict[str, str] = {}
    open_ = False
    for one in judgements:
        third = open_ and one.author not in latest
        if one.settles or third:
            latest = {}
        latest[one.author] = one.leaves
        open_ = len(set(latest.values())) > 1
    return open_
