"""Words of a text found again in a changed one: by what stayed, then by what stands around them, then nearly the same.

What stayed is known best from both texts: a stretch inside a long run that both share is where it was. Only what the
edit touched is searched by quotation, and never where another run that stayed has its place: so no quotation is ever
anchored to another one that reads alike.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import accumulate

from greffier.model import Quote, Span

__all__ = ["CONTEXT", "Alignment", "alignment", "quote_of"]

CONTEXT = 32  # code points kept on each side of a quotation
_SURE = 0.6  # share of quotation and context that must stand there
_APART = 0.05  # by which the best place must be better than the next
_NEARLY = 0.7  # likeness of words that were edited
_MOST_WORDS = 4000  # of an edited stretch that is compared word by word
_ALIKE, _MOST_LINES = 0.5, 300  # share of words of a line that was edited; lines that are compared so
_WORD = re.compile(r"\w+|\W")
_DIGITS = re.compile(r"\d+")


def quote_of(text: str, span: Span) -> Quote:
    """The words at `span`, with what stands around them."""
    before, after = text[max(0, span.start - CONTEXT) : span.start], text[span.end : span.end + CONTEXT]
    return Quote(span, span.of(text), before, after)


@dataclass(frozen=True, slots=True, order=True)
class _Run:
    """A stretch that two texts share: where it begins in each, and how many code points it has."""

    old: int
    new: int
    length: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where what stood in `old` stands in `new`; `runs` are the shared stretches that are trusted, in order."""

    old: str
    new: str
    runs: tuple[_Run, ...]

    def find(self, quote: Quote) -> Span | None:
        """Where the quotation stands in the new text, None where it is gone or nobody can tell."""
        for way in (self._stayed, self._again, self._edited):
            found = way(quote)
            if found is not None:  # an empty stretch is one, too
                return found
        return None

    def find_span(self, span: Span) -> Span | None:
        """Where a stretch of the old text stands in the new one."""
        return self.find(quote_of(self.old, span))

    def _stayed(self, quote: Quote) -> Span | None:
        span = quote.span
        at = bisect_right(self.runs, span.start, key=lambda run: run.old) - 1
        run = self.runs[at] if at >= 0 else None
        if run is None or span.end > run.old + run.length:
            return None
        return Span(span.start - run.old + run.new, span.end - run.old + run.new)

    def _is_taken(self, span: Span) -> bool:
        """True where a run that stayed holds all of it: then it is another quotation's place."""
        return any(run.new <= span.start and span.end <= run.new + run.length for run in self.runs)

    def _again(self, quote: Quote) -> Span | None:
        places = (Span(at, at + len(quote.exact)) for at in _occurrences(quote.exact, self.new))
        ranked = sorted(((self._likeness(quote, p), p) for p in places if not self._is_taken(p)), reverse=True)
        if not ranked or ranked[0][0] < _SURE or (len(ranked) > 1 and ranked[1][0] > ranked[0][0] - _APART):
            return None
        return ranked[0][1]

    def _likeness(self, quote: Quote, place: Span) -> float:
        there = quote_of(self.new, place)
        common = len(quote.exact) + _shared(quote.prefix[::-1], there.prefix[::-1])
        common += _shared(quote.suffix, there.suffix)
        return common / (len(quote.exact) + len(quote.prefix) + len(quote.suffix))

    def _edited(self, quote: Quote) -> Span | None:
        """Words that are nearly the same, between the very same ones; figures must not have changed."""
        found = []
        for at in _occurrences(quote.prefix, self.new) if quote.prefix and quote.suffix else ():
            start = at + len(quote.prefix)
            end = self.new.find(quote.suffix, start, start + 2 * len(quote.exact) + len(quote.suffix))
            if end > start and not self._is_taken(Span(start, end)) and _nearly(quote.exact, self.new[start:end]):
                found.append(Span(start, end))
        return found[0] if len(found) == 1 else None


def _occurrences(words: str, text: str) -> Iterator[int]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def _shared(a: str, b: str) -> int:
    """How many characters two texts begin with alike."""
    return next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))


def _nearly(a: str, b: str) -> bool:
    return _DIGITS.findall(a) == _DIGITS.findall(b) and SequenceMatcher(None, a, b, False).ratio() >= _NEARLY


@lru_cache(maxsize=16)
def alignment(old: str, new: str) -> Alignment:
    """Two texts laid side by side: lines that are the same, moved ones too, then words of lines that were edited."""
    return Alignment(old, new, tuple(sorted(_runs(old, new))))


def _runs(old: str, new: str) -> Iterator[_Run]:
    before, after = _lines(old), _lines(new)
    taken: dict[int, int] = {}
    for tag, a, b, x, _ in SequenceMatcher(
        None, [o.of(old) for o in before], [n.of(new) for n in after], False
    ).get_opcodes():
        taken |= {a + i: x + i for i in range(b - a)} if tag == "equal" else {}
    left = [i for i in range(len(before)) if i not in taken], sorted(set(range(len(after))) - set(taken.values()))
    moved = _moved([before[i].of(old) for i in left[0]], [after[i].of(new) for i in left[1]])
    taken |= {left[0][a]: left[1][x] for a, x in moved}
    for a, x in taken.items():
        yield _Run(before[a].start, after[x].start, len(before[a]))
    left = [i for i in left[0] if i not in taken], [i for i in left[1] if i not in taken.values()]
    for a, x in _edits([before[i].of(old) for i in left[0]], [after[i].of(new) for i in left[1]]):
        yield from _shared_words(old, new, before[left[0][a]], after[left[1][x]])


def _lines(text: str) -> list[Span]:
    return [Span(*found.span()) for found in re.finditer(r"[^\n]+|\n", text)]


def _moved(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Lines that stand elsewhere now: the same, and only once in both."""
    counts, there = Counter(old), Counter(new)
    for a, line in enumerate(old):
        if len(line) >= CONTEXT and counts[line] == there[line] == 1:
            yield a, new.index(line)


def _edits(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Lines of which one is the other one edited, by the words that they share; the likeliest first, one to one."""
    words = [[Counter(_WORD.findall(line)) for line in lines[:_MOST_LINES]] for lines in (old, new)]
    likely = (
        (2 * (a & b).total() / (a.total() + b.total()), -i, -j)
        for i, a in enumerate(words[0])
        for j, b in enumerate(words[1])
    )
    seen: tuple[set[int], set[int]] = set(), set()
    for _, i, j in sorted((one for one in likely if one[0] >= _ALIKE), reverse=True):
        if -i not in seen[0] and -j not in seen[1]:
            seen[0].add(-i)
            seen[1].add(-j)
            yield -i, -j


def _shared_words(old: str, new: str, a: Span, b: Span) -> Iterator[_Run]:
    words = _WORD.findall(a.of(old)), _WORD.findall(b.of(new))
    if max(map(len, words)) > _MOST_WORDS:
        return
    starts = [list(accumulate(map(len, some), initial=0)) for some in words]
    for x, y, size in SequenceMatcher(None, *words, False).get_matching_blocks():
        length = starts[0][x + size] - starts[0][x]
        if length >= CONTEXT:
            yield _Run(a.start + starts[0][x], b.start + starts[1][y], length)
