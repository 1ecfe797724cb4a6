"""What the steps of the schema do not make on PostgreSQL: triggers, the full-text index and its configurations.

It is made again whenever this module changes, as views are, so that it takes no step.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from sqlalchemy import Connection, inspect, text

from greffier.ledger import schema

__all__ = ["CONFIGURATIONS", "object_names", "renew_index", "renew_triggers"]

CONFIGURATIONS = {"fr": ("fr_greffier", "french"), "en": ("en_greffier", "english")}
_MAPPED = "asciiword, word, numword, asciihword, hword, numhword, hword_asciipart, hword_part, hword_numpart"
_OWN = "SELECT e.report FROM entry e JOIN {rows} r ON r.entry = e.id"
_EVENT = "SELECT m.event FROM membership m JOIN {rows} r ON r.{entry} = m.entry"
_EVENTS = "SELECT m.event FROM membership m JOIN entry e ON e.id = m.entry JOIN {rows} r ON r.{report} = e.report"
_COUNTED = {  # as step 0009 has it for SQLite: by table, what its rows touch, reports and events
    "entry": ("SELECT r.report FROM {rows} r", _EVENT.replace("{entry}", "id")),
    "evidence": (_OWN, _EVENT.replace("{entry}", "entry")),
    "role": (_OWN, _EVENT.replace("{entry}", "entry")),
    "filler": (_OWN, _EVENT.replace("{entry}", "entry")),
    "membership": (_OWN, "SELECT r.event FROM {rows} r"),
    "copy": ("SELECT r.report FROM {rows} r", _EVENTS.replace("{report}", "report")),
    "withdrawal": ("SELECT r.report FROM {rows} r", _EVENTS.replace("{report}", "report")),
    "sighting": ("SELECT r.report FROM {rows} r", ""),
}
_ROWS = {
    "INSERT": ("come", "NEW TABLE AS come"),
    "DELETE": ("gone", "OLD TABLE AS gone"),
    "UPDATE": ("(SELECT * FROM gone UNION ALL SELECT * FROM come)", "OLD TABLE AS gone NEW TABLE AS come"),
}
_REPORT = ("id", "published", "published_at", "outlet", "language", "replaces")  # columns of which a change counts
_CHANGED = """(SELECT x.id, x.replaces FROM gone o JOIN come n ON n.id = o.id CROSS JOIN LATERAL
  (VALUES (o.id, o.replaces), (n.id, n.replaces)) x(id, replaces) WHERE ({0}) IS DISTINCT FROM ({1}))"""
_TOUCHED = """INSERT INTO {table} ({column}, number) SELECT DISTINCT x.{column}, f.number FROM ({chosen}) x({column}),
  (SELECT coalesce(max(number), 0) + 1 AS number FROM {table}) f
  ON CONFLICT ({column}) DO UPDATE SET number = excluded.number{more};"""
_ADDED_ONLY = {  # by table: what its row's shell is known by
    "judgement": "s.id = OLD.id AND s.number = OLD.number AND s.digest = OLD.digest",
    "judgement_anchor": "s.id = OLD.judgement",
}
_NAME = re.compile(r'CREATE (TRIGGER|INDEX) "?(\w+)"?')


def object_names() -> set[str]:
    """What a ledger has of these: a word for what it is, and its name."""
    names = [one.name for one in schema.metadata.sorted_tables]
    found = (_NAME.match(sql) for sql in (*_index(), *_numbering(), *_keeping(), *_noticing(names)))
    return {f"{one[1].lower()} {one[2]}" for one in found if one}


def _index() -> Iterator[str]:
    yield """CREATE TABLE sentence_words (id BIGINT PRIMARY KEY REFERENCES sentence (id) ON DELETE CASCADE,
words tsvector NOT NULL, stems tsvector NOT NULL, tokens BIGINT NOT NULL)"""
    yield "CREATE INDEX ix_sentence_words_words ON sentence_words USING gin (words)"
    yield "CREATE INDEX ix_sentence_words_stems ON sentence_words USING gin (stems)"
    for name, language in CONFIGURATIONS.values():
        yield f"CREATE TEXT SEARCH DICTIONARY {name} (TEMPLATE = snowball, LANGUAGE = {language})"
        yield f"CREATE TEXT SEARCH CONFIGURATION {name} (COPY = pg_catalog.simple)"
        yield f"ALTER TEXT SEARCH CONFIGURATION {name} ALTER MAPPING FOR {_MAPPED} WITH {name}"


def _numbering() -> Iterator[str]:
    for table, (reports, events) in _COUNTED.items():
        for deed, (rows, _) in _ROWS.items():
            yield from _trigger(table, deed, _numbered(reports, events, rows))
    told = ("SELECT r.id FROM {rows} r", _EVENTS.replace("{report}", "id"))
    before = ("SELECT o.id FROM report o JOIN {rows} r ON r.replaces = o.id", _EVENTS.replace("{report}", "replaces"))
    changed = _CHANGED.format(*(", ".join(f"{row}.{name}" for name in _REPORT) for row in ("o", "n")))
    for deed, rows in (("INSERT", "come"), ("UPDATE", changed)):
        yield from _trigger("report", deed, "\n".join(_numbered(*one, rows) for one in (told, before)))


def _numbered(reports: str, events: str, rows: str) -> str:
    """What gives the reports and events of some rows the next number."""
    found = _TOUCHED.format(table="touched", column="report", chosen=reports.format(rows=rows), more="")
    if events:
        more = ", kind = NULL"
        found += _TOUCHED.format(table="outline", column="event", chosen=events.format(rows=rows), more=more)
    return found


def _trigger(table: str, deed: str, steps: str) -> Iterator[str]:
    name = f"{table}_numbered_{deed.lower()}"
    yield _function(name, steps)
    yield (
        f"CREATE TRIGGER {name} AFTER {deed} ON {table} REFERENCING {_ROWS[deed][1]} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
    )


def _function(name: str, steps: str) -> str:
    body = f"BEGIN {steps} RETURN NULL; END"
    return f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $${body}$$"


def _keeping() -> Iterator[str]:
    """Judgements are never changed, and deleted only where a shell of them is kept (step 0011)."""
    yield _function("only_added", "RAISE EXCEPTION 'judgements are only ever added';")
    for table, shell in _ADDED_ONLY.items():
        yield (
            f"CREATE TRIGGER {table}_only_added BEFORE UPDATE OR TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION only_added()"
        )
        kept = f"IF EXISTS (SELECT 1 FROM shell s WHERE {shell}) THEN RETURN OLD; END IF;"
        yield _function(f"{table}_only_forgotten", f"{kept} RAISE EXCEPTION 'judgements are only ever added';")
        yield (
            f"CREATE TRIGGER {table}_only_forgotten BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_only_forgotten()"
        )


def _noticing(tables: Iterable[str]) -> Iterator[str]:
    """What tells that something was written, whoever wrote it."""
    yield "CREATE TABLE written (one BOOLEAN PRIMARY KEY DEFAULT true CHECK (one), by xid8 NOT NULL)"
    yield "INSERT INTO written (by) VALUES (pg_current_xact_id())"
    yield _function("note_written", "UPDATE written SET by = pg_current_xact_id() WHERE by <> pg_current_xact_id();")
    for table in tables:
        yield (
            f'CREATE TRIGGER "{table}_written" AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON "{table}" '
            "FOR EACH STATEMENT EXECUTE FUNCTION note_written()"
        )


_DROPPED = """DO $$ DECLARE one record; BEGIN
FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype
  WHERE p.pronamespace = quote_ident(current_schema())::regnamespace AND t.typname = 'trigger'
    AND (p.proname LIKE '%\\_numbered\\_%' OR p.proname LIKE '%\\_only\\_forgotten'
      OR p.proname IN ('only_added', 'note_written'))
LOOP EXECUTE 'DROP FUNCTION ' || one.name || ' CASCADE'; END LOOP; END $$"""


def renew_triggers(connection: Connection) -> bool:
    """Make the triggers where they are missing or older; gives whether they were."""
    there = set(inspect(connection).get_table_names())
    names = [one.name for one in schema.metadata.sorted_tables if one.name in there]
    made = [*_numbering(), *_keeping(), *_noticing(names)]
    if _digest(connection, "written") == (digest := _digest_of(made)):
        return False
    connection.exec_driver_sql(_DROPPED)
    connection.exec_driver_sql("DROP TABLE IF EXISTS written")
    _make(connection, "written", made, digest)
    return True


def renew_index(connection: Connection) -> bool:
    """Make the full-text index where it is missing or older, empty; gives whether it was."""
    made = list(_index())
    if _digest(connection, "sentence_words") == (digest := _digest_of(made)):
        return False
    connection.exec_driver_sql("DROP TABLE IF EXISTS sentence_words")
    for name, _ in CONFIGURATIONS.values():
        connection.exec_driver_sql(f"DROP TEXT SEARCH CONFIGURATION IF EXISTS {name}")
        connection.exec_driver_sql(f"DROP TEXT SEARCH DICTIONARY IF EXISTS {name}")
    _make(connection, "sentence_words", made, digest)
    return True


def _digest(connection: Connection, table: str) -> str | None:
    """What stands as a comment on a table, None where there is no such table."""
    found = connection.scalar(text("SELECT obj_description(to_regclass(:name), 'pg_class')"), {"name": table})
    return None if found is None else str(found)


def _digest_of(statements: list[str]) -> str:
    return sha256("\0".join(statements).encode()).hexdigest()


def _make(connection: Connection, table: str, statements: list[str], digest: str) -> None:
    for sql in statements:
        connection.exec_driver_sql(sql)
    connection.exec_driver_sql(f"COMMENT ON TABLE {table} IS '{digest}'")
