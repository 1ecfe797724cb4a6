"""The first schema: texts, reports, entries with what fills their roles, and sentences to search in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from alembic import op
from sqlalchemy import REAL, CheckConstraint, Column, Float, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Text
from sqlalchemy import UniqueConstraint as Unique

__all__ = ["branch_labels", "depends_on", "down_revision", "revision", "upgrade"]

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_REAL = Float().with_variant(REAL(), "sqlite")
_STRETCH = "0 <= start AND start <= stop"


def upgrade() -> None:
    """Create every table, and on SQLite the full-text index."""
    _keeping()
    _entries()
    _fillers()
    _search()


def _create(name: str, columns: Sequence[Column[Any]], key: Sequence[str], *constraints: Any) -> None:
    op.create_table(name, *columns, PrimaryKeyConstraint(*key, name=f"pk_{name}"), *constraints, sqlite_strict=True)


def _index(table: str, *columns: str, unique: bool = False) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, list(columns), unique=unique)


def _text(*names: str, nullable: bool = False) -> list[Column[Any]]:
    return [Column(name, Text, nullable=nullable) for name in names]


def _whole(*names: str, nullable: bool = False) -> list[Column[Any]]:
    return [Column(name, Integer, nullable=nullable) for name in names]


def _real(*names: str, nullable: bool = True) -> list[Column[Any]]:
    return [Column(name, _REAL, nullable=nullable) for name in names]


def _refers(table: str, column: str, to: str) -> ForeignKeyConstraint:
    return ForeignKeyConstraint([column], [f"{to}.id"], name=f"fk_{table}_{column}_{to}")


def _check(table: str, name: str, rule: str) -> CheckConstraint:
    return CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _keeping() -> None:
    _create("about", _text("key", "value"), ["key"])
    _create("run", _text("id", "program", "models", "started_at"), ["id"])
    columns = [*_text("id", "characters"), *_whole("length")]
    _create("text", columns, ["id"], _check("text", "length", "length > 0"))
    _create(
        "report",
        [
            *_text("id", "text"),
            *_text("title", "published", nullable=True),
            *_text("language"),
            *_text("outlet", "url", "path", nullable=True),
            *_text("publication"),
            *_text("replaces", nullable=True),
            *_text("run", "recorded_at", "digest"),
        ],
        ["id"],
        _refers("report", "text", "text"),
        _refers("report", "replaces", "report"),
        _refers("report", "run", "run"),
        Unique("replaces", name="uq_report_replaces"),
    )
    for column in ("text", "publication", "published", "recorded_at", "run"):
        _index("report", column)


def _entries() -> None:
    statuses = "status IN ('unreviewed', 'accepted', 'corrected', 'rejected')"
    _create(
        "entry",
        [
            *_text("id", "report"),
            *_whole("position"),
            *_text("kind"),
            *_whole("start", "stop"),
            *_text("words", "factuality"),
            *_text("when_start", "when_end", "when_granularity", "when_basis", "when_rule", nullable=True),
            *_text("found_by"),
            *_real("confidence", nullable=False),
            *_text("status"),
        ],
        ["id"],
        _check("entry", "stretch", _STRETCH),
        _check("entry", "when", "when_start <= when_end"),
        _check("entry", "confidence", "0 <= confidence AND confidence <= 1"),
        _check("entry", "status", statuses),
        _refers("entry", "report", "report"),
    )
    _index("entry", "report", "position", unique=True)
    _index("entry", "kind", "when_start")
    parts = [*_text("entry"), *_whole("position")]
    stretch = [*_whole("start", "stop"), *_text("words")]
    key, owner = ["entry", "position"], "entry"
    _create(
        "evidence", [*parts, *stretch], key, _check("evidence", "stretch", _STRETCH), _refers("evidence", owner, owner)
    )
    parts = [*_text("entry"), *_whole("position"), *_text("doubt")]
    _create("doubt", parts, key, _refers("doubt", owner, owner))


def _fillers() -> None:
    _create(
        "role",
        [
            *_text("entry", "role"),
            *_whole("position"),
            *_text("form"),
            *_text("value", nullable=True),
            *_real("min", "max"),
            *_whole("open", nullable=True),
            *_text("currency", "scope", "first_day", "last_day", "granularity", "basis", "rule", nullable=True),
            *_whole("start", "stop", nullable=True),
            *_text("words", "how", nullable=True),
        ],
        ["entry", "role"],
        _check("role", "stretch", _STRETCH),
        _check("role", "form", "form IN ('closed', 'fillers', 'period', 'quantity', 'span')"),
        _refers("role", "entry", "entry"),
    )
    _create(
        "filler",
        [
            *_text("entry", "role"),
            *_whole("position"),
            *_text("name", "names", "said"),
            *_whole("start", "stop"),
            *_text("words", "how"),
            *_text("actor", "country", "place", "place_name", "place_names", "place_country", nullable=True),
            *_real("lat", "lon"),
            *_text("precision", "runner_up", nullable=True),
            *_real("margin"),
        ],
        ["entry", "role", "position"],
        _check("filler", "stretch", _STRETCH),
        _check("filler", "lat", "lat BETWEEN -90 AND 90"),
        _check("filler", "lon", "lon BETWEEN -180 AND 180"),
        _refers("filler", "entry", "entry"),
    )
    for column in ("actor", "name", "place"):
        _index("filler", column)


def _search() -> None:
    _create(
        "sentence",
        [*_whole("id"), *_text("report"), *_whole("start", "stop"), *_text("words", "lemmas")],
        ["id"],
        _check("sentence", "stretch", _STRETCH),
        _refers("sentence", "report", "report"),
    )
    _index("sentence", "report", "start")
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE sentence_words USING fts5(words, lemmas, content='sentence', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 2')"
        )
