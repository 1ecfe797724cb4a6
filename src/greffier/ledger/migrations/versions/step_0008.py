"""What else a file tells of a report (authors, moment, doubts, the outlet's names), and notices that take it back."""

from __future__ import annotations

from alembic import op
from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Text

__all__ = ["branch_labels", "depends_on", "down_revision", "revision", "upgrade"]

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_NOTICE = ("uri", "url", "outlet", "title", "published", "published_at", "path")


def upgrade() -> None:
    """Add the columns, which older reports have empty, and the tables."""
    for name in ("authors", "published_at", "doubts"):
        op.add_column("report", Column(name, Text))
    op.add_column("report", Column("published_offset", Integer))
    op.add_column("failed", Column("item", Text, nullable=False, server_default=""))
    _index("report", "url")
    _known_as()
    _notices()


def _known_as() -> None:
    columns = [Column(name, Text, nullable=False) for name in ("report", "uri")]
    key = PrimaryKeyConstraint("report", "uri", name="pk_known_as")
    op.create_table("known_as", *columns, key, _refers("known_as", "report"), sqlite_strict=True)
    _index("known_as", "uri")


def _notices() -> None:
    op.create_table(
        "notice",
        *(Column(name, Text, nullable=False) for name in ("id", "text", "run", "recorded_at", "digest")),
        *(Column(name, Text) for name in _NOTICE),
        Column("published_offset", Integer),
        PrimaryKeyConstraint("id", name="pk_notice"),
        _refers("notice", "run"),
        CheckConstraint("uri IS NOT NULL OR url IS NOT NULL", name=op.f("ck_notice_named")),
        sqlite_strict=True,
    )
    _index("notice", "uri")
    _index("notice", "url")
    columns = [Column(name, Text, nullable=False) for name in ("report", "notice")]
    key = PrimaryKeyConstraint("report", "notice", name="pk_withdrawal")
    references = (_refers("withdrawal", "report"), _refers("withdrawal", "notice"))
    op.create_table("withdrawal", *columns, key, *references, sqlite_strict=True)
    _index("withdrawal", "notice")


def _refers(table: str, column: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint([column], [f"{column}.id"], name=f"fk_{table}_{column}_{column}")


def _index(table: str, column: str) -> None:
    op.create_index(f"ix_{table}_{column}", table, [column])
