"""Work spread over the cores of this machine: what comes out, and its order, is the same for any number of processes.

Built on `concurrent.futures.ProcessPoolExecutor`, which says at once that a process died, where other pools wait for
ever (docs/decisions/jobs.md). A chunk of items whose process dies is tried again alone; should it die again, its items
are tried by halves, and only the one that kills its process is given back as `Killed`.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Generic, TypeVar

__all__ = ["CHUNK", "Killed", "spread"]

CHUNK = 64  # items that go to a process together
_FIRST = 4  # in the first chunks, so that results come soon; later ones are twice as long
_IDLE = 8  # times as many items, at most, are looked through for those that have a payload
_AHEAD = 2  # chunks a process that wait for it
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS")
_TASKS = 256  # chunks after which processes are made anew: what a library hoards is let go of

T = TypeVar("T")
P = TypeVar("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Killed:
    """In place of the result of an item that killed the process that worked on it."""


def spread(
    work: Callable[[Sequence[P]], Sequence[R]],
    items: Iterable[T],
    jobs: int,
    prepare: Callable[..., None],
    given: Sequence[Any] = (),
    *,
    payload: Callable[[T], P | None],
) -> Iterator[tuple[T, R | Killed | None]]:
    """Each item with what `work` gives for its payload, in the order of the items, of which only some are taken ahead;
    None for one without a payload.

    `work` takes several payloads at a time and gives as many results, the same however they are cut. `work` and
    `prepare`, which each process calls once with what is `given`, are functions of a module; what they take and
    give can be pickled. What `work` raises is raised here.
    """
    with _Pool(work, jobs, prepare, given, payload) as pool:
        yield from pool.results(iter(items))


@dataclass(slots=True)
class _Task(Generic[T, P, R]):
    """A chunk of items, and their payloads on their way."""

    items: list[tuple[T, P | None]]
    payloads: list[P]
    future: Future[list[R]] | None = None


@dataclass(slots=True)
class _Pool(Generic[T, P, R]):
    """Processes, made again when one of them dies, and when they have done much."""

    work: Callable[[Sequence[P]], Sequence[R]]
    jobs: int
    prepare: Callable[..., None]
    given: Sequence[Any]
    payload: Callable[[T], P | None]
    executor: ProcessPoolExecutor | None = None
    tasks: int = 0
    waiting: deque[_Task[T, P, R]] = field(default_factory=deque)

    def __enter__(self) -> _Pool[T, P, R]:
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop(self.executor)

    def results(self, items: Iterator[T]) -> Iterator[tuple[T, R | Killed | None]]:
        """Each item with its result."""
        size = _FIRST
        while True:
            while len(self.waiting) < self.jobs * _AHEAD and (chunk := self._chunk(items, size)) is not None:
                self._send(chunk)
                self.waiting.append(chunk)
                size = min(CHUNK, size * 2)
            if not self.waiting:
                return
            task = self.waiting.popleft()
            found = iter(self._done(task))
            yield from ((item, None if payload is None else next(found)) for item, payload in task.items)

    def _chunk(self, items: Iterator[T], size: int) -> _Task[T, P, R] | None:
        """The next items, of which `size` have a payload, or fewer among many that have none; None at the end."""
        task: _Task[T, P, R] = _Task([], [])
        for item in islice(items, size * _IDLE):
            payload = self.payload(item)
            task.items.append((item, payload))
            if payload is not None:
                task.payloads.append(payload)
                if len(task.payloads) == size:
                    break
        return task if task.items else None

    def _send(self, task: _Task[T, P, R]) -> None:
        """Hand a chunk to the processes. Those that have done much first do what they have, then others begin."""
        if not task.payloads:
            return
        if self.tasks >= _TASKS * self.jobs and self.executor is not None:
            self.executor.shutdown(wait=True)
            self.executor, self.tasks = None, 0
        if self.executor is None:
            self.executor = self._processes(self.jobs)
        self.tasks += 1
        try:
            task.future = self.executor.submit(_each, self.work, task.payloads)
        except BrokenProcessPool as error:
            task.future = Future()
            task.future.set_exception(error)

    def _done(self, task: _Task[T, P, R]) -> Sequence[R | Killed]:
        """What a chunk gives, awaited."""
        if task.future is None:
            return ()
        try:
            return task.future.result()
        except BrokenProcessPool:
            return self._again(task)

    def _again(self, task: _Task[T, P, R]) -> list[R | Killed]:
        """What a chunk gives whose process died, or one beside it; those that wait behind it are sent again."""
        self._stop(self.executor)
        self.executor = None
        found = self._alone(task.payloads)
        for other in self.waiting:
            if other.future is not None and (not other.future.done() or other.future.exception() is not None):
                self._send(other)
        return found

    def _alone(self, items: list[P]) -> list[R | Killed]:
        """What items give in a process of their own; one that kills it again is found by halves."""
        executor = self._processes(1)
        try:
            return list(executor.submit(_each, self.work, items).result())
        except BrokenProcessPool:
            if len(items) == 1:
                return [Killed()]
        finally:
            self._stop(executor)
        middle = len(items) // 2
        return [*self._alone(items[:middle]), *self._alone(items[middle:])]

    def _processes(self, count: int) -> ProcessPoolExecutor:
        # Begun anew rather than forked, since threads of libraries do not survive a fork. No `max_tasks_per_child`: it
        # can wait for ever (python/cpython#115634).
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(count, mp_context=context, initializer=_begin, initargs=(self.prepare, *self.given))

    def _stop(self, executor: ProcessPoolExecutor | None) -> None:
        if executor is not None:
            processes = list((getattr(executor, "_processes", None) or {}).values())
            executor.shutdown(wait=False, cancel_futures=True)
            for process in processes:  # what they are at is not wanted any more
                with suppress(Exception):
                    process.terminate()
            for process in processes:
                with suppress(Exception):
                    process.join(5)


def _begin(prepare: Callable[..., None], *given: Any) -> None:
    """What a process does first: an interruption is the parent's to handle, and without the parent it ends.

    Libraries of algebra, not loaded yet, are told to use one core: with more they wait for each other.
    """
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), daemon=True).start()
    prepare(*given)


def _end_with(parent: Any) -> None:
    parent.join()
    os._exit(1)


def _each(work: Callable[[Sequence[P]], Sequence[R]], items: list[P]) -> list[R]:
    return list(work(items))
