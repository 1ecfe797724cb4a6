"""A ledger in a file of SQLite: what is spelt in its way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Select, column, inspect, literal_column, select, table, text

from greffier.ledger.backends.base import Terms, Watch

__all__ = ["SQLITE", "SQLiteSpelling"]

_INDEX = table("sentence_words", column("rowid"), column("rank"))
_MISSING = "SELECT count(*) FROM sentence s LEFT JOIN sentence_words_docsize d ON d.id = s.id WHERE d.id IS NULL"


@dataclass(slots=True)
class _Watch:
    raw: Any

    def version(self) -> int:
        """SQLite's own number, which changes with every commit of another connection."""
        return int(self.raw.cursor().execute("PRAGMA data_version").fetchone()[0])

    def close(self) -> None:
        """Give the connection back."""
        self.raw.close()


@dataclass(frozen=True, slots=True)
class SQLiteSpelling:
    """As `Spelling` has it."""

    temporary: str = "temp"

    def own(self, connection: Connection) -> str:
        """The file that was opened."""
        return "main"

    def values(self, name: str) -> str:
        """By json_each."""
        return f"SELECT value FROM json_each(:{name})"

    def temporary_index(self, table: str, column: str) -> str:
        """The schema stands at the name of the index."""
        return f"CREATE INDEX temp.{table}_{column} ON {table} ({column})"

    def defer_keys(self, connection: Connection) -> None:
        """Until the end of this transaction."""
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")

    def kept_by(self, connection: Connection) -> tuple[str, str]:
        """The journal's mode."""
        return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar()), ""

    def view(self, sql: str) -> str:
        """As it is."""
        return sql

    def views(self, connection: Connection) -> list[str]:
        """All of the file."""
        return list(inspect(connection).get_view_names())

    def renew(self, connection: Connection) -> None:
        """Steps make everything."""

    @contextmanager
    def unnumbered(self, connection: Connection) -> Iterator[None]:
        """Triggers are taken away and made again."""
        found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for name, _ in found:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        for _, sql in found:
            connection.exec_driver_sql(sql)

    def watch(self, engine: Engine) -> Watch:
        """A connection that asks for SQLite's own number."""
        return _Watch(engine.raw_connection())

    def faults(self, connection: Connection) -> Iterator[tuple[str, str, str]]:
        """What SQLite finds in the file, and sentences that the index lacks."""
        for row in connection.exec_driver_sql("PRAGMA integrity_check"):
            if row[0] != "ok":
                yield "file", "integrity_check", row[0]
        for row in connection.exec_driver_sql("PRAGMA foreign_key_check"):
            yield "key", f"{row[0]} {row[1]}", row[2]
        lost = connection.exec_driver_sql(_MISSING).scalar()
        if lost:
            yield "index", "sentence_words", str(lost)

    def index(self, connection: Connection, report: str) -> None:
        """FTS5 holds the words in its index only."""
        words = "SELECT id, words, lemmas FROM sentence WHERE report = :report"
        connection.execute(text(f"INSERT INTO sentence_words (rowid, words, lemmas) {words}"), {"report": report})

    def unindex(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """It is told the words, for it keeps none itself."""
        if rows:
            columns = "(sentence_words, rowid, words, lemmas) VALUES ('delete', :id, :words, :lemmas)"
            connection.execute(text(f"INSERT INTO sentence_words {columns}"), [dict(row) for row in rows])

    def hits(self, terms: Terms) -> Select[Any]:
        """By FTS5."""
        return select(_INDEX.c.rowid.label("id")).where(_matches(terms))

    def ranked(self, connection: Connection, terms: Terms) -> Select[Any]:
        """By FTS5's bm25."""
        return select(_INDEX.c.rowid.label("id"), _INDEX.c.rank.label("rank")).where(_matches(terms))

    def other_forms(self, words: str) -> Select[Any] | None:
        """FTS5 knows no stems."""
        return None


def _matches(terms: Terms) -> Any:
    parts = (" OR ".join('"' + phrase.replace('"', '""') + '"' for phrase in some) for some in terms)
    return literal_column("sentence_words").op("MATCH")(" AND ".join(f"({part})" for part in parts))


SQLITE = SQLiteSpelling()
