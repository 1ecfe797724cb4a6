"""Sentences that hold words, as they stand or as lemmas; accents aside."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import Connection, func, select

from greffier.ledger import schema
from greffier.ledger.actors import find_actor
from greffier.ledger.ask import allowed
from greffier.ledger.backends import Terms, spelling_of
from greffier.ledger.events import parts
from greffier.ledger.question import Question, versions
from greffier.lexicon.topics import topic_terms
from greffier.model import STATUSES

__all__ = ["Found", "Passage", "anchored_in", "entries_with", "passages", "search", "sentences_about", "stretches"]

_COMMON = 20_000  # sentences, from which on the words that they share tell little
_COLUMNS = (
    *(schema.sentence.c[name] for name in ("report", "start", "stop", "words")),
    *(schema.report.c[name] for name in ("published", "outlet", "title")),
)


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


def _found(
    connection: Connection, words: str, asked: Question, wanted: frozenset[str] | None, *, forms: bool = True
) -> Iterator[Found]:
    rows = _rows(connection, words, asked)
    others = _in_other_forms(connection, words, asked, {(row.report, row.start) for row in rows}) if forms else []
    for row in (*rows, *others):
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
        terms = [list(part.words(language)) for part in parts]
        rows = _matching(connection, terms, question, report.c.language == language, most=most)
        found += [(row.report, row.start, row.stop) for row in rows]
    return found


def _names_of(connection: Connection, words: str) -> list[str]:
    """All names of the actors of the register that have this one."""
    table, ids = schema.actor_name, find_actor(connection, words)
    query = select(table.c.name).where(table.c.actor.in_(ids)).order_by(table.c.actor, table.c.name)
    return list(connection.scalars(query)) if ids else []


def _terms(words: str) -> Terms:
    """That each of these words stands there."""
    return [[word] for word in words.split()]


def _in_other_forms(connection: Connection, words: str, asked: Question, known: set[tuple[str, int]]) -> list[Any]:
    """Rows of the sentences that hold the words in forms that their lemmas do not tell, where an index tells them."""
    own, report, found = schema.sentence, schema.report, spelling_of(connection).other_forms(words)
    if found is None:
        return []
    query = select(*_COLUMNS).join_from(own, report).where(own.c.id.in_(found), *versions(asked))
    rows = connection.execute(query.order_by(own.c.report, own.c.start)).all()
    return [row for row in rows if (row.report, row.start) not in known]


def _rows(connection: Connection, words: str, asked: Question) -> list[Any]:
    return _matching(connection, _terms(words), asked)


def _matching(connection: Connection, terms: Terms, asked: Question, *more: Any, most: int | None = None) -> list[Any]:
    """Rows of the sentences that hold the terms, best first; or the last `most` of them."""
    if not terms:
        return []
    own, report = schema.sentence, schema.report
    spelling = spelling_of(connection)
    found = (spelling.ranked(connection, terms) if most is None else spelling.hits(terms)).subquery()
    query = select(*_COLUMNS).join_from(own, found, found.c.id == own.c.id).join(report)
    query = query.where(*versions(asked), *more)
    if most is None:
        return list(connection.execute(query.order_by(found.c.rank, own.c.report, own.c.start)))
    return list(connection.execute(query.order_by(found.c.id.desc()).limit(most)))


def _anchored(connection: Connection, row: Any) -> list[str]:
    entry = schema.entry
    here = (entry.c.report == row.report, entry.c.start >= row.start, entry.c.start < row.stop)
    query = select(entry.c.id).where(*here, entry.c.status != STATUSES[-1])
    return list(connection.scalars(query.order_by(entry.c.position)))


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence that holds the words searched for, of a report that counts; `lemmas` its words' dictionary forms."""

    report: str
    start: int
    stop: int
    words: str
    lemmas: str
    published: date | None
    outlet: str | None
    title: str | None
    language: str


def passages(connection: Connection, words: str, question: Question, most: int) -> tuple[list[Passage], bool]:
    """At most `most` sentences that hold all of `words`, best first, and whether there are more; of words that stand in
    very many sentences the last ones kept, since weighing them all takes long and tells little. Nothing that is asked
    of entries counts here."""
    terms = _terms(words)
    if not terms:
        return [], False
    own, report, ranked = schema.sentence, schema.report, _ranked(connection, terms, question, most + 1)
    columns = (own.c.report, own.c.start, own.c.stop, own.c.words, own.c.lemmas)
    about = (report.c.published, report.c.outlet, report.c.title, report.c.language)
    query = select(*columns, *about).join_from(own, report).join(ranked, ranked.c.id == own.c.id)
    query = query.where(*versions(question)).order_by(ranked.c.rank, own.c.id).limit(most + 1)
    found = [Passage(*row) for row in connection.execute(query)]
    others = spelling_of(connection).other_forms(words) if len(found) <= most else None
    if others is not None:
        query = select(*columns, *about).join_from(own, report).where(own.c.id.in_(others), *versions(question))
        known = {(one.report, one.start) for one in found}
        rows = connection.execute(query.order_by(own.c.id).limit(most + 1 + len(known)))
        found += [Passage(*row) for row in rows if (row.report, row.start) not in known]
    return found[:most], len(found) > most


def _is_common(connection: Connection, terms: Terms) -> bool:
    """Whether these words stand together in very many sentences."""
    some = spelling_of(connection).hits(terms).limit(_COMMON).subquery()
    return (connection.scalar(select(func.count()).select_from(some)) or 0) >= _COMMON


def _ranked(connection: Connection, terms: Terms, question: Question, limit: int) -> Any:
    """Numbers of the sentences that hold the terms, with their ranks: the first only where nothing is asked of reports,
    so that common words cost little."""
    spelling = spelling_of(connection)
    if _is_common(connection, terms):
        hits = spelling.hits(terms)
        id: Any = hits.selected_columns.id
        query, order = hits.add_columns((-id).label("rank")), id.desc()
    else:
        query = spelling.ranked(connection, terms)
        order = query.selected_columns.rank
    if question.outlet or question.as_of is not None or question.as_known is not None:
        return query.subquery()
    return query.order_by(order, query.selected_columns.id).limit(limit).subquery()


def anchored_in(connection: Connection, some: Sequence[Passage]) -> list[tuple[str, ...]]:
    """For each passage the entries that are anchored in it, in order; no rejected ones."""
    entry, starts = schema.entry, dict[str, list[tuple[int, str]]]()
    for part in parts(p.report for p in some):
        query = select(entry.c.report, entry.c.start, entry.c.id).where(entry.c.report.in_(part))
        query = query.where(entry.c.status != STATUSES[-1]).order_by(entry.c.report, entry.c.start, entry.c.position)
        for report, start, id in connection.execute(query):
            starts.setdefault(report, []).append((start, id))
    return [tuple(id for start, id in starts.get(p.report, ()) if p.start <= start < p.stop) for p in some]


_TOKEN = re.compile(r"[^\W_]+")


def stretches(passage: Passage, words: str) -> list[tuple[int, int]]:
    """Where in a passage the words searched for stand, in any form of theirs: code points from its beginning."""
    asked = {_folded(one[0]) for one in _TOKEN.finditer(words)}
    told, lemmas = list(_TOKEN.finditer(passage.words)), [_folded(one[0]) for one in _TOKEN.finditer(passage.lemmas)]
    forms = [_folded(one[0]) for one in told]
    hit = {n for n, form in enumerate(forms) if form in asked}
    matcher = SequenceMatcher(None, forms, lemmas, autojunk=False)
    for _, first, last, one, other in matcher.get_opcodes():
        if last - first == other - one:
            hit |= {first + n for n, lemma in enumerate(lemmas[one:other]) if lemma in asked}
    return [told[n].span() for n in sorted(hit)]


def _folded(word: str) -> str:
    """As the index compares words: without accents and capitals."""
    plain = unicodedata.normalize("NFKD", word)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


def entries_with(connection: Connection, words: str, question: Question) -> frozenset[str]:
    """Ids of the entries that are anchored in a sentence that holds all of `words`."""
    wanted = allowed(connection, question) if question.about_entries else None
    return frozenset(id for one in _found(connection, words, question, wanted, forms=False) for id in one.entries)
