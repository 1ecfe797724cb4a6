"""Judgements on two things being one: kept with two entries as anchors, given back as pairs of today's ids.

An event is told by the entries that it was seen with: its ids may change their meaning to a person, entries' words do
not. Actors are told by their ids, which never change meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from greffier.errors import InputError, LookupFailed
from greffier.judge.cases import Case, assigned, mover
from greffier.judge.judging import Judge, about, done_before, found, keep
from greffier.judge.replay import Standing, live
from greffier.judge.scene import Scene, scene_of
from greffier.ledger import (
    Connection,
    Ledger,
    current_version,
    entry_from,
    find_entry,
    judgements,
    knows_actor,
)
from greffier.model import PAIR_VERDICTS, Anchor, Judgement

__all__ = ["EntriesOf", "Pairs", "judge_actors", "judge_events", "pairs_of"]

EntriesOf = Callable[[Connection, str], Sequence[str]]  # ids of the entries of the event of that id, () for none
Pair = tuple[str, str]
_GONE = "one of the two entries is read no more"
_ONE = "both are one entry by now"


@dataclass(frozen=True, slots=True)
class Pairs:
    """What people judged to be one or not: pairs of ids, in order; `standings` tell what became of each judgement."""

    same_event: tuple[Pair, ...] = ()
    different_event: tuple[Pair, ...] = ()
    same_actor: tuple[Pair, ...] = ()
    different_actor: tuple[Pair, ...] = ()
    standings: tuple[Standing, ...] = ()


def judge_events(
    ledger: Ledger, verdict: str, names: Sequence[str], judge: Judge,
    *, entries_of: EntriesOf = lambda _connection, _name: (), identity: str | None = None,
) -> Judgement:  # fmt: skip
    """Two entries, or events by one of their entries, tell of the `same_event` or of `different_event`s."""
    with ledger.begin() as connection:
        if (done := done_before(connection, identity, verdict, judge)) is not None:
            return done
        sides = [_side(connection, name, entries_of, judge) for name in names]
        (first, one), (second, two) = sides
        if first.entry == second.entry:
            raise InputError("{first} and {second} are one entry.", first=names[0], second=names[1])
        told = judge.judgement(verdict, identity, [first, second], names=tuple(names), base=[one, two])
        return keep(connection, told)


def _side(connection: Connection, name: str, entries_of: EntriesOf, judge: Judge) -> tuple[Anchor, object]:
    entry = name if find_entry(connection, name) else next(iter(sorted(entries_of(connection, name))), None)
    if entry is None:
        raise LookupFailed("no entry or event {id!r} in the ledger.", id=name)
    held = about(*found(connection, entry, judge))
    return held["anchors"][0], held["base"]


def judge_actors(
    ledger: Ledger, verdict: str, names: Sequence[str], judge: Judge, *, identity: str | None = None
) -> Judgement:
    """Two actors, by their ids, are the `same_actor` or `different_actor`s. Raises LookupFailed for an unknown one."""
    with ledger.begin() as connection:
        if (done := done_before(connection, identity, verdict, judge)) is not None:
            return done
        for name in names:
            if not knows_actor(connection, name):
                raise LookupFailed("no actor {id!r} in the ledger.", id=name)
        if names[0] == names[1]:
            raise InputError("{first} and {second} are one actor.", first=names[0], second=names[1])
        return keep(connection, judge.judgement(verdict, identity, (), names=tuple(names)))


def pairs_of(connection: Connection, before: datetime | None = None) -> Pairs:
    """Every pair that people judged, the latest verdict on each, as ids of today's current entries and of actors.

    Or those judged `before` a moment, as ids of what was current then: asked where the tables show that.
    """
    standing, _ = live(judgements(connection, before=before))
    told = [j for j in standing if j.verdict in PAIR_VERDICTS]
    places = _Places(connection, before)
    found: dict[tuple[str, Pair], str] = {}
    standings: list[Standing] = []
    for one in told:
        ids = places.entries(one) if one.anchors else one.names
        reason = "" if len(ids) == 2 and len(set(ids)) == 2 else _ONE if len(ids) == 2 else _GONE
        standings.append(Standing(one, "orphan" if reason else "applied", reason, None if reason else ids[0]))
        if not reason:
            first, second = sorted(ids)
            found[one.verdict.partition("_")[2], (first, second)] = one.verdict
    by_verdict = {verdict: _sorted(found.items(), verdict) for verdict in PAIR_VERDICTS}
    return Pairs(**by_verdict, standings=tuple(standings))


def _sorted(found: Iterable[tuple[tuple[str, Pair], str]], verdict: str) -> tuple[Pair, ...]:
    return tuple(sorted(pair for (_, pair), said in found if said == verdict))


class _Places:
    """The entries of the anchors of pairs, today's or those `before` a moment, each report looked at once."""

    def __init__(self, connection: Connection, before: datetime | None) -> None:
        self._connection, self._before = connection, before
        self._scenes: dict[str, Scene] = {}

    def entries(self, one: Judgement) -> tuple[str, ...]:
        """Ids of today's entries that a judgement's anchors are, without those that are gone."""
        found = (self._entry(one, i) for i in range(len(one.anchors)))
        return tuple(entry for entry in found if entry is not None)

    def _entry(self, one: Judgement, i: int) -> str | None:
        anchor = one.anchors[i]
        scene = self._scene(anchor.report)
        report, base = scene.kept.report, entry_from(one.base[i])
        move = mover(anchor, report, scene.texts)
        span = move(anchor.quote.span) if anchor.quote else None
        own = anchor.report == report.id
        pair = replace(one, anchors=(anchor,))
        case = Case(anchor.report, anchor.entry or "", (pair,), base, scene.texts[anchor.text], span, move, own)
        entry = assigned([case], scene.kept.entries, report.text).get(0)
        return entry.id if entry is not None and scene.kept.statuses[entry.id] != "rejected" else None

    def _scene(self, report: str) -> Scene:
        """The current version of a report, as it is."""
        if report not in self._scenes:
            version = current_version(self._connection, report, self._before)
            self._scenes[report] = scene_of(self._connection, version, self._before)
        return self._scenes[report]
