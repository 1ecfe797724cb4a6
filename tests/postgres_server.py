"""A real PostgreSQL server for tests, of Debian's package: made in a temporary folder, gone after."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from pg8000.dbapi import DatabaseError

from greffier.ledger import open_ledger
from greffier.settings import Address

__all__ = ["Server", "programs", "serving"]

_PLACES = ("/usr/lib/postgresql", "/usr/local/pgsql", "/opt/homebrew/opt/postgresql")
_CALM = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60", "listen_addresses=")

_ROOM = 4_000_000_000  # bytes


@cache
def programs() -> Path | None:
    """The folder of initdb and pg_ctl, None where there is none."""
    found = shutil.which("pg_ctl")
    if found:
        return Path(found).parent
    some = sorted(path.parent for place in _PLACES for path in Path(place).glob("**/bin/pg_ctl"))
    return some[-1] if some else None


@dataclass(frozen=True)
class Server:
    """A running server; a database of it for each test that wants one."""

    folder: Path
    user: str

    def address(self, database: str, more: str = "") -> Address:
        return Address(f"postgresql://{self.user}@/{database}?host={self.folder}{more}")

    def run(self, sql: str, database: str = "postgres") -> list[Any]:
        """What a statement gives, outside of any transaction."""
        import pg8000.dbapi

        raw = pg8000.dbapi.connect(self.user, unix_sock=f"{self.folder}/.s.PGSQL.5432", database=database)
        raw.autocommit = True
        try:
            cursor = raw.cursor()
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []
        finally:
            raw.close()

    def empty(self, name: str) -> Address:
        """A new database with nothing in it."""
        self.run(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING UTF8')
        return self.address(name)

    def made(self, name: str) -> Address:
        """A new database that holds an empty ledger."""
        if not self.run("SELECT 1 FROM pg_database WHERE datname = 'ready'"):
            with open_ledger(self.empty("ready")):
                pass
        try:
            self.run(f'CREATE DATABASE "{name}" TEMPLATE ready')
        except DatabaseError:  # another process was quicker
            assert self.holds(name)
        return self.address(name)

    def holds(self, name: str) -> bool:
        return bool(self.run(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))

    def of(self, path: Path) -> Address:
        """The database that stands for a file in tests that run on both."""
        return self.address("t" + sha256(str(path.absolute()).encode()).hexdigest()[:20])

    def drop(self, name: str) -> None:
        """Drop a database, whoever is in it."""
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _folder() -> Path:
    """A new folder for a server: in memory where there is room, databases being made twice as fast there."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ROOM
    return Path(tempfile.mkdtemp(prefix="greffier-pg-", dir=memory if roomy else "/tmp"))


@contextmanager
def serving() -> Iterator[Server]:
    """A server on a socket in a folder of its own. initdb refuses root: another user runs it then."""
    there = programs()
    assert there is not None
    folder = _folder()
    user, own = ("postgres", ["runuser", "-u", "postgres", "--"]) if os.getuid() == 0 else ("greffier", [])
    if own:
        shutil.chown(folder, user)
    folder.chmod(0o755)
    data = folder / "data"
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}

    def run(*words: str) -> None:
        done = subprocess.run([*own, *words], capture_output=True, text=True, env=environment, cwd=folder)
        assert done.returncode == 0, done.stdout + done.stderr

    run(str(there / "initdb"), "-D", str(data), "-U", user, "-A", "trust", "-E", "UTF8", "--no-sync")
    options = " ".join(f"-c {one}" for one in _CALM)
    run(
        str(there / "pg_ctl"), "-D", str(data), "-w", "-l", str(folder / "log"), "-o", f"-k {folder} {options}", "start"
    )
    try:
        yield Server(folder, user)
    finally:
        run(str(there / "pg_ctl"), "-D", str(data), "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
