"""References: each entry that is cited gets a number; behind it stand outlet, day, words, and the entry's id."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from greffier.export.words import date_words
from greffier.lexicon import Interface
from greffier.model import Entry, Report, Span, When

__all__ = ["Reference", "References", "telling_words"]

Telling = tuple[Report, Entry]


@dataclass(frozen=True, slots=True)
class Reference:
    """One cited entry: who published it and when, where it can be read, and the words that tell it."""

    number: int
    about: str
    url: str
    words: str
    entry: str
    language: str


@dataclass(slots=True)
class References:
    """The references of one page, numbered as they are first cited."""

    interface: Interface
    cited: dict[str, Reference] = field(default_factory=dict)

    def cite(self, tellings: Iterable[Telling]) -> tuple[int, ...]:
        """The numbers of these entries, in order, each once."""
        return tuple(sorted({self._one(report, entry).number for report, entry in tellings}))

    def marks(self, tellings: Iterable[Telling]) -> str:
        """The numbers in brackets: `[1, 4]`."""
        return f"[{', '.join(map(str, self.cite(tellings)))}]"

    def _one(self, report: Report, entry: Entry) -> Reference:
        if entry.id not in self.cited:
            number = len(self.cited) + 1
            about, words = _about(report, self.interface), telling_words(report, entry)
            self.cited[entry.id] = Reference(number, about, report.url or "", words, entry.id, report.language)
        return self.cited[entry.id]


def _about(report: Report, interface: Interface) -> str:
    day = date_words(When(report.published, report.published), interface.code) if report.published else ""
    named = (report.outlet or report.title or report.id[:12], day or interface.say("no date told"))
    return ", ".join(named)


def telling_words(report: Report, entry: Entry) -> str:
    """The sentence that tells an entry: the evidence that holds its anchor, else the fullest; blanks made one."""
    holding: Iterable[Span] = (span for span in entry.evidence if span.holds(entry.anchor))
    span = next(iter(holding), entry.evidence[0] if entry.evidence else entry.anchor)
    return " ".join(span.of(report.text).split())
