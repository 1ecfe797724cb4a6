"""R8: a disk that fails while reports are added, at any access: it is told, what was confirmed is there, the rest can
be added when the disk is well again."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from greffier.ledger import open_ledger, report_ids, verify
from ledger.made import exported, keep, report
from torture.scale import note, times

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite("of files"),
    pytest.mark.skipif(sys.platform != "linux", reason="LD_PRELOAD"),
]

REPORTS = 6
TRIES = times(12, 100)
TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What stands between a process and its files."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if compiler is None:
        pytest.skip("no C compiler here (apt-get install gcc libc6-dev)")
    made = tmp_path_factory.mktemp("shim") / "bad_disk.so"
    source = str(Path(__file__).with_name("bad_disk.c"))
    subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(made), source, "-ldl"], check=True)
    return made


def adding(path: Path, **bad: str) -> subprocess.CompletedProcess[str]:
    paths = os.pathsep.join([str(TESTS), *(p for p in sys.path if p)])
    command = [sys.executable, "-m", "torture.adds_made", str(path), str(REPORTS)]
    return subprocess.run(command, env={**os.environ, "PYTHONPATH": paths, **bad}, capture_output=True, text=True)


def test_r8_whenever_the_disk_fails(shim: Path, tmp_path: Path) -> None:
    calm, chance, told = tmp_path / "calm.db", random.Random(8), 0
    assert adding(calm).returncode == 0
    for number in range(TRIES):
        path = tmp_path / f"{number}.db"
        after = str(chance.randint(1, 400))
        bad = {"LD_PRELOAD": str(shim), "GREFFIER_BAD_PATH": str(path), "GREFFIER_BAD_AFTER": after}
        if number % 2:
            bad["GREFFIER_BAD_ONCE"] = "1"
        done = adding(path, **bad)
        kept = done.stdout.split()
        assert done.returncode in {0, 2}, done.stderr
        if done.returncode:
            told += 1
            assert done.stderr.count("\n") == 1 and "Traceback" not in done.stderr and str(path) in done.stderr
        with open_ledger(path) as ledger:
            assert not list(verify(ledger))
            with ledger.begin() as connection:
                there = set(report_ids(connection))
            assert {report(int(one)).id for one in kept} <= there and len(there) <= len(kept) + 1
            for one in range(REPORTS):
                keep(ledger, report(one))
            assert not list(verify(ledger))
        assert exported(path) == exported(calm)
    assert told > TRIES / 3
    note("R8", TRIES, 0, f"EIO, {told} fois dit · times told")
