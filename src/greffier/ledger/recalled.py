"""Events as they were: for as long as a question lasts, `membership` shows the events of an earlier day.

An event then has the id of the event that it is today, or is the first part of. Another part, or an event that is no
more, is named as it would have been on that day: after its smallest entry.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Column, Connection, MetaData, Table, Text, insert, select

from greffier.ledger import schema
from greffier.ledger.backends import spelling_of
from greffier.ledger.events import find_event, parts, public_id

__all__ = ["events_named", "reports_since", "shadowed_events", "today_of"]

_ENTRY = schema.entry.to_metadata(MetaData(), schema="main")
_NOW = schema.membership.to_metadata(MetaData(), schema="main")
_THEN = schema.membership.to_metadata(MetaData(), schema="temp", name="then_membership")
_LEFT = Table("then_left", MetaData(), Column("entry", Text), schema="temp")
_Groups = Sequence[Mapping[str, Sequence[str]]]


def reports_since(connection: Connection, moment: datetime) -> frozenset[str]:
    """Reports that were recorded at `moment` or later."""
    table = schema.report
    return frozenset(connection.scalars(select(table.c.id).where(table.c.recorded_at >= moment)))


@contextmanager
def shadowed_events(connection: Connection, reports: Collection[str], groups: _Groups) -> Iterator[None]:
    """Inside the block the entries of `groups` are in these events, others of `reports` in none, all else as it is."""
    if not reports and not groups:
        yield
        return
    names = _names(connection, [sorted(e for ids in some.values() for e in ids) for some in groups])
    rows = [
        {"entry": entry, "event": name, "telling": telling}
        for name, some in zip(names, groups, strict=True)
        for telling, ids in some.items()
        for entry in ids
    ]
    _raise(connection, reports, rows)
    try:
        yield
    finally:
        there = spelling_of(connection).temporary
        for what in (f"VIEW {there}.membership", f"TABLE {there}.then_membership", f"TABLE {there}.then_left"):
            connection.exec_driver_sql(f"DROP {what}")


def _raise(connection: Connection, reports: Collection[str], rows: Sequence[Mapping[str, str]]) -> None:
    spelling, left = spelling_of(connection), {row["entry"] for row in rows}
    own, there = spelling.own(connection), spelling.temporary
    for part in parts(reports):
        left |= set(connection.scalars(select(_ENTRY.c.id).where(_ENTRY.c.report.in_(part))))
    connection.exec_driver_sql("CREATE TEMP TABLE then_left (entry TEXT PRIMARY KEY)")
    connection.exec_driver_sql("CREATE TEMP TABLE then_membership (entry TEXT PRIMARY KEY, event TEXT, telling TEXT)")
    if left:
        connection.execute(insert(_LEFT), [{"entry": entry} for entry in sorted(left)])
    if rows:
        connection.execute(insert(_THEN), list(rows))
    connection.exec_driver_sql(spelling.temporary_index("then_membership", "event"))
    connection.exec_driver_sql(
        f"CREATE TEMP VIEW membership AS SELECT entry, event, telling FROM {own}.membership "
        f"WHERE entry NOT IN (SELECT entry FROM {there}.then_left) "
        f"UNION ALL SELECT entry, event, telling FROM {there}.then_membership"
    )


def _names(connection: Connection, groups: Sequence[Sequence[str]]) -> list[str]:
    """The id of each group of sorted entries."""
    now = today_of(connection, (entry for some in groups for entry in some))
    found, taken = dict[int, str](), set[str]()
    for number in sorted(range(len(groups)), key=lambda n: groups[n][0]):
        free = (now[e] for e in groups[number] if e in now and now[e] not in taken)
        name = next(free, None) or _own(connection, groups[number], now, taken)
        taken.add(name)
        found[number] = name
    return [found[number] for number in range(len(groups))]


def _own(connection: Connection, some: Sequence[str], now: Mapping[str, str], taken: Collection[str]) -> str:
    """An id after the smallest entry: the public one, unless it means or leads to something else today."""
    own = public_id(some[0])
    if own not in taken and find_event(connection, own) in {None, *(now.get(e) for e in some)}:
        return own
    number = 2
    while f"{own}-{number}" in taken:
        number += 1
    return f"{own}-{number}"


def today_of(connection: Connection, entries: Iterable[str]) -> dict[str, str]:
    """The event of each entry that is linked, as of today, also where another day is asked about."""
    found = dict[str, str]()
    for part in parts(entries):
        rows = connection.execute(select(_NOW.c.entry, _NOW.c.event).where(_NOW.c.entry.in_(part)))
        found |= {row[0]: row[1] for row in rows}
    return found


def events_named(connection: Connection, beginning: str, today: str | None) -> list[str]:
    """The events of the day asked about that an id means: the one of that id, else all that are in `today`'s now."""
    table = schema.membership
    exact = connection.scalar(select(table.c.event).where(table.c.event == beginning).limit(1))
    if exact is not None and exact != today:
        return [exact]
    now = select(_NOW.c.entry).where(_NOW.c.event == today).scalar_subquery()
    return sorted(connection.scalars(select(table.c.event).where(table.c.entry.in_(now)).distinct()))
