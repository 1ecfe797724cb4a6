"""The words of harm of one language, from the `harm` table of the toll kind, indexed by what evokes them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["HarmNoun", "HarmTable", "HarmVerb", "harm_table"]


@dataclass(frozen=True, slots=True)
class HarmVerb:
    """A verb of harm: the rest of its fixed phrase, who is harmed (`obj`, `subj` or a preposition), what it needs."""

    harm: str
    slot: str
    rest: tuple[str, ...]
    needs: str
    reflexive: bool


@dataclass(frozen=True, slots=True)
class HarmNoun:
    """A noun of harm. `one` are the articles that make a single one a figure; `under` the words it must stand below;
    `counted` asks for a figure; `named` tells that the noun itself names the people."""

    harm: str
    one: frozenset[str] = frozenset()
    under: frozenset[str] = frozenset()
    counted: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class HarmTable:
    """Words of harm. `forms` are verb forms that taggers miss, with their infinitive; `words` are lists by name."""

    verbs: Mapping[str, tuple[HarmVerb, ...]]
    nouns: Mapping[str, HarmNoun]
    states: Mapping[str, str]
    happenings: Mapping[str, HarmNoun]
    forms: Mapping[str, str]
    words: Mapping[str, frozenset[str]]

    def has(self, name: str, word: str) -> bool:
        """Whether the list `name` holds `word`."""
        return word in self.words.get(name, frozenset())


def harm_table(data: Mapping[str, Any], reflexives: tuple[str, ...] = ("se ", "s'")) -> HarmTable:
    """The table from its parsed data; `reflexives` are the pronouns that open a reflexive infinitive."""
    verbs: dict[str, list[HarmVerb]] = defaultdict(list)
    for entry in data.get("verb", ()):
        for written in entry["verbs"]:
            first, verb = _verb(written, entry, reflexives)
            verbs[first].append(verb)
    return HarmTable(
        {k: tuple(sorted(v, key=lambda x: -len(x.rest) - x.reflexive)) for k, v in verbs.items()},
        {form: _noun(entry) for entry in data.get("noun", ()) for form in entry["forms"]},
        {form: entry["harm"] for entry in data.get("state", ()) for form in entry["forms"]},
        {noun: _noun(entry) for entry in data.get("happening", ()) for noun in entry["nouns"]},
        data.get("forms", {}),
        {name: frozenset(listed) for name, listed in data.get("words", {}).items()},
    )


def _verb(written: str, entry: Mapping[str, Any], reflexives: tuple[str, ...]) -> tuple[str, HarmVerb]:
    bare = next((written.removeprefix(p) for p in reflexives if written.startswith(p)), written)
    first, *rest = bare.replace("'", "' ").split()
    return first, HarmVerb(entry["harm"], entry["slot"], tuple(rest), entry.get("needs", ""), bare != written)


def _noun(entry: Mapping[str, Any]) -> HarmNoun:
    one = frozenset(entry.get("one", ()))
    under = frozenset(word for listed in entry.get("under", {}).values() for word in listed)
    return HarmNoun(entry["harm"], one, under, bool(entry.get("counted")), bool(entry.get("named")))
