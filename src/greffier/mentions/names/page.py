"""The report while its names are found, and the rules of its language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from greffier.lexicon import Gazetteer, Town
from greffier.lexicon.trie import Word
from greffier.model import Mention, Sentence, Span

__all__ = ["HYPHENS", "NamePage", "NameRules", "has_key", "town_mention"]

HYPHENS = "-‐‑"


@dataclass(frozen=True, slots=True)
class NameRules:
    """The section `names` of a language, as sets."""

    words: dict[str, frozenset[str]]
    misc_persons: bool

    def has(self, section: str, word: str) -> bool:
        """True when the section lists the key `word`."""
        return word in self.words.get(section, ())


@dataclass(slots=True)
class NamePage:
    """What is known of one report while its names are found. `taken` holds a mark for each code point of a name."""

    text: str
    sentences: Sequence[Sentence]
    gazetteer: Gazetteer
    language: str
    rules: NameRules
    taken: bytearray
    words: list[list[Word]]
    mentions: list[Mention] = field(default_factory=list)
    countries: Counter[str] = field(default_factory=Counter)
    place_ends: set[int] = field(default_factory=set)
    surnames: set[str] = field(default_factory=set)

    def is_free(self, start: int, end: int) -> bool:
        """True when no name has taken a code point of `[start, end)`."""
        return not any(self.taken[start:end])

    def take(self, mention: Mention) -> None:
        """Keep a mention and mark its code points as taken."""
        self.taken[mention.span.start : mention.span.end] = b"\1" * len(mention.span)
        self.mentions.append(mention)
        if mention.type in {"place", "region"}:
            self.place_ends.add(mention.span.end)
        if mention.country is not None:
            self.countries[mention.country] += 1


def town_mention(page: NamePage, span: Span, towns: Sequence[Town]) -> Mention:
    """A place, with an id and a country when there is one candidate."""
    kinds = {(t.id, t.country) for t in towns}
    only = towns[0] if len(kinds) == 1 else None
    country = only.country if only is not None else None
    return Mention(span, span.of(page.text), "place", only.id if only else None, country)


def has_key(page: NamePage, word: Word, *sections: str) -> bool:
    """True when one of the sections lists the word."""
    return any(page.rules.has(section, word.key) for section in sections)
