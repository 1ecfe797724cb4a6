"""Checks as rows of the table `verdict`, and back; and what other reports tell, to hold them against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from greffier.ledger import schema
from greffier.ledger.load import is_current
from greffier.ledger.rows import Row, words_at
from greffier.model import Against, Check, Figure, Given, Happening, Span, When

__all__ = ["checks_of", "happenings", "verdict_rows"]


def verdict_rows(report: str, checks: Sequence[Check], text: str) -> list[dict[str, Any]]:
    """The rows that keep the checks of a report with this `text`."""
    return [
        {
            "report": report,
            "position": position,
            "check": check.kind,
            "verdict": check.verdict,
            "reason": check.reason,
            **words_at(check.span, text),
            "figures": [[name, _plain(value)] for name, value in check.figures],
            "grounds": [[span.start, span.end] for span in check.grounds],
            "entries": list(check.entries),
            "against": None if check.against is None else _against_row(check.against),
        }
        for position, check in enumerate(checks)
    ]


def _plain(value: Figure) -> int | float | str | dict[str, str]:
    return {"day": value.isoformat()} if isinstance(value, date) else value


def _against_row(against: Against) -> dict[str, Any]:
    return {
        "kinds": list(against.kinds),
        "names": list(against.names),
        "first": against.first.isoformat(),
        "last": against.last.isoformat(),
        "told": [[w.start.isoformat(), w.end.isoformat(), w.granularity] for w in against.told],
        "low": against.low,
        "high": None if against.high == float("inf") else against.high,
        "narrowed": against.narrowed,
        **(_sum_row(against) if against.given or against.currency else {}),
    }


def _sum_row(against: Against) -> dict[str, Any]:
    """What is asked of the ledger for a sum of pledges."""
    return {
        "given": [[list(g.givers), g.low, None if g.high == float("inf") else g.high] for g in against.given],
        "parties": list(against.parties),
        "count": against.count,
        "stage": against.stage,
        "currency": against.currency,
    }


def checks_of(connection: Connection, report: str) -> list[Check]:
    """The checks that were kept with a report, in the order of its text."""
    table = schema.verdict
    query = select(table).where(table.c.report == report).order_by(table.c.position)
    return [_check(dict(row)) for row in connection.execute(query).mappings()]


def _check(row: Row) -> Check:
    figures = tuple((name, _figure(value)) for name, value in row["figures"])
    grounds = tuple(Span(start, end) for start, end in row["grounds"])
    against = None if row["against"] is None else _against(row["against"])
    span = Span(row["start"], row["stop"])
    return Check(row["check"], row["verdict"], span, row["reason"], figures, grounds, tuple(row["entries"]), against)


def _figure(value: Any) -> Figure:
    return date.fromisoformat(value["day"]) if isinstance(value, dict) else value


def _against(row: dict[str, Any]) -> Against:
    first, last = (date.fromisoformat(row[key]) for key in ("first", "last"))
    told = tuple(When(date.fromisoformat(a), date.fromisoformat(b), g) for a, b, g in row["told"])
    high = float("inf") if row["high"] is None else row["high"]
    found = Against(tuple(row["kinds"]), tuple(row["names"]), first, last, told, row["low"], high, row["narrowed"])
    return _sum_of(found, row) if "currency" in row else found


def _sum_of(against: Against, row: dict[str, Any]) -> Against:
    given = tuple(Given(tuple(who), low, float("inf") if high is None else high) for who, low, high in row["given"])
    return replace(
        against, given=given, parties=tuple(row["parties"]), count=row["count"], stage=row["stage"],
        currency=row["currency"],
    )  # fmt: skip


def happenings(connection: Connection, check: Check, report: str, conditions: Iterable[Any] = ()) -> list[Happening]:
    """What other reports tell to have happened that this check of `report` may be held against.

    `conditions` say which versions of reports count; without any, the current ones.
    """
    entry, filler, asked = schema.entry, schema.filler, check.against
    if asked is None:
        return []
    if asked.currency:
        return _pledges(connection, asked, report, conditions)
    names = or_(filler.c.actor.in_(asked.names), filler.c.place.in_(asked.names))
    query = (
        select(entry.c.id, entry.c.kind, entry.c.when_start, entry.c.when_end, entry.c.when_granularity)
        .join_from(entry, schema.report)
        .where(entry.c.kind.in_(asked.kinds), entry.c.report != report, entry.c.factuality == "actual")
        .where(entry.c.status != "rejected", *(list(conditions) or [is_current()]))
        .where(entry.c.when_start >= asked.first, entry.c.when_end <= asked.last)
        .where(entry.c.id.in_(select(filler.c.entry).where(names)))
        .order_by(entry.c.when_start, entry.c.id)
    )
    rows = connection.execute(query).all()
    return [Happening(kind, When(a, b, grain), _names(connection, id), id) for id, kind, a, b, grain in rows]


def _pledges(connection: Connection, asked: Against, report: str, conditions: Iterable[Any]) -> list[Happening]:
    """Pledges of other reports of the stage, the currency, the recipient and the time of a sum."""
    entry, filler, amount, stage = schema.entry, schema.filler, schema.role.alias("amount"), schema.role.alias("stage")
    start = func.coalesce(entry.c.when_start, schema.report.c.published)
    end = func.coalesce(entry.c.when_end, schema.report.c.published)
    to = select(filler.c.entry).where(filler.c.role == "recipient", filler.c.actor.in_(_spellings(asked.names)))
    query = (
        select(entry.c.id, entry.c.kind, start, end, amount.c.min, amount.c.max, amount.c.open)
        .join_from(entry, schema.report)
        .join(amount, (amount.c.entry == entry.c.id) & (amount.c.role == "amount"))
        .outerjoin(stage, (stage.c.entry == entry.c.id) & (stage.c.role == "stage"))
        .where(entry.c.kind.in_(asked.kinds), entry.c.report != report, entry.c.factuality == "actual")
        .where(entry.c.status != "rejected", *(list(conditions) or [is_current()]))
        .where(start >= asked.first, end <= asked.last, entry.c.id.in_(to))
        .where(amount.c.currency == asked.currency, func.coalesce(stage.c.value, "") == asked.stage)
        .where(func.coalesce(amount.c.scope, "") != "total")
        .order_by(start, entry.c.id)
    )
    found = []
    for id, kind, first, last, low, high, more in connection.execute(query).all():
        givers = _givers(connection, id)
        top = float("inf") if more or high is None else high
        if givers:
            given = Given(givers, low or 0.0, top)
            found.append(Happening(kind, When(first, last), frozenset(givers), id, given))
    return found


def _spellings(ids: Iterable[str]) -> list[str]:
    """Ids as entries may have them: a country's with and without what tells that it is one."""
    return sorted({form for id in ids for form in (id, id.removeprefix("country:"))})


def _givers(connection: Connection, entry: str) -> tuple[str, ...]:
    """Who gave, by id; () where somebody is not named."""
    filler = schema.filler
    ids = connection.scalars(select(filler.c.actor).where(filler.c.entry == entry, filler.c.role == "donor")).all()
    if any(id is None or id.startswith("np:") for id in ids):
        return ()
    return tuple(sorted({f"country:{id}" if len(id) == 2 and id.isupper() else id for id in ids}))


def _names(connection: Connection, entry: str) -> frozenset[str]:
    filler = schema.filler
    query = select(filler.c.actor, filler.c.place).where(filler.c.entry == entry, filler.c.role != "source")
    return frozenset(name for row in connection.execute(query) for name in row if name is not None)
