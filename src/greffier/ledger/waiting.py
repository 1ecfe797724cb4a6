"""Reports that nobody has judged yet, and claims of reports that do not hold: what waits in the inbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, case, exists, func, or_, select, text

from greffier.ledger import schema
from greffier.ledger.events import parts
from greffier.ledger.load import is_current
from greffier.lexicon import load_kinds
from greffier.model import ENTRY_VERDICTS

__all__ = ["Waiting", "claims_contradicted", "count_unjudged", "disputed_events", "doubted", "next_unjudged",
           "recorded", "tolled_events", "unjudged"]  # fmt: skip

_LOOKED = (*ENTRY_VERDICTS, "nothing", "add")  # verdicts for which one reads the report
_REPORT = schema.report


@dataclass(frozen=True, slots=True)
class Waiting:
    """A report that nobody has judged: `entries` is how many it has, `recorded_at` when it was added."""

    id: str
    title: str | None
    outlet: str | None
    published: date | None
    language: str
    entries: int
    recorded_at: datetime
    words: str


def _unjudged(query: Select[Any]) -> Select[Any]:
    """Current reports on no version of which a judgement stands that somebody made reading them."""
    judgement, anchor, version = schema.judgement, schema.judgement_anchor, _REPORT.alias("version")
    undo, again = judgement.alias("undoing"), judgement.alias("undone_undo")
    undone = exists().where(undo.c.undoes == judgement.c.id, ~exists().where(again.c.undoes == undo.c.id))
    judged = exists().where(
        version.c.publication == _REPORT.c.publication,
        anchor.c.report == version.c.id,
        judgement.c.id == anchor.c.judgement,
        judgement.c.verdict.in_(_LOOKED),
        ~undone,
    )
    return query.where(is_current(), ~judged)


def count_unjudged(connection: Connection) -> int:
    """How many reports nobody has judged."""
    return connection.scalar(_unjudged(select(func.count()).select_from(_REPORT))) or 0


def unjudged(connection: Connection, limit: int, offset: int = 0) -> list[Waiting]:
    """Reports that nobody has judged, those added first before; each with its first words."""
    query = _unjudged(select(_REPORT.c.id)).order_by(_REPORT.c.recorded_at, _REPORT.c.id)
    wanted = list(connection.scalars(query.limit(limit).offset(offset)))  # first, so that no text is put in order
    count = select(func.count()).where(schema.entry.c.report == _REPORT.c.id).scalar_subquery()
    words = func.substr(schema.text.c.characters, text("1"), text("200"))
    columns: list[Any] = [_REPORT.c[name] for name in ("id", "title", "outlet", "published", "language")]
    told: Select[Any] = select(*columns, count, _REPORT.c.recorded_at, words).join_from(_REPORT, schema.text)
    found = {row[0]: Waiting(*row) for row in connection.execute(told.where(_REPORT.c.id.in_(wanted)))}
    return [found[id] for id in wanted]


def next_unjudged(connection: Connection, report: str, *, back: bool = False) -> str | None:
    """The report that nobody has judged after this one, by the time of adding, or before it; None where there is none
    on that side."""
    added, own = _REPORT.c.recorded_at, _REPORT.c.id
    here = connection.execute(select(added, own).where(own == report)).first()
    if here is None:
        return None
    if back:
        order, side = (added.desc(), own.desc()), (added < here[0]) | ((added == here[0]) & (own < here[1]))
    else:
        order, side = (added.asc(), own.asc()), (added > here[0]) | ((added == here[0]) & (own > here[1]))
    found: str | None = connection.scalar(_unjudged(select(own)).where(side).order_by(*order).limit(1))
    return found


def claims_contradicted(connection: Connection) -> list[str]:
    """Current reports of which a claim does not hold by the report alone, sorted."""
    verdict = schema.verdict
    query = (
        select(verdict.c.report).join_from(verdict, _REPORT).where(verdict.c.verdict == "contradicted", is_current())
    )
    return sorted(set(connection.scalars(query)))


def tolled_events(connection: Connection) -> set[str]:
    """Events of which several current reports tell a toll, not all of them the same figure: those that may have
    changed, or contradict themselves."""
    number, harm = schema.role, schema.role.alias("harm")
    member, entry = schema.membership, schema.entry
    figure = func.coalesce(number.c.min, -1) * 1_000_003 + func.coalesce(number.c.max, -1)
    query = (
        select(member.c.event)
        .join_from(number, harm, (harm.c.entry == number.c.entry) & (harm.c.role == "harm"))
        .join(entry, entry.c.id == number.c.entry)
        .join(_REPORT, _REPORT.c.id == entry.c.report)
        .join(member, member.c.entry == entry.c.id)
        .where(number.c.role == "number", entry.c.kind == "toll", entry.c.status != "rejected", is_current())
        .group_by(member.c.event, harm.c.value)
        .having(func.count(entry.c.report.distinct()) > 1, func.count(figure.distinct()) > 1)
    )
    return set(connection.scalars(query))


def disputed_events(connection: Connection) -> set[str]:
    """Events that one current report tells and another denies, or in which opposed stands are told."""
    member, entry, stance = schema.membership, schema.entry, schema.role
    denied, told = entry.c.factuality == "denied", entry.c.factuality == "actual"
    disputes = [_any(denied) & _any(told)]
    disputes += [_any(stance.c.value.in_(some)) & _any(stance.c.value.in_(others)) for some, others in _opposed()]
    query = (
        select(member.c.event)
        .join_from(member, entry, entry.c.id == member.c.entry)
        .join(_REPORT, _REPORT.c.id == entry.c.report)
        .outerjoin(stance, (stance.c.entry == entry.c.id) & (stance.c.form == "closed"))
        .where(entry.c.status != "rejected", is_current())
        .group_by(member.c.event)
        .having(func.count(entry.c.report.distinct()) > 1, or_(*disputes))
    )
    return set(connection.scalars(query))


def _any(condition: Any) -> Any:
    """That a condition holds of one row of a group at least."""
    return func.sum(case((condition, 1), else_=0)) > 0


def _opposed() -> list[tuple[list[str], list[str]]]:
    """The values that exclude each other, as the kinds' files say."""
    found = [spec["opposed"] for kind in load_kinds().values() for spec in kind.roles.values() if "opposed" in spec]
    return [(list(some), list(others)) for some, others in found]


def doubted(connection: Connection, doubt: str) -> dict[str, list[str]]:
    """The entries of current reports that have a doubt, by report."""
    entry, table = schema.entry, schema.doubt
    query = select(entry.c.report, entry.c.id).join_from(table, entry).join(_REPORT, _REPORT.c.id == entry.c.report)
    query = query.where(table.c.doubt == doubt, is_current()).order_by(entry.c.report, entry.c.position)
    found: dict[str, list[str]] = {}
    for report, id in connection.execute(query):
        found.setdefault(report, []).append(id)
    return found


def recorded(connection: Connection, reports: Iterable[str]) -> dict[str, datetime]:
    """When each of these reports was added."""
    found: dict[str, datetime] = {}
    for part in parts(reports):
        query = select(_REPORT.c.id, _REPORT.c.recorded_at).where(_REPORT.c.id.in_(part))
        found |= {row[0]: row[1] for row in connection.execute(query)}
    return found
