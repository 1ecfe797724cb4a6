"""All events of a ledger in one line each, kept in memory, so that a list of them is sorted, narrowed and counted at
once: to know all that contradicts would take reading every report.

It is made behind the pages, from few columns, by the very functions that tell one event; it may be some seconds old.
What a list shows of each event is read when it is shown.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from greffier.ledger import Connection, Ledger, Question, Tallies, gathering
from greffier.ledger.gathering import Brief, day_of
from greffier.lexicon import load_kinds
from greffier.link.known import Voice, event_from
from greffier.link.scoring import load_weights
from greffier.model import Entry, Filler, Quantity, Report, Role, Span, When
from greffier.pipeline.gathered import gathered

__all__ = ["SORTS", "Overview", "Row", "rows_of"]

SORTS = ("when", "reports", "contradictions")
_REST, _SHARE = 5.0, 20.0  # seconds between two readings, at least; and how many times longer than a reading takes
_QUICK = 0.05  # seconds that a page may wait for a new reading
_NEAREST = 3000  # links kept, those nearest to the threshold
_AT_ONCE = 50  # events that are read together
_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Row:
    """An event in a line: the day it was, else the first on which it was told; how many reports tell it and how many
    contradictions they come to; the countries where it was (ISO codes); the day on which it was first told."""

    event: str
    kind: str
    day: date | None
    reports: int
    contradictions: int
    countries: frozenset[str]
    told: date | None = None

    @property
    def lone_statement(self) -> bool:
        """Whether it is only words that one report gives."""
        return self.kind == "statement" and self.reports == 1


@dataclass(frozen=True, slots=True)
class _Told:
    """All rows by event; each order's events, from the least; the event of each entry; links near the threshold."""

    rows: Mapping[str, Row]
    orders: Mapping[str, list[str]]
    event_of: Mapping[str, str]
    near: list[tuple[str, str, float]]


@dataclass(slots=True)
class Overview:
    """The events of a ledger. `behind` does work in the background; `tallies` know which entries a question means."""

    ledger: Ledger
    tallies: Tallies
    behind: Callable[[Callable[[], None]], Any]
    _told: _Told | None = None
    _version: int = -1
    _next: float = 0.0
    _quick: bool = False
    _codes: tuple[Any, Any, Any] = (None, None, None)
    _lock: Lock = field(default_factory=Lock)

    def warm(self) -> None:
        """Read everything, unless it is there."""
        with self._lock:
            if self._told is None:
                self._read()

    def again(self) -> None:
        """Read everything anew, behind."""
        self.behind(self._read)

    def near(self) -> list[tuple[str, str, float]]:
        """The pairs of tellings whose weight is nearest to the threshold, nearest first."""
        return self._fresh().near

    def listed(self, connection: Connection, question: Question, sort: str, *, down: bool, all_: bool) -> list[Row]:
        """The events that hold an entry asked for, in order; statements that one report tells only with `all_`."""
        told, wanted = self._fresh(), self._wanted(connection, question, "")
        order = told.orders[sort]
        rows = (told.rows[one] for one in (reversed(order) if down else order) if wanted is None or one in wanted)
        return [row for row in rows if all_ or not row.lone_statement]

    def facets(self, connection: Connection, question: Question, *, all_: bool) -> dict[str, list[tuple[str, int]]]:
        """How many of the events asked for (but for what is asked of the facet) are of each kind, in each country."""
        told, found = self._fresh(), {}
        for name in ("kind", "country"):
            wanted = self._wanted(connection, question, name)
            rows = (r for r in told.rows.values() if (wanted is None or r.event in wanted))
            counts: Counter[str] = Counter()
            for row in rows:
                if all_ or not row.lone_statement:
                    counts.update([row.kind] if name == "kind" else row.countries)
            found[name] = sorted(counts.items(), key=lambda c: (-c[1], c[0]))[:15]
        return found

    def _wanted(self, connection: Connection, question: Question, but: str) -> frozenset[str] | set[str] | None:
        """The events that hold an entry asked for, None for all."""
        if question == Question() or (but == "kind" and question == Question(kinds=question.kinds)):
            return None
        if question.as_of is not None and question == Question(as_of=question.as_of):
            rows = self._fresh().rows.values()
            return {row.event for row in rows if row.told and row.told <= question.as_of}
        if question.as_of is not None or question.as_known is not None:
            of = self._fresh().event_of
            return {of[entry] for entry in gathering.entries_asked(connection, question) if entry in of}
        entries, mask = self.tallies.rows_asked(connection, question, but)
        codes, names = self._aligned(entries)
        return {names[code] for code in np.unique(codes[mask]) if code >= 0}

    def _aligned(self, rows: Mapping[str, int]) -> tuple[NDArray[np.int32], list[str]]:
        """The event of each row of the tallies, as a number, -1 for none; and the events by number."""
        told = self._fresh()
        if self._codes[0] is not rows or self._codes[1] is not told:
            names = list(told.rows)
            number = {name: n for n, name in enumerate(names)}
            of = told.event_of
            found = np.fromiter((number.get(of.get(id, ""), -1) for id in rows), dtype=np.int32, count=len(rows))
            self._codes = (rows, told, (found, names))
        codes, names = self._codes[2]
        return codes, names

    def _fresh(self) -> _Told:
        """What is known; where it is old it is read again behind, and serves meanwhile."""
        self.warm()
        if (self._quick or time.monotonic() > self._next) and self.tallies.version() != self._version:
            self._next = time.monotonic() + _REST
            if self._quick:
                self._read()
            else:
                self.again()
        assert self._told is not None
        return self._told

    def _read(self) -> None:
        begin, version = time.monotonic(), self.tallies.version()
        with self.ledger.begin() as connection:
            told = _told(connection)
        now = time.monotonic()
        self._quick = now - begin < _QUICK
        self._told, self._version, self._next = told, version, now + max(_REST, _SHARE * (now - begin))


def _told(connection: Connection) -> _Told:
    event_of: dict[str, str] = {}
    rows = {row.event: row for row in rows_of(connection, event_of)}
    keys: dict[str, Callable[[Row], Any]] = {
        "when": lambda r: (r.day is not None, r.day or date.min, r.event),
        "reports": lambda r: (r.reports, r.day or date.min, r.event),
        "contradictions": lambda r: (r.contradictions, r.reports, r.day or date.min, r.event),
    }
    orders = {name: [r.event for r in sorted(rows.values(), key=keys[name])] for name in SORTS}
    near = gathering.near_links(connection, load_weights().threshold, _NEAREST)
    return _Told(rows, orders, event_of, near)


def rows_of(connection: Connection, event_of: dict[str, str] | None = None) -> Iterator[Row]:
    """A row for each event of current entries; fills `event_of`, the event of each entry."""
    countries: dict[str, set[str]] = {}
    for entry, country in gathering.place_countries(connection):
        countries.setdefault(entry, set()).add(country)
    slim, doubtful = _Slim(connection), list[Row]()
    for event, group in groupby(gathering.briefs(connection), key=lambda b: b.event):
        told = list(group)
        if event_of is not None:
            event_of.update((one.entry, event) for one in told)
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


def _lone(told: Brief, countries: frozenset[str]) -> Row:
    day = day_of(told.first) or day_of(told.published)
    return Row(told.event, told.kind, day, 1, 0, countries, day_of(told.published))


def _several(event: str, voices: list[Voice], countries: frozenset[str]) -> tuple[Row, bool]:
    """The row, and whether figures seem to contradict each other: only words tell whether they are exact."""
    found = event_from(event, voices)
    first = min((v.report.published for v in voices if v.report.published), default=None)
    day, reports = found.when.start if found.when else first, len({v.report.id for v in voices})
    opposed = any(c.what == "toll" for c in found.contradictions)
    return Row(event, found.kind, day, reports, len(found.contradictions), countries, first), opposed


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
