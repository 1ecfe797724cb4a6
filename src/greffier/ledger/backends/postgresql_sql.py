"""A ledger in a database of PostgreSQL: what is spelt in its way."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from math import log
from typing import Any

from sqlalchemy import Connection, Engine, Select, column, inspect, literal_column, or_, select, table, text

from greffier.ledger import schema
from greffier.ledger.backends.base import Terms, Watch
from greffier.ledger.backends.fold import tokens
from greffier.ledger.backends.postgresql_objects import CONFIGURATIONS, object_names, renew_index, renew_triggers

__all__ = ["POSTGRESQL", "PostgreSQLSpelling"]

_INDEX = table("sentence_words", column("id"), column("words"), column("stems"), column("tokens"))
_K1, _B = 1.2, 0.75  # as FTS5 has them
_LEAST = 1e-6  # what a word weighs that stands in most sentences
_FILL = """INSERT INTO sentence_words (id, words, stems, tokens)
SELECT x.id, CAST(x.words AS tsvector), to_tsvector('{configuration}', x.plain), x.tokens
FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(id bigint, words text, plain text, tokens bigint)"""
_GAP = 2  # between the words of a sentence and its lemmas, so that no phrase goes on from one to the other
_FAR = 16_383  # the last place that is kept
_LISTED = re.compile(r"json_each\((.+?)\) a\b")
_WHOLE = re.compile(r"CAST\(([\w.]+) AS INTEGER\)")
_THERE = """SELECT 'column ' || table_name || '.' || column_name FROM information_schema.columns
WHERE table_schema = current_schema()
UNION ALL SELECT 'index ' || indexname FROM pg_indexes WHERE schemaname = current_schema()
UNION ALL SELECT 'constraint ' || conname FROM pg_constraint
WHERE connamespace = quote_ident(current_schema())::regnamespace
UNION ALL SELECT 'trigger ' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = quote_ident(current_schema())::regnamespace"""
_RESTING = """SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
WHERE c.relnamespace = quote_ident(current_schema())::regnamespace AND t.tgenabled = 'D'"""
_MISSING = "SELECT count(*) FROM sentence s WHERE NOT EXISTS (SELECT 1 FROM sentence_words w WHERE w.id = s.id)"


@dataclass(slots=True)
class _Watch:
    engine: Engine
    raw: Any = None

    def version(self) -> int:
        """The number of the last transaction that wrote."""
        if self.raw is None:
            held = self.engine.raw_connection()
            self.raw = held.dbapi_connection
            held.detach()
            self.raw.autocommit = True
        cursor = self.raw.cursor()
        try:
            cursor.execute("SELECT by::text FROM written")
        except Exception:
            self.close()
            raise
        return int(cursor.fetchone()[0])

    def close(self) -> None:
        """End the connection."""
        if self.raw is not None:
            self.raw.close()
            self.raw = None


@dataclass(frozen=True, slots=True)
class PostgreSQLSpelling:
    """As `Spelling` has it."""

    temporary: str = "pg_temp"

    def own(self, connection: Connection) -> str:
        """The schema that the address names."""
        names: Mapping[str, str] = connection.get_execution_options()["schema_translate_map"]
        return '"' + names["main"].replace('"', '""') + '"'

    def values(self, name: str) -> str:
        """By jsonb."""
        return f"SELECT jsonb_array_elements_text(CAST(:{name} AS jsonb))"

    def temporary_index(self, table: str, column: str) -> str:
        """The schema stands at the table."""
        return f"CREATE INDEX ON pg_temp.{table} ({column})"

    def defer_keys(self, connection: Connection) -> None:
        """Until the end of this transaction."""
        connection.exec_driver_sql("SET CONSTRAINTS ALL DEFERRED")

    def kept_by(self, connection: Connection) -> tuple[str, str]:
        """The server's version, and the driver's."""
        import pg8000

        version = connection.exec_driver_sql("SHOW server_version").scalar()
        return "", f"PostgreSQL {version} (pg8000 {pg8000.__version__})"

    def view(self, sql: str) -> str:
        """Other names of functions."""
        listed = _LISTED.sub(r"jsonb_array_elements_text(CAST(\1 AS jsonb)) AS a(value)", sql)
        return _WHOLE.sub(r"CAST(trunc(\1) AS numeric)", listed).replace("group_concat(", "string_agg(")

    def views(self, connection: Connection) -> list[str]:
        """All of the schema."""
        return list(inspect(connection).get_view_names())

    def renew(self, connection: Connection) -> None:
        """Triggers and the index; what the index held is entered again."""
        renew_triggers(connection)
        if renew_index(connection):
            for report in connection.scalars(select(schema.sentence.c.report).distinct()).all():
                self.index(connection, report)

    @contextmanager
    def unnumbered(self, connection: Connection) -> Iterator[None]:
        """Triggers rest."""
        names = [f'"{one.name}"' for one in schema.metadata.sorted_tables]
        for name in names:
            connection.exec_driver_sql(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        yield
        connection.exec_driver_sql("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            connection.exec_driver_sql(f"ALTER TABLE {name} ENABLE TRIGGER USER")

    def watch(self, engine: Engine) -> Watch:
        """A connection of its own, outside of any transaction."""
        return _Watch(engine)

    def faults(self, connection: Connection) -> Iterator[tuple[str, str, str]]:
        """Definitions that are not ours, references to nothing, and sentences that the index lacks."""
        yield from _definition_faults(connection)
        yield from _key_faults(connection)
        lost = connection.scalar(text(_MISSING))
        if lost:
            yield "index", "sentence_words", str(lost)

    def index(self, connection: Connection, report: str) -> None:
        """Words and lemmas as FTS5 would take them, and their stems by the report's language."""
        own = schema.sentence
        query = select(own.c.id, own.c.words, own.c.lemmas).where(own.c.report == report).order_by(own.c.id)
        rows = [_indexed(*row) for row in connection.execute(query)]
        if rows:
            language = connection.scalar(select(schema.report.c.language).where(schema.report.c.id == report)) or ""
            name, _ = CONFIGURATIONS.get(language, ("simple", ""))
            connection.execute(text(_FILL.format(configuration=name)), {"rows": json.dumps(rows)})

    def unindex(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """By their numbers."""
        if rows:
            ids = ", ".join(str(int(row["id"])) for row in rows)
            connection.exec_driver_sql(f"DELETE FROM sentence_words WHERE id IN ({ids})")

    def hits(self, terms: Terms) -> Select[Any]:
        """By the words and lemmas."""
        return select(_INDEX.c.id).where(_matches(_query(terms)))

    def ranked(self, connection: Connection, terms: Terms) -> Select[Any]:
        """By bm25, reckoned as FTS5 does."""
        phrases = list(dict.fromkeys(tuple(tokens(phrase)) for some in terms for phrase in some))
        return self.hits(terms).add_columns(_bm25(connection, [one for one in phrases if one]).label("rank"))

    def other_forms(self, words: str) -> Select[Any] | None:
        """By stems, of either language."""
        plain = " ".join(tokens(words))
        if not plain:
            return None
        names = [name for name, _ in CONFIGURATIONS.values()]
        return select(_INDEX.c.id).where(
            or_(*(text(f"sentence_words.stems @@ plainto_tsquery('{name}', '{plain}')") for name in names))
        )


def _indexed(id: int, words: str, lemmas: str) -> dict[str, Any]:
    own, others = tokens(words), tokens(lemmas)
    places: dict[str, list[int]] = {}
    for place, one in [*enumerate(own, 1), *enumerate(others, len(own) + _GAP)]:
        places.setdefault(one, []).append(min(place, _FAR))
    vector = " ".join(f"'{one}':{','.join(map(str, some))}" for one, some in places.items())
    return {"id": id, "words": vector, "plain": " ".join([*own, *others]), "tokens": len(own) + len(others)}


def _query(terms: Terms) -> str:
    """As a tsquery; "" for what nothing can match. Tokens are letters and digits alone."""
    parts = [[found for phrase in some if (found := _phrase(tokens(phrase)))] for some in terms]
    return " & ".join(f"({' | '.join(some)})" for some in parts) if all(parts) else ""


def _phrase(words: Sequence[str]) -> str:
    return f"({' <-> '.join(words)})" if words else ""


def _matches(query: str) -> Any:
    return text(f"sentence_words.words @@ CAST('{query}' AS tsquery)") if query else text("false")


def _bm25(connection: Connection, phrases: Iterable[tuple[str, ...]]) -> Any:
    """The rank of a sentence by some phrases."""
    many, all_tokens = connection.execute(text("SELECT count(*), coalesce(sum(tokens), 0) FROM sentence_words")).one()
    mean = float(all_tokens) / many if many else 1.0
    parts = []
    for words in phrases:
        condition = f"sentence_words.words @@ CAST('{_phrase(words)}' AS tsquery)"
        holding = connection.scalar(text(f"SELECT count(*) FROM sentence_words WHERE {condition}")) or 0
        weight = max(log((many - holding + 0.5) / (holding + 0.5)), _LEAST)
        often = [f"coalesce((SELECT cardinality(u.positions) FROM unnest(sentence_words.words) u "
                 f"WHERE u.lexeme = '{word}'), 0)" for word in words]  # fmt: skip
        count = often[0] if len(words) == 1 else f"CASE WHEN {condition} THEN least({', '.join(often)}) ELSE 0 END"
        length = f"{_K1} * (1 - {_B} + {_B} * sentence_words.tokens / float8 '{mean!r}')"
        parts.append(f"float8 '{weight!r}' * (({count}) * float8 '{_K1 + 1!r}') / (({count}) + {length})")
    return literal_column(f"-({' + '.join(parts) or '0'})")


def _key_faults(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Rows that refer to nothing: the server refuses them, unless somebody told it not to."""
    for own in schema.metadata.sorted_tables:
        for key in own.foreign_keys:
            other = key.column.table.alias("other")
            missing = ~select(1).where(other.c[key.column.name] == key.parent).exists()
            query = select(key.parent).where(key.parent.is_not(None), missing)
            for value in connection.scalars(query):
                yield "key", f"{own.name} {value}", key.column.table.name


def _definition_faults(connection: Connection) -> Iterator[tuple[str, str, str]]:
    """Columns and triggers of ours that are not there; what people added beside them is theirs."""
    there = set(connection.scalars(text(_THERE)).all())
    for name in sorted(_wanted() - there):
        yield "file", name, "definition"
    for name in connection.scalars(text(_RESTING)):
        yield "file", f"trigger {name}", "definition"


def _wanted() -> set[str]:
    """What must be there of our own: a word for what it is, and its name."""
    found = {f"column {own.name}.{one.name}" for own in schema.metadata.sorted_tables for one in own.columns}
    found |= {f"index {one.name}" for own in schema.metadata.sorted_tables for one in own.indexes}
    checks = (one.name for own in schema.metadata.sorted_tables for one in own.constraints)
    return found | {f"constraint {name}" for name in checks} | object_names()


POSTGRESQL = PostgreSQLSpelling()
