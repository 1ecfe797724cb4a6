"""Finds every quantity of a text: numbers, money, and what only looks like them (percentages, ages, measures)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from greffier.mentions.quantities.atoms import Atom, find_atoms
from greffier.mentions.quantities.bounds import Amount, amount_of, bounded, quantity
from greffier.mentions.quantities.grammar import Grammar, compile_grammar
from greffier.mentions.quantities.money import mark_conversions, with_currency
from greffier.mentions.quantities.ranges import join_ranges
from greffier.mentions.quantities.refuse import refused
from greffier.mentions.quantities.words import Word
from greffier.model import Mention, Span

__all__ = ["find_quantities"]

_NAMES = {"unknown": "vague", "vague": "plural", "digits": None, "spelled": None, "ordinal": None}


def find_quantities(text: str, numbers: Mapping[str, Any] | Grammar, language: str) -> list[Mention]:
    """All quantities of `text`, in order, none overlapping; spans are code points of `text`.

    `numbers` is the language's `numbers` data, or the `Grammar` compiled from it (once for many texts). `type` is
    `number` or `money` for quantities, `percent`, `measure`, `age`, `fraction` or `ordinal` for what is no count.
    `approximate` is `article` for a bare "un" or "une", `none` for "aucun" (0 to 0), `vague` for "plusieurs" (no
    bounds), `plural` for "des dizaines", `conversion` for an amount given again in another currency, else the bound
    that was told (`at_least`, `over`, `near`, `some`, `about`, `at_most`, `under`, `range`, `collective`), or None
    for an exact figure.
    Bounds: the codebook's note on `number`.
    """
    grammar = numbers if isinstance(numbers, Grammar) else compile_grammar(numbers, language)
    words = grammar.words(text)
    mentions: list[Mention] = []
    for amount in _amounts(words, text, grammar):
        mention = _mention(text, words, amount, grammar)
        if not mentions or mentions[-1].span.end <= mention.span.start:
            mentions.append(mention)
    return mark_conversions(mentions, text, grammar)


def _amounts(words: Sequence[Word], text: str, grammar: Grammar) -> list[Amount]:
    """The amounts of a text with their bounds, in order."""
    no = refused(words, text, grammar)
    atoms = _counted([a for a in find_atoms(words, text, grammar) if a.first not in no])
    priced = [with_currency(words, amount_of(a), grammar) for a in atoms]
    joined = join_ranges(words, priced, grammar)
    return _apart([bounded(words, a, grammar) for a in joined])


def _counted(atoms: Sequence[Atom]) -> list[Atom]:
    """Atoms without the words of no figure that only lead one ("some" in "some 30")."""
    starts = {a.first for a in atoms}
    return [a for a in atoms if a.kind != "unknown" or a.last not in starts]


def _apart(amounts: Sequence[Amount]) -> list[Amount]:
    """Amounts cut so that none begins before the one before it ends; "un peu plus de 20" swallows its "un"."""
    found: list[Amount] = []
    for amount in amounts:
        while found and found[-1].how in {"article", "unknown", "none"} and amount.first <= found[-1].first:
            found.pop()
        if found and amount.first < found[-1].last:
            amount = replace(amount, first=min(found[-1].last, amount.anchor - 1))
        found.append(amount)
    return found


def _mention(text: str, words: Sequence[Word], amount: Amount, grammar: Grammar) -> Mention:
    kind, last = _type(words, amount, grammar)
    span = Span(words[amount.first].start, words[last - 1].end)
    return Mention(span, span.of(text), kind, quantity=quantity(amount), approximate=_NAMES.get(amount.how, amount.how))


def _type(words: Sequence[Word], amount: Amount, grammar: Grammar) -> tuple[str, int]:
    """The type of an amount, and the index after its last word, unit included."""
    if amount.currency is not None:
        return "money", amount.last
    if amount.how == "ordinal" or _ordinal_suffix(words, amount, grammar):
        return "ordinal", amount.last + (amount.how != "ordinal")
    if end := _percent(words, amount, grammar):
        return "percent", end
    if amount.last < len(words) and grammar.has("fractions.words", words[amount.last].norm):
        return "fraction", amount.last + 1
    if grammar.phrases["aged_alone"].before(words, amount.first):
        return "age", amount.last
    at = _unit_at(words, amount, grammar)
    if unit := grammar.phrases["measure"].after(words, at):
        return ("age" if _is_age(words, amount, at, grammar) else "measure"), unit[0]
    return "number", amount.last


def _unit_at(words: Sequence[Word], amount: Amount, grammar: Grammar) -> int:
    """Where a unit would stand: after the figure, after its hyphen, or after "de" ("une dizaine de jours")."""
    if amount.last >= len(words):
        return amount.last
    hyphen = words[amount.last].norm == "-" and words[amount.last].glued
    link = grammar.has("links", words[amount.last].norm) and words[amount.last - 1].kind != "number"
    return amount.last + (hyphen or link)


def _ordinal_suffix(words: Sequence[Word], amount: Amount, grammar: Grammar) -> bool:
    """ "2e", "1er", "21st": a suffix on the digits."""
    if amount.how != "digits" or amount.last >= len(words):
        return False
    return words[amount.last].glued and grammar.has("ordinals.suffixes", words[amount.last].norm)


def _percent(words: Sequence[Word], amount: Amount, grammar: Grammar) -> int | None:
    """Index after a sign or name of per cent that follows, or None."""
    if amount.last < len(words) and grammar.has("percent.signs", words[amount.last].norm):
        return amount.last + 1
    led = grammar.phrases["percent"].after(words, amount.last)
    return None if led is None else led[0]


def _is_age(words: Sequence[Word], amount: Amount, unit: int, grammar: Grammar) -> bool:
    """ "âgé de 72 ans", "une femme de 72 ans", "Jean, 19 ans,"."""
    if words[unit].norm not in grammar.sets.get("ages.after", frozenset()):
        return False
    if grammar.phrases["aged"].before(words, amount.first) is not None:
        return True
    if grammar.has("ages.old", words[unit].norm) or (
        unit + 1 < len(words) and grammar.has("ages.old", words[unit + 1].norm)
    ):
        return True
    before = words[amount.first - 1].norm if amount.first > 0 else ""
    after = words[unit + 1].norm if unit + 1 < len(words) else ""
    return before in {",", "("} and after in {",", ")", "."}
