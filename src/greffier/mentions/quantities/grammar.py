"""The quantity grammar of one language, compiled from its data file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel import Locale
from babel.numbers import get_currency_name, get_territory_currencies

from greffier.mentions.quantities.words import Word, cut, phrase

__all__ = ["Grammar", "Phrases", "compile_grammar"]

Entry = tuple[tuple[str, ...], str]
_OPENING = (
    *("articles", "collective_before", "halves.prefix", "none.phrases", "none.pronouns", "none.words", "some.words"),
    *("vague_before.scales", "vague_before.words"),
)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases with a value each, found from their first or their last word, the longest first."""

    by_first: Mapping[str, tuple[Entry, ...]]
    by_last: Mapping[str, tuple[Entry, ...]]

    def after(self, words: Sequence[Word], i: int) -> tuple[int, str] | None:
        """The phrase that begins at word `i`: (index after it, value), or None."""
        if not 0 <= i < len(words):
            return None
        for parts, value in self.by_first.get(words[i].norm, ()):
            if i + len(parts) <= len(words) and all(words[i + k].norm == p for k, p in enumerate(parts)):
                return i + len(parts), value
        return None

    def before(self, words: Sequence[Word], i: int) -> tuple[int, str] | None:
        """The phrase that ends just before word `i`: (index of its first word, value), or None."""
        if not 0 < i <= len(words):
            return None
        for parts, value in self.by_last.get(words[i - 1].norm, ()):
            start = i - len(parts)
            if start >= 0 and all(words[start + k].norm == p for k, p in enumerate(parts)):
                return start, value
        return None


@dataclass(frozen=True, slots=True)
class Grammar:
    """What `find_quantities` needs of a language. `raw` is the data file, `sets` its word lists by dotted name."""

    language: str
    raw: Mapping[str, Any]
    elision: Mapping[str, str]
    decimal: str
    scales: Mapping[str, int]
    money_scales: Mapping[str, int]
    collectives: Mapping[str, int]
    vague: Mapping[str, int]
    phrases: Mapping[str, Phrases]
    sets: Mapping[str, frozenset[str]]
    codes: frozenset[str]
    openers: frozenset[str]  # the words that a figure in words can begin with, besides number words

    def words(self, text: str) -> list[Word]:
        """The words of `text`."""
        return cut(text, self.elision, self.codes)

    def has(self, name: str, word: str) -> bool:
        """Whether the word list `name` ("calendar.months") holds `word`."""
        return word in self.sets.get(name, frozenset())


def compile_grammar(numbers: Mapping[str, Any], language: str) -> Grammar:
    """The grammar of `language` from its parsed `numbers` data; currency names come from Babel and from the data."""
    elision = numbers.get("elision", {})
    currencies = _currencies(numbers, language)
    return Grammar(
        language=language,
        raw=numbers,
        elision=elision,
        decimal=numbers.get("decimal", "."),
        scales=numbers.get("scales", {}),
        money_scales=numbers.get("money_scales", {}),
        collectives=numbers.get("collectives", {}),
        vague=numbers.get("vague", {}),
        phrases={
            "before": _bounds(numbers.get("before", {}), elision),
            "around": _bounds(numbers.get("around", {}), elision),
            "after": _bounds(numbers.get("after", {}), elision),
            "after_noun": _bounds(numbers.get("after_noun", {}), elision),
            "currency": _phrases(currencies.items(), elision),
            "vague": _listed(numbers, "vague_before", "words", elision),
            "half": _listed(numbers, "halves", "after", elision),
            "none": _listed(numbers, "none", "phrases", elision),
            "percent": _listed(numbers, "percent", "words", elision),
            "measure": _listed(numbers, "measures", "words", elision),
            "aged": _listed(numbers, "ages", "before", elision),
            "aged_alone": _listed(numbers, "ages", "alone", elision),
            "vague_scale": _listed(numbers, "vague_before", "scales", elision),
            "conversion": _listed(numbers, "conversion", "words", elision),
        },
        sets=_sets(numbers),
        codes=_codes(),
        openers=_openers(numbers, elision),
    )


def _openers(numbers: Mapping[str, Any], elision: Mapping[str, str]) -> frozenset[str]:
    """Every word that can begin what `find_atoms` reads besides digits and number words."""
    sets = _sets(numbers)
    listed = {word for name in _OPENING for word in sets.get(name, ())}
    first = {parts[0] for parts in (phrase(written, elision) for written in listed) if parts}
    return frozenset(listed | first | {word for name in ("vague", "small", "halves") for word in numbers.get(name, {})})


def _sets(numbers: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Every list of words of the file, under its dotted name."""
    found: dict[str, frozenset[str]] = {}
    for key, value in numbers.items():
        if isinstance(value, list):
            found[key] = frozenset(map(str, value))
        elif isinstance(value, Mapping):
            found.update({f"{key}.{k}": frozenset(map(str, v)) for k, v in value.items() if isinstance(v, list)})
    return found


def _listed(numbers: Mapping[str, Any], table: str, key: str, elision: Mapping[str, str]) -> Phrases:
    return _phrases(((p, key) for p in numbers.get(table, {}).get(key, ())), elision)


def _bounds(table: Mapping[str, Sequence[str]], elision: Mapping[str, str]) -> Phrases:
    return _phrases(((p, kind) for kind, listed in table.items() for p in listed), elision)


def _phrases(pairs: Iterable[tuple[str, str]], elision: Mapping[str, str]) -> Phrases:
    first: dict[str, list[Entry]] = {}
    last: dict[str, list[Entry]] = {}
    for written, value in pairs:
        parts = phrase(written, elision)
        if parts:
            first.setdefault(parts[0], []).append((parts, value))
            last.setdefault(parts[-1], []).append((parts, value))
    return Phrases(_sorted(first), _sorted(last))


def _sorted(table: Mapping[str, list[Entry]]) -> dict[str, tuple[Entry, ...]]:
    return {k: tuple(sorted(v, key=lambda e: -len(e[0]))) for k, v in table.items()}


def _codes() -> frozenset[str]:
    """ISO 4217 codes of money in use today somewhere, as CLDR lists them."""
    territories = [str(t) for t in Locale("en").territories]
    return frozenset(c for t in territories if len(t) == 2 for c in get_territory_currencies(t) or ())


def _currencies(numbers: Mapping[str, Any], language: str) -> dict[str, str]:
    """Name or sign -> ISO 4217 code: codes and full names from Babel, then the data file's own."""
    found = {code.lower(): code for code in _codes()}
    heads: dict[str, set[str]] = {}
    for code in _codes():
        for count in (1, 2):
            name = get_currency_name(code, count, locale=language).lower()
            found[name] = code
            heads.setdefault(_head(name, language), set()).add(code)
    found.update({h: next(iter(codes)) for h, codes in heads.items() if len(codes) == 1 and h not in found})
    own = numbers.get("currencies", {})
    return {**found, **own.get("names", {}), **own.get("signs", {})}


def _head(name: str, language: str) -> str:
    """The noun of a currency's full name: its first word, in English its last."""
    return name.split()[-1 if language == "en" else 0]
