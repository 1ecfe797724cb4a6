"""An event's tellings side by side: a row for each report, a column for each thing told, and which cells differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from greffier.export.words import date_words, name_of, quantity_words
from greffier.lexicon import load_kinds
from greffier.lexicon.name_key import name_key
from greffier.link.features import actor_key
from greffier.link.known import Event, Voice
from greffier.model import Entry, Filler, Quantity, Report, SpanRole, When
from greffier.web.language import Language

__all__ = ["Cell", "Side", "Sides", "sides_of"]

_FIGURES = ("number", "amount")
_OWN = ("when", "factuality", "source")  # columns that are no roles
_LONGEST = 140  # characters of a stretch in a cell


@dataclass(frozen=True, slots=True)
class Cell:
    """What a report tells in a column, in words; `language` is that of its words where they are the report's own."""

    words: tuple[str, ...]
    language: str = ""
    differs: bool = False


@dataclass(frozen=True, slots=True)
class Side:
    """A report's row: its entries, what it copies (None: it tells on its own), its cells by column."""

    report: Report
    original: Report | None
    voices: tuple[Voice, ...]
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Sides:
    """The rows by day told, and the columns: `toll:killed` for a figure by harm, else a role or one of our own."""

    columns: tuple[str, ...]
    rows: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class _Value:
    """A thing told: its words, and the keys by which it is the same as another; `sure` where those are ids."""

    words: str
    keys: frozenset[object]
    sure: bool = True
    language: str = ""


def sides_of(event: Event, language: Language) -> Sides:
    """An event as a table. A cell differs when it shares nothing with what most reports tell there."""
    by_report: dict[str, list[Voice]] = {}
    for voice in event.voices:
        by_report.setdefault(voice.report.id, []).append(voice)
    reports = {v.report.id: v.report for v in event.voices}
    told = {id: _told(voices, language) for id, voices in by_report.items()}
    columns = _columns(event, told.values())
    marked = {column: _differing(column, told, by_report) for column in columns}
    rows = []
    for id, voices in by_report.items():
        cells = {c: _cell(told[id].get(c, []), id in marked[c]) for c in columns}
        original = reports.get(voices[0].original) if voices[0].copied else None
        rows.append(Side(reports[id], original, tuple(voices), cells))
    return Sides(columns, tuple(rows))


def _cell(values: Sequence[_Value], differs: bool) -> Cell:
    own = {v.language for v in values}
    return Cell(tuple(dict.fromkeys(v.words for v in values)), own.pop() if len(own) == 1 else "", differs)


def _told(voices: Iterable[Voice], language: Language) -> dict[str, list[_Value]]:
    """All that a report tells, by column."""
    found: dict[str, list[_Value]] = {}
    for voice in voices:
        for column, value in _values(voice.entry, voice.report, language):
            found.setdefault(column, []).append(value)
    return found


def _values(entry: Entry, report: Report, language: Language) -> Iterable[tuple[str, _Value]]:
    harm = entry.roles.get("harm")
    for role, value in entry.roles.items():
        if role == "harm" or (isinstance(value, tuple) and not value):
            continue
        column = f"toll:{harm}" if role in _FIGURES and isinstance(harm, str) else role
        yield column, _value(value, report, language)
    if entry.when is not None:
        yield "when", _value(entry.when, report, language)
    yield "factuality", _Value(language.interface.label("value", entry.factuality), frozenset({entry.factuality}))
    if entry.source is not None:
        yield "source", _value((entry.source,), report, language)


def _value(value: object, report: Report, language: Language) -> _Value:
    match value:
        case Quantity():
            return _Value(quantity_words(value, language.code), frozenset({(value.min, value.max, value.open)}))
        case When():
            return _Value(date_words(value, language.code), frozenset({(value.start, value.end)}))
        case SpanRole():
            words = " ".join(value.span.of(report.text).split())
            short = words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
            return _Value(short, frozenset(), language=report.language)  # words are put otherwise everywhere
        case tuple():
            return _people([f for f in value if isinstance(f, Filler)], report, language)
    return _Value(language.interface.label("value", str(value)), frozenset({str(value)}))


def _people(fillers: Sequence[Filler], report: Report, language: Language) -> _Value:
    words = ", ".join(dict.fromkeys(name_of(f, language.code) for f in fillers))
    ids = [f.place.id if f.place else actor_key(f) for f in fillers]
    keys = {id or name_key(f.name) for id, f in zip(ids, fillers, strict=True)}
    sure = all(ids)
    return _Value(words, frozenset(keys), sure, "" if sure else report.language)


def _columns(event: Event, told: Iterable[dict[str, list[_Value]]]) -> tuple[str, ...]:
    """Figures, when, where, then roles in the order of the kinds, who says so last; only what someone tells."""
    seen = {column for one in told for column in one}
    kinds = [event.kind, *sorted({v.entry.kind for v in event.voices} - {event.kind})]
    roles = [role for kind in kinds if kind in load_kinds() for role in load_kinds()[kind].roles]
    tolls = sorted(c for c in seen if c.startswith("toll:"))  # killed before wounded
    order = dict.fromkeys([*tolls, *_FIGURES, "when", "place", *roles, *sorted(seen - set(_OWN)), *_OWN[1:]])
    return tuple(column for column in order if column in seen)


def _differing(
    column: str, told: dict[str, dict[str, list[_Value]]], by_report: dict[str, list[Voice]]
) -> frozenset[str]:
    """The reports that share nothing in this column with what most independent ones tell there."""
    keys = {id: frozenset().union(*(v.keys for v in some[column])) for id, some in told.items() if column in some}
    counts: Counter[object] = Counter()
    for id, some in keys.items():
        if not by_report[id][0].copied:
            counts.update(some)
    if not counts or len(keys) < 2:
        return frozenset()
    usual, most = max(counts.items(), key=lambda c: c[1])
    alone = most < 2 and len(counts) > 1  # nobody agrees with anybody: all differ
    other = (id for id, some in keys.items() if some and (alone or usual not in some))
    return frozenset(id for id in other if _comparable(id, column, told, by_report, usual))


def _comparable(
    id: str, column: str, told: dict[str, dict[str, list[_Value]]], by_report: dict[str, list[Voice]], usual: object
) -> bool:
    """Phrases of two languages cannot be compared: only ids can."""
    if all(value.sure for value in told[id][column]):
        return True
    mine = by_report[id][0].report.language
    same = (some for other, some in told.items() if other != id and by_report[other][0].report.language == mine)
    return any(usual in value.keys for some in same for value in some.get(column, ()))
