"""A calendar file compiled: word tables as phrases, forms as sequences of elements."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from babel.dates import get_day_names, get_month_names

from greffier.mentions.times.tokens import cut, norm

__all__ = ["Choice", "Element", "Form", "Grammar", "Opening", "Phrases", "compile_calendar"]

# First key -> second key -> (keys, table, value) of the phrases that begin so and those of the first key alone, longest
# first; "" for the latter only.
Phrases = dict[str, dict[str, list[tuple[tuple[str, ...], str, Any]]]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One alternative of an element: a table's name, or literal keys; `store` is where its value goes."""

    table: str = ""
    keys: tuple[str, ...] = ()
    store: str = ""


@dataclass(frozen=True, slots=True)
class Element:
    """`kind` is `take`, `ahead`, `not`, `open` or `close`."""

    kind: str
    choices: tuple[Choice, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """One way to write a rule."""

    rule: str
    elements: tuple[Element, ...]
    constants: Mapping[str, Any]
    vague: bool = False
    weak: bool = False
    order: int = 0  # its place in the file: of two that take as much, the earlier wins


@dataclass(frozen=True, slots=True)
class Opening:
    """A form by what it can begin with, and what must then follow: tables or keys, None where anything may."""

    form: Form
    then: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class Grammar:
    """All that finding times needs of one language."""

    phrases: Phrases
    forms: Mapping[str, tuple[Opening, ...]]  # by the first thing that they can begin with: a table or a key
    elision: bool
    names: tuple[str, ...]
    relations: Mapping[tuple[str, ...], str]
    far: Mapping[tuple[str, ...], str]
    links: Mapping[str, frozenset[tuple[str, ...]]]
    datelines: frozenset[tuple[str, ...]]
    ahead: frozenset[str]
    toward: frozenset[str]
    compared: frozenset[tuple[str, ...]]
    core: frozenset[str]


# What can make words a time at all: the matcher looks no further where none of these is near.
_CORE = frozenset({
    "WEEKDAY", "WEEKDAYS", "MONTH", "YEAR", "SHORT_YEAR", "DAY", "DOTTED", "HOUR", "REL", "UNIT", "LONG", "PART",
    "PLURAL_PART", "AT_PART", "SEASON", "FEAST", "STORY", "STORY_PART", "TODAY_PART", "NOW", "CENTURY", "DECADE_WORD",
    "SET_WORD",
})  # fmt: skip


def compile_calendar(calendar: Mapping[str, Any]) -> Grammar:
    """Compile the parsed `calendar` section of a language. Raises KeyError when a form names an unknown table."""
    elision = bool(calendar.get("elision", True))

    def keys(phrase: str) -> tuple[str, ...]:
        return tuple(piece.key for piece in cut(phrase, elision))

    phrases = _phrases(calendar, keys)
    tables = {table for some in phrases.values() for found in some.values() for _, table, _ in found} | _BUILT_IN
    blocks = enumerate(calendar["forms"])
    forms = [form for order, block in blocks for form in _forms(block, order, tables, keys)]
    return Grammar(
        phrases=phrases,
        forms=_indexed(forms),
        elision=elision,
        names=tuple(calendar.get("names", ())),
        relations={keys(p): name for name, found in calendar["relations"].items() for p in found},
        far={keys(p): name for name, found in calendar.get("far", {}).items() for p in found},
        links={name: frozenset(keys(p) for p in found) for name, found in calendar["links"].items()},
        datelines=frozenset(keys(p) for p in calendar["datelines"]["before"]),
        ahead=frozenset(norm(word) for word in calendar.get("ahead", ())),
        toward=frozenset(norm(word) for word in calendar.get("toward", ())),
        compared=frozenset(keys(phrase) for phrase in calendar.get("compared", ())),
        core=_CORE,
    )


_BUILT_IN = frozenset({"NUM", "DAY", "YEAR", "SHORT_YEAR", "HOUR", "MINUTE", "TWO", "DOTTED", "END"})


def _phrases(calendar: Mapping[str, Any], keys: Any) -> Phrases:
    found: list[tuple[tuple[str, ...], str, Any]] = []
    for name, words in calendar.get("classes", {}).items():
        found += [(keys(phrase), name, None) for phrase in words]
    for name, words in calendar.get("words", {}).items():
        found += [(keys(phrase), name, value) for phrase, value in words.items()]
    found += [(keys(phrase), table, value) for phrase, table, value in _babel(str(calendar["locale"]))]
    by_first: dict[str, list[tuple[tuple[str, ...], str, Any]]] = {}
    for entry in sorted(_set_once(found), key=lambda e: -len(e[0])):
        by_first.setdefault(entry[0][0], []).append(entry)
    return {first: _by_second(some) for first, some in by_first.items()}


def _by_second(some: list[tuple[tuple[str, ...], str, Any]]) -> dict[str, list[tuple[tuple[str, ...], str, Any]]]:
    seconds = {"", *(entry[0][1] for entry in some if len(entry[0]) > 1)}
    return {s: [entry for entry in some if len(entry[0]) == 1 or entry[0][1] == s] for s in seconds}


def _set_once(found: Iterable[tuple[tuple[str, ...], str, Any]]) -> list[tuple[tuple[str, ...], str, Any]]:
    """Drop phrases that a table holds twice, the first one wins."""
    seen: dict[tuple[tuple[str, ...], str], Any] = {}
    for phrase, table, value in found:
        if phrase:
            seen.setdefault((phrase, table), value)
    return [(phrase, table, value) for (phrase, table), value in seen.items()]


def _babel(locale: str) -> Iterable[tuple[str, str, int]]:
    for width in ("wide", "abbreviated"):
        for number, name in get_month_names(width, "format", locale).items():
            yield name, "MONTH", number
        for number, name in get_day_names(width, "format", locale).items():
            if width == "wide":
                yield name, "WEEKDAY", number


def _forms(block: Mapping[str, Any], order: int, tables: set[str], keys: Any) -> Iterable[Form]:
    for text in block["forms"]:
        elements = tuple(_element(word, tables, keys) for word in text.split(" ") if word)
        constants = dict(block.get("set", {}))
        yield Form(block["rule"], elements, constants, block.get("vague", False), block.get("weak", False), order)


def _element(word: str, tables: set[str], keys: Any) -> Element:
    if word in "[]":
        return Element("open" if word == "[" else "close")
    kind = {"&": "ahead", "!": "not"}.get(word[0], "take") if len(word) > 1 else "take"
    body = word[1:] if kind != "take" else word
    optional = len(body) > 1 and body.endswith("?")
    store, mark, names = body.removesuffix("?").partition("=") if optional else body.partition("=")
    if not mark:
        store, names = "", store
    choices = tuple(c for name in names.split("|") for c in [_choice(name, store, tables, keys)])
    return Element(kind, choices, optional)


def _choice(name: str, store: str, tables: set[str], keys: Any) -> Choice:
    own, mark, rest = name.partition("=")
    if mark:
        return _choice(rest, own, tables, keys)
    if name.isupper() and name.replace("_", "").isalpha() and len(name) > 1:
        if name not in tables:
            raise KeyError(f"a form names the table {name}, which the calendar does not have")
        return Choice(table=name, store=store or name.lower())
    return Choice(keys=keys(name) or (norm(name),))


def _indexed(forms: list[Form]) -> dict[str, tuple[Opening, ...]]:
    index: dict[str, list[Opening]] = {}
    for form in forms:
        for first, then in sorted(_openings(form).items()):
            index.setdefault(first, []).append(Opening(form, then))
    return {first: tuple(found) for first, found in index.items()}


def _openings(form: Form) -> dict[str, frozenset[str] | None]:
    """What a form can begin with, each with what must then follow."""
    found: dict[str, frozenset[str] | None] = {}
    for e in _next(form.elements, 0):
        for choice in form.elements[e].choices:
            first, then = choice.table or choice.keys[0], _follows(choice, form.elements, e + 1)
            known = found.get(first, frozenset())
            found[first] = None if then is None or known is None else known | then
    return found


def _next(elements: tuple[Element, ...], e: int) -> Iterator[int]:
    """The elements from `e` on that can take the next piece: up to the first that must."""
    for k in range(e, len(elements)):
        if elements[k].kind == "take":
            yield k
            if not elements[k].optional:
                return


def _follows(choice: Choice, elements: tuple[Element, ...], e: int) -> frozenset[str] | None:
    """What the piece after the first one (after what the first took, for a table) must be, None where it may be any."""
    if len(choice.keys) > 1:
        return frozenset({choice.keys[1]})
    able = list(_next(elements, e))
    if not able or elements[able[-1]].optional:
        return None
    found = frozenset(c.table or c.keys[0] for k in able for c in elements[k].choices)
    return None if "END" in found else found
