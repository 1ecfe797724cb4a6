"""Nouns of happening: which kinds of entry they can tell."""

from __future__ import annotations

from functools import cache

from greffier.lexicon.kinds import rules_for

__all__ = ["kinds_of_nouns"]


@cache
def kinds_of_nouns(language: str) -> dict[str, frozenset[str]]:
    """Nouns of happening with the kinds that they evoke; fixed phrases are left out."""
    found: dict[str, set[str]] = {}
    for rule in rules_for(language):
        for noun in rule.nouns:
            if " " not in noun:
                found.setdefault(noun, set()).add(rule.kind)
    return {noun: frozenset(kinds) for noun, kinds in found.items()}
