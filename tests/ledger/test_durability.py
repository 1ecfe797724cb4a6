"""Processes killed at random moments, several at once, a full disk: nothing lost, nothing doubled, nothing half."""

from __future__ import annotations

import os
import random
import resource
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from greffier.errors import InputError
from greffier.judge import Judge, accept, read_again, reject, unread
from greffier.ledger import Run, is_there, judgements, open_ledger, verify
from ledger.made import corpus, entries, exported, keep, report, sentences
from ledger.processes import child, exit_of
from torture.scale import note, times

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

AGAIN = Run("another", {"fr": "other"})
KILLS = times(40, 500)
WRITERS, EACH = 6, times(30, 200)


def test_killed_at_any_moment_it_loses_and_doubles_nothing(tmp_path: Path, gone: Callable[[Path], None]) -> None:
    reports, chance = [*corpus(), *(report(n) for n in range(100, 112))], random.Random(4)
    with open_ledger(tmp_path / "calm.db") as ledger:
        for one in reports:
            keep(ledger, one)
    wanted, path, told = exported(tmp_path / "calm.db"), tmp_path / "killed.db", tmp_path / "told"

    def work() -> None:
        with open_ledger(path) as ledger, told.open("a") as out:
            for one in reports:
                keep(ledger, one)
                out.write(one.id + "\n")
                out.flush()

    finished = 0
    for _ in range(KILLS):
        process = child(work)
        time.sleep(chance.uniform(0.005, 0.25))
        os.kill(process, signal.SIGKILL)
        finished += exit_of(process) == 0
        if is_there(path):
            with open_ledger(path) as ledger:
                assert not list(verify(ledger))
            lines = exported(path).splitlines()
            acknowledged = set(told.read_text("utf-8").split()) if told.exists() else set()
            assert all(any(f'"id":"{i}"' in line for line in lines) for i in acknowledged)
            assert set(lines) <= set(_alone(wanted, lines))
        if finished:
            gone(path)  # begin anew, so that every kill meets a ledger that grows
            told.unlink(missing_ok=True)
            finished = 0
    assert exit_of(child(work)) == 0
    assert exported(path) == wanted
    note("R1", KILLS, 0)


def _alone(wanted: str, lines: list[str]) -> list[str]:
    """The lines of the calm run as they would be with these reports only: versions name only those that are there."""
    import json

    there = {json.loads(line)["report"]["id"] for line in lines}
    found = []
    for line in wanted.splitlines():
        data = json.loads(line)
        data["report"]["versions"] = [v for v in data["report"]["versions"] if v in there]
        found.append(json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")))
    return found


def test_six_processes_at_once(tmp_path: Path) -> None:
    path, reports = tmp_path / "a.db", [report(n) for n in range(EACH)]

    def work(seed: int) -> Callable[[], None]:
        def add() -> None:
            mine = list(reports)
            random.Random(seed).shuffle(mine)
            with open_ledger(path) as ledger:
                for one in mine:
                    keep(ledger, one)

        return add

    processes = [child(work(seed)) for seed in range(WRITERS)]
    assert [exit_of(p) for p in processes] == [0] * WRITERS
    with open_ledger(tmp_path / "calm.db") as ledger:
        for one in reports:
            keep(ledger, one)
    assert exported(path) == exported(tmp_path / "calm.db")
    note("R6", WRITERS * EACH, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="the limit on files")
@pytest.mark.sqlite("the size of the file")
def test_a_full_disk_is_told_and_the_rest_can_be_added_later(tmp_path: Path) -> None:
    path, reports = tmp_path / "a.db", [report(n) for n in range(60)]
    with open_ledger(path):
        pass

    def work() -> None:
        most = path.stat().st_size + 100_000
        with open_ledger(path) as ledger:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            with pytest.raises(InputError, match="the ledger cannot be used"):
                for one in reports:
                    keep(ledger, one)

    assert exit_of(child(work)) == 0
    with open_ledger(path) as ledger:
        assert not list(verify(ledger))
        for one in reports:
            keep(ledger, one)
        assert not list(verify(ledger))
    assert exported(path).count("\n") == len(reports)
    note("R8", 1, 0)


def test_killed_while_judging_and_reading_again_it_loses_and_doubles_nothing(
    tmp_path: Path, gone: Callable[[Path], None]
) -> None:
    """Judgements carry ids of who asks, so that asking again after a kill adds none twice."""
    reports, chance = [report(n) for n in range(8)], random.Random(6)
    path, told, wanted = tmp_path / "killed.db", tmp_path / "told", tmp_path / "calm.db"

    def work(file: Path, out: Path) -> None:
        with open_ledger(file) as ledger, out.open("a") as log:
            for number, one in enumerate(reports):
                keep(ledger, one)
                for verdict, entry in zip((accept, reject), entries(one), strict=False):
                    identity = f"{verdict.__name__} {number}"
                    verdict(ledger, entry.id, Judge("ana"), identity)
                    log.write(identity + "\n")
                    log.flush()
            for one in reports:
                if one.id in unread(ledger, AGAIN):
                    read_again(ledger, one, entries(one)[1:], sentences(one), AGAIN)

    work(wanted, tmp_path / "ignored")
    for _ in range(KILLS // 4):
        process = child(lambda: work(path, told))
        time.sleep(chance.uniform(0.01, 0.5))
        os.kill(process, signal.SIGKILL)
        if exit_of(process) == 0:  # it was done: begin anew, so that every kill meets a ledger that grows
            gone(path)
            told.unlink()
        elif is_there(path):
            with open_ledger(path) as ledger:
                assert not list(verify(ledger))
                with ledger.begin() as connection:
                    there = [j.id for j in judgements(connection)]
            acknowledged = set(told.read_text("utf-8").splitlines()) if told.exists() else set()
            assert acknowledged <= set(there) and len(there) == len(set(there)) <= len(acknowledged) + 1
    work(path, told)
    assert exported(path) == exported(wanted)
    with open_ledger(path) as ledger, ledger.begin() as connection:
        assert len(judgements(connection)) == 2 * len(reports)
