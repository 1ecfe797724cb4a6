"""Some events with all that they know, read for themselves alone: what a page shows, whatever the ledger's size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from greffier.ledger import Kept, Question, copies, events
from greffier.ledger.events import Connection
from greffier.ledger.gathering import counting
from greffier.ledger.load import kept_entries
from greffier.link.known import Event, Voice, event_from
from greffier.model import STATUSES
from greffier.pipeline.leeway import leeway_of

__all__ = ["gathered", "voices_by_event"]

_NOW = Question()


def gathered(connection: Connection, ids: Sequence[str], question: Question = _NOW) -> list[Event]:
    """These events, in their order, as reports within `as_of` tell them; those that none tells are left out."""
    voices = voices_by_event(connection, ids, question)
    return [event_from(id, voices[id], leeway_of) for id in ids if voices.get(id)]


def voices_by_event(connection: Connection, ids: Iterable[str], question: Question = _NOW) -> dict[str, list[Voice]]:
    """The entries of each event that stand, as their reports tell them."""
    members = events.members_of(connection, ids)
    current = counting(connection, (m.report for m in members), question)
    wanted: dict[str, list[str]] = {}
    for member in members:
        if member.report in current:
            wanted.setdefault(member.report, []).append(member.entry)
    kept = {k.report.id: k for k in kept_entries(connection, wanted)}
    copied = copies.original_of(connection, kept)
    entries = {e.id: e for k in kept.values() for e in k.entries if k.statuses[e.id] != STATUSES[-1]}
    found: dict[str, list[Voice]] = {}
    for member in members:
        if member.entry in entries:
            voice = Voice(entries[member.entry], kept[member.report].report, copied[member.report])
            found.setdefault(member.event, []).append(voice)
    return {event: _in_sight(voices, kept) for event, voices in found.items()}


def _in_sight(voices: Sequence[Voice], kept: dict[str, Kept]) -> list[Voice]:
    """An original that the event does not hold counts none: the first that copies it stands for it."""
    first: dict[str, str] = {}
    shown: dict[str, str] = {}
    reports = {v.report.id: v.original for v in voices}
    for report in sorted(reports, key=lambda r: (reports[r] != r, str(kept[r].report.published or "9"), r)):
        shown[report] = first.setdefault(reports[report], report)
    return [replace(v, original=shown[v.report.id]) for v in voices]
