"""What a ledger was on a day: which versions of reports were there, and which had been taken back."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import exists, or_

from greffier.ledger import schema

__all__ = ["day_of", "there", "withdrawn"]


def there(report: Any, as_of: date | None, as_known: date | None = None) -> list[Any]:
    """The conditions on rows of `report` (or an alias of it) under which a version was published by the one day, and
    recorded by the end of the other (UTC); none where both are None."""
    found: list[Any] = []
    if as_of is not None:
        found.append(report.c.published <= as_of)
    if as_known is not None:
        found.append(report.c.recorded_at < _midnight(as_known))
    return found


def withdrawn(report: Any, as_of: date | None = None, as_known: date | None = None) -> Any:
    """The condition that a notice takes back a row of `report` (or an alias of it): one that was published by the one
    day, or does not say when it was, and recorded by the end of the other (UTC)."""
    table, notice = schema.withdrawal, schema.notice
    if as_of is None and as_known is None:
        return exists().where(table.c.report == report.c.id)
    found = [table.c.report == report.c.id, table.c.notice == notice.c.id]
    if as_of is not None:
        found.append(or_(notice.c.published.is_(None), notice.c.published <= as_of))
    if as_known is not None:
        found.append(notice.c.recorded_at < _midnight(as_known))
    return exists().where(*found)


def _midnight(day: date) -> datetime:
    """The end of a day, in UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def day_of(words: str | None) -> date | None:
    """A day as a column holds it."""
    return date.fromisoformat(words) if words else None
