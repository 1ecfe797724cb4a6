"""Whether words tell of one happening (*la frappe*), of several (*deux frappes, une vague d'attaques*), or of days.

Words that leave it open (*des drones ont frappé*) tell nothing: one attack may be told so, and several.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from greffier.lexicon import load_language
from greffier.lexicon.happenings import kinds_of_nouns
from greffier.lexicon.name_key import name_key
from greffier.model import Span, When

__all__ = ["DAYS", "ONE", "SEVERAL", "agreed", "extent_of"]

ONE, SEVERAL, DAYS = "one", "several", "days"
_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*['’]?")
_BETWEEN = 2  # words between a count, or an article, and its noun


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a language that count happenings: folded, single words."""

    counts: frozenset[str]
    single: frozenset[str]
    rows: frozenset[str]
    of: frozenset[str]
    since: tuple[str, ...]


@cache
def _words(language: str) -> _Words:
    section = load_language(language).section("linking").get("extent", {})

    def folded(key: str) -> frozenset[str]:
        return frozenset(map(name_key, section.get(key, ())))

    since = tuple(f" {name_key(some)} " for some in section.get("since", ()))
    return _Words(folded("counts"), folded("single"), folded("rows"), folded("of"), since)


def extent_of(text: str, sentence: Span, anchor: Span, when: When | None, family: str, language: str) -> str:
    """ONE, SEVERAL or DAYS as a sentence tells it of the happening of this anchor; "" where it leaves that open."""
    known, cut = _words(language), list(_WORD.finditer(text, sentence.start, sentence.end))
    words = [name_key(m[0]) for m in cut]
    if when is not None and _lasts(when) and any(some in f" {' '.join(words)} " for some in known.since):
        return DAYS
    found = list(_nouns(words, family, language, known))
    here = [what for i, what in found if anchor.overlaps(Span(cut[i].start(), cut[i].end()))]
    return agreed(here or [what for _, what in found])


def agreed(some: Collection[str]) -> str:
    """What all say that say anything; "" where they differ."""
    told = {what for what in some if what}
    return told.pop() if len(told) == 1 else ""


def _lasts(when: When) -> bool:
    return when.end > when.start and when.granularity != "night"


def _nouns(words: Sequence[str], family: str, language: str, known: _Words) -> Iterator[tuple[int, str]]:
    """Index of each noun of such a happening, and what the words before it tell."""
    for i, word in enumerate(words):
        if word.isdigit() or word in known.rows or not (is_noun := _number(word, family, language)):
            continue
        before = words[max(0, i - _BETWEEN - 1) : i]
        if is_noun == ONE and any(w in known.single for w in before):
            yield i, ONE
        elif is_noun == SEVERAL and (_counts(before, known) or _row(before, known)):
            yield i, SEVERAL


def _number(word: str, family: str, language: str) -> str:
    """ONE for a noun of such a happening, SEVERAL for its plural, "" for another word."""
    nouns = _family_nouns(family, language)
    if word[-1:] in {"s", "x"} and (word[:-1] in nouns or word.removesuffix("es") in nouns):
        return SEVERAL  # first, since a plural may stand among the nouns, too
    return ONE if word in nouns else ""


@cache
def _family_nouns(family: str, language: str) -> frozenset[str]:
    return frozenset(name_key(noun) for noun, kinds in kinds_of_nouns(language).items() if family in kinds)


def _counts(before: Sequence[str], known: _Words) -> bool:
    return any(w in known.counts or (w.isdigit() and 1 < int(w) < 100) for w in before)


def _row(before: Sequence[str], known: _Words) -> bool:
    """A row of them: *vague d'attaques, series of strikes*."""
    return any(w in known.rows and before[k + 1] in known.of for k, w in enumerate(before[:-1]))
