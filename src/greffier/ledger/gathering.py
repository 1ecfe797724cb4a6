"""Rows of events, fast: which entries an event holds, in how few columns a whole ledger's events are told, and which
pairs people judged. What a page of events is made from without reading every report."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import Connection, func, or_, select, text

from greffier.ledger import schema
from greffier.ledger.backends import spelling_of
from greffier.ledger.events import parts
from greffier.ledger.judgements import judgements
from greffier.ledger.question import Question, conditions, versions
from greffier.model import ENTRY_VERDICTS, PAIR_VERDICTS, STATUSES, Judgement

__all__ = [
    "Brief", "briefs", "closed_roles", "counting", "entries_of_tellings", "fillers_of",
    "judged_pairs", "judgements_on", "judges", "led_to", "links_from", "near_links", "origins", "place_countries",
    "quantities", "reports_judged_by", "standing_entries", "with_checks", "with_undoing",
]  # fmt: skip

_ON_REPORTS = (*ENTRY_VERDICTS, "nothing", "add")
_CURRENT = """r.id NOT IN (SELECT replaces FROM report WHERE replaces IS NOT NULL)
AND r.id NOT IN (SELECT report FROM withdrawal)"""
_BRIEFS = f"""SELECT m.event, e.id, e.report, e.kind, e.factuality, e.when_start, e.when_end, r.published, r.outlet,
e.start
FROM membership m JOIN entry e ON e.id = m.entry JOIN report r ON r.id = e.report
WHERE e.status <> :rejected AND {_CURRENT} ORDER BY m.event"""


class Brief(NamedTuple):
    """An entry of an event in a few columns; days as text, "" or None for none."""

    event: str
    entry: str
    report: str
    kind: str
    factuality: str
    first: str | None
    last: str | None
    published: str | None
    outlet: str | None
    start: int


def briefs(connection: Connection) -> Iterator[Brief]:
    """Every entry that stands, in a current version, by event."""
    yield from map(Brief._make, connection.execute(text(_BRIEFS), {"rejected": STATUSES[-1]}))


def quantities(connection: Connection) -> dict[str, tuple[float | None, float | None, bool, str | None]]:
    """The number of each entry that has one: least, most, whether more than the least, scope."""
    rows = connection.execute(text("SELECT entry, min, max, open, scope FROM role WHERE role = 'number'"))
    return {row[0]: (row[1], row[2], bool(row[3]), row[4]) for row in rows}


def closed_roles(connection: Connection, names: Iterable[str]) -> dict[str, dict[str, str]]:
    """The closed values of some roles, by entry."""
    table, found = schema.role, dict[str, dict[str, str]]()
    query = select(table.c.entry, table.c.role, table.c.value).where(table.c.role.in_(list(names)))
    for entry, role, value in connection.execute(query.where(table.c.form == "closed")):
        found.setdefault(entry, {})[role] = value
    return found


def fillers_of(connection: Connection, entries: Iterable[str], role: str) -> dict[str, list[tuple[str, str, str]]]:
    """Who fills a role of some entries: actor ("" for none), country ("" for none), name."""
    table, found = schema.filler, dict[str, list[tuple[str, str, str]]]()
    for part in parts(entries):
        query = select(table.c.entry, table.c.actor, table.c.country, table.c.name).where(table.c.role == role)
        for row in connection.execute(query.where(table.c.entry.in_(part)).order_by(table.c.entry, table.c.position)):
            found.setdefault(row[0], []).append((row[1] or "", row[2] or "", row[3]))
    return found


def place_countries(connection: Connection, entries: Iterable[str] | None = None) -> Iterator[tuple[str, str]]:
    """Each entry (None: of all) with a country in which it happened (ISO code)."""
    sql = "SELECT DISTINCT entry, place_country FROM filler WHERE role = 'place' AND place_country IS NOT NULL"
    if entries is None:
        yield from ((row[0], row[1]) for row in connection.execute(text(sql)))
        return
    some = text(f"{sql} AND entry IN ({spelling_of(connection).values('some')})")
    yield from ((row[0], row[1]) for row in connection.execute(some, {"some": json.dumps(sorted(entries))}))


def origins(connection: Connection) -> dict[str, str]:
    """What each copy copies."""
    return {row[0]: row[1] for row in connection.execute(text("SELECT report, original FROM copy"))}


def near_links(connection: Connection, middle: float, most: int) -> list[tuple[str, str, float]]:
    """The links whose weight is nearest to `middle`, nearest first."""
    table = schema.link
    columns = (table.c.weight, table.c.first, table.c.second)
    some = select(table.c.first, table.c.second, table.c.weight)
    below = some.where(table.c.weight < middle).order_by(*(c.desc() for c in columns)).limit(most)
    above = some.where(table.c.weight >= middle).order_by(*columns).limit(most)  # by the index, so none is looked for
    rows = [row for query in (below, above) for row in connection.execute(query)]
    found = ((row[0], row[1], row[2]) for row in rows)
    return sorted(found, key=lambda link: (abs(link[2] - middle), link[0], link[1]))[:most]


def links_from(connection: Connection, tellings: Iterable[str]) -> list[tuple[str, float]]:
    """Every telling that is linked to one of these and none of them, with the weight, once a link."""
    mine, table = set(tellings), schema.link
    found: list[tuple[str, float]] = []
    for part in parts(mine):
        for own, other in ((table.c.first, table.c.second), (table.c.second, table.c.first)):
            rows = connection.execute(select(other, table.c.weight).where(own.in_(part)))
            found += [(row[0], row[1]) for row in rows if row[0] not in mine]
    return found


def counting(connection: Connection, reports: Iterable[str], question: Question) -> set[str]:
    """Which of these reports are the version that counts on the day asked about."""
    table, found = schema.report, set[str]()
    for part in parts(reports):
        found |= set(connection.scalars(select(table.c.id).where(table.c.id.in_(part), *versions(question))))
    return found


def standing_entries(connection: Connection, entries: Iterable[str]) -> set[str]:
    """Those of some entries that stand in a current version of their report, and were not rejected."""
    table, found = schema.entry, set[str]()
    for part in parts(entries):
        query = select(table.c.id).join_from(table, schema.report).where(table.c.id.in_(part))
        found |= set(connection.scalars(query.where(*conditions(Question()))))
    return found


def entries_of_tellings(connection: Connection, tellings: Iterable[str]) -> dict[str, tuple[str, list[str]]]:
    """The event of each telling, and its entries."""
    table, found = schema.membership, dict[str, tuple[str, list[str]]]()
    for part in parts(tellings):
        query = select(table.c.telling, table.c.event, table.c.entry).where(table.c.telling.in_(part))
        for telling, event, entry in connection.execute(query.order_by(table.c.entry)):
            found.setdefault(telling, (event, []))[1].append(entry)
    return found


def led_to(connection: Connection, event: str) -> list[str]:
    """Ids of the events that lead to this one now, directly or through others."""
    table, found = schema.event, list[str]()
    edge = [event]
    while edge:
        edge = list(connection.scalars(select(table.c.id).where(table.c.merged_into.in_(edge)).order_by(table.c.id)))
        edge = [one for one in edge if one not in found]
        found += edge
    return found


def with_checks(connection: Connection, reports: Iterable[str]) -> list[str]:
    """Those of some reports with which checks are kept, in their order."""
    given, table, found = list(reports), schema.verdict, set[str]()
    for part in parts(given):
        found |= set(connection.scalars(select(table.c.report).where(table.c.report.in_(part)).distinct()))
    return [report for report in given if report in found]


def judged_pairs(connection: Connection, entries: Iterable[str]) -> list[Judgement]:
    """Judgements that tell some of these entries' events one or two, with what undoes them, in canonical order."""
    table, anchor = schema.judgement, schema.judgement_anchor
    ids = set[str]()
    for part in parts(entries):
        query = select(table.c.id).join_from(anchor, table).where(anchor.c.entry.in_(part))
        ids |= set(
            connection.scalars(query.where(or_(table.c.verdict.in_(PAIR_VERDICTS), table.c.undoes.is_not(None))))
        )
    return judgements(connection, ids=ids) if ids else []


def with_undoing(connection: Connection, ids: Iterable[str]) -> list[Judgement]:
    """These judgements with all that undoes them, and what undoes that, in canonical order."""
    table, found, edge = schema.judgement, set[str](), set(ids)
    while edge:
        found |= edge
        edge = {
            id for part in parts(edge) for id in connection.scalars(select(table.c.id).where(table.c.undoes.in_(part)))
        }
        edge -= found
    return judgements(connection, ids=found) if found else []


def judges(connection: Connection) -> list[str]:
    """Everyone who judged entries, who judged most first."""
    table = schema.judgement
    query = select(table.c.author).where(table.c.verdict.in_(_ON_REPORTS)).group_by(table.c.author)
    return list(connection.scalars(query.order_by(func.count().desc(), table.c.author)))


def reports_judged_by(connection: Connection, *authors: str) -> list[str]:
    """Current reports on a version of which each of these authors judged something, sorted."""
    table, anchor, report = schema.judgement, schema.judgement_anchor, schema.report
    wanted: set[str] | None = None
    for author in authors:
        query = select(report.c.publication).join(anchor, anchor.c.report == report.c.id)
        query = query.join(table, table.c.id == anchor.c.judgement)
        mine = set(
            connection.scalars(query.where(table.c.author == author, table.c.verdict.in_(_ON_REPORTS)).distinct())
        )
        wanted = mine if wanted is None else wanted & mine
    found = list[str]()
    for part in parts(wanted or ()):
        found += connection.scalars(select(report.c.id).where(report.c.publication.in_(part), *versions(Question())))
    return sorted(found)


def judgements_on(connection: Connection, entries: Iterable[str]) -> list[Judgement]:
    """All judgements on some entries, with what undoes them, in canonical order."""
    table, ids = schema.judgement_anchor, set[str]()
    for part in parts(entries):
        ids |= set(connection.scalars(select(table.c.judgement).where(table.c.entry.in_(part))))
    return judgements(connection, ids=ids) if ids else []
