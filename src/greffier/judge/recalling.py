"""The ledger as it was known on a day: its entries, and which of them were one event."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

from greffier.judge.pairs import Pairs, pairs_of
from greffier.judge.scene import entries_before
from greffier.ledger import Connection
from greffier.ledger.recalled import reports_since, shadowed_events
from greffier.pipeline.linking import Judged
from greffier.pipeline.recalling import Later, groups_then

__all__ = ["as_known"]


@contextmanager
def as_known(connection: Connection, day: date | None) -> Iterator[None]:
    """Inside the block, entries and events are what was recorded by the end of a day (UTC) makes them."""
    if day is None:
        yield
        return
    moment = datetime.combine(day + timedelta(days=1), time(), UTC)
    now, added = _judged(pairs_of(connection)), reports_since(connection, moment)
    with entries_before(connection, moment) as others:
        later = Later(added, others, _judged(pairs_of(connection, moment)), now)
        groups = groups_then(connection, later)
        with shadowed_events(connection, added | others, groups):
            yield


def _judged(pairs: Pairs) -> Judged:
    return Judged(frozenset(pairs.same_event), frozenset(pairs.different_event))
