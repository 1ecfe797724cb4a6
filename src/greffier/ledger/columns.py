"""Column types that a STRICT table takes, and that PostgreSQL takes too: everything is text or a number underneath."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import REAL, Dialect, Float, Integer, LargeBinary, Table, Text
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.types import TypeDecorator

__all__ = ["Day", "Flag", "Json", "Moment", "Packed", "Real", "as_kept"]

Real = Float().with_variant(REAL(), "sqlite")  # a STRICT table knows no FLOAT; PostgreSQL's REAL is too short


class Day(TypeDecorator[date]):
    """A day, as `2025-01-31`."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        """As it is stored."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        """As it is read."""
        return None if value is None else date.fromisoformat(value)


class Moment(TypeDecorator[datetime]):
    """A point in time, in UTC, as `2025-01-31T12:00:00.000000Z`: as text it sorts as time does."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        """As it is stored. Raises ValueError for a time without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        """As it is read."""
        return None if value is None else datetime.fromisoformat(value)


class Flag(TypeDecorator[bool]):
    """True or false, as 1 or 0."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        """As it is stored."""
        return None if value is None else int(value)

    def process_result_value(self, value: int | None, dialect: Dialect) -> bool | None:
        """As it is read."""
        return None if value is None else bool(value)


class Json(TypeDecorator[Any]):
    """Plain data, as JSON in a text."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:
        """As it is stored."""
        return None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        """As it is read."""
        return None if value is None else json.loads(value)


class Packed(TypeDecorator[str]):
    """A long text that nobody reads, compressed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> bytes | None:
        """As it is stored."""
        return None if value is None else zlib.compress(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Dialect) -> str | None:
        """As it is read. Raises ValueError where the bytes are no longer what was stored."""
        try:
            return None if value is None else zlib.decompress(value).decode()
        except zlib.error as error:
            raise ValueError(f"packed text is damaged ({error})") from error


def as_kept(table: Table, row: Mapping[str, Any]) -> dict[str, Any]:
    """A row that is to be written, as it is read after: every column of the table, None where nothing is given, but for
    numbers that the database gives. Raises ValueError where a value does not fit its column."""
    found = {name: row.get(name) for name in _names(table)}
    for name, column in _own_types(table):
        value = found[name]
        if value is not None:
            found[name] = column.process_result_value(column.process_bind_param(value, _ANY), _ANY)
    return found


_ANY = DefaultDialect()  # the types above are the same on all


@cache
def _names(table: Table) -> tuple[str, ...]:
    counted = table.autoincrement_column
    return tuple(column.name for column in table.c if column is not counted)


@cache
def _own_types(table: Table) -> tuple[tuple[str, TypeDecorator[Any]], ...]:
    return tuple((c.name, c.type) for c in table.c if isinstance(c.type, TypeDecorator) and not isinstance(c.type, Day))
