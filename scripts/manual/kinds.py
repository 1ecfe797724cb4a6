"""The roles of a kind as a table in one language, from the kind's data file."""

from __future__ import annotations

from collections.abc import Iterator

from greffier.lexicon import load_interface, load_kinds
from manual.words import words_of

__all__ = ["kinds_table"]


def kinds_table(kind: str, language: str) -> str:
    """A Markdown table: a row a role, with its name and its closed values in words."""
    return "\n".join(_rows(kind, language))


def _rows(kind: str, language: str) -> Iterator[str]:
    interface, words = load_interface(language), words_of(language)
    yield f"| {' | '.join(words['roles'])} |"
    yield "| --- | --- | --- |"
    for role, spec in load_kinds()[kind].roles.items():
        values = [_named(value, interface.label("value", value)) for value in spec.get("values", ())]
        filled = ", ".join(values) or words["forms"][spec["is"]]
        yield f"| `{role}` | {interface.label('role', role)} | {filled} |"


def _named(value: str, name: str) -> str:
    return f"`{value}`" if name == value.replace("_", " ") else f"`{value}` {name}"
