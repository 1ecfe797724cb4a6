"""Findings of the inbox, reckoned behind the pages when the ledger has changed: a page never waits for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from greffier.desk.inbox import Findings, gather
from greffier.ledger import Ledger

__all__ = ["Watch"]

_WAIT = 0.06  # seconds that a page waits: enough for a small ledger
_REST = 5  # times as long as it took, it is not reckoned again


@dataclass(slots=True)
class Watch:
    """What there is to be done. `behind` does work in the background, `tell` hears of faults; `close` lets go of the
    file."""

    ledger: Ledger
    behind: Callable[[Callable[[], None]], Future[None]]
    tell: Callable[[Exception], None]
    _found: Findings | None = None
    _version: int = -1
    _next: float = 0.0
    _at_work: Future[None] | None = None
    _eye: Any = None
    _lock: Lock = field(default_factory=Lock)

    def findings(self) -> Findings | None:
        """What was found last; None where it is being reckoned for the first time."""
        with self._lock:
            work = self._at_work if self._at_work is not None and not self._at_work.done() else None
            if work is None and time.monotonic() >= self._next and self._now() != self._version:
                work = self._at_work = self.behind(self._reckon)
        if work is not None:
            wait([work], _WAIT)
        return self._found

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._eye is not None:
                self._eye.close()

    def _now(self) -> int:
        """A number that changes when the file does."""
        if self._eye is None:
            self._eye = self.ledger.engine.raw_connection()
        return int(self._eye.cursor().execute("PRAGMA data_version").fetchone()[0])

    def _reckon(self) -> None:
        begun = time.monotonic()
        with self._lock:
            version = self._now()
        try:
            with self.ledger.begin() as connection:
                found = gather(connection)
        except Exception as error:  # noqa: BLE001 - the other sections of the inbox must stand
            self.tell(error)
            found = self._found or Findings()
        took = time.monotonic() - begun
        with self._lock:
            self._found, self._version, self._next = found, version, begun + took * (1 + _REST)
