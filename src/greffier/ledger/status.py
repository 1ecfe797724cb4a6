"""What `greffier doctor` tells about the driver and a ledger."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select

from greffier.ledger import schema
from greffier.ledger.backends import spelling_of
from greffier.ledger.driver import SAFE_WAL, driver, journal_mode, sqlite_version
from greffier.ledger.load import is_latest
from greffier.ledger.migrate import newest, revision_of
from greffier.ledger.store import Ledger

__all__ = ["Status", "status_of"]


@dataclass(frozen=True, slots=True)
class Status:
    """Which SQLite there is, and what the ledger holds; what follows `journal` is empty without a ledger.

    `safe` is False where SQLite has the WAL-reset fault; `journal` is the mode that the file is in, or would be; of a
    ledger on a server `server` says which, and `free` is 0.
    """

    driver: str
    sqlite: str
    safe: bool
    journal: str
    newest: str
    revision: str | None = None
    size: int = 0
    free: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    server: str = ""


def status_of(ledger: Ledger | None) -> Status:
    """How things stand with the driver and with `ledger`, if there is one. Raises InputError when it is unusable."""
    version = sqlite_version()
    name, number, safe = driver().__name__.split(".")[0], ".".join(map(str, version)), version >= SAFE_WAL
    if ledger is None:
        return Status(name, number, safe, journal_mode(version), newest())
    with ledger.begin() as connection:
        journal, server = spelling_of(connection).kept_by(connection)
        tables = ("text", "report", "entry", "run")
        queries = {name: select(func.count()).select_from(schema.metadata.tables[name]) for name in tables}
        counts = {name: connection.scalar(query) or 0 for name, query in queries.items()}
        query = select(func.count()).select_from(schema.report).where(~is_latest())
        counts["replaced"] = connection.scalar(query) or 0
        revision = revision_of(connection)
        size, free = ledger.backend.size(connection)
    return Status(name, number, safe, journal, newest(), revision, size, free, counts, server)
