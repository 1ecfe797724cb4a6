"""What an actor did and underwent: the parts that it takes in entries, and who might be the same actor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, or_, select

from greffier.ledger import schema
from greffier.ledger.actors import find_actor
from greffier.ledger.question import Question, conditions
from greffier.lexicon.name_key import name_key

__all__ = ["Deed", "Told", "actor_at", "alike", "deeds", "told_actors"]


@dataclass(frozen=True, slots=True)
class Deed:
    """A part that an actor takes in an entry: the `role` it fills; `day` is when it was, else of publication."""

    entry: str
    report: str
    kind: str
    role: str
    factuality: str
    day: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """An actor of the register with how many current reports tell of it."""

    id: str
    name: str
    kind: str
    country: str | None
    reports: int


def deeds(connection: Connection, actor: str, question: Question) -> list[Deed]:
    """The parts that an actor (its id) takes in the entries asked for, the latest first, those without a day last."""
    table, report, entry, filler = schema.sighting, schema.report, schema.entry, schema.filler
    same = func.coalesce(filler.c.actor, "") == table.c.local  # an expression keeps the index on actor out
    day = func.coalesce(entry.c.when_start, report.c.published)
    query = (
        select(entry.c.id, entry.c.report, entry.c.kind, filler.c.role, entry.c.factuality, day)
        .select_from(table.join(report, table.c.report == report.c.id).join(entry, entry.c.report == table.c.report))
        .join(filler, (filler.c.entry == entry.c.id) & same & (filler.c.role != "place"))
        .where(table.c.actor == actor, *conditions(question))
    )
    found = [Deed(*row) for row in connection.execute(query)]
    return sorted(found, key=lambda one: (one.day or date.min, one.entry, one.role), reverse=True)


def actor_at(connection: Connection, report: str, local: str) -> str | None:
    """The id of whom a report calls `local` (`Filler.id`), None where the register does not hold it."""
    table = schema.sighting
    here = (table.c.report == report, table.c.local == local)
    found = connection.scalar(select(table.c.actor).where(*here))
    return None if found is None else next(iter(find_actor(connection, found)), None)


def told_actors(connection: Connection, words: str = "", kind: str = "", limit: int = 24) -> list[Told]:
    """Actors that most current reports tell of; `words` are part of one of their names, accents aside."""
    table, actor, later = schema.sighting, schema.actor, schema.report.alias("later")
    gone = select(later.c.replaces).where(later.c.replaces.is_not(None))
    many = func.count(table.c.report.distinct())
    query = select(actor.c.id, actor.c.name, actor.c.kind, actor.c.country, many)
    query = query.join_from(table, actor, actor.c.id == table.c.actor).where(table.c.report.not_in(gone))
    query = query.where(table.c.report.not_in(select(schema.withdrawal.c.report)))
    query = query.where(actor.c.kind == kind) if kind else query
    if words:
        names, key = schema.actor_name, name_key(words)
        query = query.where(
            actor.c.id.in_(select(names.c.actor).where(names.c.key.contains(key or words, autoescape=True)))
        )
    query = query.group_by(actor.c.id).order_by(many.desc(), actor.c.name, actor.c.id).limit(limit)
    return [Told(*row) for row in connection.execute(query)]


def alike(connection: Connection, actor: str, names: Sequence[str], limit: int = 8) -> list[Told]:
    """Other actors that might be the same: persons of one family name, others that have a name in common."""
    table, own = schema.actor, schema.actor_name
    family = select(table.c.family).where(table.c.id == actor, table.c.family.is_not(None)).scalar_subquery()
    keys = sorted({name_key(name) for name in names} - {""})
    shared = select(own.c.actor).where(own.c.key.in_(keys))
    many = select(func.count()).select_from(schema.sighting).where(schema.sighting.c.actor == table.c.id)
    query = select(table.c.id, table.c.name, table.c.kind, table.c.country, many.scalar_subquery().label("many"))
    query = query.where(or_(table.c.family == family, table.c.id.in_(shared)))
    query = query.where(table.c.id != actor, table.c.merged_into.is_(None))
    found = [Told(*row) for row in connection.execute(query)]
    return sorted((one for one in found if one.reports), key=lambda one: (-one.reports, one.id))[:limit]
