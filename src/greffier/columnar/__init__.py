"""Tables of a ledger as columns: streams of Arrow record batches, and Parquet files. The door to Arrow."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from greffier.columnar.tables import Column, Table, column_names, tables

if TYPE_CHECKING:
    from greffier.columnar.arrow import about_of, batches, batches_of, batches_of_many, reader, schema_of
    from greffier.columnar.parquet import write_tables

__all__ = [
    "Column", "Table", "about_of", "batches", "batches_of", "batches_of_many", "column_names", "reader",
    "schema_of", "tables", "write_tables",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """One of the public names: what only asks which columns there are loads no Arrow."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"greffier.columnar.{'parquet' if name == 'write_tables' else 'arrow'}"), name)
