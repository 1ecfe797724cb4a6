"""The second process: it is ended when it is late or dies, and the next file finds a new one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from greffier.errors import ReportError
from greffier.intake import confined as room
from greffier.intake.confined import confined


def test_what_takes_too_long_is_told_and_the_next_is_read() -> None:
    with pytest.raises(ReportError, match=r"a\.md: took more than 0\.3 seconds"):
        confined("markdown", b"[" * 500_000, "a.md", 0.3)
    assert confined("snippet", b"<p>Une.</p>", "a", 5.0) == "Une."


def test_a_process_that_died_is_told_and_the_next_is_read() -> None:
    with pytest.raises(ReportError, match=r"a\.md: is damaged"):
        confined("markdown", b"\xff", "a.md", 5.0)
    assert confined("snippet", b"<p>Une.</p>", "a", 5.0) == "Une."


def test_one_process_serves_many_and_is_started_anew_when_it_is_gone() -> None:
    confined("snippet", b"a", "a", 5.0)
    first = room._WORKER.process
    confined("snippet", b"b", "a", 5.0)
    assert first is not None and room._WORKER.process is first
    first.kill()
    first.wait()
    assert confined("snippet", b"c", "a", 5.0) == "c"


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="other systems do not limit it")
def test_memory_is_limited() -> None:
    code = "from greffier.intake import worker; worker._limit_memory(); bytearray(worker.MEMORY)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert "MemoryError" in ran.stderr


def test_a_fork_has_its_own_process() -> None:
    confined("snippet", b"a", "a", 5.0)
    child = os.fork()
    if child == 0:
        told = confined("snippet", b"<b>fils</b>", "a", 5.0)
        room._WORKER.end()
        os._exit(0 if told == "fils" else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert confined("snippet", b"<b>mere</b>", "a", 5.0) == "mere"
