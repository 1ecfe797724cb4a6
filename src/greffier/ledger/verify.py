"""Whether a ledger is what was written: hashes, stretches of text, digests, and what SQLite itself can check."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.exc import DBAPIError

from greffier.ledger import schema
from greffier.ledger.backends import spelling_of
from greffier.ledger.judgements import chain_problems
from greffier.ledger.load import report_ids, rows_of
from greffier.ledger.notices import notice_problems
from greffier.ledger.references import reference_problems
from greffier.ledger.rows import Row
from greffier.ledger.store import Ledger, open_ledger
from greffier.ledger.verify_links import actor_problems, event_problems
from greffier.model import STATUSES, report_id, text_id

__all__ = ["Problem", "digest_of", "report_problems", "row_problems", "seal", "verify"]

_LATER = frozenset({"verdict", "known_as"})  # tables that came after the first schema: an older report has no row there
_SPECIAL = frozenset({"digest", "id", "status"})  # columns of which something may be left out of a digest
_EMPTY = frozenset({"authors", "published_at", "published_offset", "doubts"})  # columns of `report` that came later


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and where: `what` is one of `file`, `index`, `key`, `text`, `report`, `stretch`,
    `status`, `digest`, `reading`, `judgement`, `notice`, `event`, `actor`, `reference`."""

    what: str
    where: str
    detail: str = ""


def verify(ledger: Ledger) -> Iterator[Problem]:
    """Everything that is wrong in a ledger; nothing where it is as it was written."""
    try:
        with ledger.engine.connect() as connection:
            yield from _file_problems(connection)
            yield from _text_problems(connection)
            yield from _reading_problems(connection)
            yield from _judgement_problems(connection)
            yield from (Problem("notice", *found) for found in notice_problems(connection))
            yield from (Problem("event", *found) for found in event_problems(connection))
            yield from (Problem("actor", *found) for found in actor_problems(connection))
            yield from (Problem("reference", *found) for found in reference_problems(connection))
            for report in report_ids(connection):
                yield from report_problems(connection, report)
    except (DBAPIError, ValueError, TypeError) as error:  # a page so damaged that reading goes no further
        yield Problem("file", ledger.path.name, str(getattr(error, "orig", error)))


@cache
def _definitions() -> Mapping[str, str]:
    """What SQLite keeps of each table, index and view of a ledger made now."""
    with TemporaryDirectory() as folder, open_ledger(Path(folder) / "new.db") as ledger, ledger.begin() as connection:
        return _definitions_in(connection)


def _definitions_in(connection: Connection) -> dict[str, str]:
    rows = connection.exec_driver_sql("SELECT type || ' ' || name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {str(name): str(sql) for name, sql in rows}


def _schema_problems(connection: Connection) -> Iterator[Problem]:
    """Definitions that are not as this greffier writes them; what people added beside them is theirs."""
    held = _definitions_in(connection)
    for name, sql in _definitions().items():
        if held.get(name) != sql:
            yield Problem("file", name, "definition")


def _file_problems(connection: Connection) -> Iterator[Problem]:
    if connection.dialect.name == "sqlite":
        yield from _schema_problems(connection)
    yield from (Problem(*found) for found in spelling_of(connection).faults(connection))


def _text_problems(connection: Connection) -> Iterator[Problem]:
    for row in connection.execute(select(schema.text)).mappings():
        if text_id(row["characters"]) != row["id"] or len(row["characters"]) != row["length"]:
            yield Problem("text", row["id"])


def _reading_problems(connection: Connection) -> Iterator[Problem]:
    for row in connection.execute(select(schema.found)).mappings():
        if sha256(row["entries"].encode()).hexdigest() != row["id"]:
            yield Problem("reading", row["id"])


def _judgement_problems(connection: Connection) -> Iterator[Problem]:
    for judgement, number in chain_problems(connection):
        yield Problem("judgement", judgement or "judgement", number)
    table, characters = schema.judgement_anchor, schema.text
    query = select(table.c.judgement, table.c.start, table.c.stop, table.c.words, characters.c.characters)
    for one, start, stop, words, there in connection.execute(query.join(characters).where(table.c.start.is_not(None))):
        if there[start:stop] != words:
            yield Problem("stretch", one, f"judgement_anchor {start}-{stop}")


def report_problems(connection: Connection, report: str) -> Iterator[Problem]:
    """What is wrong with one report: its id, the words of each stretch, the digest over all of its rows."""
    rows = rows_of(connection, report)
    yield from row_problems(connection, report, rows)
    if _digest(connection, rows) != rows["report"][0]["digest"]:
        yield Problem("digest", report)


_CHARACTERS = select(schema.text.c.characters).where(schema.text.c.id == bindparam("own"))


def row_problems(connection: Connection, report: str, rows: Mapping[str, Sequence[Row]]) -> Iterator[Problem]:
    """What is wrong with the rows of one report, held against the text that is kept: its id, the words of each
    stretch."""
    own = rows["report"][0]
    characters = connection.scalar(_CHARACTERS, {"own": own["text"]}) or ""
    names = ("published", "outlet", "url", "language")
    if report_id(characters, *(own[name] for name in names)) != report:
        yield Problem("report", report)
    for table, some in rows.items():
        for row in some:
            if row.get("start") is not None and characters[row["start"] : row["stop"]] != row["words"]:
                yield Problem("stretch", report, f"{table} {row['start']}-{row['stop']}")
    if any(row["status"] not in STATUSES for row in rows["entry"]):
        yield Problem("status", report)


def _digest(connection: Connection, rows: Mapping[str, Sequence[Row]]) -> str:
    own = rows["report"][0]
    run, reading = schema.run, schema.reading
    first = connection.execute(select(run).where(run.c.id == own["run"])).mappings().first()
    query = select(reading, run.c.program, run.c.models, run.c.started_at).join_from(reading, run, isouter=True)
    later = connection.execute(query.where(reading.c.report == own["id"]).order_by(reading.c.run)).mappings()
    readings = [dict(row) for row in later]
    return digest_of({**rows, "reading": readings} if readings else rows, dict(first or {}))


def seal(connection: Connection, report: str) -> dict[str, list[Row]]:
    """Write the digest over a report's rows as they stand in the file now; gives these rows."""
    rows = rows_of(connection, report)
    digest = _digest(connection, rows)
    connection.execute(update(schema.report).where(schema.report.c.id == report).values(digest=digest))
    return rows


def digest_of(rows: Mapping[str, Sequence[Row]], run: Row) -> str:
    """The SHA-256 over all rows of a report and of the runs that read it."""
    present = {name: some for name, some in rows.items() if some or name not in _LATER}
    plain = {name: [_plain(name, row) for row in some] for name, some in {**present, "run": [run]}.items()}
    return sha256(json.dumps(plain, ensure_ascii=False, sort_keys=True, default=str).encode()).hexdigest()


def _plain(table: str, row: Row) -> Row:
    """What counts of a row; a status, or a later column, only where there is one: digests of older schemas hold."""
    if not _SPECIAL & row.keys():
        return row
    found = dict(row)
    found.pop("digest", None)
    if table == schema.sentence.name:
        found.pop("id", None)
    if table == schema.report.name:
        found = {key: value for key, value in found.items() if value is not None or key not in _EMPTY}
    if found.get("status") == STATUSES[0]:
        found.pop("status")
    return found
