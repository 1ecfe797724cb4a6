"""From the letters on a page to its paragraphs, in the order in which a person reads them: column after column.

The page is cut where white runs all the way down between two columns of lines, else where it runs across, and each part
again, until nothing can be cut. What is left are single columns, whose lines are joined to paragraphs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import NamedTuple

__all__ = ["Letter", "Line", "lines_of", "paragraphs", "without_margins"]

_SPACE = 0.18  # of the letters' size: a gap between letters that parts words
_GUTTER = 0.9  # of the letters' size: white between columns
_COLUMN_LINES = 3  # on each side, at least
_PARAGRAPH = 1.6  # of the usual step from line to line
_INDENT = 0.8  # of the letters' size
_SAME_SIZE = 0.15  # by which sizes of one paragraph may differ
_NUMBER = re.compile(r"\A[\W\d]*(?:page\s*)?\d{1,4}(?:\s*(?:/|of|sur)\s*\d{1,4})?\W{0,40}", re.IGNORECASE)
_LONGEST_NUMBER = 40  # characters
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\N{HYPHEN}\N{SOFT HYPHEN}]$")

_ENDS = (".", "!", "?", "…", ":", "»", "”")


class Letter(NamedTuple):
    """One letter and its box, in points from the page's lower left corner; `size` is the type's height."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of a line: its words and its box."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


def paragraphs(letters: Sequence[Letter]) -> list[str]:
    """The paragraphs of a page in reading order."""
    found: list[str] = []
    for block in _blocks(lines_of(letters)):
        _follow(found, _joined(block))
    return found


def without_margins(pages: Sequence[Sequence[str]]) -> list[str]:
    """All paragraphs but for page numbers and what stands at the head or foot of most pages; a paragraph that goes
    on over the page is made one."""
    ends = Counter(words for page in pages for words in {*page[:1], *page[-1:]} if len(pages) > 2)
    found: list[str] = []
    for page in pages:
        kept = [p for p in page if not _is_number(p) and not (p in ends and ends[p] * 2 > len(pages))]
        _follow(found, kept)
    return found


def _is_number(paragraph: str) -> bool:
    return len(paragraph) < _LONGEST_NUMBER and _NUMBER.fullmatch(paragraph) is not None


def _follow(found: list[str], more: list[str]) -> None:
    """Put `more` behind what was `found`; a sentence that goes on over a column or a page goes on."""
    if found and more and more[0][:1].islower() and not found[-1].endswith(_ENDS):
        found[-1] = _glued(found[-1], more.pop(0))
    found += more


def lines_of(letters: Sequence[Letter]) -> list[Line]:
    """The pieces of lines: letters of one height that stand close, from left to right."""
    found: list[Line] = []
    row: list[Letter] = []
    for letter in sorted(letters, key=lambda one: (-round(one.y0 + one.size / 4), one.x0)):
        if row and abs(letter.y0 - row[-1].y0) > max(letter.size, row[-1].size) / 2:
            found += _pieces(row)
            row = []
        row.append(letter)
    return found + _pieces(row)


def _pieces(row: list[Letter]) -> list[Line]:
    """A row's letters, cut where the gap is as wide as between columns. Letters printed twice, as some programs make
    them bold, count once."""
    pieces: list[list[Letter]] = []
    words: list[str] = []
    row = sorted(row, key=lambda one: one.x0)
    solid = [letter for letter in row if not letter.text.isspace()]
    for letter in solid:
        last = pieces[-1][-1] if pieces else None
        gap = letter.x0 - last.x1 if last else 0.0
        if last and letter.text == last.text and abs(letter.x0 - last.x0) < letter.size * _SPACE:
            continue
        if last is None or gap > _GUTTER * letter.size:
            pieces.append([letter])
            words.append(letter.text)
        else:
            pieces[-1].append(letter)
            words[-1] += (" " if gap > _SPACE * letter.size else "") + letter.text
    return [_line(piece, text) for piece, text in zip(pieces, words, strict=True)]


def _line(piece: list[Letter], text: str) -> Line:
    return Line(
        text,
        min(one.x0 for one in piece),
        min(one.y0 for one in piece),
        max(one.x1 for one in piece),
        max(one.y1 for one in piece),
        median(one.size for one in piece),
    )


def _blocks(lines: Sequence[Line]) -> list[list[Line]]:
    """Single columns of lines, in reading order."""
    found: list[list[Line]] = []
    waiting = [list(lines)]
    while waiting:
        part = waiting.pop()
        cut = _upright_cut(part) or _level_cut(part)
        if cut is None:
            found.append(sorted(part, key=lambda line: (-line.y0, line.x0)))
        else:
            waiting += reversed(cut)
    return [block for block in found if block]


def _upright_cut(lines: list[Line]) -> tuple[list[Line], list[Line]] | None:
    """Left and right of a white strip that runs all the way down between columns."""
    ordered, reach = sorted(lines, key=lambda line: line.x0), float("-inf")
    for number, line in enumerate(ordered):
        wide = line.x0 - reach > _GUTTER * line.size
        if number >= _COLUMN_LINES and len(ordered) - number >= _COLUMN_LINES and wide:
            return ordered[:number], ordered[number:]
        reach = max(reach, line.x1)
    return None


def _level_cut(lines: list[Line]) -> tuple[list[Line], list[Line]] | None:
    """Above and below of where columns begin or end: the widest white that runs across, when there are columns."""
    ordered = sorted(lines, key=lambda line: -line.y1)
    if not _side_by_side(ordered):
        return None
    best, widest, foot = 0, 0.0, ordered[0].y0
    for number, line in enumerate(ordered[1:], 1):
        if foot - line.y1 > widest:
            best, widest = number, foot - line.y1
        foot = min(foot, line.y0)
    return (ordered[:best], ordered[best:]) if best else None


def _side_by_side(ordered: list[Line]) -> bool:
    """Whether two lines, from the top, share their height."""
    return any(
        min(one.y1, other.y1) - max(one.y0, other.y0) > min(one.size, other.size) / 2
        for one, other in pairwise(ordered)
    )


def _joined(block: list[Line]) -> list[str]:
    """The paragraphs of a column."""
    steps = [one.y0 - other.y0 for one, other in pairwise(block)]
    shape = _Shape(median(line.x0 for line in block), max(line.x1 for line in block), median(steps) if steps else 0.0)
    found = [block[0].text]
    for one, other in pairwise(block):
        if abs(one.y0 - other.y0) < other.size / 2:  # of one row
            found[-1] += " " + other.text
        elif shape.parts(one, other):
            found.append(other.text)
        else:
            found[-1] = _glued(found[-1], other.text)
    return [" ".join(words.split()) for words in found]


class _Shape(NamedTuple):
    """A column: its left and right edges, and the usual step from line to line."""

    left: float
    right: float
    step: float

    def parts(self, one: Line, other: Line) -> bool:
        """Whether `other` begins a paragraph: by its size, an indent, a wider step, or because its first word would
        have found room on the line before, which ends a sentence."""
        size = abs(one.size - other.size) > _SAME_SIZE * max(one.size, other.size)
        indent = _INDENT * other.size < other.x0 - self.left < 5 * other.size
        first = indent and one.x0 - self.left < _INDENT * other.size
        wide = one.y0 - other.y0 > _PARAGRAPH * min(self.step, 2 * other.size)
        return size or first or wide or (one.text.endswith(_ENDS) and self._has_room(one, other))

    def _has_room(self, one: Line, other: Line) -> bool:
        word = (other.x1 - other.x0) * len(other.text.split()[0]) / len(other.text)
        return one.x1 + word + other.size < self.right


def _glued(before: str, after: str) -> str:
    """Two lines as one; a word that was cut at the line's end is made whole when small letters go on."""
    if _HYPHEN.search(before) and after[:1].islower():
        return before[:-1] + after
    return f"{before} {after}"
