"""A ledger in a file of SQLite: how it is opened."""

from __future__ import annotations

import contextlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from greffier.errors import InputError, LookupFailed
from greffier.ledger import driver
from greffier.ledger.backends.mounts import network_disk
from greffier.ledger.backup import backup_of, free_name

__all__ = ["SQLite"]

_PATIENCE = 5_000  # milliseconds that whoever clears a file waits for others to close it


@dataclass(frozen=True, slots=True)
class SQLite:
    """The file at a path."""

    location: Path

    def refuse(self, *, reading: bool) -> None:
        """Raise LookupFailed where there is no file to read, InputError where there is no folder to make one in,
        or it is on a network disk."""
        if not reading and (kind := network_disk(self.location)) is not None:
            sentence = (
                "{path}: is on a network disk ({kind}), whose locks no ledger can trust; keep it on this machine, "
                "or on a server: postgresql://…"
            )
            raise InputError(sentence, path=self.location, kind=kind)
        if self.location.exists():
            return
        if reading:
            raise LookupFailed("{path}: there is no ledger here; greffier add PATH… makes one.", path=self.location)
        if not self.location.parent.is_dir():
            raise InputError("{path}: there is no such folder; make it first.", path=self.location.parent)

    def connect(self, *, write: bool, foreign_keys: bool = True) -> Engine:
        """An engine on the file; one that is made is its owner's alone, and so is what SQLite puts beside it."""
        if write:
            with contextlib.suppress(OSError):  # SQLite says why it cannot
                self.location.touch(0o600)
        return driver.connect(self.location, write=write, foreign_keys=foreign_keys)

    def holds(self, connection: Connection) -> bool | None:
        """By the number in the header of the file."""
        if connection.exec_driver_sql("PRAGMA application_id").scalar() == driver.APPLICATION_ID:
            return True
        return False if connection.exec_driver_sql("SELECT count(*) FROM sqlite_master").scalar() else None

    def mark(self, connection: Connection) -> None:
        """Write that number."""
        connection.exec_driver_sql(f"PRAGMA application_id = {driver.APPLICATION_ID}")

    def settle(self, engine: Engine) -> None:
        """Set the journal's mode."""
        mode = driver.journal_mode(driver.sqlite_version())
        raw = engine.raw_connection()
        try:
            raw.cursor().execute(f"PRAGMA journal_mode = {mode}")
        finally:
            raw.close()

    def before_steps(self, engine: Engine, newest: str) -> None:
        """Copy the file beside itself."""
        backup_of(engine, free_name(self.location, f"before-{newest}"))

    def broken_key(self, connection: Connection) -> str | None:
        """Steps copy whole tables, without foreign keys until their end."""
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        return None if broken is None else str(broken[0])

    def size(self, connection: Connection) -> tuple[int, int]:
        """Of the file, and of its disk."""
        return self.location.stat().st_size, shutil.disk_usage(self.location.absolute().parent).free

    def clear(self, engine: Engine) -> bool:
        """Merge the parts of the full-text index, write the file anew, empty the log."""
        raw = engine.raw_connection()
        try:
            cursor = raw.cursor()
            cursor.execute(f"PRAGMA busy_timeout = {_PATIENCE}")
            cursor.execute("PRAGMA secure_delete = ON")
            cursor.execute("INSERT INTO sentence_words (sentence_words) VALUES ('optimize')")
            cursor.execute("VACUUM")
            busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy or not busy[0]
        except driver.driver().OperationalError as error:
            if "locked" not in str(error):
                raise
            return False
        finally:
            raw.close()

    def unusable(self, error: Exception) -> InputError:
        """No database, or what SQLite says."""
        reason = str(getattr(error, "orig", error))
        if "not a database" in reason:
            return InputError("{path}: is no ledger, nor any SQLite database.", path=self.location)
        return InputError("{path}: the ledger cannot be used ({reason}).", path=self.location, reason=reason)
