"""Moving a ledger to another place, from a file to a server or back: every row as it is, or nothing.

The rows go from one to the other a few at a time, in one transaction, so that a move that is broken off leaves nothing:
no file, or a database as it was. Before it ends, every row is read again from where it was written.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    MetaData,
    Result,
    Table,
    delete,
    func,
    insert,
    select,
    text,
    type_coerce,
    update,
)

from greffier.errors import InputError
from greffier.ledger import schema
from greffier.ledger.backends import spelling_of
from greffier.ledger.store import Ledger, open_ledger, read_ledger
from greffier.settings import Location

__all__ = ["move_ledger"]

_AT_ONCE = 1_000  # rows
_TABLES = schema.metadata.sorted_tables
_OWN_KEYS = ("views",)  # of `about`: what each ledger makes for itself
_NUMBERED = "sentence"  # the table whose numbers the database counts up


def move_ledger(source: Location, target: Location) -> int:
    """Write all that the ledger at `source` holds to `target`, where no ledger may be; gives how many rows that were.

    Raises InputError where the target is not empty, or what was written is not what was read; LookupFailed where there
    is no source.
    """
    with read_ledger(source) as old, _made(target) as new, old.begin() as reading, new.begin() as writing:
        if any(writing.scalar(select(func.count()).select_from(one)) for one in _TABLES if one is not schema.about):
            raise InputError("{path}: holds a ledger already; give an empty place.", path=target)
        spelling = spelling_of(writing)
        with spelling.unnumbered(writing):
            rows = sum(_copied(reading, writing, table) for table in _TABLES)
        _index(writing)
        _count_on(writing)
        for table in _TABLES:
            if _digest(reading, table) != _digest(writing, table):
                sentence = "{path}: {table} did not arrive as it left; nothing was written."
                raise InputError(sentence, path=target, table=table.name)
    return rows


@contextmanager
def _made(target: Location) -> Iterator[Ledger]:
    """A new ledger; a file gets its name only once it is whole."""
    if not isinstance(target, Path):
        with open_ledger(target) as ledger:
            yield ledger
        return
    if target.exists():
        raise InputError("{path}: is there already; give another name.", path=target)
    part = target.with_name(f"{target.name}.part")
    _forget(part)
    try:
        with open_ledger(part) as ledger:
            yield ledger
        with part.open("rb") as file:
            os.fsync(file.fileno())
        os.link(part, target)  # unlike a rename, never over a file that is there
    except FileExistsError:
        raise InputError("{path}: is there already; give another name.", path=target) from None
    finally:
        _forget(part)


def _forget(part: Path) -> None:
    for more in ("", "-journal", "-wal", "-shm"):
        part.with_name(part.name + more).unlink(missing_ok=True)


def _rows(connection: Connection, table: Table) -> Result[Any]:
    """The rows of a table in the order of its key, plain as the columns hold them, not all in memory at once."""
    columns = [type_coerce(one, getattr(one.type, "impl_instance", one.type)).label(one.name) for one in table.columns]
    query = select(*columns).order_by(*table.primary_key.columns)
    if table is schema.about:
        query = query.where(table.c.key.not_in(_OWN_KEYS))
    return connection.execute(query.execution_options(yield_per=_AT_ONCE))


def _plain(table: Table) -> Table:
    """The table with types that take what `_rows` gives."""
    columns = [Column(one.name, getattr(one.type, "impl_instance", one.type)) for one in table.columns]
    return Table(table.name, MetaData(), *columns)


def _copied(reading: Connection, writing: Connection, table: Table) -> int:
    spelling_of(writing).defer_keys(writing)
    plain, count = _plain(table), 0
    if table is schema.about:
        writing.execute(delete(table).where(table.c.key.not_in(_OWN_KEYS)))
    for rows in _rows(reading, table).partitions(_AT_ONCE):
        writing.execute(insert(plain), [dict(row._mapping) for row in rows])
        count += len(rows)
    return count


def _index(writing: Connection) -> None:
    """Enter the sentences of every report into the full-text index."""
    spelling, own = spelling_of(writing), schema.sentence
    for report in writing.scalars(select(own.c.report).distinct().order_by(own.c.report)).all():
        spelling.index(writing, report)


def _count_on(writing: Connection) -> None:
    """Let the database count on from the numbers that came, and note that something was written."""
    writing.execute(update(schema.about).values(value=schema.about.c.value))
    if writing.dialect.name != "sqlite":
        own = f"pg_get_serial_sequence('{_NUMBERED}', 'id')"
        writing.execute(text(f"SELECT setval({own}, (SELECT coalesce(max(id), 0) + 1 FROM {_NUMBERED}), false)"))


def _digest(connection: Connection, table: Table) -> str:
    """The SHA-256 over all rows of a table."""
    found = sha256()
    for row in _rows(connection, table):
        found.update(
            repr(tuple(bytes(v) if isinstance(v, (bytes, memoryview, bytearray)) else v for v in row)).encode()
        )
    return found.hexdigest()
