"""A process that adds made-up reports, with something of ours between it and its files."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
MARKS = [
    pytest.mark.slow,
    pytest.mark.sqlite("of files"),
    pytest.mark.skipif(sys.platform != "linux", reason="LD_PRELOAD"),
]


def shim_of(source: str, folders: pytest.TempPathFactory) -> Path:
    """A C file of this folder, made to stand between a process and its files."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no C compiler here (apt-get install gcc libc6-dev)")
    made = folders.mktemp("shim") / Path(source).with_suffix(".so").name
    command = [compiler, "-shared", "-fPIC", "-O1", "-o", str(made), str(Path(__file__).with_name(source)), "-ldl"]
    subprocess.run(command, check=True)
    return made


def adding(path: Path, reports: int, mode: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    """Add so many made-up reports to the ledger at `path`."""
    paths = os.pathsep.join([str(TESTS), *(p for p in sys.path if p)])
    command = [sys.executable, "-m", "torture.adds_made", str(path), str(reports), mode]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": paths, **variables}, capture_output=True, text=True)
