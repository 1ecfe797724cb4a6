"""How fast this machine is, so that seconds allowed to a test mean the same on all."""

from __future__ import annotations

import time
from functools import cache

__all__ = ["allowed"]

_LAPTOP = 0.25  # processor seconds that the fixed work takes on a laptop with nothing else to do


def allowed(seconds: float) -> float:
    """What this machine may take for that which may take so many seconds on a laptop: as many, or more if slower."""
    return seconds * _slowness()


@cache
def _slowness() -> float:
    return max(1.0, min(_fixed_work() for _ in range(3)) / _LAPTOP)


def _fixed_work() -> float:
    begun = time.process_time()
    sum(number * number % 7 for number in range(5_000_000))
    return time.process_time() - begun
