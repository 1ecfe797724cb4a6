"""What differs between the databases that keep a ledger: how one is opened, and what each statement is called there.

A backend is two modules: one that opens (`Backend`), one that spells statements (`Spelling`). All else is the same on
both. docs/decisions/postgresql.md tells why.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection

from greffier.errors import InputError
from greffier.ledger.backends.base import WAIT, Backend, Spelling, Terms, Watch
from greffier.ledger.backends.sqlite import SQLite
from greffier.ledger.backends.sqlite_sql import SQLITE
from greffier.settings import Location

__all__ = ["WAIT", "Backend", "Spelling", "Terms", "Watch", "backend_of", "spelling_of"]


def backend_of(location: Location) -> Backend:
    """What opens the ledger at a location. Raises InputError for an address that is none, or without its library."""
    if isinstance(location, Path):
        return SQLite(location)
    try:
        from greffier.ledger.backends.postgresql import PostgreSQL
    except ImportError:  # its library is an extra
        sentence = "{path}: a ledger on a server needs the library pg8000: pip install 'greffier[postgresql]'."
        raise InputError(sentence, path=location) from None
    return PostgreSQL(location)


def spelling_of(connection: Connection) -> Spelling:
    """How the database of a connection spells what databases spell differently."""
    if connection.dialect.name == "sqlite":
        return SQLITE
    from greffier.ledger.backends.postgresql_sql import POSTGRESQL

    return POSTGRESQL
