"""What people have looked at in the inbox: one thing, or all of a sort up to a moment. Kept for each author."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import Connection, delete, insert, select

from greffier.ledger import schema

__all__ = ["ALL", "looked_at", "looked_until", "note_look"]

ALL = ""  # the item that stands for all of a sort, up to the moment noted
_TABLE = schema.look


def note_look(connection: Connection, author: str, sort: str, item: str = ALL, moment: datetime | None = None) -> None:
    """Somebody has looked at a thing, or at all of its sort that was there by `moment`, or by now."""
    own = {"author": author, "sort": sort, "item": item}
    same = (_TABLE.c.author == author, _TABLE.c.sort == sort, _TABLE.c.item == item)
    connection.execute(delete(_TABLE).where(*same))
    connection.execute(insert(_TABLE), {**own, "recorded_at": moment or datetime.now(UTC)})


def looked_until(connection: Connection, author: str) -> dict[str, datetime]:
    """For each sort of which somebody has looked at all, when."""
    query = select(_TABLE.c.sort, _TABLE.c.recorded_at).where(_TABLE.c.author == author, _TABLE.c.item == ALL)
    return {row[0]: row[1] for row in connection.execute(query)}


def looked_at(connection: Connection, sort: str) -> frozenset[str]:
    """The things of a sort that anybody has put aside."""
    return frozenset(connection.scalars(select(_TABLE.c.item).where(_TABLE.c.sort == sort, _TABLE.c.item != ALL)))
