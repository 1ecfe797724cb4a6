"""The same reports give the same record, byte for byte, wherever they are kept and whoever reads them."""

from __future__ import annotations

import json
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from postgres_server import Server
from torture.scale import note, times

pytestmark = pytest.mark.slow

EXAMPLES = sorted((Path(__file__).resolve().parents[2] / "examples").glob("*/*.json"))
REPORTS = 24
SEEDS = times(2, 5)  # values of PYTHONHASHSEED, for one process and for two
ORDERS = times(2, 20)
_NUMBER = re.compile(r"\bev[0-9a-f]{8,}\b")  # of an event: it hangs on which of its entries came first


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The examples, some of them as other outlets published them the day after."""
    found = tmp_path_factory.mktemp("reports")
    for number in range(REPORTS):
        data = json.loads(EXAMPLES[number % len(EXAMPLES)].read_text("utf-8"))
        if number >= len(EXAMPLES):
            data["outlet"] = f"Exemple {number}"
        (found / f"{number:03}.json").write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return found


def greffier(*arguments: str, seed: int = 0) -> bytes:
    environment = {**os.environ, "PYTHONHASHSEED": str(seed), "GREFFIER_LANG": "en", "COLUMNS": "200"}
    done = subprocess.run([sys.executable, "-m", "greffier.cli", *arguments], env=environment, capture_output=True)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def record(ledger: str, seed: int = 0) -> bytes:
    """The canonical export, and the events with their tolls."""
    here = ("--ledger", ledger)
    exported = greffier("export", "jsonl", "--include-unreviewed", *here, seed=seed)
    assert exported.count(b"\n") == REPORTS
    return exported + greffier("events", "--all", "--format", "jsonl", *here, seed=seed)


@pytest.fixture(scope="module")
def wanted(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What one process makes of the folder, in a file."""
    ledger = str(tmp_path_factory.mktemp("one") / "a.db")
    greffier("add", str(folder), "--ledger", ledger)
    return record(ledger)


def test_on_a_server(folder: Path, wanted: bytes, server: Server) -> None:
    name = "same_record"
    server.drop(name)
    ledger = str(server.empty(name))
    greffier("add", str(folder), "--ledger", ledger)
    assert record(ledger) == wanted


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_r5_by_one_process_or_two_however_python_hashes(folder: Path, wanted: bytes, tmp_path: Path, jobs: str) -> None:
    for seed in range(1, SEEDS + 1):
        ledger = str(tmp_path / f"{seed}.db")
        greffier("add", str(folder), "--ledger", ledger, "--jobs", jobs, seed=seed)
        assert record(ledger, seed) == wanted
    note("R5", SEEDS, 0)


@pytest.mark.skipif(not os.environ.get("GREFFIER_SPARK"), reason="make spark installs Spark and runs this")
def test_on_a_cluster(folder: Path, wanted: bytes, tmp_path: Path) -> None:
    ledger = str(tmp_path / "a.db")
    greffier("add", str(folder), "--ledger", ledger, "--spark", "local[2,4]")
    assert record(ledger) == wanted


def test_r4_in_any_order(folder: Path, wanted: bytes, tmp_path: Path) -> None:
    """Events have the same entries and tolls; only the number that one is called by hangs on which came first."""

    def without_numbers(found: bytes) -> list[str]:
        return sorted(_NUMBER.sub("ev", found.decode()).splitlines())

    paths = sorted(map(str, folder.glob("*.json")))
    for seed in range(ORDERS):
        random.Random(seed).shuffle(paths)
        ledger = str(tmp_path / f"{seed}.db")
        greffier("add", *paths, "--ledger", ledger)
        assert without_numbers(record(ledger)) == without_numbers(wanted)
    note("R4", ORDERS, 0)
