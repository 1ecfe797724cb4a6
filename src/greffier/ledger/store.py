"""Opening a ledger: where it is, the schema, and one sentence when it cannot be used."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from greffier.errors import InputError, LookupFailed
from greffier.ledger.backends import Backend, backend_of, spelling_of
from greffier.ledger.driver import READING
from greffier.ledger.migrate import known_revisions, newest, revision_of, upgrade
from greffier.ledger.views import drop_views, renew_views
from greffier.settings import Location

__all__ = ["Ledger", "Transaction", "clear", "is_there", "open_ledger", "read_ledger"]

Transaction = Connection  # what other rooms call it, which do not know the driver


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger. `begin` gives a connection in one transaction, which ends with the block: all or nothing."""

    path: Location
    engine: Engine
    backend: Backend

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction. Raises InputError when the ledger cannot be read or written."""
        try:
            with self.engine.begin() as connection:
                yield connection
        except (DBAPIError, UnicodeDecodeError) as error:  # the driver cannot decode its own words on damage
            raise self.backend.unusable(error) from error

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """One transaction that reads what is there now and holds up no writer. Raises InputError as `begin` does."""
        try:
            with self.engine.connect().execution_options(**READING) as connection, connection.begin():
                yield connection
        except (DBAPIError, UnicodeDecodeError) as error:
            raise self.backend.unusable(error) from error

    def close(self) -> None:
        """Let go of the file, or the server."""
        self.engine.dispose()


@contextmanager
def open_ledger(path: Location) -> Iterator[Ledger]:
    """The ledger at `path`, made when it is not there, its schema brought up to date (a backup of a file first).

    Raises InputError when what is there is no ledger, or a newer greffier's.
    """
    backend = backend_of(path)
    backend.refuse(reading=False)
    ledger = Ledger(path, backend.connect(write=True), backend)
    try:
        _prepare(ledger)
        yield ledger
    finally:
        ledger.close()


@contextmanager
def read_ledger(path: Location) -> Iterator[Ledger]:
    """The ledger at `path`, for reading. Raises LookupFailed when there is none, InputError when it is unusable."""
    backend = backend_of(path)
    backend.refuse(reading=True)
    ledger = Ledger(path, backend.connect(write=False), backend)
    try:
        if _state(ledger, reading=True) != newest():
            with open_ledger(path):  # an older schema: bring it up to date
                pass
        yield ledger
    finally:
        ledger.close()


def clear(ledger: Ledger) -> bool:
    """Leave no byte in the file of what was deleted; False where another program has it open, or a server keeps it."""
    return ledger.backend.clear(ledger.engine)


def is_there(path: Location) -> bool:
    """Whether there is a ledger, or a file that should be one. Raises InputError where a server does not say."""
    backend = backend_of(path)
    try:
        backend.refuse(reading=True)
        if not isinstance(backend.location, Path):
            with read_ledger(path):
                pass
        return True
    except LookupFailed:
        return False


def _state(ledger: Ledger, *, reading: bool = False) -> str | None:
    """The revision of the schema, None where there is nothing yet. Raises InputError when this is no ledger of ours."""
    with ledger.begin() as connection:
        held = ledger.backend.holds(connection)
        if held is False:
            raise InputError("{path}: is a database, but no ledger of greffier's.", path=ledger.path)
        if held is None and reading and connection.dialect.name != "sqlite":  # an empty file may be one to be
            raise LookupFailed("{path}: there is no ledger here; greffier add PATH… makes one.", path=ledger.path)
        revision = None if held is None else revision_of(connection)
    if revision is not None and revision not in known_revisions():
        raise InputError(
            "{path}: was written by a newer greffier (schema {revision}); upgrade greffier to open it.",
            path=ledger.path,
            revision=revision,
        )
    return revision


def _prepare(ledger: Ledger) -> None:
    revision = _state(ledger)
    _settle(ledger)
    if revision != newest():
        if revision is not None:
            ledger.backend.before_steps(ledger.engine, newest())
        _migrate(ledger)
    else:
        with ledger.begin() as connection:
            spelling_of(connection).renew(connection)
            renew_views(connection)


def _settle(ledger: Ledger) -> None:
    try:
        ledger.backend.settle(ledger.engine)
    except (DBAPIError, ledger.engine.dialect.loaded_dbapi.DatabaseError, UnicodeDecodeError) as error:
        raise ledger.backend.unusable(error) from error


def _migrate(opened: Ledger) -> None:
    """All steps in one transaction, without foreign keys until its end, because steps copy whole tables."""
    backend, path = opened.backend, opened.path
    ledger = Ledger(path, backend.connect(write=True, foreign_keys=False), backend)
    try:
        with ledger.begin() as connection:
            if backend.holds(connection) and revision_of(connection) == newest():  # another process was quicker
                return
            drop_views(connection)
            upgrade(connection)
            backend.mark(connection)
            spelling_of(connection).renew(connection)
            renew_views(connection, always=True)
            broken = backend.broken_key(connection)
            if broken is not None:
                sentence = "{path}: a row of {table} refers to nothing; restore a backup."
                raise InputError(sentence, path=path, table=broken)
    finally:
        ledger.close()
