"""Numbered values as Arrow record batches, which is what engines that spread work over machines take and give."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa

__all__ = ["SCHEMA", "each", "numbers_and_values", "table_of"]

SCHEMA = pa.schema([pa.field("number", pa.int64(), nullable=False), pa.field("value", pa.string(), nullable=False)])


def table_of(rows: Iterable[tuple[int, str]]) -> pa.Table:
    """Numbers and values as a table."""
    some = list(rows)
    return pa.table({"number": [n for n, _ in some], "value": [value for _, value in some]}, schema=SCHEMA)


def each(batches: Iterable[pa.RecordBatch], work: Callable[[Sequence[str]], Iterable[str]]) -> Iterator[pa.RecordBatch]:
    """Record batches with the same numbers, in which `work` has put a value of its own in the place of each value.

    `work` gets the values of one batch and gives as many, in their order. This is the signature of Spark's
    `mapInArrow`, of Ray's `map_batches` with Arrow batches, and of Dask's `map_partitions`.
    """
    for batch in batches:
        numbers, values = batch.column("number").to_pylist(), batch.column("value").to_pylist()
        yield from table_of(zip(numbers, work(values), strict=True)).to_batches()


def numbers_and_values(given: Any) -> Iterator[tuple[int, str]]:
    """The rows of a table or batch."""
    return zip(given.column("number").to_pylist(), given.column("value").to_pylist(), strict=True)
