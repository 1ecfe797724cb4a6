"""Names of several words, found from their first word on. Time grows with the words read, not with the names known."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from greffier.lexicon.name_key import name_key

__all__ = ["Trie", "Word", "words_of"]

T = TypeVar("T")
_WORD = re.compile(r"[^\W_]+")
_JOINS = frozenset(" \u00a0\u202f-\u2010\u2011\u2013'\u2019/\n")
_ANY, _CAPITAL, _CAPITALS = 0, 1, 2


@dataclass(slots=True)  # one is made for each word, and freezing it would take four times as long
class Word:
    """A run of letters and digits at code points `[start, end)`; `joined`: it may continue the name before it."""

    key: str
    start: int
    end: int
    shape: int
    joined: bool


def _shape_of(word: str) -> int:
    """2 for a word in capitals, 1 for one with a capital first, else 0."""
    if len(word) > 1 and word.isupper():
        return _CAPITALS
    return _CAPITAL if word[:1].isupper() else _ANY


def _joins(between: str, before: str) -> bool:
    """True when what stands between two words may stand inside a name; a point only after an abbreviation."""
    if between == " ":
        return True
    if len(between) > 2 or not between:
        return False
    bare = between.replace(".", "", 1) if len(before) <= 2 else between
    return _JOINS.issuperset(bare)


def words_of(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of `text[start:end]` with their places in `text`."""
    found: list[Word] = []
    before, at = "", 0
    for hit in _WORD.finditer(text, start, len(text) if end is None else end):
        word = hit.group()
        joined = before != "" and _joins(text[at : hit.start()], before)
        found.append(Word(name_key(word), hit.start(), hit.end(), _shape_of(word), joined))
        before, at = word, hit.end()
    return found


@dataclass(slots=True)
class Trie(Generic[T]):
    """Values by name. The name entered sets how it is written: *mer Noire* needs its capital N, *OTAN* all of them."""

    branches: dict[str, Trie[T]] = field(default_factory=dict)
    values: list[tuple[tuple[int, ...], T]] = field(default_factory=list)

    def add(self, name: str, value: T) -> None:
        """Enter a name."""
        node, words = self, words_of(name)
        for word in words:
            node = node.branches.setdefault(word.key, Trie())
        shapes = tuple(word.shape for word in words)
        if words and (shapes, value) not in node.values:
            node.values.append((shapes, value))

    def longest(self, words: Sequence[Word], i: int) -> tuple[int, tuple[T, ...]] | None:
        """Number of words and values of the longest name at word `i`, or None."""
        node, best = self, None
        for j in range(i, len(words)):
            following = node.branches.get(words[j].key)
            if following is None or (j > i and not words[j].joined):
                break
            node = following
            if node.values:
                best = _fitting(node, words[i : j + 1]) or best
        return best


def _fitting(node: Trie[T], words: Sequence[Word]) -> tuple[int, tuple[T, ...]] | None:
    written = [word.shape for word in words]
    fit = [value for shapes, value in node.values if all(w >= s for w, s in zip(written, shapes, strict=True))]
    return (len(words), tuple(dict.fromkeys(fit))) if fit else None
