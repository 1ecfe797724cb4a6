"""The words of claims: the section `claims` of a language, compiled; and a text cut into the words that it matches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from greffier.model import Span

__all__ = ["Claims", "Phrases", "Word", "compile_claims", "cut"]

_WORD = re.compile(r"\w+(?:-\w+)*['’]?|[^\w\s]")  # one pass; hyphens only between letters


@dataclass(frozen=True, slots=True)
class Word:
    """A word or a mark of punctuation, lower case, with its place in the text."""

    key: str
    span: Span


def cut(text: str, within: Span | None = None) -> list[Word]:
    """The words of a stretch of text, elided ones with their apostrophe."""
    start, end = (within.start, within.end) if within is not None else (0, len(text))
    found = _WORD.finditer(text, start, end)
    return [Word(m.group().lower().replace("’", "'"), Span(m.start(), m.end())) for m in found]


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases by their first word, each with a value, the longest first."""

    by_first: Mapping[str, tuple[tuple[tuple[str, ...], Any], ...]]

    @classmethod
    def of(cls, phrases: Mapping[str, Any] | Iterable[str]) -> Phrases:
        """Compiled from phrases with values, or from phrases alone (whose value is True)."""
        items = phrases.items() if isinstance(phrases, Mapping) else ((p, True) for p in phrases)
        table: dict[str, list[tuple[tuple[str, ...], Any]]] = {}
        for phrase, value in items:
            keys = tuple(w.key for w in cut(phrase))
            if keys:
                table.setdefault(keys[0], []).append((keys, value))
        return cls({k: tuple(sorted(v, key=lambda p: -len(p[0]))) for k, v in table.items()})

    def at(self, words: Sequence[Word], i: int) -> tuple[int, Any] | None:
        """The longest phrase that starts at word `i`: the index after it, and its value."""
        if not 0 <= i < len(words):
            return None
        for keys, value in self.by_first.get(words[i].key, ()):
            if len(words) >= i + len(keys) and all(words[i + n].key == k for n, k in enumerate(keys)):
                return i + len(keys), value
        return None

    def before(self, words: Sequence[Word], end: int, reach: int = 6) -> tuple[int, Any] | None:
        """The longest phrase that ends right before word `end`: the index of its first word, and its value."""
        for i in range(max(0, end - reach), end):
            found = self.at(words, i)
            if found is not None and found[0] == end:
                return i, found[1]
        return None

    def holds(self, words: Sequence[Word]) -> bool:
        """Whether any phrase stands among the words."""
        return any(self.at(words, i) is not None for i in range(len(words)))


@dataclass(frozen=True, slots=True)
class Claims:
    """The words of one language's claims, as claims.toml names them: phrases by section and key."""

    phrases: Mapping[str, Phrases]
    units: Mapping[str, float]
    loose: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Phrases:
        return self.phrases.get(key, _NONE)


_NONE = Phrases({})
_LOOSE = ("between", "apposed")


def compile_claims(section: Mapping[str, Any]) -> Claims:
    """A section `claims` compiled: phrases as `distance.of`, units in kilometres, single words that may stand."""
    phrases = {"directions": Phrases.of(section.get("directions", {}))}
    for name, table in section.items():
        if name != "directions":
            phrases |= {f"{name}.{key}": Phrases.of(v) for key, v in table.items() if isinstance(v, list)}
    distance = section.get("distance", {})
    loose = {key: frozenset(distance.get(key, ())) for key in _LOOSE}
    return Claims(phrases, distance.get("units", {}), loose)
