"""Events in the ledger: what linking has made of its entries, and the public ids that outlive every linking.

An event's id never changes its meaning: when events become one, one id stays and the others lead to it; when an event
is parted, the part with its smallest entry keeps the id. All versions of reports are linked, so that what an event
holds does not hang on the order of adding; questions show current ones.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Text, delete, func, insert, or_, select, type_coerce, update

from greffier.errors import LookupFailed
from greffier.ledger import schema

__all__ = [
    "Connection", "Member", "assign", "blocks_of", "count_unlinked", "entries_in", "event_of", "events_holding",
    "events_of", "find_event", "forget", "judged_tellings", "lemmas_of", "linked_among", "links_among", "mark_linked",
    "members_of", "method_of", "name_of_events", "parts", "public_id", "put_tellings", "reports_of", "set_method",
    "sizes_of", "telling_facts", "telling_texts", "tellings_in_blocks", "tellings_of_events", "tellings_of_reports",
    "touching",
    "unlinked", "write_links",
]  # fmt: skip

_METHOD = "linking"
_MANY = 500  # values in one statement


@dataclass(frozen=True, slots=True)
class Member:
    """An entry of an event, with its report and its telling."""

    event: str
    entry: str
    report: str
    telling: str


def parts(values: Iterable[Any]) -> Iterator[list[Any]]:
    """Some values, each once, in lists that one statement takes."""
    rest = iter(sorted(set(values)))
    while part := list(islice(rest, _MANY)):
        yield part


# --- what is to be linked --------------------------------------------------------------------------------------------
def unlinked(connection: Connection, limit: int | None = None, *, by_day: bool = False) -> list[str]:
    """Reports whose entries are in no event yet, by id, or by day of publication and id: a run was broken off, or the
    way of linking has changed."""
    table, done = schema.report, schema.linked
    order = (table.c.published, table.c.id) if by_day else (table.c.id,)
    query = select(table.c.id).where(table.c.id.not_in(select(done.c.report))).order_by(*order)
    return list(connection.scalars(query.limit(limit) if limit else query))


def count_unlinked(connection: Connection) -> int:
    """How many reports are not linked yet."""
    table, done = schema.report, schema.linked
    query = select(func.count()).select_from(table).where(table.c.id.not_in(select(done.c.report)))
    return connection.scalar(query) or 0


def linked_among(connection: Connection, reports: Iterable[str]) -> set[str]:
    """Those of some reports whose entries are in events."""
    table, found = schema.linked, set[str]()
    for part in parts(reports):
        found |= set(connection.scalars(select(table.c.report).where(table.c.report.in_(part))))
    return found


def mark_linked(connection: Connection, reports: Iterable[str]) -> None:
    """These reports' entries are in events now."""
    rows = [{"report": one} for one in sorted(set(reports) - linked_among(connection, reports))]
    if rows:
        connection.execute(insert(schema.linked), rows)


def method_of(connection: Connection) -> str | None:
    """What the ledger was linked by: a digest of weights and kinds."""
    return connection.scalar(select(schema.about.c.value).where(schema.about.c.key == _METHOD))


def set_method(connection: Connection, method: str) -> None:
    """Forget all working and say by what it is made anew; events and memberships stay, so that ids do."""
    for table in (schema.link, schema.block, schema.telling, schema.band, schema.copy, schema.linked):
        connection.execute(delete(table))
    found = method_of(connection)
    row = {"key": _METHOD, "value": method}
    step = insert(schema.about) if found is None else update(schema.about).where(schema.about.c.key == _METHOD)
    connection.execute(step.values(row))


def forget(connection: Connection, reports: Iterable[str]) -> None:
    """Take away the tellings of some reports, with their blocks and links, before they are made again."""
    for part in parts(reports):
        mine = select(schema.telling.c.id).where(schema.telling.c.report.in_(part)).scalar_subquery()
        connection.execute(
            delete(schema.link).where(or_(schema.link.c.first.in_(mine), schema.link.c.second.in_(mine)))
        )
        connection.execute(delete(schema.block).where(schema.block.c.telling.in_(mine)))
        connection.execute(delete(schema.telling).where(schema.telling.c.report.in_(part)))
        connection.execute(delete(schema.band).where(schema.band.c.report.in_(part)))


def entries_in(connection: Connection, reports: Iterable[str]) -> dict[str, list[str]]:
    """The ids of the entries of some reports, by report, in the order of the report."""
    table, found = schema.entry, dict[str, list[str]]()
    for part in parts(reports):
        query = select(table.c.report, table.c.id).where(table.c.report.in_(part))
        for report, entry in connection.execute(query.order_by(table.c.report, table.c.position)):
            found.setdefault(report, []).append(entry)
    return found


def lemmas_of(connection: Connection, reports: Iterable[str]) -> dict[str, list[tuple[int, int, str]]]:
    """Start, stop and dictionary forms of each sentence of some reports, by report."""
    table, found = schema.sentence, dict[str, list[tuple[int, int, str]]]()
    for part in parts(reports):
        query = select(table.c.report, table.c.start, table.c.stop, table.c.lemmas).where(table.c.report.in_(part))
        for report, *sentence in connection.execute(query.order_by(table.c.report, table.c.start)):
            found.setdefault(report, []).append((sentence[0], sentence[1], sentence[2]))
    return found


# --- tellings, blocks and links --------------------------------------------------------------------------------------
def put_tellings(
    connection: Connection, rows: Sequence[tuple[str, str, str, Mapping[str, Any], Sequence[int]]]
) -> None:
    """Keep tellings: id, report, kind, facts, blocks."""
    if not rows:
        return
    own = [{"id": i, "report": report, "kind": kind, "facts": dict(facts)} for i, report, kind, facts, _ in rows]
    connection.execute(insert(schema.telling), own)
    keys = [{"block": key, "telling": i} for i, _report, _kind, _facts, blocks in rows for key in blocks]
    if keys:
        connection.execute(insert(schema.block), keys)


def sizes_of(connection: Connection, blocks: Iterable[int], among: Collection[str] | None = None) -> dict[int, int]:
    """How many tellings each of these blocks holds, of all or of those `among` some."""
    if among is not None:
        wanted = set(blocks)
        return dict(Counter(key for key, _telling in _in_blocks(connection, among) if key in wanted))
    table, found = schema.block, dict[int, int]()
    for part in parts(blocks):
        query = select(table.c.block, func.count()).where(table.c.block.in_(part)).group_by(table.c.block)
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found


def blocks_of(connection: Connection, tellings: Iterable[str]) -> set[int]:
    """The blocks in which some tellings are."""
    return {key for key, _telling in _in_blocks(connection, tellings)}


def _in_blocks(connection: Connection, tellings: Iterable[str]) -> Iterator[tuple[int, str]]:
    table = schema.block
    for part in parts(tellings):
        query = select(table.c.block, table.c.telling).where(table.c.telling.in_(part))
        yield from ((row[0], row[1]) for row in connection.execute(query))


def tellings_in_blocks(connection: Connection, blocks: Iterable[int]) -> set[str]:
    """Ids of the tellings in any of these blocks."""
    table, found = schema.block, set[str]()
    for part in parts(blocks):
        found |= set(connection.scalars(select(table.c.telling).where(table.c.block.in_(part)).distinct()))
    return found


def telling_facts(connection: Connection, ids: Iterable[str]) -> list[dict[str, Any]]:
    """What was kept of some tellings, by id."""
    return [json.loads(facts) for facts in telling_texts(connection, ids)]


def telling_texts(connection: Connection, ids: Iterable[str]) -> list[str]:
    """What was kept of some tellings, as it is written, by id."""
    table, found = schema.telling, list[tuple[str, str]]()
    for part in parts(ids):
        query = select(table.c.id, type_coerce(table.c.facts, Text)).where(table.c.id.in_(part))
        found += [(row[0], row[1]) for row in connection.execute(query)]
    return [facts for _id, facts in sorted(found)]


def tellings_of_reports(connection: Connection, reports: Iterable[str]) -> set[str]:
    """Ids of the tellings of some reports."""
    table, found = schema.telling, set[str]()
    for part in parts(reports):
        found |= set(connection.scalars(select(table.c.id).where(table.c.report.in_(part))))
    return found


def judged_tellings(connection: Connection, entries: Iterable[str]) -> dict[str, str]:
    """The telling of each entry that is in an event."""
    return _by_key(connection, schema.membership.c.entry, schema.membership.c.telling, entries)


def write_links(connection: Connection, touched: Iterable[str], weights: Mapping[tuple[str, str], float]) -> None:
    """Keep the weights of the pairs of some tellings, instead of those that they had."""
    for part in parts(touched):
        table = schema.link
        connection.execute(delete(table).where(or_(table.c.first.in_(part), table.c.second.in_(part))))
    rows = [{"first": a, "second": b, "weight": weight} for (a, b), weight in sorted(weights.items())]
    if rows:
        connection.execute(insert(schema.link), rows)


def touching(connection: Connection, ids: Iterable[str], least: float) -> set[str]:
    """Tellings that a link of at least this weight ties to some of `ids`."""
    table, found = schema.link, set[str]()
    for part in parts(ids):
        for mine, other in ((table.c.first, table.c.second), (table.c.second, table.c.first)):
            found |= set(connection.scalars(select(other).where(mine.in_(part), table.c.weight >= least)))
    return found


def links_among(connection: Connection, ids: Iterable[str]) -> dict[tuple[str, str], float]:
    """The links between any two of `ids`, with their weights."""
    wanted, table = set(ids), schema.link
    found = dict[tuple[str, str], float]()
    for part in parts(wanted):
        rows = connection.execute(select(table.c.first, table.c.second, table.c.weight).where(table.c.first.in_(part)))
        found |= {(row[0], row[1]): row[2] for row in rows if row[1] in wanted}
    return found


# --- events ----------------------------------------------------------------------------------------------------------
def tellings_of_events(connection: Connection, ids: Iterable[str]) -> set[str]:
    """All tellings of the events in which the entries of some tellings are now."""
    table, found = schema.membership, set[str]()
    for part in parts(ids):
        events = select(table.c.event).where(table.c.telling.in_(part)).scalar_subquery()
        found |= set(connection.scalars(select(table.c.telling).where(table.c.event.in_(events)).distinct()))
    return found


def assign(connection: Connection, groups: Sequence[Mapping[str, Sequence[str]]]) -> None:
    """Put entries into events: each group is one event, telling by telling the ids of its entries.

    An event that was there before goes to the group with its smallest entry; where several go to one group, the one
    known first stays (by its id where they were known at once), and the others lead to it from now on.
    """
    entries = [e for some in groups for ids in some.values() for e in ids]
    before = events_of(connection, entries)
    smallest = dict[str, str]()
    for entry, event in sorted(before.items(), reverse=True):
        smallest[event] = entry
    ages = _ages(connection, smallest)
    for part in parts(entries):
        connection.execute(delete(schema.membership).where(schema.membership.c.entry.in_(part)))
    inside, rows = _by_group(groups, smallest), []
    loose = (e for n, some in enumerate(groups) if n not in inside for ids in some.values() for e in ids)
    names = _Names(connection, loose)
    for number, some in enumerate(groups):
        old = sorted(inside.get(number, ()), key=lambda e: (ages[e], e))
        event = old[0] if old else names.of(sorted(e for ids in some.values() for e in ids))
        for other in old[1:]:
            names.lead(other, event)
        rows += [{"entry": e, "event": event, "telling": t} for t, ids in some.items() for e in ids]
    names.write()
    if rows:
        connection.execute(insert(schema.membership), rows)


def _by_group(groups: Sequence[Mapping[str, Sequence[str]]], smallest: Mapping[str, str]) -> dict[int, list[str]]:
    """The events whose smallest entry a group holds, by the group's number."""
    holding = {e: number for number, some in enumerate(groups) for ids in some.values() for e in ids}
    found = dict[int, list[str]]()
    for event, entry in smallest.items():
        found.setdefault(holding[entry], []).append(event)
    return found


def events_of(connection: Connection, entries: Iterable[str]) -> dict[str, str]:
    """The event of each entry that is linked."""
    return _by_key(connection, schema.membership.c.entry, schema.membership.c.event, entries)


def _ages(connection: Connection, events: Iterable[str]) -> dict[str, datetime]:
    return _by_key(connection, schema.event.c.id, schema.event.c.recorded_at, events)


def _by_key(connection: Connection, key: Any, value: Any, keys: Iterable[str]) -> dict[str, Any]:
    """What a column holds by the keys of its table, for these keys."""
    found: dict[str, Any] = {}
    for part in parts(keys):
        found |= {row[0]: row[1] for row in connection.execute(select(key, value).where(key.in_(part)))}
    return found


def public_id(smallest: str) -> str:
    """The id of an event that is new, from its smallest entry."""
    return f"ev{sha256(smallest.encode()).hexdigest()[:10]}"


class _Names:
    """Events for entries that are in none, told of all at once and written together.

    `known` are the events that may be named after one of the entries: since when, and where each leads.
    """

    def __init__(self, connection: Connection, entries: Iterable[str]) -> None:
        self._connection, self._rows = connection, list[dict[str, Any]]()
        table, self.known = schema.event, dict[str, tuple[datetime, str | None]]()
        for part in parts(map(public_id, entries)):
            query = select(table.c.id, table.c.recorded_at, table.c.merged_into).where(table.c.id.in_(part))
            self.known |= {row[0]: (row[1], row[2]) for row in connection.execute(query)}

    def lead(self, event: str, to: str | None) -> None:
        """From now on an event leads to another, or to none."""
        self._connection.execute(update(schema.event).where(schema.event.c.id == event).values(merged_into=to))
        if event in self.known:
            self.known[event] = (self.known[event][0], to)

    def of(self, entries: Sequence[str]) -> str:
        """The event for some entries, sorted. One that was named after one of them and led elsewhere since means them
        again: its happening was told apart. Else a new one, named after the smallest; with a number where that is
        taken."""
        named = [e for e in map(public_id, entries) if e in self.known]
        led = [(self.known[e][0], e) for e in named if self.known[e][1] is not None]
        if led:
            self.lead(min(led)[1], None)
            return min(led)[1]
        name = self._free(public_id(entries[0]))
        self.known[name] = (datetime.now(UTC), None)
        self._rows.append({"id": name, "recorded_at": self.known[name][0], "merged_into": None})
        return name

    def _free(self, own: str) -> str:
        if own not in self.known:
            return own
        number, taken = 2, select(schema.event.c.id).where(schema.event.c.id.startswith(f"{own}-", autoescape=True))
        names = {*self._connection.scalars(taken), *(row["id"] for row in self._rows)}
        while f"{own}-{number}" in names:
            number += 1
        return f"{own}-{number}"

    def write(self) -> None:
        """Keep the new ones."""
        if self._rows:
            self._connection.execute(insert(schema.event), self._rows)


def find_event(connection: Connection, beginning: str) -> str | None:
    """The event whose id begins so, or the one that it leads to; None where there is none.

    Raises LookupFailed where several begin so.
    """
    table = schema.event
    query = select(table.c.id).where(table.c.id.startswith(beginning, autoescape=True)).order_by(table.c.id).limit(2)
    found = list(connection.scalars(query))
    if len(found) > 1 and beginning not in found:
        raise LookupFailed("{id!r} begins several ids; give more of it.", id=beginning)
    event = beginning if beginning in found else next(iter(found), None)
    while event is not None:
        further = connection.scalar(select(table.c.merged_into).where(table.c.id == event))
        if further is None:
            return event
        event = further
    return None


def event_of(connection: Connection, entry: str) -> str | None:
    """The event that holds an entry, None while it is not linked."""
    table = schema.membership
    return connection.scalar(select(table.c.event).where(table.c.entry == entry))


def members_of(connection: Connection, events: Iterable[str] | None = None) -> list[Member]:
    """The entries of some events (None: of all), by event and entry."""
    table, entry = schema.membership, schema.entry
    query = select(table.c.event, table.c.entry, entry.c.report, table.c.telling).join_from(
        table, entry, table.c.entry == entry.c.id
    )
    if events is None:
        return [Member(*row) for row in connection.execute(query.order_by(table.c.event, table.c.entry))]
    found = [Member(*row) for part in parts(events) for row in connection.execute(query.where(table.c.event.in_(part)))]
    return sorted(found, key=lambda m: (m.event, m.entry))


def events_holding(connection: Connection, entries: Iterable[str]) -> set[str]:
    """The events that hold any of these entries."""
    return set(events_of(connection, entries).values())


def name_of_events(connection: Connection, entries: Iterable[str] | None = None) -> dict[str, str]:
    """For each of some entries (None: of all) that is linked the smallest entry of its event: a name that no order of
    adding changes."""
    table = schema.membership
    least = select(table.c.event, func.min(table.c.entry).label("name")).group_by(table.c.event)
    if entries is not None:
        of, names = events_of(connection, entries), dict[str, str]()
        for part in parts(of.values()):
            names |= {row[0]: row[1] for row in connection.execute(least.where(table.c.event.in_(part)))}
        return {entry: names[event] for entry, event in of.items()}
    found = least.subquery()
    rows = connection.execute(
        select(table.c.entry, found.c.name).join_from(table, found, table.c.event == found.c.event)
    )
    return {row[0]: row[1] for row in rows}


def reports_of(connection: Connection, entries: Iterable[str]) -> set[str]:
    """The reports of some entries."""
    table, found = schema.entry, set[str]()
    for part in parts(entries):
        found |= set(connection.scalars(select(table.c.report).where(table.c.id.in_(part)).distinct()))
    return found
