"""Reports that are forgotten, and what stays of the judgements on them: who, when, which verdict, never a word.

The triggers of step 0003 refuse that a judgement is deleted. They do so still, but for one whose shell is kept.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy import Column, Integer, PrimaryKeyConstraint, Text, UniqueConstraint

__all__ = ["branch_labels", "depends_on", "down_revision", "revision", "upgrade"]

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_REFUSE = "BEGIN SELECT RAISE(ABORT, 'judgements are only ever added'); END"
_KEPT = {
    "judgement": "id = OLD.id AND number = OLD.number AND digest = OLD.digest",
    "judgement_anchor": "id = OLD.judgement",
}


def upgrade() -> None:
    """Create the tables; on SQLite, let a judgement go whose shell is kept."""
    names = ("report", "text", "publication", "recorded_at", "author")
    key = PrimaryKeyConstraint("report", name="pk_forgotten")
    op.create_table("forgotten", *(Column(name, Text, nullable=False) for name in names), key, sqlite_strict=True)
    op.create_index("ix_forgotten_text", "forgotten", ["text"])
    needed = ("id", "author", "recorded_at", "verdict", "names", "reports", "entries", "digest", "seal")
    op.create_table(
        "shell",
        Column("number", Integer, nullable=False),
        *(Column(name, Text, nullable=False) for name in needed),
        Column("field", Text),
        Column("undoes", Text),
        PrimaryKeyConstraint("number", name="pk_shell"),
        UniqueConstraint("id", name="uq_shell_id"),
        sqlite_strict=True,
    )
    if op.get_context().dialect.name == "sqlite":
        for table, same in _KEPT.items():
            op.execute(f"DROP TRIGGER {table}_no_delete")
            unless = f"WHEN NOT EXISTS (SELECT 1 FROM shell WHERE {same})"
            op.execute(f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {unless} {_REFUSE}")
