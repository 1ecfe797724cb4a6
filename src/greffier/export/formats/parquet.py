"""`parquet`: one file a table, for DuckDB, pandas, Polars, R."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from greffier.columnar.rows import Asked
from greffier.export.formats.base import Format, Left, Options, Wanted
from greffier.model import STATUSES

__all__ = ["PARQUET"]


def _write(wanted: Wanted, folder: Path, _options: Options) -> tuple[Left, ...]:
    from greffier.columnar import write_tables  # loads Arrow

    left = 0 if wanted.unreviewed else replace(wanted, statuses=STATUSES[:1]).count()
    write_tables(Asked(wanted.connection, wanted.question, wanted.statuses), folder, left)
    return ()


PARQUET = Format("parquet", write_folder=_write, binary=True)
