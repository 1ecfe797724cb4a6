"""Reports read on a cluster ahead of their being kept; only this process writes to the ledger.

The core, `find_batches`, is a pure function from Arrow record batches to such and knows no engine.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from greffier.columnar.numbered import each, numbers_and_values, table_of
from greffier.columnar.packed import pack, unpack
from greffier.desk import jobs
from greffier.desk.jobs import Lists, Outcome, died
from greffier.desk.reading import Findings
from greffier.engine import CHUNK, Killed, spread
from greffier.engine.spark import Cluster, attempt
from greffier.errors import GreffierError
from greffier.model import Report

__all__ = ["find_batches", "read_on_cluster"]

_SCHEMA = "number bigint NOT NULL, value string NOT NULL"
_AHEAD = 2  # waves on their way
_IDLE = 8  # times as many items, at most, are looked through for those that have a report

T = TypeVar("T")


def find_batches(batches: Iterator[Any], lists: str, *, careful: bool = False) -> Iterator[Any]:
    """Arrow record batches of numbered reports, packed, to such of what was found in each: Findings or an error.

    `lists` are one's own actors and places, packed. With `careful` each batch is read by a process of its own, so that
    a report that kills it is set aside; without, such a report kills the caller.
    """
    yield from each(batches, partial(_found, lists=lists, careful=careful))


def _found(reports: Sequence[str], lists: str, *, careful: bool) -> Iterator[str]:
    actors, places = unpack(lists)
    told = [unpack(report) for report in reports]
    if not careful:
        jobs.prepare(actors, places)
        yield from map(_packed, jobs.find(told))
        return
    for report, outcome in spread(jobs.find, told, 1, jobs.prepare, (actors, places), payload=lambda r: r):
        yield _packed(died(report) if isinstance(outcome, Killed) or outcome is None else outcome)


def _packed(outcome: Outcome) -> str:
    if isinstance(outcome, GreffierError):
        return pack(outcome)
    return pack((outcome.report, outcome.entries, outcome.sentences, outcome.checks))


def _unpacked(value: str) -> Outcome:
    found = unpack(value)
    return found if isinstance(found, GreffierError) else Findings(*found)


def _on_worker(batches: Iterator[Any], lists: str) -> Iterator[Any]:
    """What a machine of the cluster does: the second time with care, since the first process may have been killed by
    one of its reports."""
    yield from find_batches(batches, lists, careful=attempt() > 0)


def read_on_cluster(
    items: Iterable[T], report_of: Callable[[T], Report | None], master: str, lists: Lists = ((), ())
) -> Iterator[tuple[T, Outcome | None]]:
    """Each item, in order, with what reading its report on the cluster at `master` gave; None where it has none.

    Only some waves of reports, one chunk for each slot of the cluster, are on their way at a time.
    """
    work = partial(_on_worker, lists=pack((tuple(lists[0]), tuple(lists[1]))))
    with Cluster(master) as cluster, ThreadPoolExecutor(_AHEAD) as threads:
        waiting: deque[tuple[list[tuple[T, Report | None]], Future[Any] | None]] = deque()
        for wave in _waves(iter(items), report_of, cluster.slots * CHUNK):
            rows = [(n, pack(report)) for n, (_item, report) in enumerate(wave) if report is not None]
            waiting.append((wave, threads.submit(cluster.run, work, table_of(rows), _SCHEMA) if rows else None))
            if len(waiting) > _AHEAD:
                yield from _results(*waiting.popleft())
        while waiting:
            yield from _results(*waiting.popleft())


def _results(wave: Sequence[tuple[T, Report | None]], future: Future[Any] | None) -> Iterator[tuple[T, Outcome | None]]:
    found = dict(numbers_and_values(future.result())) if future is not None else {}
    for number, (item, report) in enumerate(wave):
        yield item, None if report is None else _unpacked(found[number])


def _waves(
    items: Iterator[T], report_of: Callable[[T], Report | None], size: int
) -> Iterator[list[tuple[T, Report | None]]]:
    """The items with their reports, in parts of `size` reports, or of fewer among many items that have none."""
    while True:
        wave: list[tuple[T, Report | None]] = []
        reports = 0
        for item in islice(items, size * _IDLE):
            wave.append((item, report_of(item)))
            reports += wave[-1][1] is not None
            if reports == size:
                break
        if not wave:
            return
        yield wave
