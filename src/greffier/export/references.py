"""References: the words of a report that are cited get a number; behind it stand outlet, day, words, and entries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from greffier.export.words import date_words
from greffier.lexicon import Interface
from greffier.model import Entry, Report, Span, When

__all__ = ["Reference", "References", "telling_words"]

Telling = tuple[Report, Entry]


@dataclass(frozen=True, slots=True)
class Reference:
    """One cited sentence: who published it and when, where it can be read, its words, and the entries cited from it."""

    number: int
    about: str
    url: str
    words: str
    entries: tuple[str, ...]
    language: str


@dataclass(slots=True)
class References:
    """The references of one page, numbered as they are first cited."""

    interface: Interface
    cited: dict[tuple[str, str], Reference] = field(default_factory=dict)

    def cite(self, tellings: Iterable[Telling]) -> tuple[int, ...]:
        """The numbers of these entries, in order, each once."""
        return tuple(sorted({self._one(report, entry).number for report, entry in tellings}))

    def marks(self, tellings: Iterable[Telling]) -> str:
        """The numbers in brackets: `[1, 4]`."""
        return f"[{', '.join(map(str, self.cite(tellings)))}]"

    def _one(self, report: Report, entry: Entry) -> Reference:
        words = telling_words(report, entry)
        key = (report.id, words)
        known = self.cited.get(key)
        if known is None:
            about, number = _about(report, self.interface), len(self.cited) + 1
            known = Reference(number, about, report.url or "", words, (), report.language)
        if entry.id not in known.entries:
            known = replace(known, entries=(*known.entries, entry.id))
        self.cited[key] = known
        return known


def _about(report: Report, interface: Interface) -> str:
    day = date_words(When(report.published, report.published), interface.code) if report.published else ""
    named = (report.outlet or report.title or report.id[:12], day or interface.say("no date told"))
    return ", ".join(named)


def telling_words(report: Report, entry: Entry) -> str:
    """The sentence that tells an entry: the evidence that holds its anchor, else the fullest; blanks made one."""
    holding: Iterable[Span] = (span for span in entry.evidence if span.holds(entry.anchor))
    span = next(iter(holding), entry.evidence[0] if entry.evidence else entry.anchor)
    return " ".join(span.of(report.text).split())
