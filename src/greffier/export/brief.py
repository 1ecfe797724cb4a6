"""A chronology: days with sentences, each with the numbers of its references; then the references, and a footer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from greffier.export.happenings import Said, sentences_of
from greffier.export.references import Reference, References
from greffier.export.words import date_words
from greffier.lexicon import Interface
from greffier.lexicon.wording import Wording
from greffier.model import Entry, Report, When

if TYPE_CHECKING:
    from greffier.ledger import Kept
    from greffier.link.known import Event

__all__ = ["Brief", "Day", "Told", "brief_of", "quoted"]

_STATUSES = ("accepted", "corrected")  # what a person has read
Telling = tuple[Report, Entry]


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence with its full stop, and the numbers of its references."""

    sentence: str
    references: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Day:
    """What happened on a day, or in a longer time, under its heading."""

    heading: str
    told: tuple[Told, ...]


@dataclass(frozen=True, slots=True)
class Brief:
    """A chronology in the language `code`. `labels` are the page's own words: references, back, nothing."""

    code: str
    title: str
    days: tuple[Day, ...]
    references: tuple[Reference, ...]
    footer: str
    labels: dict[str, str]


def brief_of(kept: Iterable[Kept], events: Iterable[Event], wording: Wording, interface: Interface) -> Brief:
    """The chronology of these entries, and of the events that they make up; a person rejected none of them."""
    found = list(kept)
    told = [(k.report, e) for k in found for e in k.entries]
    references = References(interface)
    days = _days(events, wording, interface, references)
    read = sum(status in _STATUSES for k in found for e in k.entries for status in [k.statuses.get(e.id)])
    page = wording.page
    counts = {"entries": len(told), "reports": len({r.id for r, _ in told}), "judged": read}
    footer = interface.fill(str(page["footer"]), counts)
    labels = {name: str(page[name]) for name in ("references", "back", "nothing")}
    title = wording.mend(_title(told, wording))
    return Brief(wording.code, title, tuple(days), tuple(references.cited.values()), wording.mend(footer), labels)


def _title(told: Sequence[Telling], wording: Wording) -> str:
    days = [day for _, entry in told if entry.when is not None for day in (entry.when.start, entry.when.end)]
    whole = date_words(When(min(days), max(days)), wording.code) if days else ""
    return f"{wording.page['title']}{', ' if whole else ''}{whole}"


def _days(events: Iterable[Event], wording: Wording, interface: Interface, references: References) -> list[Day]:
    told = sorted((said for event in events for said in sentences_of(event, wording, interface)), key=_order)
    groups: dict[tuple[date, date], list[Said]] = {}
    for said in told:
        if said.when is not None:
            groups.setdefault((said.when.start, said.when.end), []).append(said)
    found = [
        Day(_capital(wording.mend(date_words(When(*key), wording.code))), _sentences(group, references))
        for key, group in groups.items()
    ]
    undated = [said for said in told if said.when is None]
    if undated:
        dated = [replace(said, sentence=_published(said, wording)) for said in undated]
        found.append(Day(str(wording.page["undated"]), _sentences(dated, references)))
    return found


def _published(said: Said, wording: Wording) -> str:
    """The sentence of what has no date, with the day on which it was told first."""
    day = said.tellings[0][0].published
    if day is None:
        return said.sentence
    told = date_words(When(day, day), wording.code)
    return said.sentence + wording.mend(f" ({str(wording.page['published']).format(day=told)})")


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _order(said: Said) -> tuple[date, date, str, str, int, str]:
    """By its days, then by what tells of it first."""
    report, entry = said.tellings[0]
    start, end = (said.when.start, said.when.end) if said.when is not None else (date.max, date.max)
    published = report.published.isoformat() if report.published else "~"
    return start, end, published, "" if said.when is not None else report.id, entry.anchor.start, entry.id


def _sentences(group: Sequence[Said], references: References) -> tuple[Told, ...]:
    """The sentences of a day; what is told alike stands once, with the references of all that tell it."""
    found: dict[str, list[Telling]] = {}
    for said in group:
        found.setdefault(f"{said.sentence}.", []).extend(said.tellings)
    return tuple(Told(sentence, references.cite(tellings)) for sentence, tellings in found.items())


def quoted(words: str, wording: Wording) -> str:
    """Words of a report in the quotation marks of the page's language, their own made inner ones."""
    opens, closes = wording.page["inner"]
    inner = words.replace("« ", opens).replace("«\u00a0", opens).replace(" »", closes).replace("\u00a0»", closes)
    inner = inner.replace("«", opens).replace("»", closes).replace("“", opens).replace("”", closes)
    return wording.mend(str(wording.said["quote"]).format(words="\ue000")).replace("\ue000", inner)
