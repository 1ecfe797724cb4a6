"""A second process for readers that a hostile file can keep busy or fill with memory: feeds, PDF, Markdown.

The process is started at the first use and kept for the next; one that is too slow, too large or dies is ended, and the
item is a failed one. Only JSON comes back from it.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from threading import Lock, Timer
from typing import Any

from greffier.errors import ReportError

__all__ = ["MEMORY", "confined"]

MEMORY = 1_000_000_000  # bytes that the process may hold, where the system can limit it
_ANSWER = 400_000_000  # bytes of JSON; more is no answer to a file of the sizes that are read


def confined(task: str, raw: bytes, name: str, seconds: float, **options: Any) -> Any:
    """What `greffier.intake.worker` makes of `raw` by `task`, which is one of its TASKS; `options` are plain values.

    Raises ReportError: the task's own, or one that says that the file took more than `seconds`, or is damaged.
    """
    with _WORKER.lock:
        return _WORKER.ask(task, raw, name, seconds, options)


@dataclass(slots=True)
class _Worker:
    """The other process. `owner` is the process that started it: a fork starts its own."""

    process: subprocess.Popen[bytes] | None = None
    owner: int = 0
    lock: Lock = field(default_factory=Lock)

    def ask(self, task: str, raw: bytes, name: str, seconds: float, options: dict[str, Any]) -> Any:
        process = self._running()
        late: list[bool] = []

        def stop() -> None:
            late.append(True)
            process.kill()

        timer = Timer(seconds, stop)
        timer.start()
        try:
            answer = _exchange(process, json.dumps([task, len(raw), name, options]).encode(), raw)
        finally:
            timer.cancel()
        if not answer.endswith(b"\n"):
            self.end()
            raise _late(name, seconds) if late else _damaged(name)
        sort, value = json.loads(answer)
        if sort == "error":
            raise ReportError(value[0], **value[1])
        return value

    def _running(self) -> subprocess.Popen[bytes]:
        if self.process is None or self.owner != os.getpid() or self.process.poll() is not None:
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "greffier.intake.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            )  # fmt: skip
            self.owner = os.getpid()
        return self.process

    def end(self) -> None:
        """End the process, if this one started it."""
        if self.process is not None and self.owner == os.getpid():
            self.process.kill()
            self.process.communicate()
        self.process = None


def _exchange(process: subprocess.Popen[bytes], head: bytes, raw: bytes) -> bytes:
    """The line that the process answers; one without a line end where it was ended before."""
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(head + b"\n")
        process.stdin.write(raw)
        process.stdin.flush()
        return process.stdout.readline(_ANSWER)
    except (BrokenPipeError, OSError, ValueError):
        return b""


def _late(name: str, seconds: float) -> ReportError:
    return ReportError("{name}: took more than {seconds:g} seconds to read.", name=name, seconds=seconds)


def _damaged(name: str) -> ReportError:
    return ReportError("{name}: is damaged, and cannot be read.", name=name)


_WORKER = _Worker()
atexit.register(_WORKER.end)
