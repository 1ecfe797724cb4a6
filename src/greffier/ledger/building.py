"""What tables are made of: columns and constraints, named alike everywhere."""

from __future__ import annotations

from typing import Any

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, MetaData, Table, Text

__all__ = ["key", "metadata", "needed", "one_of", "stretch", "table"]

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def table(name: str, *parts: Any) -> Table:
    """A table of the ledger, STRICT on SQLite."""
    return Table(name, metadata, *parts, sqlite_strict=True)


def key(name: str, target: str = "", kind: type = Text) -> Column[Any]:
    """A column of the primary key, which may refer to another table's (`report.id`)."""
    found = [ForeignKey(target)] if target else []
    return Column(name, kind, *found, primary_key=True, nullable=False)


def needed(name: str, kind: Any = Text, *more: Any, unique: bool = False, before: str | None = None) -> Column[Any]:
    """A column that is never empty; `before` is what rows have that were there before it."""
    return Column(name, kind, *more, nullable=False, unique=unique or None, server_default=before)


def stretch(nullable: bool = False) -> list[Any]:
    """A stretch of the report's text, in code points, and the words that stand there."""
    return [
        *(Column(name, Integer, nullable=nullable) for name in ("start", "stop")),
        Column("words", Text, nullable=nullable),
        CheckConstraint("0 <= start AND start <= stop", name="stretch"),
    ]


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """The constraint that a column holds one of these words."""
    name = f'"{column}"' if column == "check" else column  # a word of SQL
    return CheckConstraint(f"{name} IN ({', '.join(repr(v) for v in values)})", name=column)
