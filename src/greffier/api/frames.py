"""What turns answers into tables: Arrow is the one form, from which the others are made without copying by hand."""

from __future__ import annotations

from abc import ABC, abstractmethod
from importlib import import_module
from typing import TYPE_CHECKING, Any

from greffier.errors import InputError

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

__all__ = ["Tabular", "library"]


class Tabular(ABC):
    """Something that has rows and columns: docs/reference/exports.md tells each column."""

    __slots__ = ()

    @abstractmethod
    def to_arrow(self) -> pa.Table:
        """A table of Arrow."""

    def to_pandas(self) -> pd.DataFrame:
        """A data frame of pandas; closed values are categories. Raises InputError where pandas is not installed."""
        library("pandas")
        found: pd.DataFrame = self.to_arrow().to_pandas()
        return found

    def to_polars(self) -> pl.DataFrame:
        """A data frame of Polars. Raises InputError where Polars is not installed."""
        found: pl.DataFrame = library("polars").from_arrow(self.to_arrow())
        return found

    def to_duckdb(self, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyRelation:
        """A relation of DuckDB, on a connection of yours or one in memory."""
        import duckdb

        return (connection or duckdb.connect()).from_arrow(self.to_arrow())


def library(name: str) -> Any:
    """A library that comes with an extra of the same name. Raises InputError where it is not installed."""
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise InputError("{name} is not installed here: pip install greffier[{name}].", name=name) from error
