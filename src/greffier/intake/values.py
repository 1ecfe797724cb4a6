"""Values of JSON and of tables, checked one by one and put under greffier's names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from greffier.errors import ReportError
from greffier.intake.confined import confined
from greffier.lexicon import read_toml

__all__ = ["HTML_SECONDS", "encodable", "field_named", "listed", "renamed", "text_in", "words"]

HTML_SECONDS = 5.0  # that one item's HTML may take
_SIGNS = re.compile(r"[\W_]+")


def encodable(text: str) -> bool:
    """False for text with half a surrogate pair or a NUL in it, which no file and no ledger can hold."""
    return not any(c == "\0" or "\ud800" <= c <= "\udfff" for c in text)


def words(value: object) -> str | None:
    """A value that is text and says something, without white space around it; None for any other."""
    return value.strip() or None if isinstance(value, str) and encodable(value) else None


def listed(value: object) -> tuple[str, ...]:
    """A value that is a text, a list of texts, or a list of objects with a `name`, as texts."""
    found = value if isinstance(value, list) else [value]
    said = (words(one.get("name")) if isinstance(one, Mapping) else words(one) for one in found)
    return tuple(one for one in said if one)


def text_in(html: str, name: str) -> str:
    """The text of a piece of HTML. Raises ReportError when it takes too long or is no valid text."""
    if not encodable(html):
        raise ReportError("{name}: holds half a character or a NUL, which no text has.", name=name)
    told = confined("snippet", html.encode(), name, HTML_SECONDS)
    return str(told)


def field_named(heading: str) -> str | None:
    """The field that a column's heading means; None for one that is not read."""
    return _fields().get(_folded(heading))


def renamed(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` under greffier's names, the first that says something for each; what is not known is left out."""
    found: dict[str, Any] = {}
    for heading, value in values.items():
        field = field_named(heading)
        if field is not None and value not in (None, "") and (field not in found or heading == field):
            found[field] = value
    return found


def _folded(heading: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFD", heading) if not unicodedata.combining(c))
    return _SIGNS.sub(" ", bare).strip().lower()


@cache
def _fields() -> dict[str, str]:
    table = read_toml(files("greffier.data").joinpath("input", "fields.toml"))
    return {heading: field for field, headings in table.items() for heading in headings}
