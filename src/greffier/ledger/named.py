"""The entries in which somebody is told of: by the register of actors, else by the words of the reports."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from greffier.ledger import schema
from greffier.ledger.actors import find_actor
from greffier.ledger.ask_actors import entries_of_actors
from greffier.ledger.backends import spelling_of
from greffier.lexicon.name_key import name_key

__all__ = ["entries_naming"]

_MANY = 400  # values in one IN (…)


def entries_naming(
    connection: Connection, name: str, as_of: date | None = None, as_known: date | None = None, *, source: bool = False
) -> frozenset[str]:
    """Ids of the entries in which an actor of the register fills a role, or is the `source`, by any name or its id.

    Whom the register does not hold by that name (*les secours*) is found where a sentence of the report has the words.
    """
    ids = find_actor(connection, name)
    if ids:
        return frozenset(connection.scalars(entries_of_actors(ids, as_of, as_known, source)))
    filler = schema.filler
    here = select(filler.c.entry).where(filler.c.actor == name, _role(source))
    return frozenset({*connection.scalars(here)} | _told_as(connection, name, source))


def _role(source: bool) -> Any:
    role = schema.filler.c.role
    return role == "source" if source else role != "place"


def _told_as(connection: Connection, name: str, source: bool) -> set[str]:
    """Ids of the entries with a filler that is told by this name, among reports whose sentences have its words."""
    key, filler, entry = name_key(name), schema.filler, schema.entry
    reports = sorted(_reports_with(connection, name))
    found: set[str] = set()
    for i in range(0, len(reports), _MANY):
        query = select(filler.c.entry, filler.c.name, filler.c.said, filler.c.names).join_from(filler, entry)
        query = query.where(entry.c.report.in_(reports[i : i + _MANY]), _role(source))
        for id, own, said, names in connection.execute(query):
            if key in {name_key(n) for n in (own, said, *names)}:
                found.add(id)
    return found


def _reports_with(connection: Connection, words: str) -> set[str]:
    """Ids of reports with the longest of the words: whose name is told in two places has the others elsewhere."""
    longest = max(re.findall(r"\w+", words), key=len, default="")
    if not longest:
        return set()
    own, found = schema.sentence, spelling_of(connection).hits([[longest]]).subquery()
    return set(connection.scalars(select(own.c.report).join(found, found.c.id == own.c.id).distinct()))
