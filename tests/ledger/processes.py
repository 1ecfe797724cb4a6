"""Work in a process of its own, to be killed."""

from __future__ import annotations

import os
from collections.abc import Callable


def child(work: Callable[[], None]) -> int:
    """Run `work` in a process of its own; gives its id."""
    found = os.fork()
    if found:
        return found
    try:
        work()
    except BaseException as error:  # noqa: BLE001 - whatever it is, the process must not go on as a second pytest
        os.write(2, f"{error!r}\n".encode())
        os._exit(1)
    os._exit(0)


def exit_of(process: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
