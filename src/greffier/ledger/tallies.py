"""How many entries there are of each sort, from columns kept in memory: SQL would take a page's time many times.

The columns are read once, and again behind the pages when the file has changed: counts may be some seconds old, the
entries that a page lists never are. docs/decisions/web.md tells what was weighed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from greffier.ledger.question import Question
from greffier.ledger.store import Ledger
from greffier.ledger.tables import FACETS, entries_among
from greffier.model import STATUSES

__all__ = ["Tallies"]

_SETS = 32  # sets of entries that are remembered
_REST = 5.0  # seconds between two readings of the columns, at least
_ENTRIES = """SELECT e.id, e.kind, e.status, e.factuality, e.when_start, e.when_end, r.outlet
FROM entry e JOIN report r ON r.id = e.report
WHERE r.id NOT IN (SELECT replaces FROM report WHERE replaces IS NOT NULL)"""
_COUNTRIES = "SELECT DISTINCT entry, place_country FROM filler WHERE role = 'place' AND place_country IS NOT NULL"
_ACTORS = """SELECT DISTINCT f.entry, s.actor FROM sighting s JOIN entry e ON e.report = s.report
JOIN filler f ON f.entry = e.id AND f.actor = s.local AND f.role NOT IN ('place', 'source') WHERE s.actor IS NOT NULL"""
_PLAIN = ("kind", "status", "factuality", "outlet")

Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Column:
    """Values of entries: `row` and `code` are pairs, an entry may have several; `names` are the values by code."""

    row: Rows
    code: Rows
    names: tuple[str, ...]

    def mask(self, size: int, wanted: Iterable[str]) -> Mask:
        """Which entries have one of these values."""
        known = {name: code for code, name in enumerate(self.names)}
        codes = [known[name] for name in wanted if name in known]
        found = np.zeros(size, dtype=bool)
        found[self.row[np.isin(self.code, codes)]] = True
        return found

    def counts(self, mask: Mask, limit: int) -> list[tuple[str, int]]:
        """The commonest values among the entries of a mask."""
        found = np.bincount(self.code[mask[self.row]], minlength=len(self.names))
        order = sorted(np.flatnonzero(found), key=lambda code: (-int(found[code]), self.names[code]))
        return [(self.names[code], int(found[code])) for code in order[:limit]]


@dataclass(frozen=True, slots=True)
class _Table:
    """All current entries: their rows by id, their columns, their days as ordinals (the year 1 for none)."""

    rows: dict[str, int]
    columns: Mapping[str, _Column]
    first: Rows
    last: Rows

    def among(self, ids: frozenset[str]) -> Mask:
        """Which entries are some of these."""
        found = np.zeros(len(self.rows), dtype=bool)
        found[[self.rows[id] for id in ids if id in self.rows]] = True
        return found

    def mask(self, question: Question, among: Mask | None, but: str) -> Mask:
        """The entries that a question asks for, but for what it asks of one facet."""
        size = len(self.rows)
        found = np.ones(size, dtype=bool) if among is None else among.copy()
        if question.kinds and but != "kind":
            found &= self.columns["kind"].mask(size, question.kinds)
        for name in FACETS[1:-1]:
            if getattr(question, name) and name != but:
                found &= self.columns[name].mask(size, [getattr(question, name)])
        if not question.status or but == "status":
            found &= ~self.columns["status"].mask(size, [STATUSES[-1]])
        if question.since is not None:
            found &= self.last >= question.since.toordinal()
        if question.until is not None:
            found &= (self.first <= question.until.toordinal()) & (self.first > 1)
        return found


@dataclass(slots=True)
class Tallies:
    """Counts over a ledger. `behind` does work in the background; `close` lets go of the file."""

    ledger: Ledger
    behind: Callable[[Callable[[], None]], Any]
    _table: _Table | None = None
    _version: int = -1
    _read_at: float = 0.0
    _watch: Any = None
    _sets: dict[Any, tuple[int, float, frozenset[str] | None]] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def warm(self) -> None:
        """Read the columns, unless they are there."""
        with self._lock:
            if self._table is None:
                self._read()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._watch is not None:
                self._watch.close()

    def facets(
        self, connection: Connection, question: Question, names: Iterable[str], limit: int = 12
    ) -> dict[str, list[tuple[str, int]]]:
        """For each of these facets its commonest values among what is asked (but for what is asked of that facet).

        None for a question about another day, when other versions of reports count.
        """
        if question.as_of is not None or question.as_known is not None:
            return {}
        table, found = self._fresh(), {}
        for name in names:
            own = _without(question, name)
            ids = self.among(connection, own)
            mask = table.mask(own, None if ids is None else table.among(ids), name)
            found[name] = table.columns[name].counts(mask, limit)
        return found

    def asked(self, connection: Connection, question: Question, but: str = "") -> tuple[Mapping[str, int], Mask]:
        """The row of each current entry, and which rows a question means, but for what it asks of one facet."""
        table, own = self._fresh(), _without(question, but) if but else question
        ids = self.among(connection, own)
        return table.rows, table.mask(own, None if ids is None else table.among(ids), but)

    def version(self) -> int:
        """A number that changes when the file does."""
        with self._lock:
            return self._now()

    def among(self, connection: Connection, question: Question) -> frozenset[str] | None:
        """As `entries_among`, remembered for as long as the columns are."""
        key = (question.actor, question.source, question.place, question.near, question.as_of)
        if not any(key[:-1]):
            return None
        if question.as_known is not None:  # what is remembered is of the ledger as it stands
            return entries_among(connection, question)
        with self._lock:
            version, known = self._now(), self._sets.get(key)
        if known is not None and (known[0] == version or time.monotonic() - known[1] < _REST):
            return known[2]
        ids = entries_among(connection, question)
        with self._lock:
            self._sets.pop(key, None)
            self._sets[key] = (version, time.monotonic(), ids)
            for old in list(self._sets)[:-_SETS]:
                del self._sets[old]
        return ids

    def _fresh(self) -> _Table:
        """The columns; where they are old they are read again behind, and serve meanwhile."""
        self.warm()
        with self._lock:
            assert self._table is not None
            if time.monotonic() - self._read_at > _REST and self._now() != self._version:
                self._read_at = time.monotonic()
                self.behind(self._again)
            return self._table

    def _again(self) -> None:
        table, version = self._load()
        with self._lock:
            self._table, self._version, self._read_at = table, version, time.monotonic()

    def _read(self) -> None:
        self._table, self._version = self._load()
        self._read_at = time.monotonic()

    def _now(self) -> int:
        """A number that changes when the file does."""
        if self._watch is None:
            self._watch = self.ledger.engine.raw_connection()
        return int(self._watch.cursor().execute("PRAGMA data_version").fetchone()[0])

    def _load(self) -> tuple[_Table, int]:
        version = self._now()
        with self.ledger.begin() as connection:
            entries = connection.exec_driver_sql(_ENTRIES).fetchall()
            rows = {str(row[0]): n for n, row in enumerate(entries)}
            columns = {name: _plain([row[i] for row in entries]) for i, name in enumerate(_PLAIN, 1)}
            columns["outlet"] = _plain([row[6] for row in entries])
            columns["country"] = _several(connection.exec_driver_sql(_COUNTRIES), rows)
            columns["actor"] = _several(connection.exec_driver_sql(_ACTORS), rows)
        first, last = (_ordinals([row[i] for row in entries]) for i in (4, 5))
        return _Table(rows, columns, first, last), version


def _plain(values: list[str | None]) -> _Column:
    """A column of which each entry has one value, or none."""
    codes: dict[str, int] = {}
    pairs = [(n, codes.setdefault(value, len(codes))) for n, value in enumerate(values) if value]
    return _column(pairs, codes)


def _several(pairs: Iterable[Any], rows: Mapping[str, int]) -> _Column:
    codes: dict[str, int] = {}
    found = [(rows[entry], codes.setdefault(value, len(codes))) for entry, value in pairs if entry in rows and value]
    return _column(found, codes)


def _column(pairs: list[tuple[int, int]], codes: dict[str, int]) -> _Column:
    flat = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return _Column(flat[:, 0].copy(), flat[:, 1].copy(), tuple(codes))


def _ordinals(days: list[str | None]) -> Rows:
    """Days as ordinals, 1 for none: compared as numbers."""
    text = np.array([day or "0001-01-01" for day in days], dtype="datetime64[D]")
    return (text - np.datetime64("0001-01-01")).astype(np.int32) + 1


def _without(question: Question, name: str) -> Question:
    """A question without what one facet asks, so that its other values are counted too."""
    changed: dict[str, Any] = {"kinds": ()} if name == "kind" else {name: ""}
    return replace(question, **changed)
