"""Two figures that bound one amount: "de 30 à 40", "entre 60 et 90", "10 à 15 millions"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from greffier.mentions.quantities.bounds import Amount
from greffier.mentions.quantities.grammar import Grammar
from greffier.mentions.quantities.words import Word

__all__ = ["join_ranges"]

_WINDOW = 4
_FIGURES = frozenset({"digits", "spelled", "collective", "article", "vague"})


def join_ranges(words: Sequence[Word], amounts: Sequence[Amount], grammar: Grammar) -> list[Amount]:
    """The amounts, with each pair that makes a range joined into one."""
    found: list[Amount] = []
    i = 0
    while i < len(amounts):
        joined = _range(words, amounts[i], amounts[i + 1], grammar) if i + 1 < len(amounts) else None
        found.append(joined if joined is not None else amounts[i])
        i += 1 if joined is None else 2
    return found


def _range(words: Sequence[Word], a: Amount, b: Amount, grammar: Grammar) -> Amount | None:
    """The range from `a` to `b`, or None."""
    if a.how not in _FIGURES or b.how not in _FIGURES or not 1 <= b.first - a.last <= 2:
        return None
    if (first := _opened(words, a, b, grammar)) is None:
        return None
    a = _shared(a, b)
    low, high = a.base, None if b.how == "vague" else b.base
    if a.currency is not None and b.currency is not None and a.currency != b.currency:
        return None
    if low is None or (high is not None and low >= high):
        return None
    return Amount(first, b.last, b.anchor, low, high, "range", None, currency=b.currency or a.currency, scale=b.scale)


def _opened(words: Sequence[Word], a: Amount, b: Amount, grammar: Grammar) -> int | None:
    """Index of the first word of the range when the words around tell one, else None."""
    between = words[a.last].norm
    before = words[a.first - 1].norm if a.first > 0 else ""
    if b.first - a.last == 2:
        return None
    if grammar.has("ranges.open", before) and grammar.has("ranges.and", between):
        return a.first - 1
    if grammar.has("ranges.signs", between):
        return a.first if words[a.last].glued and words[b.first].glued else None
    if not grammar.has("ranges.to", between) or a.how == "article":
        return None
    if grammar.has("ranges.from", before):
        return None if _changes(words, a.first - 1, grammar) else a.first - 1
    return a.first


def _changes(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """Whether a verb of change stands just before: "passer de 30 à 40" is no range."""
    stems = tuple(grammar.sets.get("ranges.change", ()))
    return any(w.kind == "word" and w.norm.startswith(stems) for w in words[max(0, i - _WINDOW) : i])


def _shared(a: Amount, b: Amount) -> Amount:
    """The lower figure with the scale that only the upper one shows: "10 à 15 millions", "10 à 15.000"."""
    if a.base is None or b.base is None or a.scale > 1 or (a.how != b.how and b.how != "digits"):
        return a
    scale = b.scale if b.scale > 1 else _written_thousand(b.base)
    if scale == 1 or a.base >= b.base / scale:
        return a
    scaled: Decimal = a.base * scale
    return replace(a, base=scaled, low=scaled, high=scaled, scale=scale)


def _written_thousand(value: Decimal) -> int:
    """1 000 for a round thousand below a million, else 1."""
    return 1000 if value % 1000 == 0 and value < 1_000_000 else 1
