"""The key under which a name is looked up. Standard library only: the build script reads this file by itself."""

from __future__ import annotations

import unicodedata
from functools import cache, lru_cache

__all__ = ["name_key", "pieces"]

_LETTERS = str.maketrans({"ø": "o", "ł": "l", "ı": "i", "đ": "d", "œ": "oe", "æ": "ae", "ð": "d"})
_GLUED = ".’'ʼʻ‘`´"


@cache
def _fold(char: str) -> str:
    """One character folded: lower case, no accent, "" when dropped, " " when it parts words."""
    if char in _GLUED:
        return ""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", char).casefold().translate(_LETTERS))
    return "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c) and c not in _GLUED)


@lru_cache(maxsize=1 << 15)
def name_key(name: str) -> str:
    """Lower case, no accents, no apostrophes or points; hyphens are spaces: `Côte-d'Or` -> `cote dor`."""
    return " ".join("".join(map(_fold, unicodedata.normalize("NFC", name))).split())


def pieces(name: str) -> tuple[str, ...]:
    """The words of a name's key."""
    return tuple(name_key(name).split())
