"""What a ledger was on a day: which versions of reports were there."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

__all__ = ["there"]


def there(report: Any, as_of: date | None, as_known: date | None = None) -> list[Any]:
    """The conditions on rows of `report` (or an alias of it) under which a version was published by the one day, and
    recorded by the end of the other (UTC); none where both are None."""
    found: list[Any] = []
    if as_of is not None:
        found.append(report.c.published <= as_of)
    if as_known is not None:
        midnight = datetime.combine(as_known + timedelta(days=1), time(), UTC)
        found.append(report.c.recorded_at < midnight)
    return found
