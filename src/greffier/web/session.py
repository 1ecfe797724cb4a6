"""Who may look: a one-time token in the opened address, exchanged for a cookie that only this server's pages get."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

__all__ = ["TOKEN_LIFE", "Session"]

TOKEN_LIFE = 60.0  # seconds that a token may wait to be used
_BYTES = 32


@dataclass(slots=True)
class Session:
    """The tokens and cookies of one run of the server, kept as hashes, and never written to disk.

    `clock` gives seconds that only grow.
    """

    clock: Callable[[], float] = time.monotonic
    _waiting: dict[str, float] = field(default_factory=dict)
    _open: set[str] = field(default_factory=set)
    _lock: Lock = field(default_factory=Lock)

    def new_token(self) -> str:
        """A token of 32 random bytes, good once and for `TOKEN_LIFE` seconds."""
        token = secrets.token_urlsafe(_BYTES)
        with self._lock:
            self._waiting[_hash(token)] = self.clock() + TOKEN_LIFE
        return token

    def exchange(self, token: str) -> str | None:
        """The cookie that a token buys, None for one that is unknown, used or too old."""
        with self._lock:
            until = self._waiting.pop(_hash(token), None)
            if until is None or self.clock() > until:
                return None
            cookie = secrets.token_urlsafe(_BYTES)
            self._open.add(_hash(cookie))
        return cookie

    def knows(self, cookie: str) -> bool:
        """Whether a cookie is one that was given out."""
        return bool(cookie) and _hash(cookie) in self._open


def _hash(secret: str) -> str:
    """What is compared and kept instead of the secret: its hash, so that timing tells nothing of the secret."""
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
