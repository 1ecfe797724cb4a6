"""The rules by which spellings of a person's name are held to be one: data/actors/persons.toml, made ready for use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from greffier.errors import DataError
from greffier.lexicon.language import languages, read_toml
from greffier.lexicon.name_key import name_key
from greffier.model import Listed

__all__ = ["PersonRules", "compile_person_rules", "load_person_rules", "register_rules"]

_MADE_BY = "1"  # another number when the code that makes the register gives another one


@dataclass(frozen=True, slots=True)
class PersonRules:
    """What parts a person's name and what two spellings of a part have in common.

    `sounds` are replaced in order; `sons` gives a suffix its class; `given_names` and `family_names` take the key of a
    variant to that of the first name of its line, `initials` a given name's key to the first letters of all of them.
    """

    articles: frozenset[str]
    titles: frozenset[str]
    sons: Mapping[str, str]
    numerals: frozenset[str]
    particles: frozenset[str]
    also_given: frozenset[str]
    first: frozenset[str]
    sounds: tuple[tuple[re.Pattern[str], str], ...]
    given_names: Mapping[str, str]
    family_names: Mapping[str, str]
    initials: Mapping[str, frozenset[str]]

    def sound(self, word: str) -> str:
        """The key of one word of a name, by its sound: `Choïgou` and `Shoigu` give the same."""
        key = name_key(word).replace(" ", "")
        for pattern, to in self.sounds:
            key = pattern.sub(to, key)
        return key


def compile_person_rules(data: Mapping[str, Any]) -> PersonRules:
    """The rules from parsed TOML. Raises DataError where a sound is no regular expression, or a name stands twice."""
    names = ("articles", "titles", "particles", "given", "first")
    lists = {name: frozenset(map(name_key, data[name])) for name in names}
    bare = PersonRules(
        lists["articles"], lists["titles"],
        {name_key(word): group[0] for group in data["sons"] for word in group},
        frozenset(data["numerals"]),
        lists["particles"], lists["given"], lists["first"], tuple(map(_sound, data["sounds"])), {}, {}, {},
    )  # fmt: skip
    given, family = (_variants(bare, data[name]) for name in ("given_names", "family_names"))
    return replace(bare, given_names=given, family_names=family, initials=_initials(bare, data["given_names"]))


def _sound(rule: list[str]) -> tuple[re.Pattern[str], str]:
    try:
        return re.compile(rule[0]), rule[1]
    except re.error as error:
        raise DataError(f"persons.toml: {rule[0]!r} is no regular expression: {error}") from error


def _key_of(rules: PersonRules, name: str) -> str:
    return "".join(rules.sound(part) for part in name.replace("-", " ").split())


def _variants(rules: PersonRules, groups: Iterable[list[str]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for group in groups:
        first = _key_of(rules, group[0])
        for name in group:
            key = _key_of(rules, name)
            if found.setdefault(key, first) != first:
                raise DataError(f"persons.toml: {name!r} stands for two names")
    return found


def _initials(rules: PersonRules, groups: Iterable[list[str]]) -> dict[str, frozenset[str]]:
    return {_key_of(rules, group[0]): frozenset(name_key(name)[0] for name in group) for group in groups}


@cache
def load_person_rules() -> PersonRules:
    """The rules as shipped. Raises DataError where the file is malformed."""
    return compile_person_rules(read_toml(files("greffier.data").joinpath("actors", "persons.toml")))


def register_rules(actors: Iterable[Listed] = ()) -> str:
    """A digest of what the register is made by besides reports and judgements: when it changes, all is made again."""
    return sha256("\0".join([*_made_by(), repr(sorted(actors, key=lambda r: r.id))]).encode()).hexdigest()


@cache
def _made_by() -> tuple[str, ...]:
    data = files("greffier.data")
    tables = [data.joinpath("actors", name) for name in ("persons.toml", "bodies.csv")]
    tables += [data.joinpath("languages", code, "titles.toml") for code in languages()]
    return (_MADE_BY, *(path.read_text("utf-8") for path in tables if path.is_file()))
