"""Some events with all that they know, read for themselves alone: what a page shows, whatever the ledger's size."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
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
_STANDING = STATUSES[:-1]  # all but rejected


def gathered(
    connection: Connection,
    ids: Sequence[str],
    question: Question = _NOW,
    statuses: Container[str] = _STANDING,
    found: dict[str, str] | None = None,
) -> list[Event]:
    """These events, in their order, as entries of these `statuses` in reports within `as_of` and `as_known` tell them;
    those that none tells are left out. The status of each entry is put into `found`, where that is given."""
    voices = voices_by_event(connection, ids, question, statuses, found)
    return [event_from(id, voices[id], leeway_of) for id in ids if voices.get(id)]


def voices_by_event(
    connection: Connection,
    ids: Iterable[str],
    question: Question = _NOW,
    statuses: Container[str] = _STANDING,
    found_statuses: dict[str, str] | None = None,
) -> dict[str, list[Voice]]:
    """The entries of each event that have one of these statuses, as their reports tell them."""
    members = events.members_of(connection, ids)
    current = counting(connection, (m.report for m in members), question)
    wanted: dict[str, list[str]] = {}
    for member in members:
        if member.report in current:
            wanted.setdefault(member.report, []).append(member.entry)
    kept = {k.report.id: k for k in kept_entries(connection, wanted)}
    copied = copies.original_of(connection, kept)
    entries = {e.id: e for k in kept.values() for e in k.entries if k.statuses[e.id] in statuses}
    if found_statuses is not None:
        found_statuses |= {id: status for k in kept.values() for id, status in k.statuses.items()}
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
