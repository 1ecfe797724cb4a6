"""Words as the full-text index of SQLite takes them: letters and digits, without accents and capitals."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["tokens"]

_ACCENTS = re.compile("[\u0300-\u036f]")
_TOKEN = re.compile(r"[^\W_]+")
_LONGEST = 500  # characters of a token that count


def tokens(words: str) -> list[str]:
    """The tokens of a text, in order."""
    plain = _ACCENTS.sub("", unicodedata.normalize("NFD", words)).lower()
    return [one[:_LONGEST] for one in _TOKEN.findall(plain)]
