"""Notices that take reports back: kept as they came, and applied to every report that they are about, known or to come.

Nothing is deleted: which reports a notice is about follows from names (`uri`, `url`) and times of publication, so that
it is the same in whatever order notices and reports were added. `verify` reckons it again.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, exists, insert, or_, select

from greffier.errors import ReportError
from greffier.ledger import schema
from greffier.ledger.rows import Row, moment_rows, zoned
from greffier.ledger.runs import Run, keep_run
from greffier.model import Notice, Report

__all__ = ["TakenBack", "Withdrawal", "add_notice", "apply_notices", "note_uri", "notice_problems", "withdrawals_of"]

_NOTICE, _REPORT, _KNOWN = schema.notice, schema.report, schema.known_as
_PLAIN = ("uri", "url", "published", "outlet", "title", "text", "path")


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What adding a notice did: `new` is False for a known one; `reports` are ids of those that it takes back."""

    new: bool
    reports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """A notice that takes back a report, and when the ledger had it."""

    notice: Notice
    recorded_at: datetime

    def there(self, as_of: date | None, as_known: date | None) -> bool:
        """Whether it had been published by the one day (or does not say when), and was known by the end of the other
        (UTC)."""
        told = as_of is None or self.notice.published is None or self.notice.published <= as_of
        return told and (as_known is None or self.recorded_at.astimezone(UTC).date() <= as_known)


def add_notice(connection: Connection, notice: Notice, run: Run) -> TakenBack:
    """Keep a notice and take back the reports that it is about; one that is known adds nothing.

    Raises ReportError where it names no report.
    """
    if not notice.uri and not notice.url:
        sentence = "{name}: takes a report back, and does not say which: it has neither a uri nor an address."
        raise ReportError(sentence, name=notice.path or "-")
    mine = select(schema.withdrawal.c.report).where(schema.withdrawal.c.notice == notice.id)
    if connection.scalar(select(_NOTICE.c.id).where(_NOTICE.c.id == notice.id)) is not None:
        return TakenBack(False, tuple(sorted(connection.scalars(mine))))
    keep_run(connection, run)
    values = {
        **{name: getattr(notice, name) for name in ("id", *_PLAIN)},
        **moment_rows(notice.published_at),
        "run": run.id,
        "recorded_at": datetime.now(UTC),
    }
    connection.execute(insert(_NOTICE), {**values, "digest": _digest(values)})
    found = _pairs(connection, _NOTICE.c.id == notice.id)
    _keep(connection, found)
    return TakenBack(True, tuple(sorted(report for report, _ in found)))


def note_uri(connection: Connection, report: Report) -> bool:
    """Remember by which name its outlet calls a report; gives whether that is new. Notices are not applied yet."""
    if not report.uri:
        return False
    here = (_KNOWN.c.report == report.id, _KNOWN.c.uri == report.uri)
    if connection.scalar(select(_KNOWN.c.uri).where(*here)) is not None:
        return False
    connection.execute(insert(_KNOWN), {"report": report.id, "uri": report.uri})
    return True


def apply_notices(connection: Connection, report: str) -> None:
    """Take a report back where a notice about it is there already."""
    _keep(connection, {(row[0], row[1]) for row in connection.execute(_OF_ONE, {"own": report})})


def withdrawals_of(connection: Connection, reports: Iterable[str]) -> dict[str, list[Withdrawal]]:
    """What takes back each of some reports that is taken back, the first published first."""
    table, found = schema.withdrawal, dict[str, list[Withdrawal]]()
    query = select(table.c.report, _NOTICE).join_from(table, _NOTICE).where(table.c.report.in_(list(reports)))
    query = query.order_by(_NOTICE.c.published.is_(None), _NOTICE.c.published, _NOTICE.c.published_at, _NOTICE.c.id)
    for row in connection.execute(query).mappings():
        found.setdefault(row["report"], []).append(Withdrawal(_notice_of(dict(row)), row["recorded_at"]))
    return found


def notice_problems(connection: Connection) -> Iterator[tuple[str, str]]:
    """What is wrong with notices, and with what they take back: where and how."""
    for row in connection.execute(select(_NOTICE)).mappings():
        values = {key: value for key, value in row.items() if key != "digest"}
        if _notice_of(values).id != row["id"] or _digest(values) != row["digest"]:
            yield row["id"], "notice"
    table = schema.withdrawal
    kept = {(row[0], row[1]) for row in connection.execute(select(table.c.report, table.c.notice))}
    for report, notice in sorted(kept ^ _pairs(connection)):
        yield report, f"withdrawal {notice[:12]}"


def _pairs(connection: Connection, *conditions: Any) -> set[tuple[str, str]]:
    """Reports with the notices that take them back."""
    return {(row[0], row[1]) for row in connection.execute(_about().where(*conditions))}


def _about() -> Select[str, str]:
    """Reports with notices about them: of one name, and not known to be published after the notice."""
    named = exists().where(_KNOWN.c.report == _REPORT.c.id, _KNOWN.c.uri == _NOTICE.c.uri)
    later_at = and_(_REPORT.c.published_at.is_not(None), _NOTICE.c.published_at.is_not(None))
    sent_again = or_(
        and_(later_at, _REPORT.c.published_at > _NOTICE.c.published_at),
        and_(~later_at, _REPORT.c.published.is_not(None), _NOTICE.c.published.is_not(None),
             _REPORT.c.published > _NOTICE.c.published),
    )  # fmt: skip
    return select(_REPORT.c.id, _NOTICE.c.id).where(or_(_REPORT.c.url == _NOTICE.c.url, named), ~sent_again)


_OF_ONE = _about().where(_REPORT.c.id == bindparam("own"))  # asked for each report that is kept


def _keep(connection: Connection, pairs: set[tuple[str, str]]) -> None:
    table = schema.withdrawal
    for report, notice in sorted(pairs):
        here = (table.c.report == report, table.c.notice == notice)
        if connection.scalar(select(table.c.report).where(*here)) is None:
            connection.execute(insert(table), {"report": report, "notice": notice})


def _notice_of(row: Row) -> Notice:
    moment = zoned(row["published_at"], row["published_offset"])
    return Notice(**{name: row[name] for name in _PLAIN}, published_at=moment)


def _digest(values: Row) -> str:
    plain = {key: value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
             for key, value in values.items()}  # fmt: skip
    return sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()
