"""What is negotiated about: the topics that agreements, positions and talks are told to be about, most told first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, select

from greffier.ledger import schema
from greffier.ledger.question import Question, conditions
from greffier.ledger.track import KINDS
from greffier.lexicon import load_language
from greffier.lexicon.name_key import name_key
from greffier.lexicon.topics import is_general, topic_name, topics_in

__all__ = ["Subject", "subjects"]

_ROLES = ("topic", "object")
_POINTING = 2  # words of which one is a determiner: *this proposal* tells no topic of its own


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic: its key, common to languages, or "" where it is known by its words alone; those that ask for it; how
    many entries are about it; the first and last day on which it was told; `said` are examples, the commonest first."""

    key: str
    words: str
    entries: int
    first: date | None
    last: date | None
    said: tuple[str, ...]


@dataclass(slots=True)
class _Heap:
    entries: int = 0
    first: date | None = None
    last: date | None = None

    def add(self, count: int, first: date | None, last: date | None) -> None:
        self.entries += count
        self.first = min((d for d in (self.first, first) if d is not None), default=None)
        self.last = max((d for d in (self.last, last) if d is not None), default=None)


def subjects(connection: Connection, question: Question, code: str, limit: int = 24) -> list[Subject]:
    """At most `limit` topics of what is asked, told in the language `code` where it has a word for them."""
    heaps: dict[tuple[str, str], _Heap] = {}
    said: dict[tuple[str, str], Counter[str]] = {}
    for words, language, count, first, last in connection.execute(_query(question)):
        for topic in _topics(words, language):
            heaps.setdefault(topic, _Heap()).add(count, first, last)
            said.setdefault(topic, Counter())[" ".join(words.split())] += count
    order = sorted(heaps, key=lambda topic: (-heaps[topic].entries, not topic[0], topic))[:limit]
    return [_subject(topic, heaps[topic], said[topic], code) for topic in order]


def _query(question: Question) -> Select[Any]:
    role, entry, report = schema.role, schema.entry, schema.report
    days = func.min(report.c.published), func.max(report.c.published)
    query = select(role.c.words, report.c.language, func.count(entry.c.id.distinct()), *days)
    query = query.select_from(entry.join(report).join(role, role.c.entry == entry.c.id))
    about = (role.c.form == "span", role.c.role.in_(_ROLES), *conditions(replace(question, kinds=KINDS)))
    return query.where(*about).group_by(role.c.words, report.c.language)


def _topics(words: str, language: str) -> Iterator[tuple[str, str]]:
    """The topics that words name, as key and words: those that tell a matter, else the words."""
    known = topics_in(words)
    telling = [topic for topic in known if not is_general(topic)]
    if telling:
        yield from ((topic, "") for topic in telling)
        return
    bare = _without_article(words, language)
    rest = [word for word in bare.split() if not topics_in(word)]
    if rest and len(bare.split()) >= _POINTING and any(len(name_key(word)) > 3 for word in rest):
        yield "", bare


def _without_article(words: str, language: str) -> str:
    """Words without those at their beginning that tell no topic (articles, prepositions)."""
    idle = {name_key(word) for word in load_language(language).section("linking").get("idle", ())}
    rest = words.split()
    while len(rest) > 1 and name_key(rest[0]) in idle:
        rest = rest[1:]
    return " ".join(rest)


def _subject(topic: tuple[str, str], heap: _Heap, said: Counter[str], code: str) -> Subject:
    key, words = topic
    examples = tuple(one for one, _ in sorted(said.items(), key=lambda pair: (-pair[1], pair[0]))[:3])
    return Subject(key, topic_name(key, code) if key else words, heap.entries, heap.first, heap.last, examples)
