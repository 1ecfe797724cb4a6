"""The sentences of `greffier brief`: templates by kind, and what a language does with articles, places and numbers.

A file data/brief/CODE.toml holds `kinds` (a template each: `[…]` is left out where a field in it is empty), `values`
(words for closed values, by role), `counted`, `tolls` (behind what caused them, and where reports differ), `numbers`,
`said` (hedges), `places`, `articles`, `rules` (contractions and typography: regular expressions, applied in order) and
`page`. A kind without a template has its roles listed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from greffier.errors import InputError
from greffier.lexicon.language import read_toml

__all__ = ["Wording", "load_wording", "wordings"]

_PART = re.compile(r"\[([^\[\]]*)\]")
_FIELD = re.compile(r"\{([\w.]+)\}")


@dataclass(frozen=True, slots=True)
class Wording:
    """How one language words entries."""

    code: str
    kinds: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    counted: Mapping[str, Sequence[str]]
    tolls: Mapping[str, str]
    numbers: Mapping[str, Any]
    said: Mapping[str, str]
    places: Mapping[str, str]
    articles: Mapping[str, Any]
    rules: Sequence[tuple[re.Pattern[str], str]]
    page: Mapping[str, Any]

    def fill(self, kind: str, fields: Mapping[str, str]) -> str | None:
        """A kind's template with its fields; None where it has no template, "" where no field of it is filled."""
        template = self.kinds.get(kind)
        return None if template is None else self.filled(template, fields)

    def filled(self, template: str, fields: Mapping[str, str]) -> str:
        """A template with its fields."""
        kept = _PART.sub(lambda part: _filled(part[1], fields), template)
        return _FIELD.sub(lambda field: fields.get(field[1], ""), kept).strip()

    def mend(self, sentence: str) -> str:
        """A sentence with what contracts contracted, and the spaces that typography asks for."""
        for find, give in self.rules:
            sentence = find.sub(give, sentence)
        return sentence

    def gender(self, name: str) -> str:
        """How a country's name is declined: `plural`, `masculine`, `feminine` or `bare` (without an article)."""
        for group in ("plural", "masculine", "bare"):
            if name in self.articles[f"{group}_names"]:
                return group
        return "feminine" if name.endswith(self.articles["feminine_end"]) else "masculine"

    def with_article(self, name: str) -> str:
        """A country's name with its article."""
        gender = self.gender(name)
        if gender == "bare":
            return name
        elided = gender != "plural" and self._elides(name)
        return str(self.articles["elided" if elided else gender].format(plain=name))

    def _elides(self, name: str) -> bool:
        return name[0] in self.articles["vowels"] and name not in self.articles["not_elided"]

    def at(self, name: str, precision: str, country: bool) -> str:
        """Where something happened, with its preposition."""
        key = precision
        if country:
            gender = self.gender(name)
            elided = gender == "masculine" and self._elides(name)
            key = "country_feminine" if elided else f"country_{gender}"
        form = self.places.get(key, self.places["region"])
        return form.format(plain=name, article=self.with_article(name))


def _filled(part: str, fields: Mapping[str, str]) -> str:
    names = _FIELD.findall(part)
    return part if all(fields.get(name) for name in names) else ""


def wordings() -> tuple[str, ...]:
    """Codes of the languages that a brief can be written in."""
    folder = files("greffier.data").joinpath("brief")
    return tuple(sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml")))


@cache
def load_wording(code: str) -> Wording:
    """The wording of a language. Raises InputError where there is none."""
    if code not in wordings():
        known = ", ".join(wordings())
        raise InputError("{name}: {value!r} is none of {known}.", name="--language", value=code, known=known)
    data = read_toml(files("greffier.data").joinpath("brief", f"{code}.toml"))
    rules = [(re.compile(rule["find"]), rule["give"]) for rule in data.get("rules", ())]
    tables = ("kinds", "values", "counted", "tolls", "numbers", "said", "places", "articles")
    return Wording(code=code, rules=rules, page=data["page"], **{name: data.get(name, {}) for name in tables})
