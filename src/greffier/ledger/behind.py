"""What stands behind entries that are exported: who their fillers are over all reports, what those hold, and when each
entry came to be known. For some reports or events at a time, so that a walk asks a few times a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, func, select

from greffier.ledger import schema
from greffier.ledger.question import Question, chosen, conditions
from greffier.model import Seen

__all__ = ["Behind", "Post", "behind", "latest_moments", "moments_of", "posts_told", "whose"]

_MANY = 400  # values in one IN (…)
_ROWS = 2_000  # rows that the driver hands over at a time


@dataclass(frozen=True, slots=True)
class Behind:
    """An actor of the register: `names` the commonest first, `merged` older ids that lead to it."""

    id: str
    kind: str
    name: str
    country: str | None
    names: tuple[str, ...]
    merged: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Post:
    """A role in which a report names a person: whose it is (an ISO code or an id), the report's words, its day."""

    actor: str
    family: str
    owner: str
    domain: str
    words: str
    day: date | None
    report: str


def whose(connection: Connection, reports: Iterable[str]) -> dict[Seen, str]:
    """Ids of the actors whom these reports tell of, by report and by what its fillers call them (`Filler.id`)."""
    table = schema.sighting
    query = select(table.c.report, table.c.local, table.c.actor).where(table.c.actor.is_not(None))
    return {(row[0], row[1]): row[2] for row in _rows(connection, query, table.c.report, reports)}


def behind(connection: Connection, ids: Iterable[str]) -> dict[str, Behind]:
    """These actors of the register, by id."""
    table, named, wanted = schema.actor, schema.actor_name, sorted(set(ids))
    names: dict[str, list[str]] = {}
    named_so = select(named.c.actor, named.c.name).order_by(named.c.actor, named.c.reports.desc(), named.c.name)
    for id, name in _rows(connection, named_so, named.c.actor, wanted):
        names.setdefault(id, []).append(name)
    merged: dict[str, list[str]] = {}
    older = select(table.c.merged_into, table.c.id).order_by(table.c.id)
    for into, id in _rows(connection, older, table.c.merged_into, wanted):
        merged.setdefault(into, []).append(id)
    own = select(table.c.id, table.c.kind, table.c.name, table.c.country)
    return {
        id: Behind(id, kind, name, country, tuple(names.get(id, ())), tuple(merged.get(id, ())))
        for id, kind, name, country in _rows(connection, own, table.c.id, wanted)
    }


def posts_told(connection: Connection, reports: Iterable[str]) -> list[Post]:
    """The roles in which these reports name persons, in a fixed order."""
    own, table = schema.office, schema.sighting
    same = (own.c.report == table.c.report) & (own.c.local == table.c.local)
    columns = (own.c.family, own.c.owner, own.c.domain, own.c.words, own.c.day, own.c.report)
    query = select(table.c.actor, *columns).join_from(table, own, same)
    query = query.where(table.c.actor.is_not(None), table.c.kind == "person", own.c.named == 1)
    found = (Post(*row) for row in _rows(connection, query, own.c.report, reports))
    return sorted(found, key=lambda p: (p.actor, p.family, p.owner, p.domain, str(p.day), p.report))


def moments_of(connection: Connection, entries: Iterable[str]) -> dict[str, datetime]:
    """When each of these entries came to be what it is (UTC): when its report was recorded, or it was judged last."""
    entry, report = schema.entry, schema.report
    query = select(entry.c.id, report.c.recorded_at).join_from(entry, report)
    ids = sorted(set(entries))
    found: dict[str, datetime] = dict(_pairs(_rows(connection, query, entry.c.id, ids)))
    anchor, judgement = schema.judgement_anchor, schema.judgement
    judged = select(anchor.c.entry, func.max(judgement.c.recorded_at)).group_by(anchor.c.entry)
    judged = judged.join_from(anchor, judgement, judgement.c.id == anchor.c.judgement)
    for id, moment in _rows(connection, judged, anchor.c.entry, ids):
        found[id] = max(moment, found[id]) if id in found else moment
    return found


def latest_moments(connection: Connection, question: Question, statuses: Sequence[str]) -> list[tuple[datetime, str]]:
    """The events that hold an entry asked for with one of these statuses, with the moment at which the last of these
    entries came to be what it is; the latest first."""
    report, entry, member = schema.report, schema.entry, schema.membership
    anchor, judgement = schema.judgement_anchor, schema.judgement
    judged = select(anchor.c.entry, func.max(judgement.c.recorded_at).label("moment")).group_by(anchor.c.entry)
    last = judged.join_from(anchor, judgement, judgement.c.id == anchor.c.judgement).subquery()
    query = select(member.c.event, entry.c.id, report.c.recorded_at, last.c.moment).join_from(entry, report)
    query = query.join(member, member.c.entry == entry.c.id).outerjoin(last, last.c.entry == entry.c.id)
    query = query.where(*conditions(question), entry.c.status.in_(statuses))
    sets, found = chosen(connection, question), dict[str, datetime]()
    for event, id, recorded, moment in connection.execute(query.execution_options(yield_per=_ROWS)):
        if all(id in ids for ids in sets):
            found[event] = max(m for m in (recorded, moment, found.get(event)) if m is not None)
    return sorted(((moment, event) for event, moment in found.items()), key=lambda one: (-one[0].timestamp(), one[1]))


def _pairs(rows: Iterable[Any]) -> Iterator[tuple[str, datetime]]:
    return ((row[0], row[1]) for row in rows)


def _rows(connection: Connection, query: Select[Any], column: Any, values: Iterable[str]) -> Iterator[Any]:
    """The rows of a query for some values of a column, a part of them at a time."""
    ordered = sorted(set(values))
    for start in range(0, len(ordered), _MANY):
        yield from connection.execute(query.where(column.in_(ordered[start : start + _MANY])))
