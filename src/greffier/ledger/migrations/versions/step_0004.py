"""The register of actors: who they are over all reports, by which names, in which roles; lists of one's own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alembic import op
from sqlalchemy import REAL, CheckConstraint, Column, Float, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Text
from sqlalchemy import UniqueConstraint as Unique

__all__ = ["branch_labels", "depends_on", "down_revision", "revision", "upgrade"]

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_REAL = Float().with_variant(REAL(), "sqlite")


def upgrade() -> None:
    """Create the tables; they are filled from the reports when the ledger is next added to, or asked for actors."""
    _actors()
    _sightings()
    _lists()


def _create(name: str, columns: Sequence[Column[Any]], key: Sequence[str], *constraints: Any) -> None:
    op.create_table(name, *columns, PrimaryKeyConstraint(*key, name=f"pk_{name}"), *constraints, sqlite_strict=True)


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns))


def _text(*names: str, nullable: bool = False) -> list[Column[Any]]:
    return [Column(name, Text, nullable=nullable) for name in names]


def _refers(table: str, column: str, to: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def _check(table: str, name: str, rule: str) -> CheckConstraint:
    return CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _actors() -> None:
    _create(
        "actor",
        [
            *_text("id", "kind", "name"),
            *_text("country", "key", "anchor_report", "anchor_local", "family", nullable=True),
            *_text("recorded_at"),
            *_text("merged_into", nullable=True),
        ],
        ["id"],
        _check("actor", "anchor", "(key IS NULL) <> (anchor_report IS NULL)"),
        _check("actor", "merged_into", "merged_into <> id"),
        _refers("actor", "anchor_report", "report"),
        _refers("actor", "merged_into", "actor"),
        Unique("key", name="uq_actor_key"),
    )
    for column in ("family", "anchor_report"):
        _index("actor", column)
    columns = [*_text("actor", "name", "key"), Column("reports", Integer, nullable=False)]
    _create("actor_name", columns, ["actor", "name"], _refers("actor_name", "actor", "actor"))
    _index("actor_name", "key")


def _sightings() -> None:
    _create(
        "sighting",
        [
            *_text("report", "local", "kind", "name", "names"),
            *_text("key", "family", "country", "day", "actor", "basis", "because", nullable=True),
        ],
        ["report", "local"],
        _check("sighting", "basis", "basis IN ('table', 'list', 'name', 'role', 'judgement')"),
        _check("sighting", "named", "(actor IS NULL) = (basis IS NULL)"),
        _refers("sighting", "report", "report"),
        _refers("sighting", "actor", "actor"),
        _refers("sighting", "because", "report"),
    )
    for column in ("actor", "family", "key"):
        _index("sighting", column)
    keys = ["report", "local", "family", "owner", "domain"]
    columns = [*_text(*keys), *_text("day", nullable=True), *_text("words"), Column("named", Integer, nullable=False)]
    _create("office", columns, keys, _refers("office", "report", "report"))
    _index("office", "family", "owner", "domain", "day")


def _lists() -> None:
    _create(
        "listed",
        [
            *_text("sort", "id", "name", "names", "kind"),
            *_text("country", nullable=True),
            *(Column(name, _REAL) for name in ("lat", "lon")),
        ],
        ["sort", "id"],
        _check("listed", "sort", "sort IN ('actor', 'place')"),
    )
    _create("registered", _text("report", "rules"), ["report"], _refers("registered", "report", "report"))
