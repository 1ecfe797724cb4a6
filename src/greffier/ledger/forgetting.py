"""Forgetting a report: its words leave every table; of the judgements on it a shell stays, of itself a hash.

Judgements are only ever added. The one way through: what stays of a judgement (number, id, author, moment, verdict,
ids) is written to `shell` first, with the digest by which the next judgement is chained to it; a trigger lets go of a
judgement with such a shell, and of no other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, bindparam, delete, exists, func, insert, or_, select, update

from greffier.errors import LookupFailed
from greffier.ledger import schema
from greffier.ledger.backends import spelling_of
from greffier.ledger.events import forget as forget_tellings
from greffier.ledger.events import parts
from greffier.ledger.judgements import seal_of
from greffier.ledger.rows import Row
from greffier.model import Report, text_id

__all__ = [
    "Forgotten", "Shell", "beside", "delete_reports", "forgotten", "is_forgotten", "let_back", "same_text", "shells",
]  # fmt: skip

_PARTS = (schema.evidence, schema.doubt, schema.role, schema.filler)
_BEGINNING = 60  # characters by which a text is known in the bytes of an item that failed


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What is kept of a report that was forgotten: ids, which are hashes, when, and who asked for it."""

    report: str
    text: str
    recorded_at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Shell:
    """What is kept of a judgement on a report that was forgotten; `reports` and `entries` are ids."""

    id: str
    author: str
    recorded_at: datetime
    verdict: str
    reports: tuple[str, ...]
    entries: tuple[str, ...]


def is_forgotten(connection: Connection, report: Report) -> bool:
    """Whether this report was forgotten, or another one with the same text that no report of the ledger has now."""
    return connection.scalar(_ASKED, {"own": report.id, "same": text_id(report.text)}) is not None


_ASKED = (  # of each report that is kept
    select(schema.forgotten.c.report)
    .where(
        or_(
            schema.forgotten.c.report == bindparam("own"),
            and_(schema.forgotten.c.text == bindparam("same"), ~exists().where(schema.text.c.id == bindparam("same"))),
        )
    )
    .limit(1)
)


def forgotten(connection: Connection) -> list[Forgotten]:
    """All reports that were forgotten, in the order in which they were."""
    table = schema.forgotten
    query = select(table.c.report, table.c.text, table.c.recorded_at, table.c.author)
    return [Forgotten(*row) for row in connection.execute(query.order_by(table.c.recorded_at, table.c.report))]


def shells(connection: Connection) -> list[Shell]:
    """What stays of the judgements on reports that were forgotten, in the order in which they were made."""
    found = connection.execute(select(schema.shell).order_by(schema.shell.c.number)).mappings()
    return [
        Shell(r["id"], r["author"], r["recorded_at"], r["verdict"], tuple(r["reports"]), tuple(r["entries"]))
        for r in found
    ]


def let_back(connection: Connection, beginning: str) -> int:
    """Let reports that were forgotten be added again: that whose id begins so, with all versions of its publication;
    gives how many. Raises LookupFailed where there is none, or several publications."""
    table = schema.forgotten
    query = select(table.c.publication).where(table.c.report.startswith(beginning, autoescape=True)).distinct()
    found = list(connection.scalars(query))
    if len(found) > 1:
        raise LookupFailed("{id!r} begins several ids; give more of it.", id=beginning)
    if not found:
        raise LookupFailed("no report {id!r} was forgotten.", id=beginning)
    mine = table.c.publication == found[0]
    count = connection.scalar(select(func.count()).select_from(table).where(mine)) or 0
    connection.execute(delete(table).where(mine))
    return count


def same_text(connection: Connection, reports: Collection[str]) -> list[str]:
    """Ids of other reports that have the text of one of these, or are copies of it, or it of them."""
    own, copy, found = schema.report, schema.copy, set[str]()
    for part in parts(reports):
        texts = select(own.c.text).where(own.c.id.in_(part))
        found |= set(connection.scalars(select(own.c.id).where(own.c.text.in_(texts))))
        pairs = select(copy.c.report, copy.c.original)
        for pair in connection.execute(pairs.where(or_(copy.c.report.in_(part), copy.c.original.in_(part)))):
            found |= set(pair)
    return sorted(found - set(reports))


def beside(connection: Connection, reports: Collection[str]) -> set[str]:
    """Ids of other reports whose events or copies have to be looked at again without these."""
    entry, member = schema.entry, schema.membership
    found = set(same_text(connection, reports))
    for part in parts(reports):
        mine = select(member.c.event).join(entry, entry.c.id == member.c.entry).where(entry.c.report.in_(part))
        told = select(entry.c.report).join(member, member.c.entry == entry.c.id).where(member.c.event.in_(mine))
        found |= set(connection.scalars(told.distinct()))
    return found - set(reports)


def delete_reports(connection: Connection, reports: Sequence[str], author: str, actors: Iterable[str]) -> None:
    """Take reports out of every table, after they left the register, where `actors` (ids) were named in them."""
    spelling_of(connection).defer_keys(connection)
    for report in reports:
        _note(connection, report, author)
        _unindex(connection, report)
    _shell(connection, reports)
    _delete_links(connection, reports)
    _delete_told(connection, reports)
    _delete_brought(connection, reports)
    _delete_actors(connection, reports, actors)
    texts = list(connection.scalars(select(schema.report.c.text).where(schema.report.c.id.in_(reports))))
    connection.execute(delete(schema.touched).where(schema.touched.c.report.in_(reports)))
    connection.execute(delete(schema.report).where(schema.report.c.id.in_(reports)))
    used = exists().where(schema.report.c.text == schema.text.c.id)
    connection.execute(delete(schema.text).where(schema.text.c.id.in_(texts), ~used))


def _note(connection: Connection, report: str, author: str) -> None:
    own = schema.report
    text, publication = connection.execute(select(own.c.text, own.c.publication).where(own.c.id == report)).one()
    row = {"report": report, "text": text, "publication": publication}
    connection.execute(insert(schema.forgotten), {**row, "recorded_at": datetime.now(UTC), "author": author})


def _unindex(connection: Connection, report: str) -> None:
    table = schema.sentence
    rows = [dict(row) for row in connection.execute(select(table).where(table.c.report == report)).mappings()]
    spelling_of(connection).unindex(connection, rows)
    connection.execute(delete(table).where(table.c.report == report))


def _shell(connection: Connection, reports: Sequence[str]) -> None:
    """Put shells in the place of the judgements on these reports, and of what undoes them."""
    table, anchor = schema.judgement, schema.judgement_anchor
    ids = set(connection.scalars(select(anchor.c.judgement).where(anchor.c.report.in_(reports))))
    while more := set(connection.scalars(select(table.c.id).where(table.c.undoes.in_(ids)))) - ids:
        ids |= more
    rows = connection.execute(select(table).where(table.c.id.in_(ids)).order_by(table.c.number)).mappings().all()
    for row in rows:
        query = select(anchor.c.report, anchor.c.entry).where(anchor.c.judgement == row["id"])
        told = connection.execute(query.order_by(anchor.c.position)).all()
        connection.execute(insert(schema.shell), _shell_row(connection, dict(row), told))
    for held, column in ((anchor, anchor.c.judgement), (table, table.c.id)):
        connection.execute(delete(held).where(column.in_(ids)))


def _shell_row(connection: Connection, judgement: Row, told: Sequence[Any]) -> Row:
    kept = ("number", "id", "author", "recorded_at", "verdict", "names", "digest", "field", "undoes")
    row = {name: judgement[name] for name in kept}
    row |= {"reports": [report for report, _ in told], "entries": [entry for _, entry in told if entry]}
    before = ""
    for table in (schema.judgement, schema.shell):
        found = connection.scalar(select(table.c.digest).where(table.c.number == row["number"] - 1))
        before = found or before
    return {**row, "seal": seal_of(before, row)}


def _delete_links(connection: Connection, reports: Sequence[str]) -> None:
    forget_tellings(connection, reports)
    mine = select(schema.entry.c.id).where(schema.entry.c.report.in_(reports)).scalar_subquery()
    connection.execute(delete(schema.membership).where(schema.membership.c.entry.in_(mine)))
    copy = schema.copy
    connection.execute(delete(copy).where(or_(copy.c.report.in_(reports), copy.c.original.in_(reports))))
    connection.execute(delete(schema.linked).where(schema.linked.c.report.in_(reports)))
    empty = ~exists().where(schema.membership.c.event == schema.outline.c.event)
    connection.execute(delete(schema.outline).where(empty))


def _delete_told(connection: Connection, reports: Sequence[str]) -> None:
    """Entries, checks, and what each reading found."""
    entry = schema.entry
    mine = select(entry.c.id).where(entry.c.report.in_(reports)).scalar_subquery()
    looks = schema.look.c.item
    connection.execute(delete(schema.look).where(or_(looks.in_(mine), looks.in_(reports))))
    for table in _PARTS:
        connection.execute(delete(table).where(table.c.entry.in_(mine)))
    connection.execute(delete(entry).where(entry.c.report.in_(reports)))
    for table in (schema.verdict, schema.reading, schema.known_as):
        connection.execute(delete(table).where(table.c.report.in_(reports)))
    read = exists().where(schema.reading.c.found == schema.found.c.id)
    connection.execute(delete(schema.found).where(~read))


def _delete_brought(connection: Connection, reports: Sequence[str]) -> None:
    """Notices about these reports alone, and what failed of the same text or from the same file."""
    taken, notice = schema.withdrawal, schema.notice
    about = set(connection.scalars(select(taken.c.notice).where(taken.c.report.in_(reports))))
    connection.execute(delete(taken).where(taken.c.report.in_(reports)))
    others = exists().where(taken.c.notice == notice.c.id)
    connection.execute(delete(notice).where(notice.c.id.in_(about), ~others))
    own, text, item = schema.report, schema.text, schema.failed
    query = select(own.c.path, own.c.text, text.c.characters).join_from(own, text).where(own.c.id.in_(reports))
    rows = connection.execute(query).all()
    paths, texts = {path for path, _, _ in rows if path}, {digest for _, digest, _ in rows}
    same = or_(item.c.report.in_(reports), item.c.text.in_(texts), item.c.path.in_(paths), item.c.name.in_(paths))
    connection.execute(delete(item).where(same))
    beginnings = {characters[:_BEGINNING].encode("utf-8", "surrogatepass") for _, _, characters in rows}
    for id, content in connection.execute(select(item.c.id, item.c.content).where(item.c.content.is_not(None))).all():
        if any(one in bytes(content) for one in beginnings):
            connection.execute(delete(item).where(item.c.id == id))


def _delete_actors(connection: Connection, reports: Sequence[str], actors: Iterable[str]) -> None:
    """Actors that stand for a name in these reports, or whom nobody names any more."""
    table, sighting = schema.actor, schema.sighting
    connection.execute(delete(schema.registered).where(schema.registered.c.report.in_(reports)))
    connection.execute(update(sighting).where(sighting.c.because.in_(reports)).values(because=None))
    named = exists().where(sighting.c.actor == table.c.id)
    alone = table.c.id.in_(list(actors)) & ~named
    gone = list(connection.scalars(select(table.c.id).where(or_(table.c.anchor_report.in_(reports), alone))))
    connection.execute(update(table).where(table.c.merged_into.in_(gone)).values(merged_into=None))
    connection.execute(delete(schema.actor_name).where(schema.actor_name.c.actor.in_(gone)))
    connection.execute(delete(table).where(table.c.id.in_(gone)))
