"""Work spread over processes: nothing lost, nothing twice, in order, whoever dies on the way."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import works
from greffier.engine import Killed, spread


def same(item: int) -> int | None:
    return item


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_results_come_in_order_whatever_the_number_of_processes(jobs: int) -> None:
    found = list(spread(works.times, range(150), jobs, works.prepare, (3,), payload=same))
    assert found == [(n, n * 3) for n in range(150)]


def test_items_without_a_payload_pass_by_in_their_place() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(2_000):
            taken.append(number)
            yield number

    results = spread(works.times, items(), 2, works.prepare, payload=lambda n: n if n % 500 == 7 else None)
    assert next(results) == (0, None) and len(taken) < 500, "what needs no work does not wait for all that comes"
    assert list(results) == [(n, n if n % 500 == 7 else None) for n in range(1, 2_000)]


def test_nothing_to_do_begins_no_process() -> None:
    assert list(spread(works.always_dies, range(100), 2, works.prepare, payload=lambda _: None)) == [
        (n, None) for n in range(100)
    ]


def test_only_the_item_that_kills_its_process_is_set_aside() -> None:
    found = list(spread(works.dies_at_13, range(40), 2, works.prepare, payload=same))
    assert found == [(n, Killed() if n == 13 else n) for n in range(40)]


def test_a_process_that_dies_once_loses_nothing(tmp_path: Path) -> None:
    mark = str(tmp_path / "mark")
    found = list(spread(works.dies_once, range(40), 2, works.prepare, payload=lambda n: (n, mark)))
    assert found == [(n, n) for n in range(40)] and Path(mark).exists()


def test_what_work_raises_is_raised() -> None:
    with pytest.raises(ValueError, match="thirteen"):
        list(spread(works.fails_at_13, range(40), 2, works.prepare, payload=same))


def test_processes_are_made_anew_after_much_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("greffier.engine.pool._TASKS", 2)
    monkeypatch.setattr("greffier.engine.pool.CHUNK", 4)
    found = list(spread(works.slow, range(40), 1, works.prepare, payload=same))
    assert [n for n, _ in found] == list(range(40)) and len({pid for _, pid in found}) >= 4


def test_without_its_parent_a_process_ends(tmp_path: Path) -> None:
    """SIGKILL of the parent leaves no process behind."""
    script = tmp_path / "parent.py"
    script.write_text(
        "import sys\n"
        "from engine import works\n"
        "from greffier.engine import spread\n"
        "if __name__ == '__main__':\n"
        "    for n, pid in spread(works.slow, range(10**6), 2, works.prepare, payload=lambda n: n):\n"
        "        print(pid, flush=True)\n",
        "utf-8",
    )
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    with subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True, env=environment) as parent:
        assert parent.stdout is not None
        pids = {int(parent.stdout.readline()) for _ in range(40)}
        parent.send_signal(signal.SIGKILL)
    end = time.monotonic() + 20
    while any(_runs(pid) for pid in pids) and time.monotonic() < end:
        time.sleep(0.05)
    assert not any(_runs(pid) for pid in pids)


def _runs(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text("utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
