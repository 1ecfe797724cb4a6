"""Indices by which long tables of all kinds are put in order: the day of what happened, and confidence."""

from __future__ import annotations

from alembic import op

__all__ = ["branch_labels", "depends_on", "down_revision", "revision", "upgrade"]

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create them."""
    for column in ("when_start", "confidence"):
        op.create_index(f"ix_entry_{column}", "entry", [column], if_not_exists=True)
