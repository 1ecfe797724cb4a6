"""What a report tells, as checks need it; whoever calls them passes it in."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from greffier.model import Entry, Mention, Place, Sentence, Span, TimeExpression, When

__all__ = ["Told", "inside"]

T = TypeVar("T")
Time = tuple[TimeExpression, When | None]


def inside(items: Sequence[T], whole: Span, span_of: Callable[[T], Span]) -> Sequence[T]:
    """Of items that stand in the order of the text, those that begin and end inside `whole`."""
    first = bisect_left(items, whole.start, key=lambda item: span_of(item).start)
    last = bisect_right(items, whole.end, lo=first, key=lambda item: span_of(item).start)
    return [item for item in items[first:last] if span_of(item).end <= whole.end]


@dataclass(frozen=True, slots=True)
class Told:
    """One report as read.

    `times`, `quantities` and `names` stand in the order of the text; `places` are those put on the map; `nouns` are
    lemmas with the kinds that they evoke. `radius` gives a place's extent in kilometres; `border` the least and the
    most distance in kilometres of a place to the border with a country of that ISO code, None where that is not told;
    `town` the id of the large town of a name, None where there is none.
    """

    text: str
    sentences: Sequence[Sentence]
    published: When | None = None
    times: Sequence[Time] = ()
    quantities: Sequence[Mention] = ()
    names: Sequence[Mention] = ()
    places: Mapping[Span, Place] = field(default_factory=dict)
    entries: Sequence[Entry] = ()
    nouns: Mapping[str, frozenset[str]] = field(default_factory=dict)
    radius: Callable[[Place], float] = lambda place: 0.0
    border: Callable[[Place, str], tuple[float, float] | None] = lambda place, country: None
    town: Callable[[str], str | None] = lambda name: None
    _evidence: list[tuple[Span, Entry]] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        """Put the entries in the order of their evidence."""
        pairs = [(span, entry) for entry in self.entries for span in entry.evidence]
        self._evidence.extend(sorted(pairs, key=lambda pair: (pair[0], pair[1].id)))

    def times_in(self, span: Span) -> Sequence[Time]:
        """Times inside a stretch of text."""
        return inside(self.times, span, lambda time: time[0].span)

    def quantities_in(self, span: Span) -> Sequence[Mention]:
        """Quantities inside a stretch of text."""
        return inside(self.quantities, span, lambda mention: mention.span)

    def names_in(self, span: Span) -> Sequence[Mention]:
        """Names inside a stretch of text."""
        return inside(self.names, span, lambda mention: mention.span)

    def entries_in(self, span: Span) -> list[Entry]:
        """Entries with a sentence of evidence inside a stretch of text, each once."""
        found = inside(self._evidence, span, lambda pair: pair[0])
        return list({entry.id: entry for _, entry in found}.values())
