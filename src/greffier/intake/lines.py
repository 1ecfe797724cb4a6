"""The lines of a page's text: which are no part of the report, and which are told twice."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from greffier.lexicon import languages, load_language

__all__ = ["Kept", "once", "plain", "sift", "tidy"]

# What is there and cannot be seen: soft hyphens, widths of nothing, marks of direction.
_UNSEEN = re.compile("[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_SENTENCE = re.compile(r"(?<=[.!?…])[\s»”\"’)]*\s")
_LETTERS = re.compile(r"\w+")
_SHORT = 160  # characters: what invites is no longer
_LONGEST = 300  # a line of the page itself
_QUOTABLE = 1_000  # lines in which pull quotes are looked for
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


def sift(lines: Sequence[str], titles: Sequence[str] = (), authors: Sequence[str] = ()) -> Kept:
    """What of `lines` is the report's own: not its title or byline again, not a caption, not the page speaking."""
    bares = [plain(line) for line in lines]
    headings, people = {plain(title) for title in titles}, [plain(name) for name in authors]
    paid, asks, invites = (_speaking(bares, key) for key in ("paid", "asks", "invites"))
    paid = {i for i in paid if len(lines[i]) <= _LONGEST}
    gone = paid | asks | {i for i in invites if len(lines[i]) <= _SHORT}
    kept = (
        line
        for i, (line, bare) in enumerate(zip(lines, bares, strict=True))
        if not (i in gone or bare in headings or _is_page(line, bare) or _is_byline(bare, people))
    )
    return Kept(tuple(kept), bool(paid), bool(asks))


def _speaking(bares: Sequence[str], key: str) -> set[int]:
    """Numbers of the lines that hold a phrase of the page's own, found in one go over all lines."""
    starts = list(accumulate((len(bare) + 1 for bare in bares), initial=0))
    text = "\n".join(bares)
    found: set[int] = set()
    for phrase in _phrases("pages", key):
        at = text.find(phrase)
        while at >= 0:
            number = bisect_right(starts, at) - 1
            found.add(number)
            at = text.find(phrase, starts[number + 1])
    return found


def _is_page(line: str, bare: str) -> bool:
    """Whether a line is the page's furniture or a caption."""
    if not bare or bare in _phrases("furniture", "whole"):
        return True
    if len(line) > _LONGEST:
        return False
    opens = _phrases("furniture", "begins") + _phrases("furniture", "caption")
    if bare.startswith(opens) and any(bare.startswith(o) and not bare[len(o) : len(o) + 1].isalpha() for o in opens):
        return len(re.findall(r"[.!?]\s+[^\W\d_a-z]", line)) < 2
    return "©" in line


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
    told = [tuple(filter(None, map(_key, _SENTENCE.split(line)))) for line in lines]
    counts = Counter(key for keys in told for key in {*keys})
    wholes = Counter(map(" ".join, told))
    joined = "\n".join(map(" ".join, told)) if len(lines) <= _QUOTABLE else ""
    gone: set[int] = set()
    seen: set[str] = set()
    for i in sorted(range(len(lines)), key=lambda i: (-len(lines[i]), i)):
        whole = " ".join(told[i])
        again = {*told[i]} <= seen and all(counts[key] > 1 for key in told[i])
        if whole.count(" ") + 1 >= _FEW and (again or joined.count(whole) > wholes[whole]):
            gone.add(i)
        seen.update(told[i])
    return tuple(line for i, line in enumerate(lines) if i not in gone)


def _key(sentence: str) -> str:
    return " ".join(_LETTERS.findall(sentence.casefold()))
