"""The roles of a kind as a table in one language, from the kind's data file."""

from __future__ import annotations

from collections.abc import Iterator

from greffier.lexicon import load_interface, load_kinds

__all__ = ["kinds_table"]

_HEADS = {"fr": ("rôle", "nom", "ce qui le remplit"), "en": ("role", "name", "filled by")}
_FORMS = {
    "fr": {"fillers": "qui ou quoi, un ou plusieurs", "number": "un nombre", "amount": "une somme ou un nombre",
           "period": "un intervalle de jours", "span": "des mots du texte"},
    "en": {"fillers": "who or what, one or several", "number": "a number", "amount": "an amount or a number",
           "period": "an interval of days", "span": "words of the text"},
}  # fmt: skip


def kinds_table(kind: str, language: str) -> str:
    """A Markdown table: a row a role, with its name and its closed values in words."""
    return "\n".join(_rows(kind, language))


def _rows(kind: str, language: str) -> Iterator[str]:
    interface = load_interface(language)
    yield f"| {' | '.join(_HEADS[language])} |"
    yield "| --- | --- | --- |"
    for role, spec in load_kinds()[kind].roles.items():
        values = [_named(value, interface.label("value", value)) for value in spec.get("values", ())]
        filled = ", ".join(values) or _FORMS[language][spec["is"]]
        yield f"| `{role}` | {interface.label('role', role)} | {filled} |"


def _named(value: str, name: str) -> str:
    return f"`{value}`" if name == value.replace("_", " ") else f"`{value}` {name}"
