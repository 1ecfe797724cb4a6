"""The words that greffier says to people, in the language of the interface."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from babel import Locale
from babel.numbers import get_decimal_symbol

from greffier.errors import GreffierError, InputError, Mistakes
from greffier.filling import fill
from greffier.lexicon.kinds import kind_names
from greffier.lexicon.language import read_toml

__all__ = ["Interface", "interfaces", "load_interface"]


@dataclass(frozen=True, slots=True)
class Interface:
    """What is said to people: `messages` by their English template, `labels` by group (kind, role, value) and word."""

    code: str
    messages: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]

    def say(self, message: str, **values: object) -> str:
        """`message`, an English template, in this language; one without a translation stays English."""
        template = self.messages.get(message, message)
        return self.fill(template, values) if values else template

    def fill(self, template: str, values: Mapping[str, object]) -> str:
        """A template in this language with its values; numbers decline their words (`greffier.filling`)."""
        return fill(template, values, self.is_one, _decimal_point(self.code))

    def is_one(self, number: float) -> bool:
        """Whether this language has its singular for a number: French for 0, 1 and what lies between."""
        return _plural_form(self.code, number) == "one"

    def number(self, value: float, form: str = "") -> str:
        """A number in a form of Python's (`.3f`), with the decimal sign of this language."""
        return self.fill(f"{{value:{form}}}", {"value": value})

    def explain(self, error: GreffierError) -> str:
        """An error's sentence in this language."""
        if isinstance(error, Mistakes):
            return "\n".join(map(self.explain, error.found))
        return self.say(error.message, **error.values)

    def label(self, group: str, word: str) -> str:
        """The name that people read for a kind, a role or a closed value: the interface's, or the kind's file's."""
        known = self.labels.get(group, {}).get(word) or kind_names(self.code).get(word)
        return known or word.replace("_", " ")


@cache
def _decimal_point(code: str) -> str:
    """The sign before decimals in a language."""
    return str(get_decimal_symbol(code))


def _plural_form(code: str, number: float) -> str:
    """The form that a number asks of a word in a language: `one`, `other`…"""
    return str(Locale.parse(code).plural_form(number))


def interfaces() -> tuple[str, ...]:
    """Codes of the languages that greffier speaks to people."""
    folder = files("greffier.data").joinpath("interface")
    return tuple(sorted(p.name.removesuffix(".toml") for p in folder.iterdir() if p.name.endswith(".toml")))


@cache
def load_interface(code: str) -> Interface:
    """The interface in a language. Raises InputError when there is none for `code`."""
    if code not in interfaces():
        raise InputError(
            "unknown interface language {code!r}; known: {known}.", code=code, known=", ".join(interfaces())
        )
    data = read_toml(files("greffier.data").joinpath("interface", f"{code}.toml"))
    return Interface(code, data.get("messages", {}), data.get("labels", {}))
