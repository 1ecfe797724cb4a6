"""What each report's claims come to; and an index by which places near a point are found."""

from __future__ import annotations

from alembic import op
from sqlalchemy import CheckConstraint, Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Text

__all__ = ["branch_labels", "depends_on", "down_revision", "revision", "upgrade"]

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_CHECKS = "('weekday', 'distance', 'direction', 'part', 'sum', 'ordinal', 'interval', 'pledges')"
_VERDICTS = "('holds', 'contradicted', 'cannot tell')"


def upgrade() -> None:
    """Create the table and the index."""
    needed = ("check", "verdict", "reason")
    op.create_table(
        "verdict",
        Column("report", Text, nullable=False),
        Column("position", Integer, nullable=False),
        *(Column(name, Text, nullable=False) for name in needed),
        *(Column(name, Integer, nullable=False) for name in ("start", "stop")),
        *(Column(name, Text, nullable=False) for name in ("words", "figures", "grounds", "entries")),
        Column("against", Text),
        PrimaryKeyConstraint("report", "position", name="pk_verdict"),
        ForeignKeyConstraint(["report"], ["report.id"], name="fk_verdict_report_report"),
        CheckConstraint("0 <= start AND start <= stop", name=op.f("ck_verdict_stretch")),
        CheckConstraint(f'"check" IN {_CHECKS}', name=op.f("ck_verdict_check")),
        CheckConstraint(f"verdict IN {_VERDICTS}", name=op.f("ck_verdict_verdict")),
        sqlite_strict=True,
    )
    op.create_index("ix_filler_lat_lon", "filler", ["lat", "lon"])
