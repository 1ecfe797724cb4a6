"""Events: which entries are one, how tellings were weighed, which reports are copies."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alembic import op
from sqlalchemy import REAL, CheckConstraint, Column, Float, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Text

__all__ = ["branch_labels", "depends_on", "down_revision", "revision", "upgrade"]

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_REAL = Float().with_variant(REAL(), "sqlite")


def upgrade() -> None:
    """Create the tables of events, then those of the working."""
    _events()
    _working()
    _copies()


def _create(name: str, columns: Sequence[Column[Any]], key: Sequence[str], *constraints: Any) -> None:
    op.create_table(name, *columns, PrimaryKeyConstraint(*key, name=f"pk_{name}"), *constraints, sqlite_strict=True)


def _index(table: str, *columns: str) -> None:
    for column in columns:
        op.create_index(f"ix_{table}_{column}", table, [column])


def _text(*names: str, nullable: bool = False) -> list[Column[Any]]:
    return [Column(name, Text, nullable=nullable) for name in names]


def _refers(table: str, column: str, to: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def _check(table: str, name: str, rule: str) -> CheckConstraint:
    return CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _events() -> None:
    columns = [*_text("id", "recorded_at"), *_text("merged_into", nullable=True)]
    _create("event", columns, ["id"], _refers("event", "merged_into", "event"))
    _index("event", "merged_into")
    _create("linked", _text("report"), ["report"], _refers("linked", "report", "report"))
    _create(
        "telling",
        _text("id", "report", "kind", "facts"),
        ["id"],
        _refers("telling", "id", "entry"),
        _refers("telling", "report", "report"),
    )
    _index("telling", "report")
    pairs = (("entry", "entry"), ("event", "event"), ("telling", "entry"))
    references = [_refers("membership", column, to) for column, to in pairs]
    _create("membership", _text("entry", "event", "telling"), ["entry"], *references)
    _index("membership", "event", "telling")


def _working() -> None:
    columns = [Column("block", Integer, nullable=False), *_text("telling")]
    _create("block", columns, ["block", "telling"], _refers("block", "telling", "telling"))
    _index("block", "telling")
    columns = [*_text("first", "second"), Column("weight", _REAL, nullable=False)]
    references = (_refers("link", "first", "telling"), _refers("link", "second", "telling"))
    _create("link", columns, ["first", "second"], _check("link", "order", "first < second"), *references)
    _index("link", "second")


def _copies() -> None:
    columns = [Column("band", Integer, nullable=False), *_text("report")]
    _create("band", columns, ["band", "report"], _refers("band", "report", "report"))
    _index("band", "report")
    columns = [*_text("report", "original"), Column("share", _REAL, nullable=False)]
    checks = (_check("copy", "share", "0 <= share AND share <= 1"), _check("copy", "original", "report <> original"))
    references = (_refers("copy", "report", "report"), _refers("copy", "original", "report"))
    _create("copy", columns, ["report"], *checks, *references)
    _index("copy", "original")
