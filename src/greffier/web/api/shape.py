"""What the API consists of: endpoints with their parameters, as data, from which routes, checks of what is asked, the
OpenAPI document and the page that explains it are all made."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, TextIO

from greffier.errors import InputError
from greffier.intake import parse_date

if TYPE_CHECKING:
    from greffier.web.api.asking import Ask

__all__ = [
    "PREFIX",
    "Endpoint",
    "Found",
    "Json",
    "Parameter",
    "choice",
    "cursor",
    "day",
    "flag",
    "number",
    "text",
    "whole",
]

PREFIX = "/api/v1"
Json = dict[str, Any]


def _(message: str) -> str:
    """Marks a sentence for translation: the page that explains the API is read in both languages."""
    return message


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something that may be asked: a name in the query, what it is (JSON Schema), what it does (English, translated on
    the page). `read` turns what was written into a value, or raises InputError. `many` may stand several times."""

    name: str
    schema: Json
    about: str
    read: Callable[[str, str], Any]
    many: bool = False
    required: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: `rows` are keys (by which paging goes on) with things, of which `plain` makes JSON and `table`
    a CSV file; `total` is how many there are, where that is known without looking at all of them."""

    rows: Iterable[tuple[str, Any]]
    plain: Callable[[Any], Json]
    table: Callable[[Iterator[Any], TextIO], None] | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address. `answer` gives a `Found` where there are `many`, else one thing; `schema` names what an item is.
    `example` is what may be asked, as it stands in an address; `pages` a media type, where it is no JSON."""

    path: str
    about: str
    answer: Callable[[Ask], Any]
    schema: str
    parameters: tuple[Parameter, ...] = ()
    many: bool = True
    example: str = ""
    media: tuple[str, ...] = ("application/json",)
    linked: bool = False
    names: Mapping[str, str] = field(default_factory=dict)


def text(name: str, about: str, *, many: bool = False, required: bool = False, most: int = 500) -> Parameter:
    """Words."""

    def read(value: str, name: str) -> str:
        if len(value) > most or "\0" in value:
            raise InputError("{name}: at most {most} characters, and no NUL.", name=name, most=most)
        return value

    return Parameter(name, {"type": "string", "maxLength": most}, about, read, many, required)


def day(name: str, about: str, *, required: bool = False) -> Parameter:
    """A day."""

    def read(value: str, name: str) -> date:
        return parse_date(value, name)

    return Parameter(name, {"type": "string", "format": "date"}, about, read, required=required)


def choice(name: str, about: str, words: Iterable[str], *, many: bool = False, required: bool = False) -> Parameter:
    """One of some words."""
    known = tuple(words)

    def read(value: str, name: str) -> str:
        if value not in known:
            raise InputError("{name}: {value!r} is none of {known}.", name=name, value=value, known=", ".join(known))
        return value

    return Parameter(name, {"type": "string", "enum": list(known)}, about, read, many, required)


def flag(name: str, about: str) -> Parameter:
    """Yes or no."""
    words = {"true": True, "1": True, "false": False, "0": False}

    def read(value: str, name: str) -> bool:
        if value not in words:
            raise InputError("{name}: {value!r} is none of {known}.", name=name, value=value, known="true, false")
        return words[value]

    return Parameter(name, {"type": "boolean"}, about, read)


def cursor(name: str, about: str) -> Parameter:
    """Where a page of an answer ended: a key of a row, in letters that an address takes."""

    def read(value: str, name: str) -> str:
        try:
            return base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True).decode()
        except (binascii.Error, UnicodeError, ValueError) as error:
            raise InputError("{name}: {value!r} is no place in the table.", name=name, value=value[:80]) from error

    return Parameter(name, {"type": "string", "pattern": "^[A-Za-z0-9_-]*$", "maxLength": 300}, about, read)


def whole(name: str, about: str, low: int, high: int) -> Parameter:
    """A whole number."""

    def read(value: str, name: str) -> int:
        if not value.isascii() or not value.isdecimal() or not low <= int(value) <= high:
            sentence = "{name}: {value!r} is no whole number from {low} to {high}."
            raise InputError(sentence, name=name, value=value, low=low, high=high)
        return int(value)

    return Parameter(name, {"type": "integer", "minimum": low, "maximum": high}, about, read)


def number(name: str, about: str, low: float, high: float) -> Parameter:
    """A number above `low`, at most `high`."""

    def read(value: str, name: str) -> float:
        try:
            found = float(value)
        except ValueError:
            found = low
        if not low < found <= high:
            raise InputError("{name}: {value!r} is no number up to {high}.", name=name, value=value, high=high)
        return found

    return Parameter(name, {"type": "number", "exclusiveMinimum": low, "maximum": high}, about, read)
