"""What the machine read in a report, run by run: kept from the first judgement or second reading on.

A report that has no row in `reading` is as its only run read it, so that its entries stand in the tables as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, delete, func, insert, select

from greffier.ledger import schema
from greffier.ledger.load import Kept, kept_report
from greffier.ledger.plain import packed, unpacked
from greffier.ledger.runs import Run, keep_run
from greffier.model import Entry

__all__ = ["add_reading", "keep_first_reading", "machine_entries", "readers", "reread_after", "set_aside"]


def machine_entries(connection: Connection, kept: Kept, before: datetime | None = None) -> Sequence[Entry]:
    """What the machine reads in a report, by its latest run, or the latest one recorded `before` a moment."""
    reading, found = schema.reading, schema.found
    query = select(found.c.entries).join_from(reading, found).where(reading.c.report == kept.report.id).limit(1)
    latest = query.order_by(reading.c.recorded_at.desc(), reading.c.run.desc())
    data = connection.scalar(latest.where(reading.c.recorded_at < before) if before is not None else latest)
    if data is None and before is not None:
        data = connection.scalar(query.order_by(reading.c.recorded_at, reading.c.run))  # recorded later altogether
    return kept.entries if data is None else unpacked(data)


def keep_first_reading(connection: Connection, report: str) -> None:
    """Keep what the first run read, before a judgement or another run changes the tables."""
    reading, table = schema.reading, schema.report
    if connection.scalar(select(reading.c.run).where(reading.c.report == report).limit(1)) is not None:
        return
    kept = kept_report(connection, report)
    run = connection.scalar(select(table.c.run).where(table.c.id == report))
    _insert(connection, kept, kept.entries, str(run), kept.recorded_at)


def add_reading(connection: Connection, kept: Kept, entries: Sequence[Entry], run: Run) -> None:
    """Keep what a later run reads in a report."""
    keep_first_reading(connection, kept.report.id)
    keep_run(connection, run)
    _insert(connection, kept, entries, run.id, datetime.now(UTC))


def _insert(connection: Connection, kept: Kept, entries: Sequence[Entry], run: str, moment: datetime) -> None:
    identity, data = packed(entries, kept.report.text)
    if connection.scalar(select(schema.found.c.id).where(schema.found.c.id == identity)) is None:
        connection.execute(insert(schema.found), {"id": identity, "entries": data})
    row = {"report": kept.report.id, "run": run, "recorded_at": moment, "found": identity}
    connection.execute(insert(schema.reading), row)


def readers(connection: Connection) -> dict[str, tuple[str, dict[str, str]]]:
    """For each report the program and the models that read it last."""
    report, reading, run = schema.report, schema.reading, schema.run
    query = select(report.c.id, run.c.program, run.c.models).join_from(report, run, report.c.run == run.c.id)
    found = {row[0]: (row[1], row[2]) for row in connection.execute(query)}
    later = select(reading.c.report, run.c.program, run.c.models).join_from(reading, run)
    for row in connection.execute(later.order_by(reading.c.recorded_at, reading.c.run)):
        found[row[0]] = (row[1], row[2])
    return found


def set_aside(connection: Connection, report: str) -> None:
    """Let what is made of a report's entries, actors and events, wait to be made again, in all its versions."""
    own = select(schema.report.c.publication).where(schema.report.c.id == report).scalar_subquery()
    versions = list(connection.scalars(select(schema.report.c.id).where(schema.report.c.publication == own)))
    for table in (schema.linked, schema.registered):
        connection.execute(delete(table).where(table.c.report.in_(versions)))


def reread_after(connection: Connection, moment: datetime) -> frozenset[str]:
    """Reports of which a reading was recorded at `moment` or later, and another one before."""
    reading = schema.reading
    query = select(reading.c.report).group_by(reading.c.report)
    found = query.having(func.max(reading.c.recorded_at) >= moment, func.min(reading.c.recorded_at) < moment)
    return frozenset(connection.scalars(found))
