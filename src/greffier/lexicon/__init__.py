"""Loads the data files of languages and kinds."""

from greffier.lexicon.kinds import Kind, compile_kind, known_verbs, load_kinds, rules_for
from greffier.lexicon.language import Language, languages, load_language, read_toml
from greffier.lexicon.verbs import VerbForms

__all__ = [
    "Kind",
    "Language",
    "VerbForms",
    "compile_kind",
    "known_verbs",
    "languages",
    "load_kinds",
    "load_language",
    "read_toml",
    "rules_for",
]
