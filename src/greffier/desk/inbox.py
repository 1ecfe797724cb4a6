"""What is to be done with a ledger, besides reading its reports: what contradicts itself, has changed, or hangs loose.

All of it is reckoned from the ledger as it stands; what a person has looked at is taken away by who shows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from greffier.desk.checked import checked

if TYPE_CHECKING:
    from greffier.judge import Standing
    from greffier.ledger import Connection
    from greffier.link.known import Event, Figure, Voice
    from greffier.model import Check, Entry, Report

__all__ = ["Change", "Claim", "Clash", "Difference", "Findings", "Orphan", "gather"]


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


@dataclass(frozen=True, slots=True)
class Findings:
    """All of it, the newest first."""

    clashes: tuple[Clash, ...] = ()
    changes: tuple[Change, ...] = ()
    claims: tuple[Claim, ...] = ()
    orphans: tuple[Orphan, ...] = ()
    differences: tuple[Difference, ...] = ()


def gather(connection: Connection) -> Findings:
    """What there is to be done in the ledger as it stands. Takes seconds where much is linked: not while one waits."""
    from greffier.ledger import disputed_events, recorded, tolled_events
    from greffier.pipeline.asking import events_known

    known = events_known(connection, tolled_events(connection) | disputed_events(connection))
    moments = recorded(connection, {v.report.id for event in known for v in event.voices})
    return Findings(
        _newest(clash for event in known for clash in _clashes(event, moments)),
        _newest(change for event in known for change in _changes(event, moments)),
        _newest(_claims(connection)),
        tuple(_orphans(connection)),
        tuple(_differences(connection)),
    )


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
