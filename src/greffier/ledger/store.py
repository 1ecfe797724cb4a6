"""Opening a ledger: the file, the pragmas, the schema, and one sentence when it cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DatabaseError

from greffier.errors import InputError, LookupFailed
from greffier.ledger.backup import backup_of, free_name
from greffier.ledger.driver import APPLICATION_ID, READING, connect, journal_mode, sqlite_version
from greffier.ledger.migrate import known_revisions, newest, revision_of, upgrade
from greffier.ledger.views import drop_views, renew_views

__all__ = ["Ledger", "Transaction", "open_ledger", "read_ledger"]

Transaction = Connection  # what other rooms call it, which do not know the driver


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger. `begin` gives a connection in one transaction, which ends with the block: all or nothing."""

    path: Path
    engine: Engine

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction. Raises InputError when the file cannot be read or written."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except (DatabaseError, UnicodeDecodeError) as error:  # the driver cannot decode its own words on damage
            raise _unusable(self.path, error) from error

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """One transaction that reads what is there now and holds up no writer. Raises InputError as `begin` does."""
        try:
            with self.engine.connect().execution_options(**READING) as connection, connection.begin():
                yield connection
        except (DatabaseError, UnicodeDecodeError) as error:
            raise _unusable(self.path, error) from error

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


@contextmanager
def open_ledger(path: Path) -> Iterator[Ledger]:
    """The ledger at `path`, made when it is not there, its schema brought up to date (a backup first).

    Raises InputError when the file is no ledger, or a newer greffier's.
    """
    if not path.exists() and not path.parent.is_dir():
        raise InputError("{path}: there is no such folder; make it first.", path=path.parent)
    engine = connect(path, write=True)
    ledger = Ledger(path, engine)
    try:
        _prepare(ledger)
        yield ledger
    finally:
        engine.dispose()


@contextmanager
def read_ledger(path: Path) -> Iterator[Ledger]:
    """The ledger at `path`, for reading. Raises LookupFailed when there is none, InputError when it is unusable."""
    if not path.exists():
        raise LookupFailed("{path}: there is no ledger here; greffier add PATH… makes one.", path=path)
    ledger = Ledger(path, connect(path, write=False))
    try:
        if _state(ledger) != newest():
            with open_ledger(path):  # an older schema: bring it up to date
                pass
        yield ledger
    finally:
        ledger.close()


def _state(ledger: Ledger) -> str | None:
    """The revision of the schema, None for an empty file. Raises InputError when this is no ledger of ours."""
    with ledger.begin() as connection:
        found = connection.exec_driver_sql("PRAGMA application_id").scalar()
        empty = not connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar()
        if found != APPLICATION_ID and not empty:
            raise InputError("{path}: is a database, but no ledger of greffier's.", path=ledger.path)
        revision = revision_of(connection)
    if revision is not None and revision not in known_revisions():
        raise InputError(
            "{path}: was written by a newer greffier (schema {revision}); upgrade greffier to open it.",
            path=ledger.path,
            revision=revision,
        )
    return revision


def _prepare(ledger: Ledger) -> None:
    revision = _state(ledger)
    _set_journal(ledger)
    if revision != newest():
        if revision is not None:
            backup_of(ledger.engine, free_name(ledger.path, f"before-{newest()}"))
        _migrate(ledger.path)
    else:
        with ledger.begin() as connection:
            renew_views(connection)


def _set_journal(ledger: Ledger) -> None:
    mode = journal_mode(sqlite_version())
    raw = ledger.engine.raw_connection()
    try:
        raw.cursor().execute(f"PRAGMA journal_mode = {mode}")
    except (ledger.engine.dialect.loaded_dbapi.DatabaseError, UnicodeDecodeError) as error:
        raise _unusable(ledger.path, error) from error
    finally:
        raw.close()


def _migrate(path: Path) -> None:
    """All steps in one transaction, without foreign keys until its end, because steps copy whole tables."""
    ledger = Ledger(path, connect(path, write=True, foreign_keys=False))
    try:
        with ledger.begin() as connection:
            if revision_of(connection) == newest():  # another process was quicker
                return
            connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
            drop_views(connection)
            upgrade(connection)
            renew_views(connection, always=True)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                sentence = "{path}: a row of {table} refers to nothing; restore a backup."
                raise InputError(sentence, path=path, table=broken[0])
    finally:
        ledger.close()


def _unusable(path: Path, error: Exception) -> InputError:
    reason = str(getattr(error, "orig", error))
    if "not a database" in reason:
        return InputError("{path}: is no ledger, nor any SQLite database.", path=path)
    return InputError("{path}: the ledger cannot be used ({reason}).", path=path, reason=reason)
