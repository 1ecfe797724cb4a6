"""What changes is numbered: reports, and events with a line of what each comes to, so that pages renew only that.

Triggers number it, so that no way of writing can forget to. A step that copies one of their tables makes them anew.
"""

from __future__ import annotations

from typing import Any

from alembic import op
from sqlalchemy import Column, ForeignKeyConstraint, Integer, PrimaryKeyConstraint, Text

__all__ = ["branch_labels", "depends_on", "down_revision", "revision", "upgrade"]

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_DEEDS = {"INSERT": ("NEW",), "UPDATE": ("OLD", "NEW"), "DELETE": ("OLD",)}
_OWN = "SELECT report FROM entry WHERE id = {row}.entry"  # the report of a row of an entry
_EVENT = "SELECT event FROM membership WHERE entry = {row}.{entry}"
_EVENTS = "SELECT DISTINCT m.event FROM membership m JOIN entry e ON e.id = m.entry WHERE e.report = {row}.{report}"
_REPORT = "id, published, published_at, outlet, language, replaces"  # columns of which a change counts
_COUNTED = {  # by table: what a row of it touches, reports and events
    "entry": ("SELECT {row}.report", _EVENT.replace("{entry}", "id")),
    "evidence": (_OWN, _EVENT.replace("{entry}", "entry")),
    "role": (_OWN, _EVENT.replace("{entry}", "entry")),
    "filler": (_OWN, _EVENT.replace("{entry}", "entry")),
    "membership": (_OWN, "SELECT {row}.event"),
    "copy": ("SELECT {row}.report", _EVENTS.replace("{report}", "report")),
    "withdrawal": ("SELECT {row}.report", _EVENTS.replace("{report}", "report")),
    "sighting": ("SELECT {row}.report", ""),
}


def upgrade() -> None:
    """Create tables, indices and triggers; every event that there is waits for its line."""
    _tables()
    op.create_index("ix_link_weight_first_second", "link", ["weight", "first", "second"])
    op.create_index("ix_sighting_actor_report", "sighting", ["actor", "report"])
    op.execute("INSERT INTO outline (event, number) SELECT DISTINCT event, 1 FROM membership")
    if op.get_context().dialect.name == "sqlite":
        for table, (reports, events) in _COUNTED.items():
            for deed, rows in _DEEDS.items():
                _trigger(table, deed, "", [s for row in rows for s in _steps(reports, events, row)])
        _report_triggers()


def _tables() -> None:
    columns: list[Column[Any]] = [Column("report", Text, nullable=False), Column("number", Integer, nullable=False)]
    refers = ForeignKeyConstraint(["report"], ["report.id"], name="fk_touched_report_report")
    op.create_table("touched", *columns, PrimaryKeyConstraint("report", name="pk_touched"), refers, sqlite_strict=True)
    op.create_index("ix_touched_number", "touched", ["number"])
    told: list[Column[Any]] = [Column(name, Text) for name in ("kind", "day", "told", "countries")]
    told += [Column(name, Integer) for name in ("reports", "contradictions")]
    columns = [Column("event", Text, nullable=False), Column("number", Integer, nullable=False)]
    refers = ForeignKeyConstraint(["event"], ["event.id"], name="fk_outline_event_event")
    key = PrimaryKeyConstraint("event", name="pk_outline")
    op.create_table("outline", *columns, *told, key, refers, sqlite_strict=True)
    op.create_index("ix_outline_number", "outline", ["number"])
    op.create_index("ix_outline_kind", "outline", ["kind"])


def _report_triggers() -> None:
    """A report that replaces another touches that one, too."""
    touched = ("SELECT {row}.id", _EVENTS.replace("{report}", "id"))
    replaced = ("SELECT id FROM report WHERE id = {row}.replaces", _EVENTS.replace("{report}", "replaces"))
    for deed, of in (("INSERT", ""), ("UPDATE", f" OF {_REPORT}")):
        rows = _DEEDS[deed]
        _trigger("report", deed, of, [s for row in rows for one in (touched, replaced) for s in _steps(*one, row)])


def _steps(reports: str, events: str, row: str) -> list[str]:
    found = [_numbered("touched", "report", reports.format(row=row), "")]
    return [*found, _numbered("outline", "event", events.format(row=row), ", kind = NULL")] if events else found


def _numbered(table: str, column: str, chosen: str, more: str) -> str:
    """What gives some reports or events the next number."""
    following = f"(SELECT coalesce(max(number), 0) + 1 FROM {table})"
    return (
        f"INSERT INTO {table} ({column}, number) SELECT *, {following} FROM ({chosen}) WHERE true "
        f"ON CONFLICT ({column}) DO UPDATE SET number = excluded.number{more};"
    )


def _trigger(table: str, deed: str, of: str, steps: list[str]) -> None:
    name = f"{table}_numbered_{deed.lower()}"
    op.execute(f"CREATE TRIGGER {name} AFTER {deed}{of} ON {table} BEGIN {' '.join(steps)} END")
