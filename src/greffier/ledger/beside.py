"""What lies beside a report: its other versions, other reports of its text, and its copies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, select

from greffier.ledger import schema
from greffier.ledger.copies import copies_in
from greffier.ledger.days import withdrawn
from greffier.ledger.load import Kept, is_current

__all__ = ["Beside", "beside"]


@dataclass(frozen=True, slots=True)
class Beside:
    """A report as a line. `how` is `version`, `text` (the same text, published apart), `original` or `copy`; `share` is
    that of the copy's runs of words which the original has too; `current` False where another version replaces it, or a
    notice takes it back."""

    how: str
    id: str
    title: str | None
    published: date | None
    outlet: str | None
    recorded_at: datetime
    current: bool
    share: float = 1.0


def beside(connection: Connection, kept: Kept) -> list[Beside]:
    """The reports beside one: versions in the order of adding, then the same text elsewhere, then copies."""
    table, own = schema.report, kept.report.id
    text = select(table.c.text).where(table.c.id == own).scalar_subquery()
    copied = {c.original if c.report == own else c.report: c for c in copies_in(connection, [own])}
    found = [_line(row, "version") for row in _rows(connection, table.c.publication == kept.publication)]
    same = [_line(row, "text") for row in _rows(connection, table.c.text == text, is_current())]
    near = [
        _line(row, "original" if copied[row.id].report == own else "copy", copied[row.id].share)
        for row in _rows(connection, table.c.id.in_(copied), is_current())
    ]
    seen: dict[str, Beside] = {}
    for one in (*found, *same, *near):
        seen.setdefault(one.id, one)
    return [one for one in seen.values() if one.id != own]


def _rows(connection: Connection, *conditions: Any) -> list[Row[Any]]:
    table, later = schema.report, schema.report.alias("next")
    own = (table.c.id, table.c.title, table.c.published, table.c.outlet, table.c.recorded_at)
    gone = withdrawn(table).label("withdrawn")
    query = select(*own, gone, later.c.id.label("replaced_by")).outerjoin(later, later.c.replaces == table.c.id)
    return list(connection.execute(query.where(*conditions).order_by(table.c.recorded_at, table.c.id)))


def _line(row: Row[Any], how: str, share: float = 1.0) -> Beside:
    one = row._mapping
    named = {name: one[name] for name in ("id", "title", "published", "outlet", "recorded_at")}
    return Beside(how=how, **named, current=one["replaced_by"] is None and not one["withdrawn"], share=share)
