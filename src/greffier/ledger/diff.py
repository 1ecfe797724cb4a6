"""What became known between two days: reports, entries, tolls and positions that are other than before.

Until entries are joined to events, two tolls are of one happening where place, harm and last day are the same
(`same_toll`), and two positions of one matter where one actor speaks of it in words of which half are shared.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from greffier.ledger import schema
from greffier.ledger.ask import matching, undated
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


def difference(connection: Connection, before: Question, after: Question) -> Difference:
    """What became known between two questions that differ in their day only."""
    old, new = _current(connection, before), _current(connection, after)
    gone = [kept_report(connection, id) for id in sorted(old - new)]
    come = [kept_report(connection, id) for id in sorted(new - old)]
    heirs = {kept.publication: kept for kept in come}
    replaced = [Replaced(kept, heirs.get(kept.publication)) for kept in gone]
    fresh = _told(k for k in matching(connection, after) if k.report.id in new - old)
    lost = _told(k for k in matching(connection, before) if k.report.id in old - new)
    again, were = {_signature(t) for t in lost}, {_signature(t) for t in fresh}
    publications = {kept.publication for kept in gone}
    return Difference(
        reports=tuple(sorted((k for k in come if k.publication not in publications), key=_by_day)),
        replaced=tuple(replaced),
        entries=tuple(t for t in fresh if _signature(t) not in again),
        gone=tuple(t for t in lost if _signature(t) not in were),
        tolls=tuple(_tolls(_of(connection, before, "toll"), _of(connection, after, "toll"))),
        positions=tuple(_positions(_of(connection, before, "position"), _of(connection, after, "position"))),
        undated=undated(connection, after),
    )


def _current(connection: Connection, question: Question) -> set[str]:
    return set(connection.scalars(select(schema.report.c.id).where(*versions(question))))


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


def _tolls(before: Sequence[Telling], after: Sequence[Telling]) -> Iterable[Change]:
    """Tolls whose latest telling has another number; a later day of publication is later."""
    old, new = ({key: told for told in some if (key := same_toll(told))} for some in (before, after))
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
