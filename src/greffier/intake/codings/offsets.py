"""Where words stand in a text that another program counted: by code points, by UTF-16, with other line ends.

A place is given only where it is certain: the words stand there, or stand just once between the same words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import lru_cache

from greffier.model import Span

__all__ = ["between", "from_utf16", "is_plain", "placed"]

_ENOUGH = 16  # code points beside a quotation by which it is known


def is_plain(text: str) -> bool:
    """Whether code points and UTF-16 count a text alike."""
    return not _astral(text)


@lru_cache(maxsize=8)
def _astral(text: str) -> tuple[int, ...]:
    """Where in UTF-16 each character stands that takes two units of it."""
    return tuple(at + before for before, at in enumerate(i for i, c in enumerate(text) if c > "\uffff"))


def from_utf16(text: str, start: int, end: int) -> Span | None:
    """The stretch that two offsets in UTF-16 hold, None where they fall inside a character or outside the text."""
    points = [_point(text, at) for at in (start, end)]
    return _span(text, *points) if None not in points else None


def _point(text: str, unit: int) -> int | None:
    astral = _astral(text)
    before = bisect_left(astral, unit)
    return None if before and astral[before - 1] + 1 == unit else unit - before


def _span(text: str, start: int | None, end: int | None) -> Span | None:
    return Span(start, end) if start is not None and end is not None and 0 <= start < end <= len(text) else None


def placed(text: str, start: int, end: int, exact: str, prefix: str = "", suffix: str = "") -> Span | None:
    """Where `exact` stands in a text: at its offsets, else where it stands just once between `prefix` and `suffix`."""
    if not exact:
        return None
    found = _at(text, start, end, exact) or _once(text, exact, prefix, suffix)
    if found is not None or "\r" not in text + exact + prefix + suffix:
        return found
    flat, exact, prefix, suffix = (part.replace("\r\n", "\n") for part in (text, exact, prefix, suffix))
    there = _at(flat, start, end, exact) or _once(flat, exact, prefix, suffix)
    back = between(flat, text)
    return Span(back(there.start), back(there.end)) if there is not None and back is not None else None


def _at(text: str, start: int, end: int, exact: str) -> Span | None:
    for span in (_span(text, start, end), from_utf16(text, start, end) if not is_plain(text) else None):
        if span is not None and span.of(text) == exact:
            return span
    return None


def _once(text: str, exact: str, prefix: str, suffix: str) -> Span | None:
    """The one place of these words between these, None where there is none or more than one.

    Words that stand once in the text at all are taken where they are long, or where one side of them is the same.
    """
    found = _only(text, prefix + exact + suffix) if prefix or suffix else None
    if found is not None:
        return Span(found + len(prefix), found + len(prefix) + len(exact))
    alone = _only(text, exact)
    if alone is None:
        return None
    before, after = text[:alone], text[alone + len(exact) :]
    aside = (len(prefix) >= _ENOUGH and before.endswith(prefix)) or (
        len(suffix) >= _ENOUGH and after.startswith(suffix)
    )
    return Span(alone, alone + len(exact)) if aside or len(exact) >= 2 * _ENOUGH else None


def _only(text: str, words: str) -> int | None:
    """Where words stand that stand once in the text, None for all others."""
    first = text.find(words)
    return first if first >= 0 and text.find(words, first + 1) < 0 else None


def _occurrences(words: str, text: str) -> Iterator[int]:
    at = text.find(words)
    while at >= 0:
        yield at
        at = text.find(words, at + 1)


def between(one: str, other: str) -> Callable[[int], int] | None:
    """How an offset in a text becomes one in a text that differs by its line ends only; None where more differs."""
    if one == other:
        return lambda at: at
    if one.replace("\r\n", "\n") != other.replace("\r\n", "\n"):
        return None
    ours, theirs = _returns(one), _returns(other)

    def moved(at: int) -> int:
        flat = at - bisect_left(ours, at)
        # each return of the other text stands before the line end that is the same in both
        return flat + bisect_left([place - before for before, place in enumerate(theirs)], flat)

    return moved


@lru_cache(maxsize=8)
def _returns(text: str) -> tuple[int, ...]:
    """Where the returns stand that come before a line end."""
    return tuple(at for at in _occurrences("\r\n", text))
