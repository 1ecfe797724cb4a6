"""R8: a disk that fails while reports are added, at any access: it is told, what was confirmed is there, the rest can
be added when the disk is well again."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from greffier.ledger import open_ledger, report_ids, verify
from ledger.made import exported, keep, report
from torture.preloaded import MARKS, adding, shim_of
from torture.scale import note, times

pytestmark = MARKS

REPORTS = 6
TRIES = times(12, 100)


@pytest.fixture(scope="module")
def shim(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What stands between a process and its files."""
    return shim_of("bad_disk.c", tmp_path_factory)


def test_r8_whenever_the_disk_fails(shim: Path, tmp_path: Path) -> None:
    calm, chance, told = tmp_path / "calm.db", random.Random(8), 0
    assert adding(calm, REPORTS).returncode == 0
    for number in range(TRIES):
        path = tmp_path / f"{number}.db"
        after = str(chance.randint(1, 400))
        bad = {"LD_PRELOAD": str(shim), "GREFFIER_BAD_PATH": str(path), "GREFFIER_BAD_AFTER": after}
        if number % 2:
            bad["GREFFIER_BAD_ONCE"] = "1"
        done = adding(path, REPORTS, **bad)
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
