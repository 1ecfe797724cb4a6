"""Streams of Arrow record batches: bounded, whatever the ledger's size."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa

from greffier import __version__
from greffier.columnar.rows import GROUPS, Asked
from greffier.columnar.tables import Column, tables
from greffier.ledger import last_change

__all__ = ["FORMAT", "ROWS", "about_of", "batch_of", "batches", "batches_of", "batches_of_many", "reader", "schema_of"]

FORMAT = "1"  # of the tables: it changes when a column's name or type does
ROWS = 4_096  # in one batch at most
_TYPES = {
    "text": pa.string(), "texts": pa.list_(pa.string()), "closed": pa.dictionary(pa.int32(), pa.string()),
    "int": pa.int32(), "float": pa.float64(), "bool": pa.bool_(), "day": pa.date32(),
    "moment": pa.timestamp("us", tz="UTC"),
}  # fmt: skip


def schema_of(table: str, about: Mapping[str, str] | None = None) -> pa.Schema:
    """The schema of a table; `about` are its metadata. What a column tells stands with it, in French and English."""
    fields = [pa.field(c.name, _type(c), metadata=dict(c.about)) for c in tables()[table].columns]
    return pa.schema(fields, metadata={"greffier.format": FORMAT, "greffier.table": table, **(about or {})})


def _type(column: Column) -> Any:
    if isinstance(column.type, str):
        return _TYPES[column.type]
    return pa.list_(pa.struct([(name, _TYPES[kind]) for name, kind in column.type.items()]))


def about_of(asked: Asked) -> dict[str, str]:
    """What the files say of themselves: program, when the ledger last changed, which statuses are in them."""
    changed = last_change(asked.connection)
    return {
        "greffier.program": f"greffier {__version__}",
        "greffier.ledger_changed": changed.isoformat() if changed else "",
        "greffier.statuses": " ".join(asked.statuses),
    }


def batches(asked: Asked, table: str) -> Iterator[pa.RecordBatch]:
    """The rows of one table, at most ROWS a batch."""
    walk = next(walk for names, walk in GROUPS if table in names)
    return batches_of(table, (row for rows in walk(asked) for row in rows[table]), about_of(asked))


def batches_of_many(asked: Asked, names: Collection[str]) -> Iterator[tuple[str, pa.RecordBatch]]:
    """Batches of several tables, each with its table's name, as they come: tables of one walk share it."""
    about = about_of(asked)
    schemas = {name: schema_of(name, about) for name in names}
    for group, walk in GROUPS:
        waiting: dict[str, list[Mapping[str, Any]]] = {name: [] for name in group if name in schemas}
        for rows in walk(asked) if waiting else ():
            for name, own in waiting.items():
                own += rows[name]
                if len(own) >= ROWS:
                    yield name, batch_of(schemas[name], own)
                    own.clear()
        yield from ((name, batch_of(schemas[name], own)) for name, own in waiting.items() if own)


def batches_of(
    table: str, rows: Iterable[Mapping[str, Any]], about: Mapping[str, str] | None = None
) -> Iterator[pa.RecordBatch]:
    """Rows of a table as batches; a column that a row lacks is null."""
    schema, waiting = schema_of(table, about), list[Mapping[str, Any]]()
    for row in rows:
        waiting.append(row)
        if len(waiting) == ROWS:
            yield batch_of(schema, waiting)
            waiting.clear()
    if waiting:
        yield batch_of(schema, waiting)


def batch_of(schema: pa.Schema, rows: Sequence[Mapping[str, Any]]) -> pa.RecordBatch:
    """One batch."""
    return pa.RecordBatch.from_arrays(
        [pa.array([row.get(field.name) for row in rows], field.type) for field in schema], schema=schema
    )


def reader(asked: Asked, table: str) -> pa.RecordBatchReader:
    """The rows of one table as what Arrow's takers read batch by batch, once."""
    return pa.RecordBatchReader.from_batches(schema_of(table, about_of(asked)), batches(asked, table))
