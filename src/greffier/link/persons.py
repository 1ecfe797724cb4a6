"""Names of persons: parsed into given and family names by sound, and which of two tells less of the same person.

Pure functions over rules that the lexicon loads; `greffier.link.register` puts persons together with them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from greffier.lexicon.name_key import name_key
from greffier.lexicon.persons import PersonRules, load_person_rules

__all__ = ["PersonName", "parse_name", "tells_less"]

_HYPHENS = re.compile(r"[-‐‑]+")


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's name by sound. `family` is the block in which it is compared; "" where the words are no name.

    `given` are the units before the family name, a unit that is one letter being an initial; `letters` are the first
    letters that each unit may have in some spelling; `particles` stand before the family name; `lead` is a particle at
    the beginning that is a given name too (*Ben Gvir*, *Ben Wallace*); `son` tells a son from his father, or a reign.
    """

    family: str
    given: tuple[str, ...] = ()
    letters: tuple[frozenset[str], ...] = ()
    particles: tuple[str, ...] = ()
    lead: bool = False
    son: str = ""

    @property
    def form(self) -> str:
        """A text that two names share when they tell the same: `vladimir|` for *Vladimir Poutine*."""
        return f"{' '.join(self.given)}{'+' if self.lead else ''}|{self.son}"

    @property
    def loose(self) -> bool:
        """True where there is no given name but initials, so that the time has to tell who is meant."""
        return not self.son and all(len(unit) == 1 for unit in self.given)


@lru_cache(maxsize=1 << 14)
def parse_name(name: str) -> PersonName:
    """The parts of a name as it is written; its family is "" where nothing is left to compare."""
    rules = load_person_rules()
    words = _without_titles(rules, [word for word in name.replace(",", " ").split() if name_key(word)])
    if len(words) > 1 and name_key(words[-1]) in rules.sons:
        return _parsed(rules, words[:-1], rules.sons[name_key(words[-1])])
    if len(words) > 1 and words[-1].isupper() and name_key(words[-1]) in rules.numerals:
        reign = name_key(words[-1])
        if len(words) == 2:
            return PersonName(f"{_unit(rules, words[0])[0]} {reign}", son=reign)
        return _parsed(rules, words[:-1], reign)
    return _parsed(rules, words, "") if words else PersonName("")


def _without_titles(rules: PersonRules, words: list[str]) -> list[str]:
    while len(words) > 1:
        keys = [name_key(word) for word in words[:2]]
        if keys[0] in rules.titles:
            words = words[1:]
        elif len(words) > 2 and keys[0] in rules.articles and keys[1] in rules.titles:
            words = words[2:]
        else:
            break
    return words


def _parsed(rules: PersonRules, words: Sequence[str], son: str) -> PersonName:
    if len(words) > 1 and name_key(words[-1]) not in rules.first and name_key(words[0]) in rules.first:
        unit, first = _joined(rules, words[1:])  # the family name stands first
        return PersonName(_family(rules, words[0]), (unit,), (first,), son=son)
    parts = [word for word in _HYPHENS.split(words[-1]) if name_key(word)]
    units: list[tuple[str, frozenset[str]]] = []
    particles: list[str] = []
    lead = False
    for i, word in enumerate((*words[:-1], *parts[:-1])):
        key = name_key(word)
        alone = i == 0 and len(words) > 1 and word[:1].isupper()
        if key not in rules.particles:
            units.append(_unit(rules, word))
        elif alone and key in rules.also_given:
            units.append(_unit(rules, word))
            lead = len(words) + len(parts) == 3
        else:
            particles.append(rules.sound(word))
    given, letters = tuple(unit for unit, _ in units), tuple(first for _, first in units)
    return PersonName(_family(rules, parts[-1]), given, letters, tuple(particles), lead, son)


def _family(rules: PersonRules, word: str) -> str:
    key = rules.sound(word)
    return rules.family_names.get(key, key)


def _unit(rules: PersonRules, word: str) -> tuple[str, frozenset[str]]:
    """A given name by sound (`Jean-Marie` is one), and its first letters; an initial is its letter."""
    return _joined(rules, [word])


def _joined(rules: PersonRules, words: Sequence[str]) -> tuple[str, frozenset[str]]:
    plain = [part for word in words for part in _HYPHENS.split(word) if name_key(part)]
    first = frozenset(name_key(part)[0] for part in plain[:1])
    if len(plain) == 1 and len(name_key(plain[0])) == 1:
        return name_key(plain[0]), first
    key = "".join(rules.sound(part) for part in plain)
    key = rules.given_names.get(key, key)
    return (key if len(key) > 1 else f"{key}.", rules.initials.get(key, frozenset()) | first)


def tells_less(one: PersonName, other: PersonName) -> bool:
    """True where `one` may name the person whom `other` names, and tells no more of the name: *Poutine*, *V. Poutine*.

    Two names that tell the same tell less of each other.
    """
    if one.family != other.family or one.son != other.son:
        return False
    if one.lead and one.given[0] in _sounded(other.particles):
        return True
    n = len(one.given)
    if one.given == other.given[len(other.given) - n :]:
        return True  # *Tayyip Erdogan*, *Recep Tayyip Erdogan*
    return n <= len(other.given) and _agrees(one, 0, other, 0) and _within(one, other)


def _sounded(particles: Sequence[str]) -> frozenset[str]:
    rules = load_person_rules()
    return frozenset(rules.given_names.get(key, key) for key in particles)


def _within(one: PersonName, other: PersonName) -> bool:
    """True when the further given names of `one` stand among those of `other`, in their order; initials at their place.

    *George W. Bush* is not within *George H. W. Bush*.
    """
    j = 1
    for i in range(1, len(one.given)):
        while j < len(other.given) and not _agrees(one, i, other, j) and len(one.given[i]) > 1:
            j += 1
        if j == len(other.given) or not _agrees(one, i, other, j):
            return False
        j += 1
    return True


def _agrees(one: PersonName, i: int, other: PersonName, j: int) -> bool:
    """True for one given name, or an initial and a name that begins with its letter."""
    if len(one.given[i]) == 1:
        return one.given[i] in other.letters[j]
    return one.given[i] == other.given[j]
