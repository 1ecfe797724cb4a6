"""Reports for checks, made without a parser; times, quantities and places are as the stages give them."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

from greffier.check import Claims, Told, compile_claims
from greffier.lexicon import load_gazetteer, load_language
from greffier.lexicon.happenings import kinds_of_nouns
from greffier.mentions.quantities import compile_grammar, find_quantities
from greffier.mentions.times import compile_calendar, find_times
from greffier.model import Entry, Filler, Given, Happening, Mention, Place, Quantity, Role, Sentence, Span, Token, When
from greffier.resolve.places import resolve_places
from greffier.resolve.times import resolve_times

__all__ = ["claims", "known_of", "told_of"]


@cache
def claims(language: str) -> Claims:
    return compile_claims(load_language(language).section("claims"))


def told_of(case: dict[str, Any], language: str) -> Told:
    """What the stages before would give for a case: its text, names, entries, and days of other reports."""
    text, data = case["text"], load_language(language)
    published = date.fromisoformat(case["published"]) if case.get("published") else None
    times = find_times(text, compile_calendar(data.section("calendar")))
    whens = resolve_times(times, published, lambda span: case.get("tense", "past"))
    names = _names(text, case.get("names", []), language)
    return Told(
        text=text,
        sentences=_sentences(text),
        published=When(published, published) if published else None,
        times=list(zip(times, whens, strict=True)),
        quantities=find_quantities(text, compile_grammar(data.section("numbers"), language), language),
        names=names,
        places=resolve_places(names, text, load_gazetteer()),
        entries=[_entry(i, e, text) for i, e in enumerate(case.get("entries", []))],
        nouns=kinds_of_nouns(language),
        radius=_extent,
        border=_border(case.get("border", {})),
    )


def known_of(case: dict[str, Any]) -> list[Happening]:
    """What other reports tell: kind, day or night, ids of places and actors; of a pledge its amount too."""
    known = enumerate(case.get("known", []))
    return [
        Happening(kind, _when(day), frozenset(names), f"k{i}", *(Given(tuple(names), n, n) for n in amount))
        for i, (kind, day, names, *amount) in known
    ]


def _border(reach: dict[str, list[float]]) -> Any:
    pairs = {country: (least, most) for country, (least, most) in reach.items()}
    return lambda place, country: pairs.get(country)


def _extent(place: Place) -> float:
    town = load_gazetteer().town(place.id) if ":" in place.id else None
    return town.extent_km if town is not None else 0.0


def _names(text: str, towns: list[list[str]], language: str) -> list[Mention]:
    """Names that the tables know, and those that the case gives with their country."""
    found = []
    for hit in load_gazetteer().scan(text, language):
        known, span = hit.known, Span(hit.start, hit.end)
        found.append(Mention(span, span.of(text), known.type, known.id, known.country))
    for words, country in towns:
        span = Span(text.index(words), text.index(words) + len(words))
        found = [m for m in found if not m.span.overlaps(span)] + [Mention(span, words, "place", None, country)]
    return sorted(found, key=lambda m: m.span)


def _sentences(text: str) -> list[Sentence]:
    """Sentences end with a full stop; words are cut at blanks, their lemmas being themselves without a plural's s."""
    found, start = [], 0
    for i, piece in enumerate(text.split(". ")):
        end = min(len(text), start + len(piece) + 1)
        found.append(Sentence(i, Span(start, end), _tokens(text, start, end), ()))
        start += len(piece) + 2
    return found


def _tokens(text: str, start: int, end: int) -> tuple[Token, ...]:
    tokens, at = [], start
    for i, word in enumerate(text[start:end].split()):
        at = text.index(word, at)
        bare = word.strip(".,;()")
        tokens.append(Token(i, bare, bare.lower().rstrip("s"), "NOUN", "dep", i, Span(at, at + len(word)), {}))
        at += len(word)
    return tuple(tokens)


def _when(day: str) -> When:
    """A day, or a night as `2025-04-09/10`: its second day is the next one."""
    first = date.fromisoformat(day[:10])
    return When(first, first + timedelta(days=1), "night") if "/" in day else When(first, first)


def _entry(number: int, data: dict[str, Any], text: str) -> Entry:
    """An entry whose anchor is the first place of the words given; its evidence the sentence that holds them."""
    at = text.index(data["anchor"])
    anchor = Span(at, at + len(data["anchor"]))
    evidence = next(s.span for s in _sentences(text) if s.span.holds(anchor))
    when = _when(data["when"]) if "when" in data else None
    roles: dict[str, Role] = {}
    for key in ("number", "amount"):
        if key in data:
            roles[key] = Quantity(data[key], data[key], currency=data.get("currency"))
    for key in ("including", "donor", "recipient"):
        if key in data:
            roles[key] = tuple(_filler(key, words, text, data.get("ids", {})) for words in data[key])
    if "at" in data:
        place = Place(data["at"], data["at"], None, 1.0, 1.0)
        roles["place"] = (Filler("place", data["anchor"], anchor, data["at"], place=place),)
    if "stage" in data:
        roles["stage"] = data["stage"]
    factuality = data.get("factuality", "actual")
    return Entry(f"e{number}", "r", data["kind"], anchor, (evidence,), factuality, None, when, roles, (), "made")


def _filler(role: str, words: str, text: str, ids: dict[str, str]) -> Filler:
    at = text.index(words)
    return Filler(role, words, Span(at, at + len(words)), words, id=ids.get(words))
