"""A chronology: days with sentences, each with the numbers of its references; then the references, and a footer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from greffier.export.references import Reference, References
from greffier.export.sentences import sentence_of
from greffier.export.words import date_words
from greffier.lexicon import Interface
from greffier.lexicon.wording import Wording
from greffier.model import Entry, Report, When

if TYPE_CHECKING:
    from greffier.ledger import Kept

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


def brief_of(kept: Iterable[Kept], wording: Wording, interface: Interface) -> Brief:
    """The chronology of these entries; entries that a person rejected are left out."""
    found = list(kept)
    told = [(k.report, e) for k in found for e in k.entries if k.statuses.get(e.id) != "rejected"]
    references = References(interface)
    days = _days(told, wording, interface, references)
    read = sum(status in _STATUSES for k in found for e in k.entries for status in [k.statuses.get(e.id)])
    page = wording.page
    footer = str(page["footer"]).format(entries=len(told), reports=len({r.id for r, _ in told}), judged=read)
    labels = {name: str(page[name]) for name in ("references", "back", "nothing")}
    title = wording.mend(_title(told, wording))
    return Brief(wording.code, title, tuple(days), tuple(references.cited.values()), wording.mend(footer), labels)


def _title(told: Sequence[Telling], wording: Wording) -> str:
    days = [day for _, entry in told if entry.when is not None for day in (entry.when.start, entry.when.end)]
    whole = date_words(When(min(days), max(days)), wording.code) if days else ""
    return f"{wording.page['title']}{', ' if whole else ''}{whole}"


def _days(told: Sequence[Telling], wording: Wording, interface: Interface, references: References) -> list[Day]:
    dated = [t for t in told if t[1].when is not None]
    groups: dict[tuple[date, date], list[Telling]] = {}
    for one in sorted(dated, key=_order):
        when = one[1].when
        assert when is not None
        groups.setdefault((when.start, when.end), []).append(one)
    found = [
        Day(
            _capital(wording.mend(date_words(When(*key), wording.code))),
            _sentences(group, wording, interface, references, False),
        )
        for key, group in groups.items()
    ]
    undated = sorted((t for t in told if t[1].when is None), key=_published)
    if undated:
        found.append(Day(str(wording.page["undated"]), _sentences(undated, wording, interface, references, True)))
    return found


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _order(told: Telling) -> tuple[date, date, str, int, str]:
    report, entry = told
    assert entry.when is not None
    published = report.published.isoformat() if report.published else "~"
    return entry.when.start, entry.when.end, published, entry.anchor.start, entry.id


def _published(told: Telling) -> tuple[str, str, int, str]:
    report, entry = told
    return (report.published.isoformat() if report.published else "~", report.id, entry.anchor.start, entry.id)


def _sentences(
    group: Sequence[Telling], wording: Wording, interface: Interface, references: References, dated: bool
) -> tuple[Told, ...]:
    """The sentences of a day; what several entries tell alike stands once, with the references of all."""
    found: dict[str, list[Telling]] = {}
    for report, entry in group:
        sentence = sentence_of(report, entry, wording, interface)
        if dated and report.published is not None:
            day = date_words(When(report.published, report.published), wording.code)
            sentence += wording.mend(f" ({str(wording.page['published']).format(day=day)})")
        found.setdefault(f"{sentence}.", []).append((report, entry))
    return tuple(Told(sentence, references.cite(tellings)) for sentence, tellings in found.items())


def quoted(words: str, wording: Wording) -> str:
    """Words of a report in the quotation marks of the page's language, their own made inner ones."""
    opens, closes = wording.page["inner"]
    inner = words.replace("« ", opens).replace("«\u00a0", opens).replace(" »", closes).replace("\u00a0»", closes)
    inner = inner.replace("«", opens).replace("»", closes).replace("“", opens).replace("”", closes)
    return wording.mend(str(wording.said["quote"]).format(words="\ue000")).replace("\ue000", inner)
