"""What became known between two days: reports, entries, tolls and positions that are other than before.

Until entries are joined to events, two tolls are of one happening where place, harm and last day are the same
(`same_toll`), and two positions of one matter where one actor speaks of it in words of which half are shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from greffier.ledger import schema
from greffier.ledger.ask import matching, undated
from greffier.ledger.events import events_of
from greffier.ledger.load import Kept, kept_report
from greffier.ledger.question import Question, versions
from greffier.ledger.who import fillers_in, who, whole_key
from greffier.lexicon.name_key import pieces
from greffier.model import Entry, Filler, Quantity, Report, SpanRole

__all__ = ["Change", "Difference", "Replaced", "difference", "same_toll"]

_WORD = 4  # letters from which a word says what a matter is
_LONG = 3  # days from which a toll is one over a period

Telling = tuple[Report, Entry]


@dataclass(frozen=True, slots=True)
class Replaced:
    """A version that counted before and does not after, and the one in its stead; None where there is none."""

    before: Kept
    after: Kept | None


@dataclass(frozen=True, slots=True)
class Change:
    """Two tellings of one thing: the latest before, and the latest after, which differs."""

    before: Telling
    after: Telling


@dataclass(frozen=True, slots=True)
class Difference:
    """What is other after than before; `gone` are entries that no version tells any more."""

    reports: tuple[Kept, ...]
    replaced: tuple[Replaced, ...]
    entries: tuple[Telling, ...]
    gone: tuple[Telling, ...]
    tolls: tuple[Change, ...]
    positions: tuple[Change, ...]
    undated: int


At = Callable[[Connection, "Question"], AbstractContextManager[None]]


@dataclass(frozen=True, slots=True)
class _Side:
    """What was known on one day: ids of the versions that counted, and what they tell."""

    versions: frozenset[str]
    told: tuple[Telling, ...]
    tolls: tuple[Telling, ...]
    positions: tuple[Telling, ...]


def _as_it_stands(connection: Connection, question: Question) -> AbstractContextManager[None]:
    return nullcontext()


def difference(connection: Connection, before: Question, after: Question, at: At = _as_it_stands) -> Difference:
    """What became known between two questions that differ in their day only.

    `at(connection, question)` is a block in which the ledger reads as it did on the day asked about.
    """
    old, new = _side(connection, before, at), _side(connection, after, at)
    gone = [kept_report(connection, id) for id in sorted(old.versions - new.versions)]
    come = [kept_report(connection, id) for id in sorted(new.versions - old.versions)]
    heirs = {kept.publication: kept for kept in come}
    replaced = [Replaced(kept, heirs.get(kept.publication)) for kept in gone]
    fresh, lost = _besides(new.told, old.told), _besides(old.told, new.told)
    again, were = {_signature(t) for t in lost}, {_signature(t) for t in fresh}
    publications = {kept.publication for kept in gone}
    return Difference(
        reports=tuple(sorted((k for k in come if k.publication not in publications), key=_by_day)),
        replaced=tuple(replaced),
        entries=tuple(t for t in fresh if _signature(t) not in again),
        gone=tuple(t for t in lost if _signature(t) not in were),
        tolls=tuple(_tolls(old.tolls, new.tolls, events_of(connection, (e.id for _, e in (*old.tolls, *new.tolls))))),
        positions=tuple(_positions(old.positions, new.positions)),
        undated=undated(connection, after),
    )


def _side(connection: Connection, question: Question, at: At) -> _Side:
    with at(connection, question):
        return _Side(
            versions=frozenset(connection.scalars(select(schema.report.c.id).where(*versions(question)))),
            told=tuple(_told(matching(connection, question))),
            tolls=tuple(_of(connection, question, "toll")),
            positions=tuple(_of(connection, question, "position")),
        )


def _besides(some: Sequence[Telling], others: Sequence[Telling]) -> list[Telling]:
    known = {entry.id for _, entry in others}
    return [told for told in some if told[1].id not in known]


def _told(kept: Iterable[Kept]) -> list[Telling]:
    return [(k.report, entry) for k in kept for entry in k.entries]


def _of(connection: Connection, question: Question, kind: str) -> list[Telling]:
    """The tellings of one kind, in the order in which they were published; rejected ones left out."""
    if question.kinds and kind not in question.kinds:
        return []
    kept = matching(connection, replace(question, kinds=(kind,)))
    return [(k.report, e) for k in kept for e in k.entries if k.statuses[e.id] != "rejected"]


def _by_day(kept: Kept) -> tuple[bool, str, str]:
    day = kept.report.published
    return day is None, day.isoformat() if day else "", kept.report.id


def _signature(told: Telling) -> tuple[object, ...]:
    """What an entry says, whatever version of its publication says it."""
    report, entry = told
    roles = sorted((role, _plain(report, value)) for role, value in entry.roles.items())
    return report.outlet, report.url, entry.kind, entry.factuality, entry.when, tuple(roles)


def _plain(report: Report, value: object) -> str:
    if isinstance(value, SpanRole):
        return value.span.of(report.text)
    return "|".join(who(f) for f in value) if isinstance(value, tuple) else str(value)


def same_toll(told: Telling) -> tuple[object, ...] | None:
    """What two tolls of one happening share; None where place or day is not told, or the toll is over a period."""
    entry = told[1]
    number, place = entry.roles.get("number"), whole_key(entry.roles.get("place"))
    if not isinstance(number, Quantity) or number.scope is not None or entry.factuality != "actual":
        return None
    if entry.when is None or not place or (entry.when.end - entry.when.start).days >= _LONG:
        return None
    return place, str(entry.roles.get("harm")), entry.when.end


def _tolls(before: Sequence[Telling], after: Sequence[Telling], events: Mapping[str, str]) -> Iterable[Change]:
    """Tolls whose latest telling has another number; a later day of publication is later.

    Two are of one happening where linking says so (`events`, by entry), else where they share place, day and harm.
    """

    def of_event(told: Telling) -> tuple[object, ...] | None:
        number = told[1].roles.get("number")
        own = isinstance(number, Quantity) and number.scope is None and told[1].factuality == "actual"
        event = events.get(told[1].id)
        return (event, str(told[1].roles.get("harm"))) if own and event is not None else same_toll(told)

    old, new = ({key: told for told in some if (key := of_event(told))} for some in (before, after))
    for key, told in new.items():
        if key in old and old[key][1].roles["number"] != told[1].roles["number"]:
            yield Change(old[key], told)


def _positions(before: Sequence[Telling], after: Sequence[Telling]) -> Iterable[Change]:
    """Of each actor, the new stand on a matter on which its latest stand was another."""
    known = {told[1].id for told in before}
    for told in after:
        for actor in fillers_in(told[1].roles.get("actor")) if told[1].id not in known else ():
            earlier = [t for t in before if _takes(t, actor) and _one_matter(t, told)]
            if earlier and earlier[-1][1].roles.get("stance") != told[1].roles.get("stance"):
                yield Change(earlier[-1], told)
                break


def _takes(told: Telling, actor: Filler) -> bool:
    return who(actor) in whole_key(told[1].roles.get("actor"))


def _one_matter(a: Telling, b: Telling) -> bool:
    one, other = _matter(a), _matter(b)
    return bool(one and other) and 2 * len(one & other) >= min(len(one), len(other))


def _matter(told: Telling) -> set[str]:
    """The words of what a stand is on."""
    value = told[1].roles.get("object")
    words = pieces(value.span.of(told[0].text)) if isinstance(value, SpanRole) else ()
    return {word for word in words if len(word) >= _WORD}
