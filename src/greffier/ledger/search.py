"""Sentences that hold words, as they stand or as lemmas; accents aside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, column, select, table, text

from greffier.ledger import schema
from greffier.ledger.actors import find_actor
from greffier.ledger.ask import allowed
from greffier.ledger.question import Question, versions
from greffier.lexicon.topics import topic_terms
from greffier.model import STATUSES

__all__ = ["Found", "entries_with", "search", "sentences_about"]

_INDEX = table("sentence_words", column("rowid"))


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence that holds the words searched for, and the entries whose anchor stands in it."""

    report: str
    start: int
    stop: int
    words: str
    published: date | None
    outlet: str | None
    title: str | None
    entries: tuple[str, ...]


def search(connection: Connection, words: str, limit: int | None = 50, question: Question | None = None) -> list[Found]:
    """Sentences that hold all of `words`, best first, of reports that count for the question.

    Where it asks something of entries, only sentences in which such an entry is anchored, with those entries.
    """
    asked = question or Question()
    wanted = allowed(connection, asked) if asked.about_entries else None
    return list(islice(_found(connection, words, asked, wanted), limit))


def _found(connection: Connection, words: str, asked: Question, wanted: frozenset[str] | None) -> Iterator[Found]:
    for row in _rows(connection, words, asked):
        ids = tuple(id for id in _anchored(connection, row) if wanted is None or id in wanted)
        if ids or wanted is None:
            yield Found(**row._mapping, entries=ids)


def sentences_about(
    connection: Connection, words: str, question: Question, most: int | None = None
) -> list[tuple[str, int, int]]:
    """Sentences about a topic in any language: report, start and stop. Every part of the topic stands in each, as it
    was said or as reports of that language say it. `most`: so many a language, those that were added last."""
    parts, report = topic_terms(words, partial(_names_of, connection)), schema.report
    found: list[tuple[str, int, int]] = []
    for language in connection.scalars(select(report.c.language).distinct().order_by(report.c.language)).all():
        alternatives = [" OR ".join(map(_quoted, part.words(language))) for part in parts]
        terms = " AND ".join(f"({some})" for some in alternatives)
        rows = _matching(connection, terms, question, report.c.language == language, most=most)
        found += [(row.report, row.start, row.stop) for row in rows]
    return found


def _names_of(connection: Connection, words: str) -> list[str]:
    """All names of the actors of the register that have this one."""
    table, ids = schema.actor_name, find_actor(connection, words)
    query = select(table.c.name).where(table.c.actor.in_(ids)).order_by(table.c.actor, table.c.name)
    return list(connection.scalars(query)) if ids else []


def _quoted(words: str) -> str:
    return '"' + words.replace('"', '""') + '"'


def _rows(connection: Connection, words: str, asked: Question) -> list[Any]:
    return _matching(connection, " AND ".join(map(_quoted, words.split())), asked)


def _matching(connection: Connection, terms: str, asked: Question, *more: Any, most: int | None = None) -> list[Any]:
    """Rows of the sentences that FTS5 finds by `terms`, best first; or the last `most` of them."""
    if not terms:
        return []
    own, report = schema.sentence, schema.report
    columns = (own.c.report, own.c.start, own.c.stop, own.c.words, report.c.published, report.c.outlet, report.c.title)
    query = select(*columns).join_from(own, _INDEX, _INDEX.c.rowid == own.c.id).join(report)
    query = query.where(text("sentence_words MATCH :terms"), *versions(asked), *more)
    best = (text("bm25(sentence_words)"), own.c.report, own.c.start)
    query = query.order_by(*best) if most is None else query.order_by(_INDEX.c.rowid.desc()).limit(most)
    return list(connection.execute(query, {"terms": terms}))


def _anchored(connection: Connection, row: Any) -> list[str]:
    entry = schema.entry
    here = (entry.c.report == row.report, entry.c.start >= row.start, entry.c.start < row.stop)
    query = select(entry.c.id).where(*here, entry.c.status != STATUSES[-1])
    return list(connection.scalars(query.order_by(entry.c.position)))


def entries_with(connection: Connection, words: str, question: Question) -> frozenset[str]:
    """Ids of the entries that are anchored in a sentence that holds all of `words`."""
    return frozenset(id for found in search(connection, words, None, question) for id in found.entries)
