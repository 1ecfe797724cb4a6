"""Loading the pinned model of a language, or any spaCy pipeline that a setting names and that can do the work."""

from __future__ import annotations

import os
from functools import cache

import spacy
from spacy.language import Language as Pipeline

from greffier.errors import ModelError
from greffier.lexicon import load_language
from greffier.parse.parser import Parser
from greffier.parse.pinned import check_model, own_model
from greffier.settings import model_setting

__all__ = ["load_parser"]

# What a pipeline must have, each under one of the names that spaCy's components go by.
_NEEDED = {"parser": ("parser",), "tagger": ("tagger", "morphologizer")}


def load_parser(language: str) -> Parser:
    """The parser of a language: its pinned model, checked against its digest, or the one that a setting names.

    Raises ModelError, InputError.
    """
    load_language(language)
    return _load(language, own_model(language))


@cache
def _load(language: str, own: str | None) -> Parser:
    nlp = spacy.load(check_model(language).package) if own is None else _own(own, language)
    return Parser(load_language(language), nlp)


def _own(model: str, language: str) -> Pipeline:
    """The pipeline of that name or path, once it is found fit to read `language`. Raises ModelError."""
    setting, _ = model_setting(os.environ, language)
    try:
        nlp = spacy.load(model)
    except (OSError, ValueError, ImportError) as error:
        reason = str(error).split("\n", 1)[0]
        raise ModelError(
            "{setting}: the spaCy pipeline {model!r} cannot be loaded ({reason}).",
            setting=setting, model=model, reason=reason,
        ) from None  # fmt: skip
    if nlp.lang != language:
        raise ModelError(
            "{setting}: the spaCy pipeline {model!r} is for {found!r}; name one for {language!r}.",
            setting=setting, model=model, found=nlp.lang, language=language,
        )  # fmt: skip
    lacking = [part for part, names in _NEEDED.items() if not set(names) & set(nlp.pipe_names)]
    if lacking:
        raise ModelError(
            "{setting}: the spaCy pipeline {model!r} lacks a component: {parts}.",
            setting=setting, model=model, parts=", ".join(lacking),
        )  # fmt: skip
    return nlp
