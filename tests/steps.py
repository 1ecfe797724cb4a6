"""Counting work: how many lines of Python a call runs, the same on every machine and under every load."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

__all__ = ["grows_linearly", "steps"]


def steps(work: Callable[[], object]) -> int:
    """Lines run by `work` and all that it calls. What one line does inside C is not seen: benchmarks/ times that."""
    count = 0

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def grows_linearly(work: Callable[[int], object], times: int = 100) -> bool:
    """Whether ten times the input takes at most twelve times the steps. A first run fills what is kept between runs."""
    work(times)
    few, many = steps(lambda: work(times)), steps(lambda: work(10 * times))
    return many <= 12 * max(few, 100)
