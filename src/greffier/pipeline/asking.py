"""Events of a ledger as they are asked for: which ones, what they know, and why their entries are one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby

from greffier.ledger import (
    Kept,
    Question,
    allowed,
    copies,
    events,
    kept_entries,
    kept_report,
    matching,
    reports_counting,
)
from greffier.ledger.events import Connection
from greffier.ledger.recalled import events_named, today_of
from greffier.link.features import traits_of
from greffier.link.groups import SAME_WORDS
from greffier.link.known import Event, Voice, event_from
from greffier.link.records import Telling, telling_from
from greffier.link.scoring import compared, load_weights
from greffier.link.tellings import Pair
from greffier.link.veto import CHECKS, Fits
from greffier.model import STATUSES
from greffier.pipeline.leeway import leeway_of

__all__ = [
    "Tie", "ask_event", "ask_events", "events_among", "events_known", "events_told", "find_events", "some_events",
    "ties_of",
]  # fmt: skip


def ask_events(connection: Connection, question: Question) -> list[Event]:
    """The events that hold an entry asked for, with all their entries in reports that the question lets through.

    By first day, undated last. Each event knows what these reports tell, and nothing of later ones.
    """
    wanted = events.events_holding(connection, allowed(connection, question))
    kept = _telling(connection, None if question == _only_when(question) else wanted, question)
    return sorted(_events(connection, wanted, kept), key=_by_day)


def find_events(connection: Connection, name: str) -> list[str]:
    """The event that an id or its beginning means; of another day, all events then that are parts of it today.

    Raises LookupFailed where several ids begin so.
    """
    today = events.find_event(connection, name)
    return events_named(connection, name, today)


def some_events(connection: Connection, ids: Sequence[str], question: Question) -> list[Event]:
    """Some events in the order of their ids, as told by the reports that the question's days let through; only these
    events' reports are read, so that a page of a long list costs the same however large the ledger is."""
    members, wanted = events.members_of(connection, ids), dict[str, list[str]]()
    counting = reports_counting(connection, {m.report for m in members}, _only_when(question))
    for member in members:
        if member.report in counting:
            wanted.setdefault(member.report, []).append(member.entry)
    kept = {k.report.id: _without_rejected(k) for k in kept_entries(connection, wanted)}
    found = {event.id: event for event in _events(connection, ids, kept)}
    return [found[one] for one in ids if one in found]


def ask_event(connection: Connection, event: str, question: Question) -> Event | None:
    """One event, as told by current versions of reports within `as_of` and `as_known`; None where none tells it."""
    kept = _telling(connection, [event], question) if _bounded(question) else None
    if kept is None:
        current = copies.current_reports(connection)
        reports = {m.report for m in events.members_of(connection, [event])} & current
        kept = {report: _without_rejected(kept_report(connection, report)) for report in reports}
    return next(iter(_events(connection, [event], kept)), None)


def events_among(connection: Connection, found: Iterable[Kept]) -> list[Event]:
    """The events that some entries make up, knowing nothing but what these tell. By first day, undated last."""
    kept = {k.report.id: k for k in found}
    wanted = events.events_holding(connection, [e.id for k in kept.values() for e in k.entries])
    return sorted(_events(connection, wanted, kept), key=_by_day)


def events_told(connection: Connection, question: Question) -> list[Event]:
    """The events that hold entries asked for, knowing what these tell. A place is the event's: figures that name none
    count with the others of an event of which any entry names it. By first day, undated last."""
    anywhere = replace(question, place="", near=None, country="")
    if anywhere == question:
        return events_among(connection, matching(connection, question))
    there = [e.id for k in matching(connection, replace(question, kinds=())) for e in k.entries]
    wanted = set(events.events_holding(connection, there))
    return [one for one in events_among(connection, matching(connection, anywhere)) if one.id in wanted]


def events_known(connection: Connection, wanted: Iterable[str]) -> list[Event]:
    """Events by their ids, as current versions of reports tell them; those that none tells are left out."""
    current, told = copies.current_reports(connection), dict[str, list[str]]()
    ids = list(wanted)
    for member in events.members_of(connection, ids):
        if member.report in current:
            told.setdefault(member.report, []).append(member.entry)
    kept = {k.report.id: _without_rejected(k) for k in kept_entries(connection, told)}
    return sorted(_events(connection, ids, kept), key=_by_day)


def _without_rejected(kept: Kept) -> Kept:
    return replace(kept, entries=tuple(e for e in kept.entries if kept.statuses[e.id] != STATUSES[-1]))


def _bounded(question: Question) -> bool:
    return question.as_of is not None or question.as_known is not None


def _only_when(question: Question) -> Question:
    return Question(as_of=question.as_of, as_known=question.as_known, withdrawn=question.withdrawn)


def _telling(connection: Connection, wanted: Iterable[str] | None, question: Question) -> dict[str, Kept]:
    """The reports that the question's days let through and that tell of some events (None: of any), with these entries;
    and those that are copies of one text with them, since which of them came first is told."""
    among = None
    if wanted is not None:
        members = events.members_of(connection, wanted)
        reports = {m.report for m in members}
        others = events.entries_in(connection, copies.family_of(connection, reports) - reports)
        among = {m.entry for m in members}.union(*others.values())
    return {k.report.id: k for k in matching(connection, _only_when(question), among)}


def _events(connection: Connection, wanted: Iterable[str], kept: Mapping[str, Kept]) -> list[Event]:
    members = [m for m in events.members_of(connection, wanted) if m.report in kept]
    originals = _originals(connection, kept)
    entries = {e.id: e for k in kept.values() for e in k.entries}
    today = today_of(connection, (m.entry for m in members))
    found = []
    for event, group in groupby(members, key=lambda m: m.event):
        voices = [
            Voice(entries[m.entry], kept[m.report].report, originals.get(m.report, m.report))
            for m in group if m.entry in entries
        ]  # fmt: skip
        if voices:
            now = {today[v.entry.id] for v in voices if v.entry.id in today} - {event}
            found.append(replace(event_from(event, voices, leeway_of), today=tuple(sorted(now))))
    return found


def _originals(connection: Connection, kept: Mapping[str, Kept]) -> dict[str, str]:
    """What each report copies; versions of one publication are no copies, and an original out of sight counts none."""
    found = copies.original_of(connection, kept)
    first: dict[str, str] = {}
    shown: dict[str, str] = {}
    for report in sorted(kept, key=lambda r: (found[r] != r, str(kept[r].report.published or "9"), r)):
        shown[report] = first.setdefault(found[report], report)
    return shown


def _by_day(event: Event) -> tuple[bool, date, str]:
    """By its first day; without one, by the day on which it was told first."""
    told = (voice.report.published for voice in event.voices if voice.report.published)
    day = event.when.start if event.when else min(told, default=date.max)
    return event.when is None, day, event.name


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two tellings are of one event: bits in all, what each comparison found (level, bits), which checks they pass.

    `holds` marks the links that hold the event together: without one of them it would fall apart. `judged` is `same`
    where a person said so, `words` marks a sentence told word for word.
    """

    one: tuple[str, ...]
    other: tuple[str, ...]
    weight: float
    found: Mapping[str, tuple[str, float]]
    checks: Mapping[str, bool]
    holds: bool
    words: bool


def ties_of(connection: Connection, event: str, most: int | None = None) -> tuple[tuple[Telling, ...], list[Tie]]:
    """The tellings of an event, and the ties between them, the weightiest first; beside those that hold it together at
    most `most` others."""
    ids = {m.telling for m in events.members_of(connection, [event])}
    known = {t.id: t for t in map(telling_from, events.telling_facts(connection, ids))}
    tellings = tuple(known[one] for one in sorted(known))
    weights = events.links_among(connection, ids)
    strong = {p: w for p, w in weights.items() if w >= load_weights().threshold}
    bridges = _bridges(known, strong)
    rest = sorted(strong.keys() - bridges, key=lambda p: (-strong[p], p))[:most]
    worked = compared(tellings, [*bridges, *rest], load_weights())
    found = [_tie(known, p, strong[p], worked.get(p, {}), p in bridges) for p in worked]
    return tellings, sorted(found, key=lambda t: (-t.weight, t.one, t.other))


def _tie(
    known: Mapping[str, Telling], p: Pair, weight: float, found: Mapping[str, tuple[str, float]], holds: bool
) -> Tie:
    a, b = known[p[0]], known[p[1]]
    fits = Fits(a, b, traits_of(a.family))
    return Tie(
        a.entries, b.entries, weight, found, {name: fits.check(name) for name in CHECKS}, holds, weight >= SAME_WORDS
    )


def _bridges(known: Mapping[str, Telling], strong: Mapping[Pair, float]) -> set[Pair]:
    """Links of the widest tree: the strongest that together hold all tellings in one piece."""
    of = {one: one for one in known}

    def root(one: str) -> str:
        while of[one] != one:
            one = of[one]
        return one

    found = set[Pair]()
    for p in sorted(strong, key=lambda p: (-strong[p], p)):
        a, b = root(p[0]), root(p[1])
        if a != b:
            of[a] = b
            found.add(p)
    return found
