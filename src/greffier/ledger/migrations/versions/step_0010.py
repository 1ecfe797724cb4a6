"""Rows of other datasets (ACLED, UCDP, Kiel), kept beside what the ledger tells."""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import REAL, Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Text

__all__ = ["branch_labels", "depends_on", "down_revision", "revision", "upgrade"]

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_NEEDED = (
    "reference", "id", "kind", "type", "country", "place", "region", "precision", "actors", "currency", "stages",
    "form", "note", "raw", "digest",
)  # fmt: skip


def upgrade() -> None:
    """Create the tables."""
    named = ("name", "form", "path", "recorded_at")
    key = PrimaryKeyConstraint("name", name="pk_reference")
    op.create_table("reference", *(Column(n, Text, nullable=False) for n in named), key, sqlite_strict=True)
    columns: list[Column[Any]] = [Column(name, Text, nullable=False) for name in _NEEDED]
    columns += [Column(name, Integer, nullable=False) for name in ("line", "slack")]
    columns += [Column(name, Text) for name in ("first_day", "last_day")]
    columns += [Column(name, Integer) for name in ("low", "best", "high")]
    columns += [Column(name, REAL) for name in ("lat", "lon", "amount", "most")]
    key = PrimaryKeyConstraint("reference", "id", name="pk_reference_record")
    refers = ForeignKeyConstraint(["reference"], ["reference.name"], name="fk_reference_record_reference_reference")
    op.create_table("reference_record", *columns, key, refers, sqlite_strict=True)
    op.create_index("ix_reference_record_reference_first_day", "reference_record", ["reference", "first_day"])
