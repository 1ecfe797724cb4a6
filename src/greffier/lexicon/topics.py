"""Words of a topic in every language: what the languages' `topics.toml`, the kinds' nouns and the tables of names say.

A section `topics` holds `endings`, by which forms lead to a dictionary form, and `[topics]`, which gives under keys
that languages share the words that say the same thing. Nouns of one frame of a kind (one id in several languages) are
what reports of the other languages call it, where no topic has the word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from greffier.lexicon.gazetteer import load_gazetteer
from greffier.lexicon.kinds import load_kinds
from greffier.lexicon.language import languages, load_language
from greffier.lexicon.name_key import name_key

__all__ = ["Term", "is_general", "topic_name", "topic_terms", "topics_in"]

_LONGEST = 6  # words of a phrase that is looked up as one
_NAMED = frozenset({"country", "body", "region", "sea", "demonym"})
_ELIDED = re.compile(r"\w{1,2}['’](\w.*)")  # an article or preposition that has lost its vowel
_MARKS = '.,;:!?«»“”"()[]\u2026'
Names = Callable[[str], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Term:
    """A part of a topic: the words as they were `said`, and those that say it in reports of a language."""

    said: str
    others: Mapping[str, tuple[str, ...]]

    def words(self, language: str) -> tuple[str, ...]:
        """What may stand for it in a report of this language, what was said first."""
        return tuple(dict.fromkeys([self.said, *self.others.get(language, ())]))


def topic_terms(words: str, names: Names = lambda _words: ()) -> tuple[Term, ...]:
    """The parts of a topic, the longest phrases that are known first; words that tell nothing are left out, unless
    there are no others. `names` gives the names of an actor of the register by one of them."""
    tokens = words.split()
    telling = {bare for t in tokens if name_key(bare := _bare(t)) not in _idle()}
    found: list[Term] = []
    rest = tokens if telling else []
    while rest:
        size, others = next(_known(rest, names), (0, {}))
        if not size and _bare(rest[0]) != rest[0]:
            rest = [_bare(rest[0]), *rest[1:]]
            continue
        if size or rest[0] in telling:
            found.append(Term(" ".join(rest[: size or 1]), others))
        rest = rest[size or 1 :]
    return tuple(found) if telling else tuple(Term(t, {}) for t in tokens)


@lru_cache(maxsize=50_000)
def topics_in(words: str) -> tuple[str, ...]:
    """Keys of the topics that a phrase of any language names, the longest words first (*peace plan*, not *plan*)."""
    tokens = [_bare(token.strip(_MARKS)) for token in words.split()]
    found: list[str] = []
    at = 0
    while at < len(tokens):
        sizes = range(min(_LONGEST, len(tokens) - at), 0, -1)
        known = ((n, _topics().get(form)) for n in sizes for form in _forms(" ".join(tokens[at : at + n])))
        size, topics = next(((n, topics) for n, topics in known if topics), (1, ()))
        found += topics
        at += size
    return tuple(dict.fromkeys(found))


def topic_name(topic: str, code: str) -> str:
    """The first word for a topic in a language, its key where the language has none."""
    words = load_language(code).section("topics").get("topics", {}).get(topic, ())
    return str(words[0]) if words else topic


@cache
def is_general(topic: str) -> bool:
    """Whether a topic is no matter of its own: *talks*, *an agreement*, without what they are about."""
    return any(topic in load_language(code).section("topics").get("general", ()) for code in languages())


def _bare(word: str) -> str:
    elided = _ELIDED.match(word)
    return word if elided is None else elided[1]


def _known(tokens: Sequence[str], names: Names) -> Iterator[tuple[int, dict[str, tuple[str, ...]]]]:
    """The beginnings of some words that are known, the longest first: how many words, and what else says it."""
    for size in range(min(_LONGEST, len(tokens)), 0, -1):
        phrase = " ".join(tokens[:size])
        if name_key(phrase) in _idle():
            continue
        others = {code: tuple(dict.fromkeys(_others(phrase, code, names))) for code in languages()}
        if any(others.values()):
            yield size, others


def _others(phrase: str, code: str, names: Names) -> Iterator[str]:
    """What says a phrase in reports of a language."""
    keys = _forms(phrase)
    topics = dict.fromkeys(topic for key in keys for topic in _topics().get(key, ()))
    for topic in topics:
        yield from load_language(code).section("topics").get("topics", {}).get(topic, ())
    frames = [place for key in keys for place in _frames().get(key, ())] if not topics else []
    if code not in {language for language, _frame in frames}:
        for _language, frame in frames:
            yield from _nouns().get((code, frame), ())
    yield from names(phrase)
    yield from _names_in(phrase, code)


def _forms(phrase: str) -> tuple[str, ...]:
    """The key of a phrase, and what it would be without the ending of a plural in some language."""
    key = name_key(phrase)
    endings = {str(e) for code in languages() for e in load_language(code).section("topics").get("endings", ())}
    bare = [key.removesuffix(e) for e in sorted(endings) if key.endswith(e) and len(key) > len(e) + 2]
    return tuple(dict.fromkeys([key, *bare]))


def _names_in(phrase: str, code: str) -> Iterator[str]:
    """Names of the country, body, region or sea that a phrase names, and of the people of a country, in a language."""
    gazetteer = load_gazetteer()
    for language in languages():
        for found in gazetteer.scan(phrase, language):
            whole = found.start == 0 and found.end == len(phrase)
            for known in (found.known, *found.others) if whole else ():
                country = gazetteer.country(known.id)
                if known.type == "demonym" and country is not None:
                    yield from country.demonyms.get(code, ())
                elif known.type in _NAMED and known.role == "name":
                    yield from gazetteer.names.get(known.id, {}).get(code, ())


@cache
def _idle() -> frozenset[str]:
    sections = (load_language(code).section("linking") for code in languages())
    return frozenset(name_key(word) for section in sections for word in section.get("idle", ()))


@cache
def _topics() -> dict[str, tuple[str, ...]]:
    """Keys of topics by the words that say them in some language."""
    found: dict[str, tuple[str, ...]] = {}
    for code in languages():
        for topic, words in load_language(code).section("topics").get("topics", {}).items():
            for key in dict.fromkeys(form for word in words for form in _forms(word)):
                found[key] = tuple(dict.fromkeys([*found.get(key, ()), topic]))
    return found


@cache
def _nouns() -> dict[tuple[str, str], tuple[str, ...]]:
    """The nouns of each frame, by language and by kind and id."""
    return {
        (code, f"{kind.name}.{rule.id}"): tuple(rule.nouns)
        for kind in load_kinds().values() for code, rules in kind.rules.items() for rule in rules if rule.nouns
    }  # fmt: skip


@cache
def _frames() -> dict[str, tuple[tuple[str, str], ...]]:
    """The frames, with their language, that a noun evokes."""
    found: dict[str, list[tuple[str, str]]] = {}
    for place, nouns in _nouns().items():
        for noun in nouns:
            found.setdefault(name_key(noun), []).append(place)
    return {noun: tuple(places) for noun, places in found.items()}
