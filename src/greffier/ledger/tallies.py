"""How many entries there are of each sort, from columns kept in memory: SQL would take a page's time many times.

The columns are read once, and again behind the pages when the file has changed: counts may be some seconds old, the
entries that a page lists never are. docs/decisions/web.md tells what was weighed.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock
from typing import Any

from sqlalchemy import Connection

from greffier.ledger.held import Mask, Table, load_table
from greffier.ledger.question import Question
from greffier.ledger.spread import Spread, counting, entries_of, events_of
from greffier.ledger.store import Ledger
from greffier.ledger.tables import entries_among

__all__ = ["Tallies"]

_SETS = 32  # sets of entries that are remembered
_REST = 5.0  # seconds between two readings of the columns, at least
_DAYS = 4  # days whose own columns are remembered
_SPREADS = 12  # questions whose entries and events are remembered as arrays


@dataclass(slots=True)
class Tallies:
    """Counts over a ledger. `behind` does work in the background; `close` lets go of the file."""

    ledger: Ledger
    behind: Callable[[Callable[[], None]], Any]
    _table: Table | None = None
    _version: int = -1
    _read_at: float = 0.0
    _watch: Any = None
    _sets: dict[Any, tuple[int, float, frozenset[str] | None]] = field(default_factory=dict)
    _then: dict[Any, tuple[int, Table]] = field(default_factory=dict)
    _spreads: dict[Any, tuple[Table, Spread]] = field(default_factory=dict)
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
        self,
        connection: Connection,
        question: Question,
        names: Iterable[str],
        limit: int = 12,
        among: frozenset[str] | None = None,
    ) -> dict[str, list[tuple[str, int]]]:
        """For each of these facets its commonest values among what is asked (but for what is asked of that facet),
        or among these entries only.

        None for a question about what was known on a day, when other judgements count.
        """
        if question.as_known is not None:
            return {}
        table, found = self._fresh(), {}
        here = None if among is None else table.among(among)
        for name in names:
            mask = self._mask(connection, table, _without(question, name), name)
            mask = mask if here is None else mask & here
            found[name] = table.columns[name].counts(mask, limit)
        return found

    def asked(self, connection: Connection, question: Question) -> tuple[Table, Mask]:
        """The columns, and which entries a question asks for.

        What was known on a day is read from `connection`, which must show the ledger as it was then: `judge.as_known`.
        """
        table = self._fresh() if question.as_known is None else self._as_known(connection, question.as_known)
        return table, self._mask(connection, table, question)

    def spread(self, connection: Connection, question: Question, *, events: bool) -> Spread:
        """The entries or the events asked for, in space and time; `connection` as for `asked`."""
        table, mask = self.asked(connection, question)
        key = (question, events)
        with self._lock:
            known = self._spreads.get(key)
        if known is not None and known[0] is table:
            return known[1]
        if events:
            found = events_of(table, mask, counting(table, table.versions.mask(question)))
        else:
            found = entries_of(table, mask)
        with self._lock:
            self._spreads.pop(key, None)
            self._spreads[key] = (table, found)
            for old in list(self._spreads)[:-_SPREADS]:
                del self._spreads[old]
        return found

    def cross(self, one: str, other: str) -> dict[tuple[str, str], int]:
        """How many entries of current versions have each pair of values of two columns, "" for none; rejected ones
        count too."""
        table = self._fresh()
        return table.cross(table.versions.mask(Question()), one, other)

    def _mask(self, connection: Connection, table: Table, question: Question, but: str = "") -> Mask:
        ids = self.among(connection, question)
        return table.mask(question, None if ids is None else table.among(ids), but)

    def _as_known(self, connection: Connection, day: date) -> Table:
        with self._lock:
            version, known = self._now(), self._then.get(day)
        if known is not None and known[0] == version:
            return known[1]
        table = load_table(connection)
        with self._lock:
            self._then[day] = (version, table)
            for old in list(self._then)[:-_DAYS]:
                del self._then[old]
        return table

    def rows_asked(self, connection: Connection, question: Question, but: str = "") -> tuple[Mapping[str, int], Mask]:
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

    def _fresh(self) -> Table:
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

    def _load(self) -> tuple[Table, int]:
        version = self._now()
        with self.ledger.begin() as connection:
            return load_table(connection), version


def _without(question: Question, name: str) -> Question:
    """A question without what one facet asks, so that its other values are counted too."""
    changed: dict[str, Any] = {"kinds": ()} if name == "kind" else {name: ""}
    return replace(question, **changed)
