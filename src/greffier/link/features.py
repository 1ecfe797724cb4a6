"""From an entry to the record that linking works on. What a kind counts as the same comes from its file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from greffier.lexicon import load_kinds, load_language
from greffier.lexicon.name_key import name_key, pieces
from greffier.lexicon.traits import Traits
from greffier.link.extent import extent_of
from greffier.link.records import FINE, Number, Told, Where
from greffier.model import Entry, Filler, Place, Quantity, Report, Span, SpanRole

__all__ = ["Looks", "actor_key", "content", "family_of", "names_in", "told", "traits_of"]

_PLACE = "place:"
_SOLID = ("country:", "person:", "body:", "group:", _PLACE)
_ISO = re.compile(r"[A-Z]{2}")
_NAME = re.compile(r"\b[^\W\d_a-zà-öø-ÿ][\w’'-]*\w")
_LEAST = 4  # letters of a word that tells something


@dataclass(frozen=True, slots=True)
class Looks:
    """What is looked up elsewhere: the key of an actor, a place by its id, the dictionary forms in a sentence, and
    folded names that come in so many reports that sharing one is no likeness (countries, their people)."""

    actor: Callable[[Filler], str | None]
    place: Callable[[str], Place | None] = lambda _id: None
    lemmas: Callable[[Span], str | None] = lambda _span: None
    common: frozenset[str] = frozenset()


def actor_key(filler: Filler) -> str | None:
    """Who fills a role, as one report knows: a country, person, body or group; None where it is only a phrase.

    The door for a register over all reports: whatever gives one key to one actor may stand in for it.
    """
    found = filler.id or ""
    if _ISO.fullmatch(found):
        return f"country:{found}"
    if found.startswith(_SOLID):
        return found
    return f"country:{filler.country}" if filler.country else None


@cache
def traits_of(kind: str) -> Traits:
    """The traits of a kind; those of none in particular where its file is gone."""
    known = load_kinds().get(kind)
    return known.traits if known else Traits()


def family_of(kind: str) -> str:
    """The kind whose events a kind's entries belong to: its own, or the first that it joins."""
    return next(iter(traits_of(kind).joins), kind)


def told(entry: Entry, report: Report, looks: Looks) -> Told:
    """An entry of a report as linking sees it."""
    when, text = entry.when, report.text
    sentence = next((s for s in entry.evidence if s.holds(entry.anchor)), entry.anchor)
    around = [sentence, *(s for s in entry.evidence if s != sentence)]
    matter = entry.roles.get(traits_of(entry.kind).matter)
    names = frozenset(_names(entry, around, text, report.language)) - looks.common
    return Told(
        id=entry.id,
        report=entry.report,
        kind=entry.kind,
        family=family_of(entry.kind),
        factuality=entry.factuality,
        first=when.start.toordinal() if when else None,
        last=when.end.toordinal() if when else None,
        published=report.published.toordinal() if report.published else None,
        start=entry.anchor.start,
        stop=entry.anchor.end,
        sentences=tuple((s.start, s.end) for s in around),
        places=tuple(sorted(set(_places(entry, looks)), key=lambda p: (p.id, p.precision))),
        who=frozenset(_who(entry, looks)),
        closed=frozenset(f"{role}={value}" for role, value in entry.roles.items() if isinstance(value, str)),
        numbers=tuple(_numbers(entry)),
        names=names,
        spots=frozenset(_spots(entry, looks)),
        words=frozenset(content(_words(around, text, looks), report.language)) - names,
        matter=frozenset(content(matter.span.of(text), report.language))
        if isinstance(matter, SpanRole)
        else frozenset(),
        language=report.language,
        said=name_key(sentence.of(text)),
        extent=extent_of(text, sentence, entry.anchor, when, family_of(entry.kind), report.language),
    )


def content(words: str, language: str) -> Iterator[str]:
    """The folded words of a stretch that tell something, one by one."""
    idle = _idle(language)
    return (word for word in pieces(words) if len(word) >= _LEAST and word not in idle and not word.isdigit())


@cache
def _idle(language: str) -> frozenset[str]:
    return frozenset(name_key(word) for word in load_language(language).section("linking").get("idle", ()))


def _words(spans: Iterable[Span], text: str, looks: Looks) -> str:
    return " ".join(looks.lemmas(span) or span.of(text) for span in spans)


def _fillers(entry: Entry) -> Iterator[tuple[str, Filler]]:
    for role, value in entry.roles.items():
        if isinstance(value, tuple):
            yield from ((role, filler) for filler in value)


def _mapped(entry: Entry, looks: Looks) -> Iterator[Place]:
    """Where it happened, and places that are acted on."""
    for role, filler in _fillers(entry):
        place = filler.place if role == "place" else None
        if place is None and (role == "place" or (filler.id or "").startswith(_PLACE)):
            place = looks.place((filler.id or "").removeprefix(_PLACE))
        if place is not None:
            yield place


def _places(entry: Entry, looks: Looks) -> Iterator[Where]:
    return (Where(p.id, p.precision, p.country, p.lat, p.lon) for p in _mapped(entry, looks))


def _spots(entry: Entry, looks: Looks) -> Iterator[str]:
    """Folded names of the towns, in any of their spellings that the report or the tables know."""
    for place in _mapped(entry, looks):
        if place.precision in FINE:
            yield from (name_key(name) for name in (place.name, *place.names))


def _who(entry: Entry, looks: Looks) -> Iterator[str]:
    """Keys of those who act or are acted on; what belongs to a country counts for the role of its owner."""
    kind = load_kinds().get(entry.kind)
    owners = {} if kind is None else {str(s["owner_of"]): r for r, s in kind.roles.items() if "owner_of" in s}
    for role, filler in _fillers(entry):
        key = None if role == "place" else looks.actor(filler)
        if key is not None:
            yield f"{owners.get(role, role)}={key}"


def _numbers(entry: Entry) -> Iterator[Number]:
    """Figures of what has happened; those that are denied, or only planned, are none."""
    if entry.factuality in {"denied", "planned"}:
        return
    what = str(entry.roles.get("harm", entry.kind))
    for value in entry.roles.values():
        if isinstance(value, Quantity):
            high = None if value.open else value.max
            yield Number(value.currency or what, value.min, high, value.scope == "total")


def names_in(text: str, spans: Iterable[Span], language: str) -> Iterator[str]:
    """Folded words of some sentences that are written with a capital, but for their first."""
    idle = _idle(language)
    for span in spans:
        for found in _NAME.finditer(text, span.start, span.end):
            key = name_key(found[0])
            if len(key) >= _LEAST - 1 and key not in idle and found.start() != span.start:
                yield key


def _names(entry: Entry, spans: Iterable[Span], text: str, language: str) -> Iterator[str]:
    """Names in the sentences, and the names of places."""
    yield from names_in(text, spans, language)
    for _role, filler in _fillers(entry):
        if filler.place is not None or (filler.id or "").startswith(_PLACE):
            yield name_key(filler.place.name if filler.place else filler.name)
