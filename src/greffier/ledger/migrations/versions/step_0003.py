"""Judgements, which are only ever added, and what each run read in a report, so that they can be played again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alembic import op
from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Integer, LargeBinary, PrimaryKeyConstraint, Text
from sqlalchemy import UniqueConstraint as Unique

__all__ = ["branch_labels", "depends_on", "down_revision", "revision", "upgrade"]

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_VERDICTS = (
    "'accept', 'correct', 'reject', 'nothing', 'add', 'same_event', 'different_event', 'same_actor', "
    "'different_actor', 'undo'"
)


def upgrade() -> None:
    """Create the tables, and on SQLite the triggers that refuse any change to a judgement."""
    _readings()
    _judgements()
    _anchors()
    if op.get_context().dialect.name == "sqlite":
        for table, same in (
            ("judgement", "id = NEW.id OR number = NEW.number"),
            ("judgement_anchor", "judgement = NEW.judgement AND position = NEW.position"),
        ):
            _only_added(table, same)


def _only_added(table: str, same: str) -> None:
    refuse = "BEGIN SELECT RAISE(ABORT, 'judgements are only ever added'); END"
    for deed in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {table}_no_{deed.lower()} BEFORE {deed} ON {table} {refuse}")
    there = f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"  # INSERT OR REPLACE deletes without the trigger above
    op.execute(f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} {there} {refuse}")


def _create(name: str, columns: Sequence[Column[Any]], key: Sequence[str], *constraints: Any) -> None:
    op.create_table(name, *columns, PrimaryKeyConstraint(*key, name=f"pk_{name}"), *constraints, sqlite_strict=True)


def _text(*names: str, nullable: bool = False) -> list[Column[Any]]:
    return [Column(name, Text, nullable=nullable) for name in names]


def _whole(*names: str, nullable: bool = False) -> list[Column[Any]]:
    return [Column(name, Integer, nullable=nullable) for name in names]


def _refers(table: str, column: str, to: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def _check(table: str, name: str, rule: str) -> CheckConstraint:
    return CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _readings() -> None:
    _create("found", [*_text("id"), Column("entries", LargeBinary, nullable=False)], ["id"])
    keys = [_refers("reading", column, column) for column in ("report", "run", "found")]
    _create("reading", _text("report", "run", "recorded_at", "found"), ["report", "run"], *keys)
    _index("reading", "run")


def _judgements() -> None:
    _create(
        "judgement",
        [
            *_whole("number"),
            *_text("id", "author", "recorded_at", "verdict", "names"),
            *_text("field", "before", "after", "base", nullable=True),
            *_text("leaves"),
            *_whole("apart", "settles"),
            *_text("because"),
            *_text("undoes", nullable=True),
            *_text("digest"),
        ],
        ["number"],
        Unique("id", name="uq_judgement_id"),
        _check("judgement", "named", "id <> '' AND author <> ''"),
        _check("judgement", "undo", "(verdict = 'undo') = (undoes IS NOT NULL)"),
        _check("judgement", "verdict", f"verdict IN ({_VERDICTS})"),
        _refers("judgement", "undoes", "judgement"),
    )
    _index("judgement", "author", "recorded_at")


def _anchors() -> None:
    _create(
        "judgement_anchor",
        [
            *_text("judgement"),
            *_whole("position"),
            *_text("report", "text"),
            *_text("entry", "kind", nullable=True),
            *_whole("start", "stop", nullable=True),
            *_text("words", "prefix", "suffix", nullable=True),
            *_text("signature"),
        ],
        ["judgement", "position"],
        _check("judgement_anchor", "stretch", "0 <= start AND start <= stop"),
        *(_refers("judgement_anchor", column, column) for column in ("judgement", "report", "text")),
    )
    _index("judgement_anchor", "report", "entry")
