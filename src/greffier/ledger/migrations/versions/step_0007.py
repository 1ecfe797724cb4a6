"""What waits for a person: items that failed, what each author has looked at; indices by which the rest is found."""

from __future__ import annotations

from alembic import op
from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Integer, LargeBinary, PrimaryKeyConstraint, Text

__all__ = ["branch_labels", "depends_on", "down_revision", "revision", "upgrade"]

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NEEDED = ("id", "name", "message", "figures", "form", "given", "recorded_at", "tried_at")
_OPEN = ("path", "text", "settled", "settled_at", "settled_by", "report")


def upgrade() -> None:
    """Create them."""
    _failed()
    names = ("author", "sort", "item", "recorded_at")
    columns = [Column(name, Text, nullable=False) for name in names]
    op.create_table("look", *columns, PrimaryKeyConstraint(*names[:3], name="pk_look"), sqlite_strict=True)
    _index("look", "sort", "item")
    _index("judgement", "undoes")
    _index("verdict", "verdict", "report")


def _failed() -> None:
    op.create_table(
        "failed",
        *(Column(name, Text, nullable=False) for name in _NEEDED),
        *(Column(name, Text) for name in _OPEN),
        Column("content", LargeBinary),
        Column("tries", Integer, nullable=False),
        PrimaryKeyConstraint("id", name="pk_failed"),
        ForeignKeyConstraint(["report"], ["report.id"], name="fk_failed_report_report"),
        CheckConstraint("(settled IS NULL) = (settled_at IS NULL)", name=op.f("ck_failed_settled_at")),
        CheckConstraint("settled IN ('added', 'dismissed')", name=op.f("ck_failed_settled")),
        sqlite_strict=True,
    )
    _index("failed", "settled", "recorded_at")
    _index("failed", "path")
    _index("failed", "text")


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))
