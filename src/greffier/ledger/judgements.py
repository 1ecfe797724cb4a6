"""Judgements in the ledger: only ever added, each chained to the one before it, so that a missing one is found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from greffier.errors import InputError
from greffier.ledger import schema
from greffier.ledger.columns import Moment
from greffier.ledger.rows import Row
from greffier.model import Anchor, Judgement, Quote, Span

__all__ = [
    "Asked", "add_judgement", "chain_problems", "find_judgement", "judged_after", "judgements", "judges",
    "latest_judgements", "seal_of", "shell_of", "undoings",
]  # fmt: skip

_HEAD = "judgements"  # in `about`: the digest of the last one
_OWN = ("id", "author", "recorded_at", "verdict", "names", "field", "before", "after", "base", "leaves", "apart",
        "settles", "because", "undoes")  # fmt: skip
_LISTS = ("names",)


def add_judgement(connection: Connection, judgement: Judgement) -> bool:
    """Add a judgement; False when it is there already. Raises InputError for another one of the same id."""
    known = next(iter(judgements(connection, ids=[judgement.id])), None)
    if known is not None:
        if replace(known, recorded_at=judgement.recorded_at) != _as_kept(judgement):
            raise InputError("another judgement has the id {id}.", id=judgement.id)
        return False
    if shell_of(connection, judgement.id):
        return False
    table = schema.judgement
    last, before = _last(connection)
    own = {name: getattr(judgement, name) for name in _OWN} | {"names": list(judgement.names)}
    anchors = [_anchor_row(judgement.id, i, a) for i, a in enumerate(judgement.anchors)]
    digest = _digest(before, own, anchors)
    connection.execute(insert(table), {"number": last + 1, **own, "digest": digest})
    if anchors:
        connection.execute(insert(schema.judgement_anchor), anchors)
    _set_head(connection, digest)
    return True


def _as_kept(judgement: Judgement) -> Judgement:
    """As JSON gives it back: lists for tuples."""
    plain = {name: json.loads(json.dumps(getattr(judgement, name))) for name in ("before", "after", "base")}
    return replace(judgement, **plain)


def _last(connection: Connection) -> tuple[int, str]:
    """The number and the digest of the judgement that was added last, or of what stays of it."""
    found = [(0, "")]
    for table in (schema.judgement, schema.shell):
        query = select(table.c.number, table.c.digest).order_by(table.c.number.desc()).limit(1)
        found += [(number, digest) for number, digest in connection.execute(query)]
    return max(found)


def _set_head(connection: Connection, digest: str) -> None:
    about = schema.about
    there = connection.scalar(select(about.c.value).where(about.c.key == _HEAD))
    step = insert(about) if there is None else update(about).where(about.c.key == _HEAD)
    connection.execute(step.values(key=_HEAD, value=digest))


def _anchor_row(judgement: str, position: int, anchor: Anchor) -> dict[str, Any]:
    quote = anchor.quote
    return {
        "judgement": judgement, "position": position, "report": anchor.report, "text": anchor.text,
        "entry": anchor.entry, "kind": anchor.kind, "start": quote.span.start if quote else None,
        "stop": quote.span.end if quote else None, "words": quote.exact if quote else None,
        "prefix": quote.prefix if quote else None, "suffix": quote.suffix if quote else None,
        "signature": anchor.signature,
    }  # fmt: skip


def _digest(before: str, own: Row, anchors: Sequence[Row]) -> str:
    """The SHA-256 over a judgement with its anchors and the digest of the one before it."""
    plain = {name: Moment().process_bind_param(value, _NO_DIALECT) if isinstance(value, datetime) else value
             for name, value in own.items() if name in _OWN}  # fmt: skip
    data = json.dumps([before, plain, [dict(a) for a in anchors]], ensure_ascii=False, sort_keys=True)
    return sha256(data.encode()).hexdigest()


_NO_DIALECT: Any = None


def judgements(
    connection: Connection,
    *,
    publication: str | None = None,
    before: datetime | None = None,
    ids: Iterable[str] | None = None,
    verdicts: Iterable[str] | None = None,
) -> list[Judgement]:
    """Judgements in their canonical order: by time, then id; all, or those on any version of one publication.

    `before` leaves out those recorded at that moment or later; `ids` takes those only, `verdicts` those verdicts.
    """
    table, anchor, report = schema.judgement, schema.judgement_anchor, schema.report
    query = select(table)
    if publication is not None:
        mine = select(report.c.id).where(report.c.publication == publication)
        query = query.where(table.c.id.in_(select(anchor.c.judgement).where(anchor.c.report.in_(mine))))
    if before is not None:
        query = query.where(table.c.recorded_at < before)
    if ids is not None:
        query = query.where(table.c.id.in_(list(ids)))
    if verdicts is not None:
        query = query.where(table.c.verdict.in_(list(verdicts)))
    rows = connection.execute(query.order_by(table.c.recorded_at, table.c.id)).mappings().all()
    anchors = _anchors(connection, [row["id"] for row in rows])
    return [_judgement(dict(row), anchors.get(row["id"], ())) for row in rows]


_AT_ONCE = 500  # names in one IN (…)


def _anchors(connection: Connection, ids: Sequence[str]) -> dict[str, list[Row]]:
    table = schema.judgement_anchor
    found: list[Any] = []
    for first in range(0, len(ids), _AT_ONCE):
        query = select(table).where(table.c.judgement.in_(ids[first : first + _AT_ONCE]))
        found += connection.execute(query.order_by(table.c.judgement, table.c.position)).mappings().all()
    return {one: list(rows) for one, rows in groupby(found, key=lambda row: str(row["judgement"]))}


def _judgement(own: Row, anchors: Sequence[Row]) -> Judgement:
    fields: dict[str, Any] = {name: tuple(own[name]) if name in _LISTS else own[name] for name in _OWN}
    return Judgement(**fields, anchors=tuple(_anchor(row) for row in anchors))


def _anchor(row: Row) -> Anchor:
    quote = None
    if row["start"] is not None:
        quote = Quote(Span(row["start"], row["stop"]), row["words"], row["prefix"], row["suffix"])
    return Anchor(row["report"], row["text"], row["entry"], row["kind"], quote, row["signature"])


def find_judgement(connection: Connection, beginning: str) -> Judgement | None:
    """The judgement whose id begins so, or None. Raises InputError where there are several."""
    table = schema.judgement
    if known := judgements(connection, ids=[beginning]):  # by the key, at once
        return known[0]
    query = select(table.c.id).where(table.c.id.startswith(beginning, autoescape=True)).limit(2)
    found = list(connection.scalars(query))
    if len(found) > 1:
        raise InputError("{id!r} begins several ids; give more of it.", id=beginning)
    return judgements(connection, ids=found)[0] if found else None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which judgements are asked for: an author's, of a verdict, on any version of one publication; "" for all."""

    author: str = ""
    verdict: str = ""
    publication: str = ""


def latest_judgements(
    connection: Connection, asked: Asked, before: int | None, limit: int
) -> tuple[list[Judgement], int | None]:
    """The last judgements asked for, newest first, of those with a number under `before`; and the number under which
    the next ones are, None where there are none."""
    table, anchor, report = schema.judgement, schema.judgement_anchor, schema.report
    query = select(table.c.number, table.c.id).order_by(table.c.number.desc()).limit(limit + 1)
    if asked.author:
        query = query.where(table.c.author == asked.author)
    if asked.verdict:
        query = query.where(table.c.verdict == asked.verdict)
    if asked.publication:
        mine = select(anchor.c.judgement).join(report, report.c.id == anchor.c.report)
        query = query.where(table.c.id.in_(mine.where(report.c.publication == asked.publication)))
    if before is not None:
        query = query.where(table.c.number < before)
    rows = connection.execute(query).all()
    known = {one.id: one for one in judgements(connection, ids=[row.id for row in rows[:limit]])}
    return [known[row.id] for row in rows[:limit]], rows[limit - 1].number if len(rows) > limit else None


def judges(connection: Connection) -> dict[str, dict[str, int]]:
    """How many judgements there are, by author and by verdict."""
    table, found = schema.judgement, dict[str, dict[str, int]]()
    query = select(table.c.author, table.c.verdict, func.count()).group_by(table.c.author, table.c.verdict)
    for author, verdict, count in connection.execute(query):
        found.setdefault(author, {})[verdict] = count
    return found


def undoings(connection: Connection) -> list[tuple[str, str]]:
    """Each judgement that undoes another, with that other."""
    table = schema.judgement
    query = select(table.c.id, table.c.undoes).where(table.c.undoes.is_not(None)).order_by(table.c.number)
    return [(row[0], row[1]) for row in connection.execute(query)]


def judged_after(connection: Connection, moment: datetime) -> frozenset[str]:
    """Publications on whose reports a judgement was recorded at `moment` or later."""
    table, anchor, report = schema.judgement, schema.judgement_anchor, schema.report
    query = select(report.c.publication).join(anchor, anchor.c.report == report.c.id)
    query = query.join(table, table.c.id == anchor.c.judgement).where(table.c.recorded_at >= moment)
    return frozenset(connection.scalars(query.distinct()))


def _is_whole(before: str, row: Row, anchors: Sequence[Row]) -> bool:
    """Whether a judgement, or what stays of one, is as it was written."""
    if "seal" in row:
        return bool(row["seal"] == seal_of(before, row))
    return bool(_digest(before, row, anchors) == row["digest"])


def seal_of(before: str, row: Row) -> str:
    """The SHA-256 over the shell of a judgement and the digest of the judgement before it."""
    moment = Moment().process_bind_param(row["recorded_at"], _NO_DIALECT)
    plain = {name: moment if name == "recorded_at" else value for name, value in row.items() if name != "seal"}
    return sha256(json.dumps([before, plain], ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def shell_of(connection: Connection, judgement: str) -> bool:
    """Whether a judgement of this id was forgotten with its report."""
    return connection.scalar(select(schema.shell.c.id).where(schema.shell.c.id == judgement)) is not None


def chain_problems(connection: Connection) -> Iterator[tuple[str, str]]:
    """What is wrong with the judgements: which one, and what; nothing where they are as they were added."""
    table, before, number = schema.judgement, "", 0
    held = connection.execute(select(table)).mappings().all()
    anchors = _anchors(connection, [row["id"] for row in held])
    gone = connection.execute(select(schema.shell)).mappings().all()
    for row in sorted((*held, *gone), key=lambda row: int(row["number"])):
        number += 1
        whole = _is_whole(before, dict(row), anchors.pop(row["id"], []))
        if row["number"] != number or not whole:
            yield row["id"], str(row["number"])
            return
        before = row["digest"]
    head = connection.scalar(select(schema.about.c.value).where(schema.about.c.key == _HEAD)) or ""
    if head != before or anchors:
        yield "", str(number)
