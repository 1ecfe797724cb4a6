"""A ledger in a database of PostgreSQL: how it is reached and opened.

One writer at a time, readers never wait: a transaction that writes begins by taking the ledger's own advisory lock, one
that reads sees what was there when it began. So the rules are those of a file of SQLite.
"""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import pg8000.dbapi
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from greffier.errors import InputError
from greffier.ledger.backends.base import WAIT
from greffier.ledger.backends.postgresql_dialect import NAME
from greffier.ledger.driver import READING
from greffier.settings import Address

__all__ = ["MARK", "PostgreSQL", "password_of"]

MARK = "a ledger of greffier's"  # the comment on its first table
_SOCKETS = Path("/var/run/postgresql")
_OPTIONS = {"schema", "host", "sslmode"}
_MODES = {"disable", "require", "verify-full"}
_HELD = """SELECT coalesce(bool_or(c.relname = 'about' AND obj_description(c.oid, 'pg_class') = :mark), false), count(*)
FROM pg_class c WHERE c.relnamespace = to_regnamespace(:schema) AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')"""
_SIZE = """SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0) FROM pg_class c
WHERE c.relnamespace = to_regnamespace('{schema}') AND c.relkind IN ('r', 'm')"""
_LOCK = "SELECT pg_advisory_xact_lock(1735550310::bigint << 32 | to_regnamespace('{schema}')::oid::bigint)"
_REFUSED = {"28P01", "28000", "28P02"}
_LOCKED = "55P03"
_NO_DATABASE = "3D000"
_FORMS = (  # in which the driver reads values, whatever the database or the role is set to
    "SET bytea_output = 'hex'; SET datestyle = 'ISO'; SET timezone = 'UTC'; SET extra_float_digits = 1; "
    "SET standard_conforming_strings = on"
)
_NOT_ALLOWED = {"42501", "25006"}  # a right that is missing; a server, database or user that only reads
_GOING = {"57P01", "57P02", "57P03"}  # the server stops, has failed, or is starting


@dataclass(frozen=True)
class PostgreSQL:
    """The database at an address, in one of its schemas."""

    location: Address
    url: URL = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Raise InputError for an address that cannot be used."""
        sentence = "{path}: is no address of a ledger; write postgresql://user@host/database."
        try:
            url = make_url(self.location.url)
        except (ArgumentError, ValueError):
            raise InputError(sentence, path=self.location) from None
        mode = url.query.get("sslmode", "disable")
        if not url.database or set(url.query) - _OPTIONS or mode not in _MODES:
            raise InputError(sentence, path=self.location)
        object.__setattr__(self, "url", url)

    @cached_property
    def schema(self) -> str:
        """The schema in which the tables are, as a statement names it."""
        name = str(self.url.query.get("schema", "public"))
        return '"' + name.replace('"', '""') + '"'

    def refuse(self, *, reading: bool) -> None:
        """Only the server knows."""

    def connect(self, *, write: bool, foreign_keys: bool = True) -> Engine:
        """An engine on the database; references stay checked."""
        own = {"main": self.schema[1:-1].replace('""', '"'), "temp": "pg_temp"}
        engine = create_engine(
            f"{NAME}://", creator=self._connected, pool_pre_ping=True, max_overflow=20,
            execution_options={"schema_translate_map": own},
        )  # fmt: skip
        quoted = self.schema.replace("'", "''")
        lock = _LOCK.format(schema=quoted)

        @event.listens_for(engine, "begin")
        def begin(connection: Connection) -> None:
            looks = connection.get_execution_options().get(next(iter(READING)))
            connection.exec_driver_sql(
                lock if write and not looks else "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"
            )

        return engine

    def _connected(self) -> Any:
        """A connection of the driver, set as the ledger needs it."""
        try:
            raw = pg8000.dbapi.connect(**self._arguments())
        except pg8000.dbapi.InterfaceError as error:  # of saying good-bye, after what the server said
            told: BaseException | None = error
            while told is not None and not isinstance(told, pg8000.dbapi.DatabaseError):
                told = told.__context__
            raise (told or error) from error
        raw.autocommit = True
        cursor = raw.cursor()
        cursor.execute(f"SET search_path = {self.schema}; SET lock_timeout = '{WAIT}s'; SET jit = off; {_FORMS}")
        cursor.execute("SHOW server_encoding")
        encoding = cursor.fetchone()[0]
        raw.autocommit = False
        if encoding != "UTF8":
            sentence = "{path}: keeps its texts as {encoding}; a ledger needs a database that keeps them as UTF8."
            raise InputError(sentence, path=self.location, encoding=encoding)
        return raw

    def _arguments(self) -> dict[str, Any]:
        """What the driver is told. Names and numbers as psql has them, passwords too."""
        url = self.url
        user = url.username or os.environ.get("PGUSER") or os.environ.get("USER") or "postgres"
        host, port = str(url.query.get("host") or url.host or ""), url.port or int(os.environ.get("PGPORT") or 5432)
        if not host and (_SOCKETS / f".s.PGSQL.{port}").exists():
            host = str(_SOCKETS)
        found: dict[str, Any] = {"user": user, "database": url.database, "application_name": "greffier"}
        found["password"] = url.password or password_of(host or "localhost", port, str(url.database), user)
        if host.startswith("/"):
            return found | {"unix_sock": f"{host}/.s.PGSQL.{port}"}
        return found | {"host": host or "localhost", "port": port, "ssl_context": self._context()}

    def _context(self) -> ssl.SSLContext | None:
        mode = self.url.query.get("sslmode", "disable")
        if mode == "disable":
            return None
        context = ssl.create_default_context()
        if mode == "require":
            context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        return context

    def holds(self, connection: Connection) -> bool | None:
        """By the comment on a table; what extensions brought does not count."""
        from sqlalchemy import text

        own, some = connection.execute(text(_HELD), {"mark": MARK, "schema": self.schema}).one()
        return True if own else False if some else None

    def mark(self, connection: Connection) -> None:
        """Write that comment."""
        connection.exec_driver_sql(f"COMMENT ON TABLE about IS '{MARK.replace(chr(39), chr(39) * 2)}'")

    def settle(self, engine: Engine) -> None:
        """Make the schema where it is missing."""
        from sqlalchemy import text

        with engine.connect().execution_options(**READING) as connection:
            there = connection.scalar(text("SELECT to_regnamespace(:schema) IS NOT NULL"), {"schema": self.schema})
            connection.rollback()
            if not there:
                with connection.begin():
                    connection.exec_driver_sql(f"CREATE SCHEMA IF NOT EXISTS {self.schema}")

    def before_steps(self, engine: Engine, newest: str) -> None:
        """Steps are one transaction; who keeps a server keeps its copies."""

    def broken_key(self, connection: Connection) -> str | None:
        """None: references are checked always."""
        return None

    def size(self, connection: Connection) -> tuple[int, int]:
        """Of tables with their indices."""
        quoted = self.schema.replace("'", "''")
        return int(connection.exec_driver_sql(_SIZE.format(schema=quoted)).scalar() or 0), 0

    def clear(self, engine: Engine) -> bool:
        """The server's part: VACUUM FULL locks out everybody, and takes an owner's rights."""
        return False

    def unusable(self, error: Exception) -> InputError:
        """What keeps the server from answering, or what it says."""
        own = getattr(error, "orig", error)
        told = own.args[0] if own.args and isinstance(own.args[0], dict) else {}
        code, reason = told.get("C", ""), told.get("M", str(own))
        if code in _REFUSED:
            return InputError("{path}: the server refuses this user or password ({reason}).", path=self.location,
                              reason=reason)  # fmt: skip
        if code == _NO_DATABASE:
            return InputError("{path}: there is no such database; make it first, with createdb.", path=self.location)
        if code == _LOCKED:
            sentence = "{path}: somebody else has been writing for {seconds} seconds; try again."
            return InputError(sentence, path=self.location, seconds=WAIT)
        if code in _NOT_ALLOWED:
            sentence = "{path}: this user may not do that here ({reason}); who keeps the server can grant it."
            return InputError(sentence, path=self.location, reason=reason)
        if code in _GOING or isinstance(own, pg8000.dbapi.InterfaceError):
            return InputError("{path}: the server does not answer ({reason}).", path=self.location, reason=reason)
        return InputError("{path}: the ledger cannot be used ({reason}).", path=self.location, reason=reason)


def password_of(host: str, port: int, database: str, user: str) -> str | None:
    """The password that psql would take: of PGPASSWORD, else of the file PGPASSFILE or ~/.pgpass; None for none."""
    if os.environ.get("PGPASSWORD"):
        return os.environ["PGPASSWORD"]
    file = Path(os.environ.get("PGPASSFILE") or Path.home() / ".pgpass")
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return None
    for line in lines:
        *wanted, password = (part.replace("\0", ":") for part in line.replace("\\:", "\0").split(":", 4))
        if len(wanted) == 4 and all(
            one in {"*", own} for one, own in zip(wanted, (host, str(port), database, user), strict=True)
        ):
            return password
    return None
