"""Which reports are copies of one text: the same wire, published by several, a little cut or changed.

Runs of five words are compared. Minhash finds candidates without comparing everyone with everyone; what makes a copy is
the exact share of runs that the shorter text has in common with the longer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import Any

from greffier.lexicon.name_key import pieces
from greffier.link.clusters import components
from greffier.link.tellings import Pair, pair

__all__ = ["COPIED", "Copy", "Text", "bands", "copies", "near_pairs", "share", "shingles"]

COPIED = 0.6  # share of the shorter text's runs from which it is a copy
_RUN, _FEWEST = 5, 12  # words in a run; runs from which a text is long enough to judge
_BANDS, _ROWS = 16, 4
_DAYS = 5  # days between two publications of one wire
_PRIME = (1 << 61) - 1


@dataclass(frozen=True, slots=True)
class Text:
    """A report's runs, as numbers, the day of its publication, its outlet, and its words, folded."""

    report: str
    published: int | None
    runs: frozenset[int]
    outlet: str | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Copy:
    """A report that copies another, `original`; `share` is what they have in common.

    The original is the one published first; on one day, that of the outlet which the others name (an agency in their
    dateline), then the one of the smallest id.
    """

    report: str
    original: str
    share: float


def shingles(text: str) -> frozenset[int]:
    """The runs of words of a text, as 64-bit numbers."""
    words = pieces(text)
    runs = (" ".join(words[i : i + _RUN]) for i in range(max(0, len(words) - _RUN + 1)))
    return frozenset(int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) >> 4 for run in runs)


def share(a: frozenset[int], b: frozenset[int]) -> float:
    """The share of the shorter one's runs that both have; 0 where one is too short to judge."""
    least = min(len(a), len(b))
    return len(a & b) / least if least >= _FEWEST else 0.0


@cache
def _turns() -> tuple[Any, Any]:
    import numpy

    chance = numpy.random.Generator(numpy.random.PCG64(20260101))
    return tuple(chance.integers(1, 1 << 31, size=(_BANDS * _ROWS, 1), dtype=numpy.uint64) for _ in "ab")  # type: ignore[return-value]


def bands(runs: frozenset[int]) -> list[int]:
    """Numbers of which near copies share at least one; none for a text too short to judge."""
    import numpy

    if len(runs) < _FEWEST:
        return []
    factor, shift = _turns()
    low = numpy.fromiter((run & 0xFFFFFFFF for run in sorted(runs)), dtype=numpy.uint64)
    least = ((factor * low + shift) % numpy.uint64(_PRIME)).min(axis=1).reshape(_BANDS, _ROWS)
    return [
        int.from_bytes(blake2b(bytes([i]) + row.tobytes(), digest_size=8).digest()) >> 1 for i, row in enumerate(least)
    ]


def copies(texts: Iterable[Text], near: Iterable[Pair]) -> list[Copy]:
    """The copies among `texts`, given the pairs that share a band, by report: a function of the set."""
    known = {t.report: t for t in texts}
    pairs = [p for p in sorted(set(near)) if _one_text(known, p)]
    found = []
    for group in components(known, pairs):
        first = min((known[r] for r in group), key=lambda t: _rank(t, [known[r] for r in group])).report
        found += [Copy(r, first, round(share(known[r].runs, known[first].runs), 3)) for r in group if r != first]
    return sorted(found, key=lambda c: c.report)


def _rank(one: Text, group: Sequence[Text]) -> tuple[bool, int, int, str]:
    """By day, then by how many others name its outlet, then by id."""
    outlet = f" {' '.join(pieces(one.outlet or ''))} "
    naming = sum(t.outlet != one.outlet and outlet in f" {t.words} " for t in group) if outlet.strip() else 0
    return one.published is None, one.published or 0, -naming, one.report


def _one_text(known: Mapping[str, Text], p: Pair) -> bool:
    a, b = (known.get(one) for one in p)
    if a is None or b is None:
        return False
    close = a.published is None or b.published is None or abs(a.published - b.published) <= _DAYS
    return close and share(a.runs, b.runs) >= COPIED


def near_pairs(members: Iterable[Sequence[str]]) -> set[Pair]:
    """The pairs of reports within each band."""
    return {pair(a, b) for some in members for i, a in enumerate(some) for b in some[i + 1 :] if a != b}
