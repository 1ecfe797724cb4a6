"""What has digits but is no quantity: days, years, clock times, codes, labels, scores, addresses."""

from __future__ import annotations

import re
from collections.abc import Sequence

from greffier.mentions.quantities.grammar import Grammar
from greffier.mentions.quantities.words import Word

__all__ = ["refused"]

_WRITTEN = re.compile(
    r"https?://\S+|www\.\S+|\b\d{2}(?:[ .]\d{2}){4}\b"
    r"|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"
    r"|\b\d{1,2}:\d{2}(?::\d{2})?\b|\b(?:UTC|GMT)\s?[+-]?\d{0,2}(?::\d{2})?"
)
_CLOCK = re.compile(r"h(?:\d\d)?")
_YEAR = re.compile(r"1[5-9]\d\d|20\d\d|2100")
_DAYS = 31


def refused(words: Sequence[Word], text: str, grammar: Grammar) -> frozenset[int]:
    """Indices of the words of figures that are no quantity."""
    found = _in_written(words, text)
    tests = (_day, _clock, _year, _label, _named, _glued, _score, _street)
    for i, word in enumerate(words):
        if word.kind == "number" and i not in found and any(test(words, i, grammar) for test in tests):
            found.add(i)
    for i in sorted(found, reverse=True):
        _spread(words, i, grammar, found)
    return frozenset(found)


def _in_written(words: Sequence[Word], text: str) -> set[int]:
    """Words inside of full dates, clock times, telephone numbers and addresses of pages."""
    spans = [m.span() for m in _WRITTEN.finditer(text)]
    found, k = set(), 0
    for i, word in enumerate(words):
        while k < len(spans) and spans[k][1] <= word.start:
            k += 1
        if k < len(spans) and spans[k][0] <= word.start:
            found.add(i)
    return found


def _next(words: Sequence[Word], i: int) -> Word | None:
    return words[i + 1] if i + 1 < len(words) else None


def _before(words: Sequence[Word], i: int) -> Word | None:
    return words[i - 1] if i > 0 else None


def _norm(word: Word | None) -> str:
    return "" if word is None else word.norm


def _noun_follows(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """Whether a plain lower-case word that can be a noun follows the figure, or its currency or sign."""
    after = _next(words, i)
    if after is None or after.kind not in {"word", "sign"}:
        return False
    if after.norm in grammar.scales or grammar.phrases["currency"].after(words, i + 1) is not None:
        return True
    if grammar.has("percent.signs", after.norm):
        return True
    return after.text[0].islower() and after.kind == "word" and not grammar.has("not.function", after.norm)


def _day(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """ "17 septembre", "dimanche 8", "le 11"."""
    figure, before, after = words[i].text, _norm(_before(words, i)), _norm(_next(words, i))
    if not figure.isdigit() or not 1 <= int(figure) <= _DAYS:
        return False
    ordinal = grammar.has("ordinals.suffixes", after)
    if grammar.has("calendar.months", _norm(_next(words, i + 1)) if ordinal else after):
        return True
    if grammar.has("calendar.weekdays", before) or grammar.has("calendar.month_first", before):
        return after not in grammar.scales
    return grammar.has("calendar.articles", before) and not ordinal and not _noun_follows(words, i, grammar)


def _clock(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """ "14h30", "14 h 30", "à 14 heures"."""
    figure, before, after = words[i].text, _norm(_before(words, i)), _next(words, i)
    if _CLOCK.fullmatch(before) and i > 1 and words[i - 2].kind == "number":
        return grammar.has("calendar.hours", "h") and before == "h"
    if after is None or not figure.isdigit() or int(figure) > 24:
        return False
    if grammar.has("calendar.hours", "h") and _CLOCK.fullmatch(after.norm):
        return after.glued or _norm(_next(words, i + 1)).isdigit() or grammar.has("calendar.clock_before", before)
    if grammar.has("calendar.meridiem", after.norm):
        return True
    return grammar.has("calendar.hours", after.norm) and grammar.has("calendar.clock_before", before)


def _year(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """A bare figure of four digits with no noun, or after "en", "depuis", a month."""
    if not _YEAR.fullmatch(words[i].text):
        before = _norm(_before(words, i))
        short = words[i].text.isdigit() and len(words[i].text) == 2 and grammar.has("calendar.months", before)
        return short or grammar.has("not.decades", before)
    before, after = _norm(_before(words, i)), _next(words, i)
    if after is not None and (after.norm in grammar.scales or grammar.phrases["currency"].after(words, i + 1)):
        return False
    if grammar.has("not.years_before", before) or grammar.has("calendar.months", before):
        return True
    return not _noun_follows(words, i, grammar)


def _label(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """ "article 5", "n° 12", "résolution 2254"."""
    if (after := _next(words, i)) is not None and after.norm in grammar.scales:
        return False
    before = _before(words, i)
    if before is not None and before.norm == "." and i > 1 and before.glued:
        before = words[i - 2] if len(words[i - 2].norm) <= 3 else before
    if before is None or grammar.has("not.label_signs", before.norm):
        return before is not None
    if _noun_follows(words, i, grammar):
        return False
    return grammar.has("not.labels", before.norm) or _one_of_many(words, i, grammar)


def _one_of_many(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """ "la brigade 137": a noun in the singular with its number."""
    if i < 2 or words[i - 1].kind != "word" or not words[i - 1].text.islower() or words[i].glued:
        return False
    if grammar.phrases["before"].before(words, i) or grammar.has("not.function", words[i - 1].norm):
        return False
    return grammar.has("not.singular", words[i - 2].norm)


def _named(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """A figure that belongs to a name: "Apollo 11"; not "Gaza 35 morts"."""
    before = _before(words, i)
    if before is None or before.kind != "word" or not before.text[0].isupper() or i < 2:
        return False
    if words[i - 2].norm in {".", "!", "?", ":", "«", '"', "–", "—", "•"} or before.text in grammar.codes:
        return False
    if grammar.phrases["currency"].before(words, i) or grammar.phrases["before"].before(words, i):
        return False
    if grammar.has("not.function", before.norm):
        return False
    return not _noun_follows(words, i, grammar)


def _glued(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """ "3D", "4x4", "7a": letters on the figure that are neither scale, unit, money nor ordinal."""
    after = _next(words, i)
    if after is None or not after.glued or after.kind not in {"word", "code"}:
        return False
    known = after.norm in grammar.scales or after.norm in grammar.money_scales
    known = known or any(grammar.phrases[p].after(words, i + 1) for p in ("currency", "measure", "percent"))
    return not known and not grammar.has("ordinals.suffixes", after.norm)


def _score(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """ "3-0", "(1-3)": two figures joined by a hyphen that do not rise, or alone in brackets; either of the two."""
    for a, b in ((i, i + 2), (i - 2, i)):
        if a < 0 or b >= len(words) or words[a].kind != "number" or words[b].kind != "number":
            continue
        joined = words[a + 1].norm in {"-", "–"} and words[a + 1].glued and words[b].glued
        alone = a > 0 and words[a - 1].norm == "(" and b + 1 < len(words) and words[b + 1].norm == ")"
        if joined and words[a].text.isdigit() and words[b].text.isdigit():
            return alone or int(words[a].text) >= int(words[b].text)
    return False


def _street(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """ "12, rue de la Paix"."""
    j = i + 2 if _norm(_next(words, i)) == "," else i + 1
    return words[i].text.isdigit() and j < len(words) and grammar.has("not.street", words[j].norm)


def _spread(words: Sequence[Word], i: int, grammar: Grammar, found: set[int]) -> None:
    """Days joined to a day: "les 8 et 9 mai", "du 28 avril au 3 mai", "du 11 au 13 mars"."""
    if not _is_day(words[i]) or not _in_date(words, i, grammar):
        return
    j = i - 1
    while j >= 0 and i - j <= 3 and grammar.has("calendar.joins", words[j].norm):
        j -= 1
    if 0 <= j < i - 1 and words[j].kind == "number" and _is_day(words[j]):
        found.add(j)
        _spread(words, j, grammar, found) if j > 0 and i - j <= 4 else None


def _is_day(word: Word) -> bool:
    return word.text.isdigit() and len(word.text) <= 2 and 1 <= int(word.text) <= _DAYS


def _in_date(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """Whether a month follows the day within a few joined days."""
    for j in range(i + 1, min(i + 9, len(words))):
        if grammar.has("calendar.months", words[j].norm):
            return True
        if words[j].kind != "number" and not grammar.has("calendar.joins", words[j].norm):
            return grammar.has("ordinals.suffixes", words[j].norm) and words[j].glued
    return False
