"""Names of fillers, as they are compared: without case, accents, articles and punctuation."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from greffier.lexicon import read_toml

__all__ = ["MOST_NAMES", "gold_names", "normalise", "said_names"]

MOST_NAMES = 12  # of a predicted filler; more would let a list of the whole report's names win
_WORD = re.compile(r"\w+")


@cache
def _articles() -> frozenset[str]:
    return frozenset(read_toml(files("greffier.data").joinpath("scoring.toml"))["articles"])


@lru_cache(maxsize=100_000)
def normalise(name: str) -> str:
    """`name` without case, accents, punctuation and articles; one that is all articles keeps its last word."""
    bare = unicodedata.normalize("NFKD", name.casefold())
    words = _WORD.findall("".join(c for c in bare if not unicodedata.combining(c)))
    return " ".join([w for w in words if w not in _articles()] or words[-1:])


def gold_names(filler: Any) -> set[str]:
    """All names of a filler: a string, a list of names, or an object with `name`, `text`, `aliases`."""
    return {normalise(n) for n in _flat(filler)} - {""}


def said_names(filler: Any) -> set[str]:
    """Names of a predicted filler, at most MOST_NAMES of them."""
    if isinstance(filler, str):
        return gold_names(filler)
    return gold_names(list(_listed(filler))[:MOST_NAMES])


def _listed(filler: Any) -> Iterable[Any]:
    if isinstance(filler, dict):
        return [filler.get("name"), filler.get("text"), *(filler.get("aliases") or [])]
    return filler if isinstance(filler, list) else []


def _flat(filler: Any) -> Iterable[str]:
    if isinstance(filler, str):
        yield filler
        return
    for part in _listed(filler):
        yield from _flat(part)
