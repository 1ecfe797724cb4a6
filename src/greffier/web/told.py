"""Entries and events in a few words each, for lists: what a card of the map and a result of a search show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from greffier.export import headline_of, line_of, toll_words
from greffier.ledger import Connection, Kept, Question, some_entries
from greffier.lexicon import Interface
from greffier.link.known import Event
from greffier.model import When
from greffier.pipeline.asking import some_events

__all__ = ["Item", "Source", "entry_item", "items"]


@dataclass(frozen=True, slots=True)
class Source:
    """A report that tells of it, with words of its own."""

    report: str
    entry: str
    outlet: str
    published: date | None
    language: str
    words: str
    copied: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """An entry or an event: where it leads, what it tells, who tells it. `independent` counts reports of their own."""

    href: str
    kind: str
    when: When | None
    place: str
    head: str
    tolls: str
    sources: tuple[Source, ...]
    independent: int
    copies: int
    contradictions: int = 0


def items(connection: Connection, ids: Sequence[str], question: Question, interface: Interface) -> list[Item]:
    """These entries and events (by id, in order) as items; what is unknown is left out."""
    events = {e.id: _event(e, interface) for e in some_events(connection, ids, question)}
    entries = {
        k.entries[0].id: entry_item(k, interface) for k in some_entries(connection, [i for i in ids if i not in events])
    }
    known = events | entries
    return [known[id] for id in ids if id in known]


def _event(event: Event, interface: Interface) -> Item:
    seen: dict[str, Source] = {}
    for voice in event.voices:
        report, words = voice.report, voice.entry.evidence[0].of(voice.report.text)
        one = Source(
            report.id, voice.entry.id, report.outlet or "", report.published, report.language, words, voice.copied
        )
        seen.setdefault(report.id, one)
    return Item(
        href=f"/event/{event.id}",
        kind=event.kind,
        when=event.when,
        place=event.place,
        head=headline_of(event, interface),
        tolls=" · ".join(toll_words(toll, interface) for toll in event.tolls),
        sources=tuple(seen.values()),
        independent=len(event.origins),
        copies=len(event.copies),
        contradictions=len(event.contradictions),
    )


def entry_item(kept: Kept, interface: Interface) -> Item:
    """The first entry of a report as an item."""
    report, entry = kept.report, kept.entries[0]
    line = line_of(entry, report.text, interface)
    head = " → ".join(part for part in (line["who"], line["what"]) if part)
    words = entry.evidence[0].of(report.text)
    source = Source(report.id, entry.id, report.outlet or "", report.published, report.language, words)
    href = f"/report/{report.id}?entry={entry.id}"
    return Item(href, entry.kind, entry.when, line["where"], head, line["number"], (source,), 1, 0)
