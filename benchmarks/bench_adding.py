"""Reading with several processes, and keeping what was read, each apart from the other.

    python benchmarks/bench_adding.py jobs|adding [--reports 320] [--rounds 3]

Reports are the examples, again and again, each time published forty days later and with a number of its own, so that no
two are one or tell of the same day.

`jobs`: seconds on the clock that reports take, between a few and many of them, so that starting processes and loading
models, which is the same for both, does not count: one process, then two. `adding`: what was found is kept in a new
ledger, on SQLite and, where Debian's package is there, on PostgreSQL; then linked. And both as `greffier add` does for
many reports, one process reading while the other keeps: on the clock, between a few and many again. Rows as JSON.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
SHARE = 4  # so many times fewer reports are few


def reports(count: int) -> list[Any]:
    """So many reports, no two alike."""
    from greffier.intake import Defaults, read_path
    from greffier.model.report import report_id

    found = [read_path(path, Defaults(), 5_000_000) for path in sorted(ROOT.glob("examples/*/*.json"))]
    made = []
    for number in range(count):
        one = found[number % len(found)]
        text = (
            f"{one.text}\n\nExemple numéro {number}.\n"
            if one.language == "fr"
            else f"{one.text}\n\nExample {number}.\n"
        )
        day = one.published + timedelta(days=40 * (number // len(found)))
        id = report_id(text, day, one.outlet, one.url, one.language)
        made.append(replace(one, id=id, text=text, published=day))
    return made


def same(report: Any) -> Any:
    """What goes to a process: the report."""
    return report


def reading(some: list[Any], jobs: int) -> tuple[float, float]:
    """Seconds until so many processes have read some reports, their start included: on the clock, and of their work."""
    from greffier.desk.jobs import find, prepare
    from greffier.engine import spread

    start, before = time.perf_counter(), work_of_others()
    for _, outcome in spread(find, some, jobs, prepare, ((), ()), payload=same):
        if isinstance(outcome, Exception):
            raise outcome
    return time.perf_counter() - start, work_of_others() - before


def work_of_others() -> float:
    """Processor time of processes that this one began and that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def jobs(count: int, rounds: int) -> list[dict[str, Any]]:
    """A row for one process and for two, and how much faster two are: measured, and as the work of each report would
    have it on two cores with nothing else to do."""
    many = reports(count)
    few, beyond = many[: count // SHARE], count - count // SHARE
    rows = list[dict[str, Any]]()
    for number in (1, 2):
        short, long = [min(column) for column in _columns(few, number, rounds)], _columns(many, number, rounds)
        clock, work = (min(column) - one for column, one in zip(long, short, strict=True))
        row = {"reports_second": beyond / clock, "ms": 1000 * work / beyond, "start": short[0]}
        rows.append({"row": f"{number}", **row})
    one, two = rows
    faster = {"reports_second": two["reports_second"] / one["reports_second"], "ms": 2 * one["ms"] / two["ms"]}
    return [*rows, {"row": "faster", **faster}]


def _columns(some: list[Any], number: int, rounds: int) -> tuple[list[float], list[float]]:
    told = [reading(some, number) for _ in range(rounds)]
    return [one[0] for one in told], [one[1] for one in told]


def clocks() -> tuple[float, float]:
    """The clock, and processor time."""
    return time.perf_counter(), time.process_time()


def took(work: Callable[[], object]) -> tuple[float, float]:
    """Seconds on the clock and of processor time."""
    begun = clocks()
    work()
    ended = clocks()
    return ended[0] - begun[0], ended[1] - begun[1]


@contextmanager
def server() -> Iterator[Any]:
    """A PostgreSQL server of its own, None where there is none."""
    sys.path.insert(0, str(ROOT / "tests"))
    try:
        from postgres_server import programs, serving
    except ImportError:
        yield None
        return
    if programs() is None:
        yield None
        return
    with serving() as found:
        yield found


def adding(count: int, rounds: int) -> list[dict[str, Any]]:
    """Rows of reading, of keeping on each database, and of linking."""
    from greffier.desk.reading import Reader
    from greffier.desk.runs import read_reports

    some, reader = reports(count), Reader()
    for one in (some[0], some[-1]):  # both languages
        reader.find(one)
    found: list[Any] = []
    clock, work = min(
        took(lambda: found.__setitem__(slice(None), list(read_reports(some, reader)))) for _ in range(rounds)
    )
    entries = sum(len(one.entries) for one in found)
    alone = clock, work
    rows = [_row("reading", count, entries, alone, alone)]
    with tempfile.TemporaryDirectory() as folder, server() as standing:
        places = [("SQLite", lambda n: Path(folder) / f"{n}.db")]
        if standing is not None:
            places.append(("PostgreSQL", lambda n: standing.empty(f"bench{n}")))
        for name, place in places:
            told = [keeping(place(n), found) for n in range(rounds)]
            rows.append(_row(f"keeping, {name}", count, entries, min(one[0] for one in told), alone))
            rows.append(_row(f"linking, {name}", count, entries, min(one[1] for one in told), alone))
            few = min(together(place(f"few{n}"), some[: count // SHARE]) for n in range(rounds))
            many = min(together(place(f"many{n}"), some) for n in range(rounds))
            rows.append(_row(f"adding, {name}", count, entries, ((many - few) / (1 - 1 / SHARE), None), alone))
    if len(places) == 1:
        rows.append({"row": "PostgreSQL: apt-get install postgresql"})
    return rows


@contextmanager
def keeper(place: Any) -> Iterator[tuple[Any, Callable[[Any], object]]]:
    """A new ledger, and what keeps in it what was found in a report."""
    from greffier.desk.adding import keep_report, prepare
    from greffier.desk.reading import Reader
    from greffier.desk.runs import this_run
    from greffier.ledger import open_ledger

    with open_ledger(place) as ledger:
        _, naming = prepare(ledger, {})
        run, reader = this_run(), Reader()
        yield ledger, lambda one: keep_report(ledger, one.report, reader, run, naming, found=one)


def keeping(place: Any, found: list[Any]) -> tuple[tuple[float, float], tuple[float, float]]:
    """What keeping takes, and linking after it."""
    from greffier.desk.renew import settle

    with keeper(place) as (ledger, keep):
        return took(lambda: [keep(one) for one in found]), took(lambda: settle(ledger))


def together(place: Any, some: list[Any]) -> float:
    """Seconds on the clock until another process has read reports and this one has kept them, its start included."""
    from greffier.desk.jobs import read_ahead, taken

    with keeper(place) as (_, keep):
        begun = time.perf_counter()
        for _report, outcome in read_ahead(some, same, 1):
            assert outcome is not None
            keep(taken(outcome))
        return time.perf_counter() - begun


def _row(
    name: str, count: int, entries: int, took: tuple[float, float | None], alone: tuple[float, float]
) -> dict[str, Any]:
    clock, work = took
    row = {"row": name, "reports_second": count / clock, "entries_second": entries / clock}
    if work is not None:
        row |= {"ms": 1000 * work / count, "of_reading": work / alone[1]}
    return row | {"clock_of_reading": clock / alone[0]}


COLUMNS = {
    "jobs": ["reports_second", "ms", "start"],
    "adding": ["reports_second", "entries_second", "ms", "of_reading", "clock_of_reading"],
}
TABLES = {"jobs": jobs, "adding": adding}


def main() -> None:
    """Print the rows of a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("table", choices=sorted(TABLES))
    parser.add_argument("--reports", type=int, default=320)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    rows = TABLES[given.table](given.reports, given.rounds)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"columns": COLUMNS[given.table], "rows": rows, "peak_mb": peak}))


if __name__ == "__main__":
    main()
