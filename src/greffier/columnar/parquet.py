"""Parquet: one file a table, row groups bounded, and what each file is of in its metadata."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from greffier.columnar.arrow import ROWS, about_of, batch_of, schema_of
from greffier.columnar.rows import GROUPS, Asked

__all__ = ["content_line", "write_tables"]

_GROUP_ROWS, _GROUP_BYTES = 65_536, 32_000_000  # of a row group, whichever comes first


def write_tables(asked: Asked, folder: Path, left: int = 0) -> dict[str, int]:
    """Write `TABLE.parquet` for each table into a folder that is there; gives how many rows each has.

    `left` is how many entries that were asked for are left out for want of a judgement: the metadata tell.
    """
    about, counts = about_of(asked) | {"greffier.left_out": str(left)}, dict[str, int]()
    for names, walk in GROUPS:
        with ExitStack() as files:
            writers = {name: files.enter_context(_Writer(folder, name, about)) for name in names}
            for rows in walk(asked):
                for name, own in rows.items():
                    writers[name].write(own)
        counts |= {name: writer.rows for name, writer in writers.items()}
    return counts


def content_line(row: Mapping[str, Any], columns: Sequence[str]) -> bytes:
    """A row as the content hash takes it: a JSON list of its cells, days and moments (UTC) in ISO form, a line end."""
    return json.dumps([row.get(name) for name in columns], ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: date | datetime) -> str:
    return (value.astimezone(UTC) if isinstance(value, datetime) else value).isoformat()


class _Writer:
    """One file: rows become batches, batches become row groups."""

    def __init__(self, folder: Path, table: str, about: Mapping[str, str]) -> None:
        self.schema = schema_of(table, about)
        self.columns = self.schema.names
        self.file = pq.ParquetWriter(folder / f"{table}.parquet", self.schema, compression="zstd")
        self.waiting: list[Mapping[str, Any]] = []
        self.group: list[pa.RecordBatch] = []
        self.rows = self.group_rows = self.group_bytes = 0
        self.digest = sha256()

    def __enter__(self) -> _Writer:
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        if kind is None:
            self._batch()
            self._flush()
            self.file.add_key_value_metadata({"greffier.content": f"sha256:{self.digest.hexdigest()}"})
        self.file.close()

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows."""
        for row in rows:
            self.digest.update(content_line(row, self.columns))
        self.rows += len(rows)
        self.waiting += rows
        if len(self.waiting) >= ROWS:
            self._batch()
        if self.group_rows >= _GROUP_ROWS or self.group_bytes >= _GROUP_BYTES:
            self._flush()

    def _batch(self) -> None:
        for some in self._slices():
            batch = batch_of(self.schema, some)
            self.group.append(batch)
            self.group_rows += batch.num_rows
            self.group_bytes += batch.nbytes
        self.waiting = []

    def _slices(self) -> Iterator[Sequence[Mapping[str, Any]]]:
        return (self.waiting[start : start + ROWS] for start in range(0, len(self.waiting), ROWS))

    def _flush(self) -> None:
        if self.group:
            self.file.write_table(pa.Table.from_batches(self.group, self.schema))
        self.group, self.group_rows, self.group_bytes = [], 0, 0
