"""Cuts a text into words for the quantity grammar: figures whole, elisions undone, offsets kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

__all__ = ["GAPS", "Word", "cut", "phrase"]

GAPS = " \u00a0\u202f\u2009"
_GROUPED = rf"\d{{1,3}}(?P<gap>[{GAPS}.,'’])\d{{3}}(?:(?P=gap)\d{{3}})*(?!\d)(?:[.,]\d+)?"
_PATTERN = re.compile(
    rf"(?P<number>(?<![\w]){_GROUPED}|\d+(?:[.,]\d+)?)"
    r"|(?P<code>[^\W\d_]+-?\d[\w-]*)"
    r"|(?P<elided>[^\W\d_]+['’])"
    r"|(?P<word>[^\W\d_]+(?:-[^\W\d_]+)*)"
    r"|(?P<sign>\S)"
)
_PRICED = re.compile(r"\A(?P<letters>[^\W\d_]++)(?P<figure>\d++)(?P<scale>[^\W\d_]*+)")


@dataclass(slots=True)  # one is made for each word, and freezing it would take four times as long
class Word:
    """One word. `norm` is lower case with elision undone; `kind` is `number`, `code`, `word` or `sign`; `glued`
    tells that no space stands before it."""

    text: str
    norm: str
    start: int
    end: int
    kind: str
    glued: bool


def cut(text: str, elision: Mapping[str, str], prefixes: Iterable[str] = ()) -> list[Word]:
    """The words of `text`, in order. `prefixes` are currency codes that may be glued to a figure ("EUR20")."""
    known = frozenset(prefixes)
    found: list[Word] = []
    for match in _PATTERN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind == "code" and (split := _split_code(match, known)):
            found.extend(_with_gap(split, found))
            continue
        found.append(_word(match.group(), match.start(), kind, elision, found))
    return found


def phrase(written: str, elision: Mapping[str, str]) -> tuple[str, ...]:
    """The normal forms of a phrase from a data file."""
    return tuple(w.norm for w in cut(written, elision))


def _word(text: str, start: int, kind: str, elision: Mapping[str, str], before: list[Word]) -> Word:
    norm = text.lower().replace("’", "'")
    if kind == "elided":
        norm = elision.get(norm, norm)
        kind = "word"
    glued = bool(before) and before[-1].end == start
    return Word(text, norm, start, start + len(text), kind, glued)


def _split_code(match: re.Match[str], known: frozenset[str]) -> list[Word]:
    """A currency code glued to its figure and scale ("EUR20m"), as words; nothing for any other code."""
    parts = _PRICED.fullmatch(match.group())
    if parts is None or parts["letters"] not in known:
        return []
    at = match.start()
    return [
        Word(parts[name], parts[name].lower(), at + parts.start(name), at + parts.end(name), kind, name != "letters")
        for name, kind in (("letters", "word"), ("figure", "number"), ("scale", "word"))
        if parts[name]
    ]


def _with_gap(words: list[Word], before: list[Word]) -> list[Word]:
    """The first word told whether it touches what stands before."""
    head = words[0]
    glued = bool(before) and before[-1].end == head.start
    return [Word(head.text, head.norm, head.start, head.end, head.kind, glued), *words[1:]]
