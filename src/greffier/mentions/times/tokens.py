"""Words with their places in the raw text, cut once by one linear pattern."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

__all__ = ["Piece", "cut", "norm"]

# Numbers with inner points or commas, words, any other visible character; `_ELIDED` keeps an elision mark on its word.
_NUMBER, _LETTERS = r"\d+(?:[.,]\d+)*", r"[^\W\d_](?:[^\W\d_]|[\u0300-\u036f])*"
_PLAIN = re.compile(rf"{_NUMBER}|{_LETTERS}|[^\w\s]|_")
_ELIDED = re.compile(rf"{_NUMBER}|{_LETTERS}(?:['’ʼ](?=[^\W\d_]|$))?|[^\w\s]|_")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‑": "-", "‐": "-"})


@dataclass(slots=True)  # one is made for each word, and freezing it would take four times as long
class Piece:
    """One word, number or mark. `key` is what the grammar compares; `glued` when no space parts it from the left."""

    text: str
    key: str
    start: int
    end: int
    glued: bool
    breaks: bool  # a paragraph begins here


def norm(text: str) -> str:
    """The form that is compared: composed, lower case, straight apostrophes and hyphens."""
    if text.isascii():
        return text.lower()  # the same, four times as fast
    return unicodedata.normalize("NFC", text).casefold().translate(_APOSTROPHES)


def cut(text: str, elision: bool = True) -> list[Piece]:
    """Cut a text into pieces; thousands parted by one space (2 000) become one piece.

    With `elision` an apostrophe stays on the word before it (*l'*, *aujourd'*).
    """
    pieces: list[Piece] = []
    last = 0
    for m in (_ELIDED if elision else _PLAIN).finditer(text):
        gap = text[last : m.start()]
        piece = Piece(m[0], norm(m[0]), m.start(), m.end(), not gap, not pieces or _parts(gap, m[0]))
        if pieces and _joins(pieces[-1], piece, gap):
            whole = pieces.pop()
            joined = text[whole.start : piece.end]
            piece = Piece(joined, whole.key + piece.key, whole.start, piece.end, whole.glued, whole.breaks)
        pieces.append(piece)
        last = m.end()
    return pieces


def _joins(left: Piece, right: Piece, gap: str) -> bool:
    if not (len(right.key) == 3 and right.key.isdigit() and left.key.isdigit() and left.key[0] != "0"):
        return False
    grouped = len(left.text) <= 3 or " " in left.text or "\u00a0" in left.text or "\u202f" in left.text
    return grouped and len(gap) == 1 and gap in " \u00a0\u202f\u2009"


def _parts(gap: str, word: str) -> bool:
    """An empty line parts paragraphs; so does a line end, unless lower case or a digit goes on after it."""
    return "\n" in gap and (gap.count("\n") > 1 or not (word[0].islower() or word[0].isdigit()))
