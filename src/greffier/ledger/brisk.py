"""Many entries at once for pages that count them: only some roles, and no texts of reports.

What is shown of them in full is read by `kept_entries` afterwards, a page's worth at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from greffier.ledger import schema
from greffier.ledger.load import Kept, kept_entries
from greffier.ledger.outlines import last_report, touched_reports
from greffier.ledger.question import Question, chosen, conditions, within
from greffier.ledger.rows import entry_of
from greffier.model import Entry, Report

__all__ = ["Brisk", "brisk", "brisk_every", "brisk_renewed", "in_full"]

_FILLER = ("entry", "role", "name", "actor", "country", "start", "stop")
_EMPTY = {"names": (), "said": "", "how": "", "place": None}
_NEVER = datetime.min.replace(tzinfo=UTC)
_OWN = ("id", "report", "kind", "start", "stop", "factuality", "status")
_DATES = ("when_start", "when_end", "when_granularity")
_COLUMNS = (
    *(schema.entry.c[name] for name in (*_OWN, *_DATES)),
    *(schema.report.c[name] for name in ("published", "outlet", "language")),
)


@dataclass(frozen=True, slots=True)
class Brisk:
    """All entries of a kind by id, each with its report's date and outlet and with some roles; `number` is that of the
    last change in them."""

    kind: str
    roles: tuple[str, ...]
    kept: Mapping[str, Kept]
    number: int


def brisk(
    connection: Connection, question: Question, roles: Sequence[str] = (), among: frozenset[str] | None = None
) -> list[Kept]:
    """The entries asked for (of `among` alone), each with its report's date and outlet, and with these roles alone."""
    entry, report = schema.entry, schema.report
    sets = chosen(connection, question)
    sets += [among] if among is not None else []
    ids = frozenset.intersection(*sets) if sets else None
    query = select(*_COLUMNS).join_from(entry, report).where(*conditions(question))
    rows = connection.execute(query if ids is None else query.where(within(entry.c.id, ids))).all()
    here = [entry.c.kind.in_(question.kinds)] if question.kinds else []
    return _all_kept(connection, rows, roles, here)


def brisk_every(connection: Connection, kind: str, roles: Sequence[str]) -> Brisk:
    """All entries of a kind, of every version and status, with these roles alone."""
    return Brisk(kind, tuple(roles), _every(connection, kind, roles), last_report(connection))


def brisk_renewed(found: Brisk, connection: Connection) -> Brisk:
    """The same with what has changed since."""
    changed = touched_reports(connection, found.number)
    gone, again = set(changed), _every(connection, found.kind, found.roles, changed) if changed else {}
    rest = {id: kept for id, kept in found.kept.items() if kept.report.id not in gone}
    return replace(found, kept=rest | again, number=last_report(connection))


def _every(
    connection: Connection, kind: str, roles: Sequence[str], reports: Sequence[str] | None = None
) -> dict[str, Kept]:
    entry, report = schema.entry, schema.report
    here = [entry.c.kind == kind] + ([] if reports is None else [within(entry.c.report, reports)])
    rows = connection.execute(select(*_COLUMNS).join_from(entry, report).where(*here)).all()
    return {kept.entries[0].id: kept for kept in _all_kept(connection, rows, roles, here)}


def _all_kept(connection: Connection, rows: Sequence[Any], roles: Sequence[str], here: Sequence[Any]) -> list[Kept]:
    """The entries of these rows; `here` are conditions on entries that their parts need not be sought beyond."""
    told = _told(connection, roles, here) if roles else {}
    fillers = _fillers(connection, roles, here) if roles else {}
    return [_kept(row, told.get(row[0], ()), fillers.get(row[0], ())) for row in rows]


def in_full(connection: Connection, entries: Iterable[tuple[str, str]]) -> dict[str, tuple[Report, Entry]]:
    """Some entries, given as report and entry, with their reports' texts: by their ids."""
    wanted: dict[str, list[str]] = {}
    for report, entry in entries:
        wanted.setdefault(report, []).append(entry)
    return {entry.id: (kept.report, entry) for kept in kept_entries(connection, wanted) for entry in kept.entries}


def _told(connection: Connection, roles: Sequence[str], here: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
    """The rows of roles by entry."""
    table = schema.role
    found: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(_of(table, roles, here)).mappings():
        found.setdefault(row["entry"], []).append(dict(row))
    return found


def _fillers(connection: Connection, roles: Sequence[str], here: Sequence[Any]) -> dict[str, list[dict[str, Any]]]:
    table = schema.filler
    query = _of(table, roles, here, [table.c[name] for name in _FILLER]).order_by(table.c.entry, table.c.position)
    found: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(query):
        found.setdefault(row[0], []).append(dict(zip(_FILLER, row, strict=True)) | _EMPTY)
    return found


def _of(table: Any, roles: Sequence[str], here: Sequence[Any], columns: Sequence[Any] = ()) -> Any:
    """The rows of a part of entries of which these conditions hold; what else is asked is left to the entries."""
    entry = schema.entry
    query = select(*(columns or [table])).join_from(table, entry, table.c.entry == entry.c.id)
    return query.where(table.c.role.in_(roles), *here)


def _kept(row: Any, roles: Sequence[dict[str, Any]], fillers: Sequence[dict[str, Any]]) -> Kept:
    id, report, kind, start, stop, factuality, status, first, last, granularity, published, outlet, language = row
    own = {
        "id": id, "report": report, "kind": kind, "start": start, "stop": stop, "factuality": factuality,
        "when_start": first, "when_end": last, "when_granularity": granularity, "when_basis": "", "when_rule": "",
        "found_by": "", "confidence": 0.0,
    }  # fmt: skip
    entry = entry_of(own, (), (), roles, fillers)
    light = Report(report, "", None, published, language, outlet)
    return Kept(light, (entry,), {id: status}, report, (report,), None, None, _NEVER)
