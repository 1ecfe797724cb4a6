"""What is made of a whole ledger and kept in memory: columns to count by, lists to sort, what takes more than a page.

One rule says when it is void: as soon as the file has changed, whoever wrote to it. What knows how then brings itself
up to date from what has changed (`greffier.ledger.outlines`); the rest is made anew. Nothing old is ever shown.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from greffier.ledger.store import Ledger

__all__ = ["Memo"]

_MANY = 64  # things that are kept, those asked for last

T = TypeVar("T")


@dataclass(slots=True)
class _Kept:
    """A thing, the version of the file that it is of (-1 before it is made), and who makes it at the moment."""

    value: Any = None
    version: int = -1
    lock: Lock = field(default_factory=Lock)
    work: Future[Any] | None = None


@dataclass(slots=True)
class Memo:
    """What was made of a ledger, by key; `close` lets go of the file."""

    ledger: Ledger
    _kept: dict[object, _Kept] = field(default_factory=dict)
    _watch: Any = None
    _lock: Lock = field(default_factory=Lock)
    _behind: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "memo"))

    def get(self, key: object, make: Callable[[Connection], T], renew: Callable[[T, Connection], T] | None = None) -> T:
        """What `make` gives of the file as it stands; `renew` brings what was made of an earlier one up to date.

        Both get a transaction of their own, begun after the version was asked: what is kept is never older than that.
        """
        kept = self._of(key)
        if kept.version == self._now():
            return cast(T, kept.value)
        with kept.lock:  # one makes it, the others take it then
            version = self._now()
            if kept.version != version:
                with self.ledger.begin() as connection:
                    again = renew is not None and kept.version >= 0
                    kept.value = renew(kept.value, connection) if again and renew else make(connection)
                kept.version = version
            return cast(T, kept.value)

    def soon(
        self,
        key: object,
        make: Callable[[Connection], T],
        renew: Callable[[T, Connection], T] | None = None,
        patience: float = 0.0,
    ) -> T | None:
        """As `get`, but None where it takes longer than `patience` seconds; it is made behind meanwhile."""
        kept = self._of(key)
        if kept.version == self._now():
            return cast(T, kept.value)
        with self._lock:
            if kept.work is None or kept.work.done():
                kept.work = self._behind.submit(self.get, key, make, renew)
            work = kept.work
        wait([work], patience)
        if not work.done():
            return None
        work.result()  # raises what went wrong
        return cast(T, kept.value) if kept.version == self._now() else None

    def version(self) -> int:
        """A number that changes when the file does, for as long as this memory is held."""
        return self._now()

    def close(self) -> None:
        """Let what is being made end, and let go of the file."""
        self._behind.shutdown(wait=True)
        with self._lock:
            if self._watch is not None:
                self._watch.close()

    def _of(self, key: object) -> _Kept:
        with self._lock:
            kept = self._kept.pop(key, None) or _Kept()
            self._kept[key] = kept
            for old in list(self._kept)[:-_MANY]:
                del self._kept[old]
            return kept

    def _now(self) -> int:
        """A number that changes when the file does."""
        with self._lock:
            if self._watch is None:
                self._watch = self.ledger.engine.raw_connection()
            return int(self._watch.cursor().execute("PRAGMA data_version").fetchone()[0])
