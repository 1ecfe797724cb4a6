"""What a frame can ask of a phrase, and what each type accepts: data/types.toml and the nouns of the languages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from greffier.lexicon.language import languages, load_language, read_toml

__all__ = ["ANY", "accepted", "phrase_types", "types_table"]

ANY = "any"


@cache
def types_table() -> Mapping[str, Any]:
    """The parsed `types.toml`."""
    return read_toml(files("greffier.data").joinpath("types.toml"))


@cache
def accepted() -> dict[str, frozenset[str]]:
    """By type that a frame asks for, the types of a phrase that will do; a type that is missing accepts itself."""
    return {name: frozenset({name, *others}) for name, others in types_table()["accepts"].items()}


@cache
def phrase_types() -> tuple[str, ...]:
    """Every type that a frame may ask for, sorted: those of the table, and lists of nouns of any language."""
    nouns = (load_language(code).section("nouns").get("types", {}) for code in languages())
    listed = {name for types in nouns for name in types if not name.startswith("#")}
    table = types_table()
    return tuple(sorted({ANY, *table["given"], *table["accepts"], *listed}))
