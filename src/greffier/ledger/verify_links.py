"""Whether events and the register hang together: nothing leads in a ring or nowhere, and what is counted is there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Table, func, select

from greffier.ledger import schema
from greffier.model import STATUSES

__all__ = ["actor_problems", "event_problems"]

Found = tuple[str, str]  # where, and what is wrong there, in the words of the tables


def event_problems(connection: Connection) -> Iterator[Found]:
    """Events that lead nowhere, entries without an event, and tellings that are not what their entries say."""
    leads = _leads(connection, schema.event)
    yield from _astray(leads)
    member, entry = schema.membership, schema.entry
    query = select(member.c.entry, member.c.event, member.c.telling, entry.c.report).join_from(
        member, entry, member.c.entry == entry.c.id, isouter=True
    )
    rows = connection.execute(query).all()
    yield from ((id, f"membership {event}") for id, event, _, _ in rows if leads.get(event, "?") is not None)
    yield from _parted((row[1], row[2], row[0], row[3]) for row in rows)
    yield from _unlinked(connection)
    yield from _told_otherwise(connection, {(row[2], row[0]) for row in rows})


def _leads(connection: Connection, table: Table) -> dict[str, str | None]:
    return {row[0]: row[1] for row in connection.execute(select(table.c.id, table.c.merged_into))}


def _astray(leads: Mapping[str, str | None]) -> Iterator[Found]:
    """What leads to nothing, or in a ring."""
    for id in sorted(leads):
        seen, at = {id}, leads[id]
        while at is not None and at in leads and at not in seen:
            seen.add(at)
            at = leads[at]
        if at is not None:
            yield id, f"merged_into {at}"


def _parted(rows: Iterable[tuple[str, str, str, str]]) -> Iterator[Found]:
    """Tellings that are in two events, of two reports, or not named after their smallest entry."""
    tellings = defaultdict[str, list[tuple[str, str, str]]](list)
    for event, telling, entry, report in rows:
        tellings[telling].append((entry, event, report))
    for telling, some in sorted(tellings.items()):
        events, reports = {event for _, event, _ in some}, {report for _, _, report in some}
        if len(events) > 1 or len(reports) > 1 or min(some)[0] != telling:
            yield telling, "telling"


def _unlinked(connection: Connection) -> Iterator[Found]:
    """Entries of reports that are linked, but in no event."""
    entry, member, linked = schema.entry, schema.membership, schema.linked
    query = select(entry.c.id).join(linked, linked.c.report == entry.c.report)
    query = query.outerjoin(member, member.c.entry == entry.c.id).where(member.c.entry.is_(None))
    yield from ((id, "membership") for id in sorted(connection.scalars(query)))


def _told_otherwise(connection: Connection, members: set[tuple[str, str]]) -> Iterator[Found]:
    """Tellings whose entries are not those that the events have of them."""
    table, told = schema.telling, set[tuple[str, str]]()
    for id, facts in connection.execute(select(table.c.id, table.c.facts)):
        told |= {(id, entry) for entry in facts["entries"]}
    known = {id for id, _ in told}
    wrong = told ^ {pair for pair in members if pair[0] in known}
    yield from ((entry, f"telling {id}") for id, entry in sorted(wrong))


def actor_problems(connection: Connection) -> Iterator[Found]:
    """Actors that lead nowhere, sightings of such as lead on, names counted wrong, mentions never seen."""
    leads = _leads(connection, schema.actor)
    yield from _astray(leads)
    seen = Counter[tuple[str, str]]()
    table = schema.sighting
    columns = (table.c.report, table.c.local, table.c.actor, table.c.kind, table.c.name, table.c.names)
    for report, local, actor, kind, name, names in connection.execute(
        select(*columns).where(table.c.actor.is_not(None))
    ):
        seen.update((actor, one) for one in ({name, *names} if kind != "role" else ()))
        if leads.get(actor, "?") is not None:
            yield actor, f"sighting {report[:12]} {local}"
    yield from _miscounted(connection, seen)
    yield from _unseen(connection)


def _miscounted(connection: Connection, seen: Mapping[tuple[str, str], int]) -> Iterator[Found]:
    table = schema.actor_name
    told = {
        (row[0], row[1]): row[2] for row in connection.execute(select(table.c.actor, table.c.name, table.c.reports))
    }
    for one in sorted(told.keys() | seen.keys()):
        if told.get(one, 0) != seen.get(one, 0):
            yield one[0], f"actor_name {one[1]}"


def _unseen(connection: Connection) -> Iterator[Found]:
    """Reports that are in the register, and have offices or namings of somebody whom it does not know."""
    table, sighting, done = schema.office, schema.sighting, schema.registered
    query = select(table.c.report, table.c.local).outerjoin(
        sighting, (sighting.c.report == table.c.report) & (sighting.c.local == table.c.local)
    )
    for report, local in sorted(tuple(r) for r in connection.execute(query.where(sighting.c.local.is_(None)))):
        yield report, f"office {local}"
    yield from ((report, "registered") for report in sorted(_emptied(connection, sighting, done)))


def _emptied(connection: Connection, sighting: Table, done: Table) -> set[str]:
    """Registered reports whose entries, rejected ones apart, name somebody of the tables, but that have no sighting at
    all."""
    filler, entry = schema.filler, schema.entry
    counts = (filler.c.actor.like("country:%"), entry.c.status != STATUSES[-1])
    named: Any = select(entry.c.report).join(filler, filler.c.entry == entry.c.id).where(*counts)
    query = select(done.c.report).where(done.c.report.in_(named), done.c.report.not_in(select(sighting.c.report)))
    return set(connection.scalars(query.group_by(done.c.report).having(func.count() > 0)))
