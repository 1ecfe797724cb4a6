"""What is to be done with a ledger, besides reading its reports: what contradicts itself, has changed, or hangs loose.

All of it is reckoned from the ledger as it stands; what a person has looked at is taken away by who shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from greffier.desk.checked import checked

if TYPE_CHECKING:
    from greffier.judge import Standing
    from greffier.ledger import Connection
    from greffier.link.known import Event, Figure, Voice
    from greffier.model import Check, Entry, Report

__all__ = ["Change", "Claim", "Clash", "Difference", "Findings", "Orphan", "gather", "renewed"]


@dataclass(frozen=True, slots=True)
class Clash:
    """Two entries of an event that cannot both be right (`what`: toll, stance or factuality), the newest such two;
    `recorded_at` is when the later of their reports was added."""

    event: str
    kind: str
    what: str
    one: Voice
    other: Voice
    recorded_at: datetime

    @property
    def key(self) -> str:
        """Names these two."""
        return f"{self.event}~{self.what}~{self.one.entry.id}~{self.other.entry.id}"


@dataclass(frozen=True, slots=True)
class Change:
    """The figures of an event's harm as they were told, each with the moment at which its report was added."""

    event: str
    place: str
    harm: str
    figures: tuple[tuple[Figure, datetime], ...]

    @property
    def recorded_at(self) -> datetime:
        """When the latest of them was added."""
        return max(moment for _, moment in self.figures)

    @property
    def key(self) -> str:
        """Names the latest figure."""
        return f"{self.event}~{self.harm}~{self.figures[-1][0].voice.entry.id}"

    def since(self, moment: datetime | None) -> tuple[Figure, Figure] | None:
        """The last figure known at a moment (None: the first one told) and the last of all, where they differ."""
        before = [f for f, added in self.figures if moment is not None and added <= moment]
        start = before[-1] if before else self.figures[0][0] if moment is None else None
        last = self.figures[-1][0]
        return (start, last) if start is not None and (start.low, start.high) != (last.low, last.high) else None


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a report that does not hold."""

    report: Report
    check: Check
    recorded_at: datetime

    @property
    def key(self) -> str:
        """Names it."""
        return f"{self.report.id}~{self.check.kind}~{self.check.span.start}"


@dataclass(frozen=True, slots=True)
class Orphan:
    """A judgement that finds nothing any more to bear on; `report` is the version of today, None for one on actors."""

    standing: Standing
    report: str | None

    @property
    def key(self) -> str:
        """Names it."""
        return self.standing.judgement.id


@dataclass(frozen=True, slots=True)
class Difference:
    """An entry that people left in different ways: `said` are each author's latest verdict."""

    report: Report
    entry: Entry
    said: tuple[tuple[str, str], ...]


_Own = tuple[tuple[Clash, ...], tuple[Change, ...]]  # what one event has of clashes and changes


@dataclass(frozen=True, slots=True)
class Findings:
    """All of it, the newest first. `number` is that of the last change of an event in it, `by_event` what each event
    has of it."""

    clashes: tuple[Clash, ...] = ()
    changes: tuple[Change, ...] = ()
    claims: tuple[Claim, ...] = ()
    orphans: tuple[Orphan, ...] = ()
    differences: tuple[Difference, ...] = ()
    number: int = 0
    by_event: Mapping[str, _Own] = field(default_factory=dict, repr=False)


_FEW = 300  # events that have changed, above which all are looked at


def gather(connection: Connection) -> Findings:
    """What there is to be done in the ledger as it stands. Takes seconds where much is linked: not while one waits."""
    from greffier.ledger.outlines import last_event

    return _findings(connection, last_event(connection), _of_events(connection, _opposed(connection)))


def renewed(found: Findings, connection: Connection) -> Findings:
    """The same as `gather` gives, by looking only at the events that have changed since."""
    from greffier.ledger.outlines import changed_events, last_event

    changed = set(changed_events(connection, found.number))
    if len(changed) > _FEW:
        return gather(connection)
    rest = {event: own for event, own in found.by_event.items() if event not in changed}
    return _findings(connection, last_event(connection), rest | _of_events(connection, changed))


def _findings(connection: Connection, number: int, by_event: Mapping[str, _Own]) -> Findings:
    return Findings(
        _newest(clash for clashes, _ in by_event.values() for clash in clashes),
        _newest(change for _, changes in by_event.values() for change in changes),
        _newest(_claims(connection)),
        tuple(_orphans(connection)),
        tuple(_differences(connection)),
        number,
        by_event,
    )


def _opposed(connection: Connection) -> set[str]:
    """The events with a contradiction, or of which the figures differ: by their lines where these stand."""
    from greffier.ledger import disputed_events, tolled_events
    from greffier.ledger.outlines import outline_method as method_of
    from greffier.ledger.outlines import outlines, void_outlines
    from greffier.pipeline.overview import outline_method

    found = tolled_events(connection)
    if method_of(connection) != outline_method() or void_outlines(connection):
        return found | disputed_events(connection)
    return found | {line.event for line in outlines(connection) if line.contradictions}


def _of_events(connection: Connection, events: Iterable[str]) -> dict[str, _Own]:
    from greffier.ledger import recorded
    from greffier.pipeline.gathered import gathered

    known = gathered(connection, sorted(events))
    moments = recorded(connection, {v.report.id for event in known for v in event.voices})
    told = {event.id: (tuple(_clashes(event, moments)), tuple(_changes(event, moments))) for event in known}
    return {event: own for event, own in told.items() if any(own)}


def _newest(found: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(found, key=lambda one: (one.recorded_at, one.key), reverse=True))


def _clashes(event: Event, moments: Mapping[str, datetime]) -> Iterator[Clash]:
    """One contradiction of each sort: that with the report added last, beside the one told just before it."""
    newest: dict[str, Clash] = {}
    for found in event.contradictions:
        moment = max(moments[voice.report.id] for voice in (found.one, found.other))
        before = newest.get(found.what)
        if before is None or moment >= before.recorded_at:
            newest[found.what] = Clash(event.id, event.kind, found.what, found.one, found.other, moment)
    yield from newest.values()


def _changes(event: Event, moments: Mapping[str, datetime]) -> Iterator[Change]:
    for toll in event.tolls:
        figures = tuple((f, moments[f.voice.report.id]) for f in toll.history)
        if len({(f.low, f.high) for f, _ in figures}) > 1:
            yield Change(event.id, event.place, toll.harm, figures)


def _claims(connection: Connection) -> Iterator[Claim]:
    """Claims that do not hold by what their report tells, nor by what others do."""
    from greffier.ledger import claims_contradicted, kept_report

    for report in claims_contradicted(connection):
        kept = kept_report(connection, report)
        for check in checked(connection, kept):
            if check.verdict == "contradicted":
                yield Claim(kept.report, check, kept.recorded_at)


def _orphans(connection: Connection) -> Iterator[Orphan]:
    from greffier.judge import history
    from greffier.ledger import current_version

    found = [one for one in history(connection) if one.state == "orphan"]
    for standing in sorted(found, key=lambda s: s.judgement.recorded_at, reverse=True):
        anchors = standing.judgement.anchors
        yield Orphan(standing, current_version(connection, anchors[0].report) if anchors else None)


def _differences(connection: Connection) -> Iterator[Difference]:
    from greffier.judge import DIFFER, scene_of
    from greffier.ledger import doubted

    for report, entries in doubted(connection, DIFFER).items():
        scene = scene_of(connection, report)
        shown = scene.shown()
        for entry in (e for e in shown.entries if e.id in entries):
            said = {
                s.judgement.author: s.judgement.verdict for s in shown.standings
                if s.state == "applied" and s.entry == entry.id
            }  # fmt: skip
            plain = replace(entry, doubts=tuple(d for d in entry.doubts if d != DIFFER))
            yield Difference(scene.kept.report, plain, tuple(sorted(said.items())))
