"""`--jobs N`: the same ledger for any N, whoever dies on the way."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from engine import works
from greffier.cli import reports
from greffier.cli.app import run
from greffier.desk import jobs
from greffier.desk.incoming import Arrival
from greffier.errors import ReportError
from greffier.model import Report

Out = pytest.CaptureFixture[str]
EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("said", ["0", "-1", "1000", "deux"])
def test_a_number_of_processes_that_is_none(capsys: Out, tmp_path: Path, said: str) -> None:
    assert run(["add", "a.txt", "--ledger", str(tmp_path / "a.db"), "--jobs", said]) == 2
    assert "--jobs" in capsys.readouterr().err


def test_a_report_that_kills_its_process_is_a_failed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "find", works.dies_on_bad)
    monkeypatch.setattr(jobs, "prepare", works.prepare_lists)
    reports = [Report(f"r{n}", "mauvais" if n == 5 else "bon", path=f"{n}.txt") for n in range(9)]
    found = dict(jobs.read_ahead(reports, lambda report: report, 2))
    assert [type(found[report]).__name__ for report in reports].count("ReportError") == 1
    with pytest.raises(ReportError, match=r"5\.txt: the process that read it died"):
        jobs.taken(found[reports[5]])  # type: ignore[arg-type]


@pytest.mark.parametrize(("known", "pulled", "spread"), [(0, 16, [1]), (40, 1, []), (8, 24, [1]), (30, 40, [])])
def test_little_is_held_before_the_first_report_is_told(
    monkeypatch: pytest.MonkeyPatch, known: int, pulled: int, spread: list[int]
) -> None:
    """Of forty reports so many are known: these are told at once, and no more than sixteen of the others are held."""
    came, begun = [], []

    def arrivals(_readings: object, _paths: object) -> Iterator[Arrival]:
        for number in range(40):
            came.append(number)
            yield Arrival(f"{number}.txt", None, "", Report(str(number), "Rien.", language="fr"))

    def read_ahead(items: Iterable[Any], _report_of: object, number: int, _lists: object) -> Iterator[Any]:
        begun.append(number)
        yield from ((item, None) for item in items)

    monkeypatch.setattr(reports, "cores", lambda: 2)
    monkeypatch.setattr(reports.Readings, "arrivals", arrivals)
    monkeypatch.setattr(jobs, "read_ahead", read_ahead)
    monkeypatch.setattr(reports, "read_reports", lambda some, _reader: ("found" for _ in some))
    told = reports.Readings().ahead([], reports.Spread(), ((), ()), lambda report: int(report) < known)
    first = [next(told)[0].name for _ in range(min(known, 39) + 1)]
    assert len(came) == max(known, pulled) and begun == spread
    assert [*first, *(arrival.name for arrival, _ in told)] == [f"{number}.txt" for number in range(40)]


def exported(ledger: Path, capsys: Out) -> str:
    capsys.readouterr()
    assert run(["export", "jsonl", "--include-unreviewed", "--ledger", str(ledger)]) == 0
    return capsys.readouterr().out


def many(folder: Path, count: int) -> Path:
    """Copies of the examples as other outlets published them, and one that is no report."""
    folder.mkdir()
    paths = sorted(EXAMPLES.glob("*/*.json"))
    for number in range(count):
        data = json.loads(paths[number % len(paths)].read_text("utf-8"))
        data["outlet"] = f"Exemple {number}"
        (folder / f"{number:03}.json").write_text(json.dumps(data), "utf-8")
    (folder / "vide.txt").write_text("", "utf-8")
    return folder


@pytest.mark.slow
def test_two_processes_make_the_same_ledger_and_so_does_one_that_is_killed(
    capsys: Out, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, told, begun = many(tmp_path / "reports", 48), [], []
    real = jobs.read_ahead

    def counted(items: Any, report_of: Any, number: int, lists: Any) -> Any:
        begun.append(number)
        return real(items, report_of, number, lists)

    monkeypatch.setattr(jobs, "read_ahead", counted)
    # by this process alone; by another while this one keeps, as is done where there are cores; by two others
    for name, cores, count in (("0", 1, "1"), ("1", 2, "1"), ("2", 2, "2")):
        monkeypatch.setattr(reports, "cores", lambda cores=cores: cores)
        assert run(["add", str(folder), "--ledger", str(tmp_path / f"{name}.db"), "--jobs", count]) == 6
        told.append(capsys.readouterr().out)
    alone = exported(tmp_path / "0.db", capsys)
    assert begun == [1, 2] and alone.count("\n") == 48 and told[0] == told[1] == told[2]
    assert exported(tmp_path / "1.db", capsys) == alone and exported(tmp_path / "2.db", capsys) == alone
    assert run(["rerun", "--all", "--jobs", "2", "--ledger", str(tmp_path / "2.db")]) == 0
    assert exported(tmp_path / "2.db", capsys) == alone
    command = [sys.executable, "-m", "greffier.cli", "add", str(folder), "--ledger", str(tmp_path / "3.db")]
    with subprocess.Popen([*command, "--jobs", "2"], stdout=subprocess.PIPE, text=True) as adding:
        assert adding.stdout is not None
        adding.stdout.readline()
        os.kill(max(_children(adding.pid)), signal.SIGKILL)
        rest = adding.stdout.read()
    assert adding.returncode == 6 and rest.count("\n") == 47
    assert exported(tmp_path / "3.db", capsys) == alone


def _children(pid: int) -> list[int]:
    """The processes that read: begun by this one, and using a core."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = [int(p) for p in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]
        readers = [p for p in found if "spawn_main" in Path(f"/proc/{p}/cmdline").read_text("utf-8", "replace")]
        if readers:
            return readers
        time.sleep(0.05)
    raise AssertionError("no process reads")
