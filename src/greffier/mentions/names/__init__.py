"""Names in a report: what the gazetteer knows first, then the model's names, trimmed by what is taken."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from greffier.lexicon import Gazetteer, load_language
from greffier.lexicon.name_key import name_key
from greffier.lexicon.trie import words_of
from greffier.mentions.names.again import find_repeats, find_towns
from greffier.mentions.names.known import find_known
from greffier.mentions.names.labelled import find_labelled
from greffier.mentions.names.page import NamePage, NameRules
from greffier.mentions.names.regions import find_regions
from greffier.model import Mention, Sentence

__all__ = ["find_names"]


def find_names(sentences: Sequence[Sentence], text: str, gazetteer: Gazetteer, language: str) -> list[Mention]:
    """Names of countries, bodies, places and persons, in the order of the text, none overlapping.

    A capital has the type `place` and the id of its country, so that the slot chooses between town and government; a
    seat (*le Kremlin*) has the type `country`. Towns come as `place` with an id only when there is one candidate.
    """
    words = [words_of(text, s.span.start, s.span.end) for s in sentences]
    page = NamePage(text, sentences, gazetteer, language, _rules(language), bytearray(len(text)), words)
    for step in (find_known, find_regions, find_labelled, find_towns, find_repeats):
        step(page)
    return sorted(page.mentions, key=lambda m: m.span)


@cache
def _rules(language: str) -> NameRules:
    section = load_language(language).section("names")
    lists = {name: frozenset(map(name_key, words)) for name, words in section.items() if isinstance(words, list)}
    return NameRules(lists, bool(section.get("misc_persons")))
