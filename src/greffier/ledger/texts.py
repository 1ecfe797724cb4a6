"""Which reports have a text, for work that comes back with its words only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from greffier.ledger import schema

__all__ = ["Owner", "has_report", "owners_of"]


@dataclass(frozen=True, slots=True)
class Owner:
    """A report that has a text: its id, what is told of it by field, and whether it is the current version."""

    report: str
    about: dict[str, str]
    current: bool


def owners_of(connection: Connection, texts: Iterable[str]) -> list[Owner]:
    """The reports whose text has one of these hashes, by id."""
    table = schema.report
    columns = (table.c.title, table.c.published, table.c.language, table.c.outlet, table.c.url)
    query = select(table.c.id, *columns).where(table.c.text.in_(list(texts))).order_by(table.c.id)
    found = []
    for row in connection.execute(query).mappings():
        about = {key: str(row[key]) for key in ("title", "published", "language", "outlet", "url") if row[key]}
        later = connection.scalar(select(table.c.id).where(table.c.replaces == row["id"]).limit(1))
        found.append(Owner(row["id"], about, later is None))
    return found


def has_report(connection: Connection, report: str) -> bool:
    """Whether the ledger has a report of that id, in whatever version."""
    return connection.scalar(select(schema.report.c.id).where(schema.report.c.id == report)) is not None
