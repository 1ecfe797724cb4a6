"""`--spark MASTER`: the same ledger as with one process, whoever dies on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from engine import works
from greffier.cli.app import run
from greffier.columnar.numbered import numbers_and_values, table_of
from greffier.engine.spark import Cluster, ClusterError
from greffier.ledger import open_ledger, schema
from greffier.link.scoring import load_weights, weigh
from greffier.link.synthetic import sample
from greffier.pipeline import linking
from pipeline.told import keep, stream

Out = pytest.CaptureFixture[str]
EXAMPLES = Path(__file__).parents[2] / "examples"
REPORTS = 60


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copies of the examples as other outlets published them, and a file that is no report."""
    found = tmp_path_factory.mktemp("reports")
    paths = sorted(EXAMPLES.glob("*/*.json"))
    for number in range(REPORTS):
        data = json.loads(paths[number % len(paths)].read_text("utf-8"))
        data["outlet"] = f"Exemple {number}"
        (found / f"{number:03}.json").write_text(json.dumps(data), "utf-8")
    (found / "vide.txt").write_text("", "utf-8")
    return found


def exported(ledger: Path) -> bytes:
    command = [sys.executable, "-m", "greffier.cli", "export", "jsonl", "--include-unreviewed", "--ledger", str(ledger)]
    return subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout


@pytest.fixture(scope="module")
def alone(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What one process makes of the folder."""
    ledger = tmp_path_factory.mktemp("alone") / "a.db"
    assert run(["add", str(folder), "--ledger", str(ledger)]) == 6
    found = exported(ledger)
    assert found.count(b"\n") == REPORTS
    return found


def adding(folder: Path, ledger: Path, master: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "greffier.cli", "add", str(folder), "--ledger", str(ledger), "--spark", master]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def below(pid: int) -> Iterator[int]:
    """The processes that a process began, and those that they began."""
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        for child in task.read_text("utf-8").split():
            yield int(child)
            yield from below(int(child))


def busy(pid: int, wanted: Callable[[str], bool], seconds: float = 1.0) -> int:
    """A process below `pid` whose command line is `wanted` and that has worked for some seconds."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        for one in below(pid):
            try:
                words = Path(f"/proc/{one}/cmdline").read_text("utf-8", "replace")
                stat = Path(f"/proc/{one}/stat").read_text("utf-8").rsplit(")", 1)[1].split()
            except FileNotFoundError:
                continue
            worked = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
            if wanted(words) and worked > seconds:
                return one
        time.sleep(0.05)
    raise AssertionError("no such process works")


def a_worker(words: str) -> bool:
    """A Python process of Spark's."""
    return "pyspark" in words and "daemon" in words and "java" not in words


def an_executor(words: str) -> bool:
    """A machine of a cluster that is none: a Java process of its own."""
    return "CoarseGrainedExecutorBackend" in words


def test_a_worker_that_is_killed_loses_nothing_and_doubles_nothing(folder: Path, alone: bytes, tmp_path: Path) -> None:
    with adding(folder, tmp_path / "a.db", "local[2,4]") as process:
        os.kill(busy(process.pid, a_worker), signal.SIGKILL)
        assert process.stdout is not None
        assert process.stdout.read().count(": ") == REPORTS
    assert process.returncode == 6
    assert exported(tmp_path / "a.db") == alone


def test_an_executor_that_is_killed_loses_nothing_and_doubles_nothing(
    folder: Path, alone: bytes, tmp_path: Path
) -> None:
    with adding(folder, tmp_path / "a.db", "local-cluster[2,1,1024]") as process:
        busy(process.pid, a_worker)
        os.kill(busy(process.pid, an_executor), signal.SIGKILL)
        assert process.stdout is not None
        assert process.stdout.read().count(": ") == REPORTS
    assert process.returncode == 6
    assert exported(tmp_path / "a.db") == alone


def test_a_run_whose_own_process_is_killed_goes_on_when_called_again(
    folder: Path, alone: bytes, tmp_path: Path
) -> None:
    with adding(folder, tmp_path / "a.db", "local[2]") as process:
        assert process.stdout is not None
        for _ in range(5):
            process.stdout.readline()
        process.kill()
    assert run(["add", str(folder), "--ledger", str(tmp_path / "a.db"), "--spark", "local[2]"]) == 6
    assert exported(tmp_path / "a.db") == alone
    assert run(["rerun", "--all", "--ledger", str(tmp_path / "a.db"), "--spark", "local[2]"]) == 0
    assert exported(tmp_path / "a.db") == alone


def test_what_kills_its_worker_is_known_by_the_second_attempt() -> None:
    with Cluster("local[2,4]") as cluster:
        rows = [(n, str(n)) for n in range(40)]
        found = cluster.run(works.batches_dying_at_first, table_of(rows), works.SCHEMA)
    assert sorted(numbers_and_values(found)) == rows


def test_a_task_that_dies_each_time_is_given_up_with_a_sentence() -> None:
    with Cluster("local[2,2]") as cluster, pytest.raises(ClusterError, match=r"local\[2,2\] gave up"):
        cluster.run(works.batches_dying, table_of([(1, "a")]), works.SCHEMA)


def test_a_master_that_is_none(capsys: Out, tmp_path: Path) -> None:
    assert run(["add", str(EXAMPLES), "--ledger", str(tmp_path / "a.db"), "--spark", "nowhere:1"]) == 1
    assert "nowhere:1" in capsys.readouterr().err


def test_weights_are_the_same_on_a_cluster() -> None:
    found = sample(2_000, 11, a_day=150).tellings
    with Cluster("local[2]") as cluster:
        there = weigh(found, load_weights(), spark=cluster.session)
    assert len(there) > 10_000
    assert there == weigh(found, load_weights())


def test_a_backlog_is_linked_on_a_cluster_as_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(linking, "_BACKLOG", 5)
    monkeypatch.setattr(linking, "_ON_CLUSTER", 10)
    monkeypatch.setattr(linking, "_TOGETHER", 5)
    found = []
    with Cluster("local[2]") as cluster:
        for name, session in (("here", None), ("there", cluster.session)):
            with open_ledger(tmp_path / f"{name}.db") as ledger:
                keep(ledger, *stream())
                assert linking.link_pending(ledger, spark=session) == len(stream())
                with ledger.begin() as connection:
                    tables = (schema.link, schema.membership)
                    found.append([sorted(map(str, connection.execute(select(table)))) for table in tables])
    assert found[0] == found[1] and found[0][0]
