"""Which tables and columns there are, from data/columns: schema, reference page and rows come from one place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

__all__ = ["TYPES", "Column", "Table", "column_names", "tables"]

TYPES = ("text", "texts", "closed", "int", "float", "bool", "day", "moment")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `type` is one of TYPES, or the types of the fields of a list of records; `about` by language."""

    name: str
    type: str | Mapping[str, str]
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: `about` says by language what a row is."""

    name: str
    columns: tuple[Column, ...]
    about: Mapping[str, str]


@cache
def tables() -> Mapping[str, Table]:
    """All tables by name, in order."""
    data = tomllib.loads(files("greffier.data").joinpath("columns", "tables.toml").read_text("utf-8"))
    return MappingProxyType({name: _table(name, spec) for name, spec in data.items()})


def _table(name: str, spec: Mapping[str, Mapping[str, Mapping[str, str]]]) -> Table:
    about = {code: str(words) for code, words in spec.items() if code != "columns"}
    columns = (
        Column(column, own["is"], {code: words for code, words in own.items() if code != "is"})
        for column, own in spec["columns"].items()
    )
    return Table(name, tuple(columns), about)


def column_names() -> list[str]:
    """Names of files, columns and fields of their records: what the reference page has to tell of."""
    found = dict.fromkeys(f"{name}.parquet" for name in tables())
    for table in tables().values():
        for column in table.columns:
            found |= dict.fromkeys([column.name, *(() if isinstance(column.type, str) else column.type)])
    return list(found)
