"""What costs more than a page may take, remembered for as long as the file is as it was.

Where the file has changed, what was cheap is made anew at once; what was dear is shown as it was, some seconds old at
most, while it is made anew behind the pages. What a page lists entry by entry is never remembered.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from greffier.ledger.store import Ledger

__all__ = ["Memo"]

_CHEAP = 0.06  # seconds
_REST = 5.0  # seconds between two makings of what is dear, at least
_MANY = 64  # things that are remembered

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Made:
    value: object
    version: int
    at: float
    took: float


@dataclass(slots=True)
class Memo:
    """What was made of a ledger, by key. `behind` does work in the background; `close` lets go of the file."""

    ledger: Ledger
    behind: Callable[[Callable[[], None]], Any]
    _made: dict[object, _Made] = field(default_factory=dict)
    _making: set[object] = field(default_factory=set)
    _watch: Any = None
    _lock: Lock = field(default_factory=Lock)

    def get(self, connection: Connection, key: object, make: Callable[[Connection], T]) -> T:
        """What `make` gives; made with `connection`, or later with one of its own."""
        with self._lock:
            version, made = self._now(), self._made.get(key)
        if made is not None and made.version == version:
            return cast(T, made.value)
        if made is None or made.took < _CHEAP:
            return self._make(connection, key, make, version)
        if time.monotonic() - made.at > _REST and self._claim(key):
            self.behind(lambda: self._again(key, make))
        return cast(T, made.value)

    def forget(self) -> None:
        """Make everything anew: the reader has changed something, and is to see it."""
        with self._lock:
            self._made.clear()

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._watch is not None:
                self._watch.close()

    def _claim(self, key: object) -> bool:
        with self._lock:
            free = key not in self._making
            self._making.add(key)
            return free

    def _again(self, key: object, make: Callable[[Connection], T]) -> None:
        try:
            with self._lock:
                version = self._now()
            with self.ledger.begin() as connection:
                self._make(connection, key, make, version)
        finally:
            with self._lock:
                self._making.discard(key)

    def _make(self, connection: Connection, key: object, make: Callable[[Connection], T], version: int) -> T:
        begin = time.monotonic()
        value = make(connection)
        end = time.monotonic()
        with self._lock:
            self._made.pop(key, None)
            self._made[key] = _Made(value, version, end, end - begin)
            for old in list(self._made)[:-_MANY]:
                del self._made[old]
        return value

    def _now(self) -> int:
        """A number that changes when the file does."""
        if self._watch is None:
            self._watch = self.ledger.engine.raw_connection()
        return int(self._watch.cursor().execute("PRAGMA data_version").fetchone()[0])
