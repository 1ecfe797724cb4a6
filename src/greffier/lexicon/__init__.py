"""Loads the data files of languages and kinds."""

from greffier.lexicon.gazetteer import Gazetteer, Town, load_gazetteer
from greffier.lexicon.interface import Interface, interfaces, load_interface
from greffier.lexicon.kinds import Kind, compile_kind, known_verbs, load_kinds, rules_for
from greffier.lexicon.language import Language, languages, load_language, read_toml
from greffier.lexicon.lint import lint_file
from greffier.lexicon.listed import read_listed
from greffier.lexicon.phrase_types import accepted
from greffier.lexicon.traits import Traits
from greffier.lexicon.verbs import VerbForms

__all__ = [
    "Gazetteer",
    "Interface",
    "Kind",
    "Language",
    "Traits",
    "Town",
    "accepted",
    "VerbForms",
    "compile_kind",
    "interfaces",
    "known_verbs",
    "languages",
    "lint_file",
    "load_interface",
    "load_gazetteer",
    "load_kinds",
    "load_language",
    "read_listed",
    "read_toml",
    "rules_for",
]
