"""The lines of a page's text: which are no part of the report, and which are told twice."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from greffier.lexicon import languages, load_language

__all__ = ["Kept", "once", "plain", "sift", "tidy"]

# What is there and cannot be seen: soft hyphens, widths of nothing, marks of direction.
_UNSEEN = re.compile("[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SENTENCE = re.compile(r"(?<=[.!?…])[\s»”\"’)]*\s")
_LETTERS = re.compile(r"\w+")
_STOPS = (".", "!", "?", "…", "»", "”", '"')
_SHORT = 160  # characters: what invites is no longer
_LONGEST = 300  # a line of the page itself
_FEW = 6  # words: a line of fewer may well be said twice


@dataclass(frozen=True, slots=True)
class Kept:
    """The lines of a report, and what was put aside: a call to pay, a call to consent."""

    lines: tuple[str, ...]
    paid: bool = False
    asks: bool = False


def tidy(text: str) -> str:
    """Text on lines of its own, without what cannot be seen; spaces that do not break stay."""
    lines = (line.strip() for line in _UNSEEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(filter(None, lines))


@cache
def _phrases(section: str, key: str) -> tuple[str, ...]:
    return tuple(word for code in languages() for word in load_language(code).section(section).get(key, ()))


def plain(line: str) -> str:
    """A line as phrases are compared: no case, straight apostrophes, no bullet, no last stop."""
    return " ".join(line.casefold().replace("’", "'").split()).lstrip("-•*>▶►→ ").rstrip(" .:!…»›>")


def sift(lines: Iterable[str], titles: Sequence[str] = (), authors: Sequence[str] = ()) -> Kept:
    """What of `lines` is the report's own: not its title or byline again, not a caption, not the page speaking."""
    headings, people = {plain(title) for title in titles}, [plain(name) for name in authors]
    kept: list[str] = []
    paid = asks = False
    for line in lines:
        bare = plain(line)
        if len(line) <= _LONGEST and _speaks("paid", bare):
            paid = True
        elif _speaks("asks", bare):
            asks = True
        elif not (bare in headings or _is_page(line, bare) or _is_byline(bare, people)):
            kept.append(line)
    return Kept(tuple(kept), paid, asks)


def _speaks(key: str, bare: str) -> bool:
    return any(phrase in bare for phrase in _phrases("pages", key))


def _is_page(line: str, bare: str) -> bool:
    """Whether a line is the page's furniture, a caption, or an invitation."""
    if not bare or bare in _phrases("furniture", "whole"):
        return True
    if len(line) > _LONGEST:
        return False
    opens = (*_phrases("furniture", "begins"), *_phrases("furniture", "caption"))
    if any(bare.startswith(o) and not bare[len(o) : len(o) + 1].isalpha() for o in opens):
        return len(re.findall(r"[.!?]\s+[^\W\d_a-z]", line)) < 2
    if "©" in line:
        return True
    return len(line) <= _SHORT and _speaks("invites", bare)


def _is_byline(bare: str, people: Sequence[str]) -> bool:
    """Whether nothing is left of a line but for authors and the words before their names."""
    left = bare
    for name in sorted(filter(None, people), key=len, reverse=True):
        left = left.replace(name, " ")
    if left == bare or len(bare) > _SHORT:
        return False
    return not {*_LETTERS.findall(left)} - {w for b in _phrases("pages", "byline") for w in b.split()}


def once(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines without those whose every sentence another line tells: a doubled paragraph, a pull quote.

    The longer line stays, of equals the first; lines of fewer than six words may stand twice.
    """
    told = [tuple(_key(sentence) for sentence in _SENTENCE.split(line)) for line in lines]
    counts = Counter(key for keys in told for key in {*keys})
    order = sorted(range(len(lines)), key=lambda i: (-len(lines[i]), i))
    gone: set[int] = set()
    seen: set[str] = set()
    for i in order:
        keys = {key for key in told[i] if key}
        long = sum(len(key.split()) for key in keys) >= _FEW
        if long and keys <= seen and all(counts[key] > 1 for key in keys):
            gone.add(i)
        seen |= keys
    return tuple(line for i, line in enumerate(lines) if i not in gone)


def _key(sentence: str) -> str:
    return " ".join(_LETTERS.findall(sentence.casefold()))
