"""Work for processes of the tests: functions that a process begun anew can import."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from pathlib import Path
from typing import Any

from greffier.desk.reading import Findings

FACTOR = [1]


def each(work: Callable[[Any], Any]) -> Callable[[Sequence[Any]], list[Any]]:
    """Work that takes several items, of such that takes one."""

    @wraps(work)
    def several(items: Sequence[Any]) -> list[Any]:
        return [work(item) for item in items]

    return several


def prepare(factor: int = 1) -> None:
    FACTOR[0] = factor


@each
def times(number: int) -> int:
    return number * FACTOR[0]


@each
def dies_at_13(number: int) -> int:
    if number == 13:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@each
def dies_once(task: tuple[int, str]) -> int:
    """Dies at 13 for as long as the mark is not there."""
    number, mark = task
    if number == 13 and not Path(mark).exists():
        Path(mark).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


@each
def always_dies(number: int) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return number


@each
def fails_at_13(number: int) -> int:
    if number == 13:
        raise ValueError("thirteen")
    return number


@each
def slow(number: int) -> int:
    time.sleep(0.01)
    return os.getpid()


def prepare_lists(_actors: object, _places: object) -> None:
    """As the reader's, and loads nothing."""


@each
def dies_on_bad(report: Any) -> Any:
    if report.text == "mauvais":
        os.kill(os.getpid(), signal.SIGKILL)
    return Findings(report, (), (), ())


SCHEMA = "number bigint NOT NULL, value string NOT NULL"


def batches_dying_at_first(batches: Iterator[Any]) -> Iterator[Any]:
    """Record batches as they are; the first attempt of a task dies."""
    from greffier.engine.spark import attempt

    if attempt() == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    yield from batches


def batches_dying(batches: Iterator[Any]) -> Iterator[Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    yield from batches
