"""S5: addresses that lead inside, asked for with real sockets and the real resolver, in a network of its own where
somebody listens at each of them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from torture.scale import note

pytestmark = pytest.mark.slow

ALONE = ["unshare", "--user", "--map-root-user", "--net"]


def may() -> bool:
    """Whether a process here may have a network of its own."""
    if sys.platform != "linux" or shutil.which("unshare") is None or shutil.which("ip") is None:
        return False
    return subprocess.run([*ALONE, "ip", "link", "set", "lo", "up"], capture_output=True).returncode == 0


def test_s5_nobody_inside_is_asked() -> None:
    if not may():
        pytest.skip("no network of one's own here (unshare, iproute2, and leave to use them)")
    paths = os.pathsep.join([str(Path(__file__).resolve().parents[1]), *(p for p in sys.path if p)])
    done = subprocess.run(
        [*ALONE, sys.executable, "-m", "torture.in_namespace"],
        env={**os.environ, "PYTHONPATH": paths}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    refused, asked, met, *whom = done.stdout.split()
    assert (refused, met) == (asked, "0"), whom
    note("S5", int(asked), int(met), "dans un réseau à part · in a network of its own")
