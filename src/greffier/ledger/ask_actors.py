"""Questions about actors: who is in the register, under which names, in which roles, told by which reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, exists, func, or_, select

from greffier.ledger import schema
from greffier.ledger.actors import find_actor
from greffier.ledger.days import there, withdrawn
from greffier.lexicon.name_key import name_key
from greffier.model import STATUSES

__all__ = [
    "ActorRole", "Holder", "KeptActor", "KeptSighting", "actors", "entries_of_actors", "holders", "name_of_actor",
    "sightings",
]  # fmt: skip

_LATER = schema.report.alias("later")
_CAUSE = schema.report.alias("cause")
_MANY = 400
_Days = tuple[date | None, date | None]  # of publication, of knowledge


@dataclass(frozen=True, slots=True)
class ActorRole:
    """A role in which reports name an actor with a name: their words, first and last day, ids of those reports."""

    family: str
    owner: str
    words: str
    first: date | None
    last: date | None
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeptActor:
    """An actor: `names` the commonest first, `merged` other ids that lead here, how many entries and reports."""

    id: str
    name: str
    kind: str
    country: str | None
    names: tuple[str, ...]
    merged: tuple[str, ...]
    roles: tuple[ActorRole, ...]
    entries: int
    reports: int
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class KeptSighting:
    """How one report names an actor, how that is known to be this one, and which other report tells so."""

    report: str
    published: date | None
    outlet: str | None
    name: str
    basis: str
    because: str | None


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a role that a report tells without a name: id and name of the actor, and the report that says so."""

    actor: str
    name: str
    report: str
    published: date | None
    outlet: str | None


def actors(
    connection: Connection, words: str = "", kind: str = "", as_of: date | None = None, as_known: date | None = None
) -> list[KeptActor]:
    """Actors of current reports, or of those published or recorded by a day, most entries first.

    `words` is an id, or words that a name has, accents aside.
    """
    table = schema.actor
    query = select(table.c.id, table.c.name, table.c.kind, table.c.country).where(table.c.merged_into.is_(None))
    if kind:
        query = query.where(table.c.kind == kind)
    wanted = _with_words(connection, words) if words else None
    counts = _counts(connection, (as_of, as_known), wanted)
    rows = [row for row in connection.execute(query) if row[0] in counts or (wanted is not None and row[0] in wanted)]
    ids = None if wanted is None else sorted({row[0] for row in rows})
    names, merged, roles = _names(connection, ids), _merged(connection), _roles(connection, ids, (as_of, as_known))
    found = [
        KeptActor(
            id, name, kind, country, tuple(dict.fromkeys([name, *names.get(id, ())])), tuple(merged.get(id, ())),
            roles.get(id, ()), *counts.get(id, (0, 0, None, None)),
        )
        for id, name, kind, country in rows
    ]  # fmt: skip
    return sorted(found, key=lambda a: (-a.entries, a.id))


def _with_words(connection: Connection, words: str) -> set[str]:
    """Ids of actors that words name in full, else of those one of whose names has them."""
    exact = find_actor(connection, words)
    if exact or not name_key(words):
        return set(exact)
    table, actor = schema.actor_name, schema.actor
    query = select(func.coalesce(actor.c.merged_into, actor.c.id)).join_from(table, actor)
    return set(connection.scalars(query.where(table.c.key.contains(name_key(words), autoescape=True))))


def _there(as_of: date | None, as_known: date | None = None) -> list[Any]:
    """The conditions under which a sighting counts: its report's version, and what tells who it is, were there."""
    table, report = schema.sighting, schema.report
    later = exists().where(_LATER.c.replaces == report.c.id, *there(_LATER, as_of, as_known))
    found = [*there(report, as_of, as_known), ~later, ~withdrawn(report, as_of, as_known)]
    if as_of is None and as_known is None:
        return found
    told = exists().where(_CAUSE.c.id == table.c.because, *there(_CAUSE, as_of, as_known))
    return [*found, or_(table.c.because.is_(None), told)]


def _here() -> Any:
    """The condition that a filler of an entry is a sighting's actor.

    Fillers are sought by their entry: by what reports call an actor, all reports that call one so would come.
    """
    filler, table = schema.filler, schema.sighting
    same = func.coalesce(filler.c.actor, "") == table.c.local  # an expression keeps the index on actor out
    return (filler.c.entry == schema.entry.c.id) & same & (filler.c.role != "place")


def _counts(
    connection: Connection, days: _Days, wanted: set[str] | None
) -> dict[str, tuple[int, int, date | None, date | None]]:
    """By actor: entries, reports, first and last day of publication."""
    table, report, entry, filler = schema.sighting, schema.report, schema.entry, schema.filler
    query = (
        select(
            table.c.actor,
            func.count(filler.c.entry.distinct()),
            func.count(table.c.report.distinct()),
            func.min(table.c.day),
            func.max(table.c.day),
        )
        .join_from(table, report, table.c.report == report.c.id)
        .join(entry, entry.c.report == table.c.report)
        .join(filler, _here())
        .where(table.c.actor.is_not(None), entry.c.status != STATUSES[-1], *_there(*days))
        .group_by(table.c.actor)
    )
    parts = _only(query, table.c.actor, None if wanted is None else sorted(wanted))
    return {row[0]: (row[1], row[2], row[3], row[4]) for part in parts for row in connection.execute(part)}


def _names(connection: Connection, ids: Sequence[str] | None) -> dict[str, list[str]]:
    table = schema.actor_name
    found: dict[str, list[str]] = {}
    for query in _only(select(table.c.actor, table.c.name), table.c.actor, ids):
        for id, name in connection.execute(query.order_by(table.c.reports.desc(), table.c.name)):
            found.setdefault(id, []).append(name)
    return found


def _merged(connection: Connection) -> dict[str, list[str]]:
    table = schema.actor
    query = select(table.c.merged_into, table.c.id).where(table.c.merged_into.is_not(None)).order_by(table.c.id)
    found: dict[str, list[str]] = {}
    for into, id in connection.execute(query):
        found.setdefault(into, []).append(id)
    return found


def _roles(connection: Connection, ids: Sequence[str] | None, days: _Days) -> dict[str, tuple[ActorRole, ...]]:
    own, table, report = schema.office, schema.sighting, schema.report
    same = (own.c.report == table.c.report) & (own.c.local == table.c.local)
    query = (
        select(table.c.actor, own.c.family, own.c.owner, own.c.words, own.c.day, own.c.report)
        .join_from(table, own, same)
        .join(report, report.c.id == own.c.report)
        .where(table.c.actor.is_not(None), own.c.named == 1, *_there(*days))
        .order_by(own.c.day.is_(None), own.c.day, own.c.report)
    )
    found: dict[str, dict[tuple[str, str], list[tuple[str, date | None, str]]]] = {}
    for part in _only(query, table.c.actor, ids):
        for id, family, owner, words, day, told in connection.execute(part):
            found.setdefault(id, {}).setdefault((family, owner), []).append((words, day, told))
    return {id: tuple(_role(*office, told) for office, told in some.items()) for id, some in found.items()}


def _only(query: Select[Any], column: Any, ids: Sequence[str] | None) -> Iterator[Select[Any]]:
    """A query for all, or in parts for some ids."""
    if ids is None:
        yield query
        return
    yield from (query.where(column.in_(ids[i : i + _MANY])) for i in range(0, len(ids), _MANY))


def _role(family: str, owner: str, told: Sequence[tuple[str, date | None, str]]) -> ActorRole:
    days = [day for _, day, _ in told if day is not None]
    reports = tuple(dict.fromkeys(report for _, _, report in told))
    return ActorRole(family, owner, told[0][0], min(days, default=None), max(days, default=None), reports)


def sightings(
    connection: Connection, actor: str, as_of: date | None = None, as_known: date | None = None
) -> list[KeptSighting]:
    """Each report that tells of an actor, by day of publication."""
    table, report = schema.sighting, schema.report
    columns = (table.c.report, report.c.published, report.c.outlet, table.c.name, table.c.basis, table.c.because)
    query = select(*columns).join_from(table, report, table.c.report == report.c.id)
    query = query.where(table.c.actor == actor, *_there(as_of, as_known))
    order = (report.c.published.is_(None), report.c.published, table.c.report, table.c.local)
    return [KeptSighting(*row) for row in connection.execute(query.order_by(*order))]


def name_of_actor(connection: Connection, id: str) -> str | None:
    """The name of an actor of the register by its id, None where there is none."""
    return connection.scalar(select(schema.actor.c.name).where(schema.actor.c.id == id))


def holders(
    connection: Connection, reports: Sequence[str], as_of: date | None = None, as_known: date | None = None
) -> dict[str, dict[str, Holder]]:
    """Who holds the roles that reports tell without a name, where another report says so: by report, and by what the
    fillers call the actor (`Filler.id`)."""
    table, actor = schema.sighting, schema.actor
    told = (_CAUSE.c.id, _CAUSE.c.published, _CAUSE.c.outlet)
    query = select(table.c.report, table.c.local, actor.c.id, actor.c.name, *told)
    query = query.join_from(table, actor, actor.c.id == table.c.actor).join(_CAUSE, _CAUSE.c.id == table.c.because)
    query = query.where(table.c.basis == "role", *there(_CAUSE, as_of, as_known))
    found: dict[str, dict[str, Holder]] = {}
    for part in _only(query, table.c.report, sorted(set(reports))):
        for row in connection.execute(part):
            found.setdefault(row[0], {})[row[1]] = Holder(*row[2:])
    return found


def entries_of_actors(
    ids: Sequence[str], as_of: date | None = None, as_known: date | None = None, source: bool = False
) -> Select[Any]:
    """The ids of the entries in which one of these actors fills a role or is the source (or only that): a query."""
    table, report, entry, filler = schema.sighting, schema.report, schema.entry, schema.filler
    query = select(filler.c.entry).join_from(table, report, table.c.report == report.c.id)
    query = query.join(entry, entry.c.report == table.c.report).join(filler, _here()).where(table.c.actor.in_(ids))
    query = query.where(filler.c.role == "source") if source else query
    asked = as_of is not None or as_known is not None
    return query.where(*_there(as_of, as_known)) if asked else query
