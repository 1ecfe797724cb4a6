"""All events of a ledger in one line each, kept in memory, so that a list of them is sorted, narrowed and counted at
once: to know all that contradicts would take reading every report.

The lines come from the ledger, which keeps them with what linking makes; those that are void are reckoned here, by the
very functions that tell one event.
"""

from __future__ import annotations

import json
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from hashlib import sha256
from itertools import groupby
from typing import Any

import numpy as np

from greffier.ledger import Connection, Ledger, Memo, Question, Tallies, gathering, read_ledger
from greffier.ledger import outlines as lines
from greffier.ledger.days import day_of
from greffier.ledger.gathering import Brief
from greffier.ledger.outlines import Outline
from greffier.lexicon import load_kinds
from greffier.link.known import Event, Voice, event_from
from greffier.model import Entry, Filler, Quantity, Report, Role, Span, When
from greffier.pipeline.gathered import gathered

__all__ = ["SORTS", "Overview", "fill_outlines", "outline_method", "outline_problems", "rows_of", "some_rows"]

SORTS = ("when", "reports", "contradictions")
_VERSION = 1  # raised when the code by which a line is reckoned changes what it gives
_AT_ONCE = 50  # events that are read together
_FEW = 300  # events of which each is read for itself; above that all are
_NOWHERE = Span(0, 0)
_KEYS: dict[str, Callable[[Outline], tuple[Any, ...]]] = {
    "when": lambda r: (r.day is not None, r.day or date.min, r.event),
    "reports": lambda r: (r.reports, r.day or date.min, r.event),
    "contradictions": lambda r: (r.contradictions, r.reports, r.day or date.min, r.event),
}


@dataclass(frozen=True, slots=True)
class _Told:
    """All lines by event; each order's keys, from the least, the event last; the number of the last change in them."""

    rows: Mapping[str, Outline]
    orders: Mapping[str, list[tuple[Any, ...]]]
    number: int


@dataclass(frozen=True, slots=True)
class Overview:
    """The events of a ledger, kept in `memo`; `tallies` know which entries a question means."""

    memo: Memo
    tallies: Tallies

    def warm(self, patience: float) -> bool:
        """Whether the lines are there, or come within `patience` seconds; else they are made behind."""
        return self.memo.soon("events", _told, _renewed, patience) is not None

    def listed(self, connection: Connection, question: Question, sort: str, *, down: bool, all_: bool) -> list[Outline]:
        """The events that hold an entry asked for, in order; statements that one report tells only with `all_`."""
        told, wanted = self._told(), self._wanted(connection, question, "")
        order = told.orders[sort]
        ids = (key[-1] for key in (reversed(order) if down else order))
        rows = (told.rows[one] for one in ids if wanted is None or one in wanted)
        return [row for row in rows if all_ or not row.lone_statement]

    def facets(self, connection: Connection, question: Question, *, all_: bool) -> dict[str, list[tuple[str, int]]]:
        """How many of the events asked for (but for what is asked of the facet) are of each kind, in each country."""
        told, found = self._told(), {}
        for name in ("kind", "country"):
            wanted = self._wanted(connection, question, name)
            rows = (r for r in told.rows.values() if (wanted is None or r.event in wanted))
            counts: Counter[str] = Counter()
            for row in rows:
                if all_ or not row.lone_statement:
                    counts.update([row.kind] if name == "kind" else row.countries)
            found[name] = sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:15]
        return found

    def _told(self) -> _Told:
        return self.memo.get("events", _told, _renewed)

    def _wanted(self, connection: Connection, question: Question, but: str) -> Collection[str] | None:
        """The events that hold an entry asked for, None for all."""
        if question == Question() or (but == "kind" and question == Question(kinds=question.kinds)):
            return None
        table, mask = self.tallies.asked(connection, question, but)
        column = table.columns["event"]
        return {column.names[code] for code in np.unique(column.code[mask[column.row]])}


def _told(connection: Connection) -> _Told:
    number, rows = _lines(connection, 0)
    kept = {row.event: row for row in rows}
    return _Told(kept, {name: sorted(map(key, kept.values())) for name, key in _KEYS.items()}, number)


def _renewed(told: _Told, connection: Connection) -> _Told:
    """The same with the lines of events that have changed since."""
    changed = set(lines.changed_events(connection, told.number))
    if lines.outline_method(connection) != outline_method() or len(changed) > len(told.rows) // 10 + _FEW:
        return _told(connection)
    number, found = _lines(connection, told.number)
    rows = {event: row for event, row in told.rows.items() if event not in changed}
    gone = [told.rows[event] for event in changed if event in told.rows]
    orders = {name: _reordered(told.orders[name], key, gone, found) for name, key in _KEYS.items()}
    return _Told(rows | {row.event: row for row in found}, orders, number)


def _reordered(
    order: list[tuple[Any, ...]], key: Callable[[Outline], tuple[Any, ...]], gone: list[Outline], come: list[Outline]
) -> list[tuple[Any, ...]]:
    found = order.copy()
    for row in gone:
        del found[bisect_left(found, key(row))]
    for row in come:
        insort(found, key(row))
    return found


def _lines(connection: Connection, after: int) -> tuple[int, list[Outline]]:
    """The lines of all events changed after a number, with the number of the last change; void ones are reckoned."""
    number = lines.last_event(connection)
    if lines.outline_method(connection) != outline_method():
        return number, list(rows_of(connection))
    return number, [*lines.outlines(connection, after), *_reckoned(connection, lines.void_outlines(connection, after))]


def _reckoned(connection: Connection, events: Collection[str]) -> list[Outline]:
    """The lines of these events: few are read each for itself, many from the columns of all."""
    if len(events) <= _FEW:
        return some_rows(connection, sorted(events))
    return [row for row in rows_of(connection) if row.event in events]


@cache
def outline_method() -> str:
    """A digest of what decides a line: the kinds' families and opposed values, the code's own number."""
    kinds = {name: repr((kind.traits, kind.roles)) for name, kind in sorted(load_kinds().items())}
    return sha256(json.dumps([_VERSION, kinds], sort_keys=True).encode()).hexdigest()


def fill_outlines(ledger: Ledger) -> int:
    """Write the lines of events that are void; gives how many there were. Others may write while they are reckoned."""
    with ledger.begin() as connection:
        if lines.outline_method(connection) != outline_method():
            lines.set_outline_method(connection, outline_method())
    with read_ledger(ledger.path) as reading, reading.begin() as connection:
        void = lines.void_outlines(connection)
        found = _reckoned(connection, void)
    if void:
        with ledger.begin() as connection:
            lines.put_outlines(connection, void, found)
    return len(void)


def outline_problems(connection: Connection) -> Iterator[str]:
    """The events whose line that stands is not what their entries tell."""
    if lines.outline_method(connection) != outline_method():
        return
    kept = {row.event: row for row in lines.outlines(connection)}
    told, void = {row.event: row for row in rows_of(connection)}, set(lines.void_outlines(connection))
    for event in sorted(kept.keys() | told.keys() - void):
        if kept.get(event) != told.get(event):
            yield event


def some_rows(connection: Connection, events: Sequence[str]) -> list[Outline]:
    """The lines of some events, each read for itself; none for one that holds no entry that counts."""
    found = []
    for first in range(0, len(events), _AT_ONCE):
        for event in gathered(connection, events[first : first + _AT_ONCE]):
            countries = gathering.place_countries(connection, [v.entry.id for v in event.voices])
            found.append(_line(event, frozenset(country for _, country in countries)))
    return found


def _line(event: Event, countries: frozenset[str]) -> Outline:
    first = min((v.report.published for v in event.voices if v.report.published), default=None)
    day, reports = event.when.start if event.when else first, len({v.report.id for v in event.voices})
    return Outline(event.id, event.kind, day, reports, len(event.contradictions), countries, first)


def rows_of(connection: Connection) -> Iterator[Outline]:
    """A line for each event of current entries, from few columns."""
    countries: dict[str, set[str]] = {}
    for entry, country in gathering.place_countries(connection):
        countries.setdefault(entry, set()).add(country)
    slim, doubtful = _Slim(connection), list[Outline]()
    for event, group in groupby(gathering.briefs(connection), key=lambda b: b.event):
        told = list(group)
        where = frozenset(c for one in told for c in countries.get(one.entry, ()))
        if len(told) == 1:
            yield _lone(told[0], where)
            continue
        row, opposed = _several(event, slim.voices(told), where)
        if opposed:
            doubtful.append(row)
        else:
            yield row
    for first in range(0, len(doubtful), _AT_ONCE):
        some = {row.event: row for row in doubtful[first : first + _AT_ONCE]}
        for found in gathered(connection, list(some)):
            yield replace(some[found.id], contradictions=len(found.contradictions))


def _lone(told: Brief, countries: frozenset[str]) -> Outline:
    day = day_of(told.first) or day_of(told.published)
    return Outline(told.event, told.kind, day, 1, 0, countries, day_of(told.published))


def _several(event: str, voices: list[Voice], countries: frozenset[str]) -> tuple[Outline, bool]:
    """The line, and whether figures seem to contradict each other: only words tell whether they are exact."""
    found = event_from(event, voices)
    return _line(found, countries), any(c.what == "toll" for c in found.contradictions)


class _Slim:
    """Entries with no more of them than tells what contradicts: days, figures, stands."""

    def __init__(self, connection: Connection) -> None:
        self._stances = {name: role for name, kind in load_kinds().items() for role, spec in kind.roles.items()
                         if "opposed" in spec}  # fmt: skip
        self._numbers = gathering.quantities(connection)
        self._closed = gathering.closed_roles(connection, {"harm", *self._stances.values()})
        stands = [e for e, roles in self._closed.items() if roles.keys() & set(self._stances.values())]
        self._actors = gathering.fillers_of(connection, stands, "actor")
        self._origins = gathering.origins(connection)

    def voices(self, told: Iterable[Brief]) -> list[Voice]:
        """The entries of one event; an original that the event does not hold counts none."""
        some = list(told)
        reports = {b.report: self._origins.get(b.report, b.report) for b in some}
        first: dict[str, str] = {}
        for report in sorted(reports, key=lambda r: (reports[r] != r, r)):
            first.setdefault(reports[report], report)
        return [Voice(self._entry(b), _report(b), first[reports[b.report]]) for b in some]

    def _entry(self, b: Brief) -> Entry:
        roles: dict[str, Role] = dict(self._closed.get(b.entry, {}))
        if b.entry in self._numbers:
            low, high, open_, scope = self._numbers[b.entry]
            roles["number"] = Quantity(low, high, open_, scope=scope)
        if b.entry in self._actors:
            roles["actor"] = tuple(
                Filler("actor", name, _NOWHERE, name, id=actor or None, country=country or None)
                for actor, country, name in self._actors[b.entry]
            )
        first, last = day_of(b.first), day_of(b.last)
        when = When(first, last) if first and last else None
        return Entry(
            b.entry, b.report, b.kind, Span(b.start, b.start), (), b.factuality, None, when, roles, (), "", 0.0
        )


def _report(b: Brief) -> Report:
    return Report(b.report, "", published=day_of(b.published), outlet=b.outlet)
