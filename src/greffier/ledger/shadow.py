"""A ledger as it was: for as long as a question lasts, some reports have other entries than the tables hold.

Temporary tables hold those, and temporary views in front of the ledger's own tables, under the same names, show them
instead: so every question, whoever wrote it, is asked of the ledger as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from sqlalchemy import Column, Connection, MetaData, Table, Text, insert

from greffier.ledger import schema
from greffier.ledger.backends import spelling_of
from greffier.ledger.restate import stated_rows
from greffier.model import Entry, Report

__all__ = ["Stated", "shadowed"]

_TABLES = (schema.entry, schema.evidence, schema.doubt, schema.role, schema.filler)
_REPORT = Table("then_report", MetaData(), Column("id", Text), schema="temp")
Stated = tuple[Report, Sequence[Entry], Mapping[str, str]]  # a report with its entries and their statuses


@contextmanager
def shadowed(connection: Connection, reports: Sequence[Stated]) -> Iterator[None]:
    """Inside the block these reports have these entries; the ledger itself is not written."""
    if not reports:
        yield
        return
    _raise(connection, reports)
    try:
        yield
    finally:
        _drop(connection)


def _raise(connection: Connection, reports: Sequence[Stated]) -> None:
    connection.exec_driver_sql("CREATE TEMP TABLE then_report (id TEXT PRIMARY KEY)")
    connection.execute(insert(_REPORT), [{"id": report.id} for report, _, _ in reports])
    spelling = spelling_of(connection)
    own, there = spelling.own(connection), spelling.temporary
    others = f"SELECT id FROM {own}.entry WHERE report IN (SELECT id FROM {there}.then_report)"
    for table in _TABLES:
        copy = _then(table)
        connection.exec_driver_sql(f"CREATE TEMP TABLE {copy.name} AS SELECT * FROM {own}.{table.name} WHERE 1 = 0")
        for report, entries, statuses in reports:
            rows = stated_rows(report, entries, statuses)[table.name]
            if rows:
                connection.execute(insert(copy), rows)
        left = (
            f"report NOT IN (SELECT id FROM {there}.then_report)"
            if table is schema.entry
            else f"entry NOT IN ({others})"
        )
        shown = f"SELECT * FROM {own}.{table.name} WHERE {left} UNION ALL SELECT * FROM {there}.{copy.name}"
        connection.exec_driver_sql(f"CREATE TEMP VIEW {table.name} AS {shown}")


def _then(table: Table) -> Table:
    return table.to_metadata(MetaData(), schema="temp", name=f"then_{table.name}")


def _drop(connection: Connection) -> None:
    there = spelling_of(connection).temporary
    for table in _TABLES:
        connection.exec_driver_sql(f"DROP VIEW {there}.{table.name}")
        connection.exec_driver_sql(f"DROP TABLE {there}.then_{table.name}")
    connection.exec_driver_sql(f"DROP TABLE {there}.then_report")
