"""By how much a figure of an entry may be off, as the words of its report say: *environ 10*, *une douzaine*.

The codebook keeps such a figure as it was written (10 to 10), so that the entry does not tell it from an exact one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from greffier.lexicon import languages, load_language
from greffier.link.known import Voice
from greffier.mentions.quantities import Grammar, compile_grammar, find_quantities
from greffier.mentions.quantities.bounds import half_step
from greffier.model import Mention, Quantity, Span

__all__ = ["leeway_of"]

_ROUGH = frozenset({"about", "collective", "near", "some"})
_SHARE = 0.1  # of the figure, which is at least what "about" leaves open


def leeway_of(voice: Voice) -> float:
    """How far the number of an entry may be from what it is written as, in both directions; 0.0 where it is exact,
    or bounded already."""
    number = voice.entry.roles.get("number")
    if not isinstance(number, Quantity) or number.min is None or number.min != number.max:
        return 0.0
    told = min(_told(voice, number), key=lambda m: abs(m.span.start - voice.entry.anchor.start), default=None)
    if told is None or told.approximate not in _ROUGH:
        return 0.0
    return max(float(half_step(Decimal(str(number.min)))), float(math.ceil(number.min * _SHARE)))


def _told(voice: Voice, number: Quantity) -> Iterator[Mention]:
    """The places in the sentences of an entry where this figure is written."""
    report = voice.report
    if report.language not in languages():
        return
    for sentence in voice.entry.evidence:
        for found in find_quantities(sentence.of(report.text), _numbers(report.language), report.language):
            quantity = found.quantity
            if quantity is not None and (quantity.min, quantity.max) == (number.min, number.max):
                start = sentence.start
                yield Mention(
                    Span(start + found.span.start, start + found.span.end), found.text, found.type,
                    quantity=quantity, approximate=found.approximate,
                )  # fmt: skip


@cache
def _numbers(language: str) -> Grammar:
    return compile_grammar(load_language(language).section("numbers"), language)
