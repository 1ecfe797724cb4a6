"""Outlets: how much each publishes, in which languages, what it copies and of whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection, func, select

from greffier.ledger import schema
from greffier.ledger.copies import About
from greffier.ledger.days import withdrawn
from greffier.ledger.load import is_current

__all__ = ["Outlet", "latest_of", "outlets"]


@dataclass(frozen=True, slots=True)
class Outlet:
    """An outlet, "" for reports that name none: its current reports, by language; how many of them copy a report of
    another outlet (`copied`, by that outlet) and how many of others copy one of its own (`copiers`); first and last
    day of publication, and how many are undated."""

    name: str
    languages: Mapping[str, int]
    first: date | None = None
    last: date | None = None
    undated: int = 0
    copied: Mapping[str, int] = field(default_factory=dict)
    copiers: Mapping[str, int] = field(default_factory=dict)

    @property
    def reports(self) -> int:
        """How many reports in all."""
        return sum(self.languages.values())

    @property
    def copies(self) -> int:
        """How many of them copy another outlet's."""
        return sum(self.copied.values())

    @property
    def independent(self) -> float:
        """The share of reports that copy no other outlet's."""
        return 1 - self.copies / self.reports


def outlets(connection: Connection) -> dict[str, Outlet]:
    """All outlets by name, those with most reports first."""
    found: dict[str, Outlet] = {}
    table = schema.report
    columns = (table.c.outlet, table.c.language, func.count(), func.count(table.c.published))
    days = (func.min(table.c.published), func.max(table.c.published))
    query = select(*columns, *days).where(is_current()).group_by(table.c.outlet, table.c.language)
    for outlet, language, count, dated, first, last in connection.execute(query):
        name = outlet or ""
        one = found.get(name, Outlet(name, {}))
        found[name] = replace(
            one,
            languages={**one.languages, language: count},
            first=min((d for d in (one.first, first) if d), default=None),
            last=max((d for d in (one.last, last) if d), default=None),
            undated=one.undated + count - dated,
        )
    for name, other, count in _copies(connection):
        one, its = found[name], found[other]
        found[name] = replace(one, copied={**one.copied, other: count})
        found[other] = replace(its, copiers={**its.copiers, name: count})
    return dict(sorted(found.items(), key=lambda pair: (-pair[1].reports, pair[0])))


def _copies(connection: Connection) -> list[tuple[str, str, int]]:
    """Outlet, the outlet whose reports it copies, and how many: of current versions, and never of its own."""
    mine, theirs, copy = schema.report, schema.report.alias("theirs"), schema.copy
    later = schema.report.alias("later_theirs")
    query = (
        select(mine.c.outlet, theirs.c.outlet, func.count())
        .join_from(copy, mine, copy.c.report == mine.c.id)
        .join(theirs, copy.c.original == theirs.c.id)
        .where(is_current(), func.coalesce(mine.c.outlet, "") != func.coalesce(theirs.c.outlet, ""))
        .where(theirs.c.id.not_in(select(later.c.replaces).where(later.c.replaces.is_not(None))))
        .where(~withdrawn(theirs))
        .group_by(mine.c.outlet, theirs.c.outlet)
        .order_by(func.count().desc(), theirs.c.outlet)
    )
    return [(row[0] or "", row[1] or "", row[2]) for row in connection.execute(query)]


def latest_of(connection: Connection, outlet: str, limit: int) -> list[About]:
    """The current reports that an outlet published last, undated ones at the end."""
    table = schema.report
    columns = (table.c.id, table.c.published, table.c.language, table.c.outlet, table.c.title)
    mine = table.c.outlet == outlet if outlet else table.c.outlet.is_(None)
    order = (table.c.published.is_(None), table.c.published.desc(), table.c.id)
    query = select(*columns).where(is_current(), mine).order_by(*order).limit(limit)
    return [About(*row) for row in connection.execute(query)]
