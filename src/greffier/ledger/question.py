"""What is asked of a ledger: which entries and reports count, as conditions of SQL and as sets of entries."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Text, exists, select, type_coerce

from greffier.ledger import schema
from greffier.ledger.backends.values import among
from greffier.ledger.circle import Circle, inside
from greffier.ledger.days import there, withdrawn
from greffier.ledger.named import entries_naming
from greffier.lexicon.name_key import name_key
from greffier.model import STATUSES

__all__ = ["Question", "chosen", "conditions", "versions", "within"]


@dataclass(frozen=True, slots=True)
class Question:
    """Which entries are asked for; what is empty or None lets all through, but no rejected ones without `status`.

    `actor` is a name or an id, of who fills a role or is the source; `place` likewise, `source` of who says it; `near`
    a circle in which it happened, `country` the ISO code of a country in which it did; `since` and `until` bound when
    it happened (entries without a date are left out then); `as_of` takes reports published by that day, so that
    undated ones are left out; `as_known` reports recorded by that day (UTC). Reports that a notice takes back are left
    out too, but where `withdrawn` asks for them.
    """

    kinds: tuple[str, ...] = ()
    actor: str = ""
    place: str = ""
    source: str = ""
    near: Circle | None = None
    outlet: str = ""
    status: str = ""
    factuality: str = ""
    country: str = ""
    since: date | None = None
    until: date | None = None
    as_of: date | None = None
    as_known: date | None = None
    withdrawn: bool = False

    @property
    def about_entries(self) -> bool:
        """Whether anything is asked of entries, and not of their reports alone."""
        asked = (self.kinds, self.actor, self.place, self.source, self.near, self.status, self.factuality, self.country,
                 self.since, self.until)  # fmt: skip
        return any(part not in ((), "", None) for part in asked)


def within(column: Any, ids: Iterable[str]) -> Any:
    """The condition that a column is one of these; they go as one value, since a statement takes only so many."""
    return among(column, ids)


def versions(question: Question) -> list[Any]:
    """The conditions under which a row of `report` counts: the version that was current on the day asked about."""
    as_of, as_known = question.as_of, question.as_known
    found = [~exists().where(_replaces(), *there(_LATER, as_of, as_known)), *there(schema.report, as_of, as_known)]
    if not question.withdrawn:
        found.append(~withdrawn(schema.report, as_of, as_known))
    if question.outlet:
        found.append(schema.report.c.outlet == question.outlet)
    return found


def conditions(question: Question) -> list[Any]:
    """Those on `report` and `entry` together, without names and places."""
    entry, found = schema.entry, versions(question)
    if question.kinds:
        found.append(entry.c.kind.in_(question.kinds))
    found.append(entry.c.status == question.status if question.status else entry.c.status != STATUSES[-1])
    if question.factuality:
        found.append(entry.c.factuality == question.factuality)
    if question.country:
        found.append(exists().where(_PLACE.c.entry == entry.c.id, _PLACE.c.place_country == question.country))
    if question.since is not None:
        found.append(entry.c.when_end >= question.since)
    if question.until is not None:
        found.append(entry.c.when_start <= question.until)
    return found


_LATER = schema.report.alias("later")
_PLACE = schema.filler.alias("happened")


def _replaces() -> Any:
    return _LATER.c.replaces == schema.report.c.id


def chosen(connection: Connection, question: Question) -> list[frozenset[str]]:
    """Sets of entries, each of which an entry must be in: one for each name asked for, and one for the circle."""
    days = question.as_of, question.as_known
    named = [entries_naming(connection, question.actor, *days)] if question.actor else []
    named += [entries_naming(connection, question.source, *days, source=True)] if question.source else []
    named += [_named_place(connection, question.place)] if question.place else []
    return named if question.near is None else [*named, inside(connection, question.near)]


def _named_place(connection: Connection, name: str) -> frozenset[str]:
    """Ids of the entries in whose place this name, in any of its spellings that the report knows, or this id stands.

    Lists of names are taken as they are stored, and each is looked into once: places come again and again.
    """
    filler, key = schema.filler, name_key(name)
    listed = (type_coerce(column, Text) for column in (filler.c.names, filler.c.place_names))
    query = select(filler.c.entry, filler.c.actor, filler.c.place, filler.c.name, filler.c.said, *listed)
    known: dict[tuple[str | None, ...], bool] = {}
    found = set()
    for entry, *told in connection.execute(query.where(filler.c.role == "place")):
        words = tuple(told)
        if words not in known:
            known[words] = name in words[:2] or key in {name_key(n) for n in _spellings(*words[2:])}
        if known[words]:
            found.add(entry)
    return frozenset(found)


def _spellings(name: str, said: str, names: str, place_names: str | None) -> list[str]:
    return [name, said, *json.loads(names), *json.loads(place_names or "[]")]
