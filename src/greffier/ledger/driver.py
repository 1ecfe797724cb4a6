"""The database driver: which SQLite there is, what it may be trusted with, and connections as the ledger needs them."""

from __future__ import annotations

import sqlite3 as plain
from importlib import import_module
from pathlib import Path
from time import monotonic, sleep
from types import ModuleType
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import OperationalError

__all__ = ["APPLICATION_ID", "READING", "SAFE_WAL", "connect", "driver", "journal_mode", "sqlite_version"]

APPLICATION_ID = 0x67726566  # "gref", in the header of the file
SAFE_WAL = (3, 51, 3)  # the first SQLite without the WAL-reset fault
_WAIT = 30_000  # milliseconds that a writer waits for another
_LOOK_AGAIN = 0.002  # seconds between two looks whether the other is done
_LOOKS = "greffier_looks"
READING = {_LOOKS: True}  # execution options of a connection that only reads


def driver() -> ModuleType:
    """pysqlite3 where it is installed, else Python's own sqlite3."""
    try:
        return import_module("pysqlite3.dbapi2")
    except ImportError:
        return plain


def sqlite_version() -> tuple[int, ...]:
    """The version of SQLite that the driver brings."""
    return tuple(int(part) for part in driver().sqlite_version.split("."))


def journal_mode(version: tuple[int, ...]) -> str:
    """`wal` where SQLite is free of the WAL-reset fault, else the rollback journal `delete`."""
    return "wal" if version >= SAFE_WAL else "delete"


def connect(path: Path, *, write: bool, foreign_keys: bool = True) -> Engine:
    """An engine on the SQLite file at `path`; a transaction of one that may `write` begins as its only writer.

    The driver's own transactions are switched off (they begin too late), so that `BEGIN IMMEDIATE` is ours.
    """
    uri = f"file:{_quoted(path)}?mode={'rwc' if write else 'ro'}"
    url = URL.create("sqlite", database=uri, query={"uri": "true"})
    engine = create_engine(url, module=driver(), connect_args={"timeout": _WAIT / 1000, "isolation_level": None})

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _record: object) -> None:
        raw.isolation_level = None
        raw.execute(f"PRAGMA busy_timeout = {_WAIT}")
        raw.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        raw.execute("PRAGMA synchronous = EXTRA")  # as FULL; without a WAL the folder is flushed, too

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if write and not connection.get_execution_options().get(_LOOKS):
            _begin_writing(connection)
        else:
            connection.execute(text("BEGIN"))

    return engine


def _begin_writing(connection: Connection) -> None:
    """Begin as the only writer. SQLite's own waiting sleeps up to 100 ms at a time, in which writers that follow each
    other quickly pass by; looking again every other millisecond, whoever waits is next."""
    raw: Any = connection.connection.driver_connection
    end = monotonic() + _WAIT / 1000
    raw.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute(text("BEGIN IMMEDIATE"))
                return
            except OperationalError as error:
                if "locked" not in str(error.orig) or monotonic() > end:
                    raise
                sleep(_LOOK_AGAIN)
    finally:
        raw.execute(f"PRAGMA busy_timeout = {_WAIT}")


def _quoted(path: Path) -> str:
    """A path as a part of a URI that SQLite opens."""
    from urllib.parse import quote

    return quote(str(path.absolute()))
