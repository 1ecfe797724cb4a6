"""Bare figures: digits with their scale, number words, collective nouns and vague plurals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from text_to_num import find_numbers

from greffier.mentions.quantities.grammar import Grammar
from greffier.mentions.quantities.words import GAPS, Word

__all__ = ["Atom", "find_atoms"]


@dataclass(frozen=True, slots=True)
class Atom:
    """A figure in words `[first, last)`, before bounds, ranges and money.

    `kind` is `digits`, `spelled`, `collective`, `vague`, `article`, `none`, `unknown` or `ordinal`; `value` the figure
    (for a vague plural the least), None for `unknown`; `scale` the scale that stands in it, 1 for none.
    """

    first: int
    last: int
    kind: str
    value: Decimal | None
    scale: int = 1


class _Spoken:
    """A word as text2num reads it."""

    __slots__ = ("apart", "figure", "norm")

    def __init__(self, word: Word, apart: bool) -> None:
        self.norm, self.figure, self.apart = word.norm, word.kind != "word", apart

    def text(self) -> str:
        return self.norm

    def nt_separated(self, previous: _Spoken) -> bool:
        return self.apart

    def not_a_number_part(self) -> bool:
        return self.figure


def find_atoms(words: Sequence[Word], text: str, grammar: Grammar) -> list[Atom]:
    """All bare figures of `words`, in order, none overlapping."""
    spelled = _spelled(words, text, grammar)
    found: list[Atom] = []
    i = 0
    while i < len(words):
        atom = _atom(words, i, grammar, spelled)
        if atom is not None:
            found.append(atom)
        i = atom.last if atom is not None else i + 1
    return found


def _atom(words: Sequence[Word], i: int, grammar: Grammar, spelled: Mapping[int, Atom]) -> Atom | None:
    """The figure that begins at word `i`, or None."""
    word = words[i]
    if word.kind == "number":
        return _digits(words, i, grammar)
    if word.kind != "word" or (word.norm not in grammar.openers and i not in spelled):
        return None
    return (
        _vague(words, i, grammar)
        or _collective(words, i, grammar)
        or _half(words, i, grammar)
        or _nothing(words, i, grammar)
        or _with_half(words, spelled.get(i), grammar)
        or (Atom(i, i + 1, "unknown", None) if grammar.has("some.words", word.norm) else None)
    )


def _spelled(words: Sequence[Word], text: str, grammar: Grammar) -> dict[int, Atom]:
    """Number words by the index of their first word, read by text2num."""
    apart = [False] + ["\n" in text[a.end : b.start] for a, b in pairwise(words)]
    spoken = [_Spoken(w, s) for w, s in zip(words, apart, strict=False)]
    found: dict[int, Atom] = {}
    for hit in find_numbers(spoken, grammar.language, 0.0):
        atom = _from_hit(words, hit.start, hit.end, Decimal(str(hit.value)), hit.is_ordinal, grammar)
        if atom is not None:
            found[atom.first] = atom
    return found


def _from_hit(
    words: Sequence[Word], first: int, last: int, value: Decimal, ordinal: bool, grammar: Grammar
) -> Atom | None:
    if any(w.kind != "word" for w in words[first:last] if w.norm not in "-,"):
        return None
    if ordinal:
        return Atom(first, last, "ordinal", value)
    if last - first == 1 and grammar.has("articles", words[first].norm):
        refused = first > 0 and grammar.has("not.articles_after", words[first - 1].norm)
        return None if refused else Atom(first, last, "article", value)
    if last - first == 1 and _adjective(words, first, grammar):
        return None
    scale = grammar.scales.get(words[last - 1].norm, 1)
    return Atom(first, last, "none" if value == 0 else "spelled", value, scale)


def _adjective(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """Whether a number word is an adjective here ("flambant neuf")."""
    if grammar.has("not.always", words[i].norm):
        return True
    if not grammar.has("not.words", words[i].norm):
        return False
    counted = i + 1 < len(words) and words[i + 1].norm.endswith(tuple(grammar.raw.get("not", {}).get("plurals", ())))
    return i > 0 and not counted and grammar.has("not.adjectives_after", words[i - 1].norm)


def _digits(words: Sequence[Word], i: int, grammar: Grammar) -> Atom | None:
    """Digits, with the scale words that follow ("20 milliards", "1,5 million", "2 millions et demi")."""
    last, scale = _scales(words, i + 1, grammar)
    value = _figure(words[i].text, grammar.decimal, scaled=scale > 1)
    atom = Atom(i, last, "digits", value * scale, scale)
    return _with_half(words, atom, grammar)


def _scales(words: Sequence[Word], i: int, grammar: Grammar) -> tuple[int, int]:
    """Index after the scale words from `i`, and their product."""
    scale = 1
    if i < len(words) and words[i].glued and (short := grammar.raw.get("glued_scales", {}).get(words[i].norm)):
        return i + 1, short
    while i < len(words) and words[i].norm in grammar.scales:
        scale *= grammar.scales[words[i].norm]
        i += 1
    return (i + 1 if scale > 1 and i < len(words) and _abbreviation_dot(words, i, grammar) else i), scale


def _abbreviation_dot(words: Sequence[Word], i: int, grammar: Grammar) -> bool:
    """Whether word `i` is the dot of an abbreviated scale ("Mrd.") inside of a sentence."""
    follows = i + 1 < len(words) and (words[i + 1].text.islower() or words[i + 1].kind == "sign")
    return words[i].norm == "." and words[i].glued and len(words[i - 1].norm) <= 4 and follows


def _figure(written: str, decimal: str, *, scaled: bool) -> Decimal:
    """The value of digits with their separators. "1,250" is decimal before a scale, else thousands."""
    plain = re.sub(rf"[{GAPS}'’]", "", written)
    other = "." if decimal == "," else ","
    if re.fullmatch(rf"\d{{1,3}}(?:\{other}\d{{3}})+(?:\{decimal}\d+)?", plain):
        return Decimal(plain.replace(other, "").replace(decimal, "."))
    if re.fullmatch(rf"[1-9]\d{{0,2}}\{decimal}\d{{3}}", plain) and not scaled:
        return Decimal(plain.replace(decimal, ""))
    if re.fullmatch(rf"\d{{1,3}}(?:\{decimal}\d{{3}}){{2,}}", plain):
        return Decimal(plain.replace(decimal, ""))
    return Decimal(re.sub(r"[.,](?=.*[.,])", "", plain).replace(",", "."))


def _with_half(words: Sequence[Word], atom: Atom | None, grammar: Grammar) -> Atom | None:
    """ "Un million et demi", "one and a half million": half of the scale more."""
    if atom is None or atom.value is None or (half := grammar.phrases["half"].after(words, atom.last)) is None:
        return atom
    if atom.scale > 1:
        return replace(atom, last=half[0], value=atom.value + Decimal(atom.scale) / 2)
    last, scale = _scales(words, half[0], grammar)
    if scale == 1:
        return atom
    return replace(atom, last=last, kind="spelled", value=(atom.value + Decimal(1) / 2) * scale, scale=scale)


def _half(words: Sequence[Word], i: int, grammar: Grammar) -> Atom | None:
    """ "Un demi-million", "half a million"."""
    j = i + 1 if grammar.has("articles", words[i].norm) else i
    halves = grammar.raw.get("halves", {})
    if j < len(words) and isinstance(value := halves.get(words[j].norm), int):
        return Atom(i, j + 1, "spelled", Decimal(value), 1)
    if not grammar.has("halves.prefix", words[i].norm):
        return None
    j = i + 2 if i + 1 < len(words) and grammar.has("articles", words[i + 1].norm) else i + 1
    last, scale = _scales(words, j, grammar)
    return Atom(i, last, "spelled", Decimal(scale) / 2, 1) if scale > 1 else None


def _collective(words: Sequence[Word], i: int, grammar: Grammar) -> Atom | None:
    """ "Une vingtaine", "deux douzaines", "une centaine de milliers"."""
    if not grammar.has("articles", words[i].norm) and not grammar.has("collective_before", words[i].norm):
        return None  # "en quarantaine"
    j = i + 2 if i + 1 < len(words) and grammar.has("collective_adjectives", words[i + 1].norm) else i + 1
    if j >= len(words):
        return None
    value = grammar.collectives.get(words[j].norm)
    if value is None:
        value = grammar.vague.get(words[j].norm, 0) // 2  # "un milliers", a common slip
    if not value or words[j].norm in grammar.scales:
        return None
    last, scale = _linked_scale(words, j + 1, grammar)
    return Atom(i, last, "collective", Decimal(value) * scale, scale)


def _linked_scale(words: Sequence[Word], i: int, grammar: Grammar) -> tuple[int, int]:
    """The scale nouns that follow, each after "de": "(une centaine) de milliers", "(des dizaines) de millions"."""
    scale = 1
    while i < len(words):
        j = i + 1 if grammar.has("links", words[i].norm) else i
        if j >= len(words) or (step := _plural_scale(words[j].norm, grammar)) is None:
            break
        scale *= step
        i = j + 1
    return i, scale


def _plural_scale(word: str, grammar: Grammar) -> int | None:
    if word in grammar.scales:
        return grammar.scales[word]
    least = grammar.vague.get(word)
    return None if least is None else least // 2


def _vague(words: Sequence[Word], i: int, grammar: Grammar) -> Atom | None:
    """ "Des dizaines", "plusieurs centaines de milliers", "deux dizaines"."""
    if several := grammar.phrases["vague_scale"].after(words, i):
        last, scale = _scales(words, several[0], grammar)
        if scale > 1:
            return Atom(i, last, "vague", Decimal(2 * scale), scale)
    led = grammar.phrases["vague"].after(words, i)
    j = led[0] if led is not None else i
    if j >= len(words) or (least := grammar.vague.get(words[j].norm)) is None:
        return _counted(words, i, grammar)
    if led is None and i > 0 and (words[i - 1].kind == "number" or grammar.has("articles", words[i - 1].norm)):
        return None
    last, scale = _linked_scale(words, j + 1, grammar)
    return Atom(i, last, "vague", Decimal(least) * scale, scale)


def _counted(words: Sequence[Word], i: int, grammar: Grammar) -> Atom | None:
    """ "Deux dizaines", "trois milliers": a plural with a small figure."""
    small = grammar.raw.get("small", {}).get(words[i].norm)
    if small is None or i + 1 >= len(words) or words[i + 1].norm in grammar.scales:
        return None
    least = grammar.vague.get(words[i + 1].norm)
    if least is None:
        return None
    last, scale = _linked_scale(words, i + 2, grammar)
    return Atom(i, last, "spelled", Decimal(small * (least // 2)) * scale, scale)


def _nothing(words: Sequence[Word], i: int, grammar: Grammar) -> Atom | None:
    """ "Aucun", "pas un seul", "personne n'…"."""
    if led := grammar.phrases["none"].after(words, i):
        return Atom(i, led[0], "none", Decimal(0))
    if grammar.has("none.words", words[i].norm):
        noun = i > 0 and grammar.has("not.singular", words[i - 1].norm)  # "le nul", "à zéro"
        return None if noun else Atom(i, i + 1, "none", Decimal(0))
    if not grammar.has("none.pronouns", words[i].norm):
        return None
    before = words[i - 1] if i > 0 else None
    if before is not None and (before.kind == "number" or grammar.has("none.determiners", before.norm)):
        return None
    near = [*words[max(0, i - 5) : i], *words[i + 1 : i + 3]]
    negated = any(grammar.has("none.negation", w.norm) for w in near)
    return Atom(i, i + 1, "none", Decimal(0)) if negated else None
