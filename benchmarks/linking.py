"""Speed of linking: from 10,000 to 100,000 tellings, one new report in a ledger of 100,000 entries, and its past.

    python benchmarks/linking.py [--limits] [--count 100000]
    python benchmarks/linking.py --backlog 100000 1000000 [--folder FOLDER]

Rows are made up (greffier.link.synthetic), as dense as a busy desk's days. With --limits, leaves with 1 when time grows
more than 1.5 times faster than rows, or a new report takes more than half a second. Figures of one run are compared
with each other, since the machine may have other work.

With --backlog, ledgers of so many entries, five a report, none of them linked, are linked through the ledger's file as
`greffier add` does: seconds of work, the most memory that the process took, pairs kept, events. Ledgers are made and
kept in the folder.
"""

from __future__ import annotations

import argparse
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import func, insert, select, update

from greffier.judge import as_known
from greffier.ledger import events, open_ledger, schema
from greffier.ledger.store import Ledger
from greffier.link.blocks import blocks
from greffier.link.clusters import Links
from greffier.link.groups import group, linked_pairs
from greffier.link.records import Telling, telling_from, telling_to
from greffier.link.scoring import load_weights
from greffier.link.synthetic import Sample, sample
from greffier.pipeline.linking import linking_method

A_DAY = 150
LIMITS = {"growth": 1.5, "new_report_seconds": 0.5}


def link_all(found: Sample) -> tuple[float, list[tuple[str, ...]], dict[tuple[str, str], float]]:
    """Seconds of this process's work to link everything at once, the groups, and the links."""
    start = time.process_time()
    pairs = linked_pairs(found.tellings, load_weights())
    groups = group({t.id: t for t in found.tellings}, Links(pairs))
    return time.process_time() - start, groups, pairs


def scores(found: Sample, groups: list[tuple[str, ...]]) -> tuple[float, float, int]:
    """Precision and recall of pairs, and the largest group."""
    together = sum(len(g) * (len(g) - 1) // 2 for g in groups)
    right = sum(n * (n - 1) // 2 for g in groups for n in Counter(found.events[t] for t in g).values())
    wanted = sum(n * (n - 1) // 2 for n in Counter(found.events.values()).values())
    return right / together, right / wanted, max(map(len, groups))


def fill(ledger: Ledger, found: Sample, groups: list[tuple[str, ...]], pairs: dict[tuple[str, str], float]) -> None:
    """Put made-up tellings into a ledger as if they had been added and linked, an entry and a report each."""
    now = datetime(2031, 1, 1, tzinfo=UTC)
    with ledger.begin() as connection:
        run = {"id": "r", "program": "benchmark", "models": {}, "started_at": now}
        connection.execute(insert(schema.run), run)
        events.set_method(connection, linking_method())
        rest = iter(found.tellings)
        while some := list(islice(rest, 5000)):
            texts = [{"id": t.report, "characters": t.id, "length": len(t.id)} for t in some]
            connection.execute(insert(schema.text), texts)
            connection.execute(insert(schema.report), [_report(t.report, t.published or 1, now) for t in some])
            connection.execute(insert(schema.entry), [_entry(t.id, t.report, t.family) for t in some])
            rows = [(t.id, t.report, t.family, telling_to(t), blocks(t)) for t in some]
            events.put_tellings(connection, rows)
        events.write_links(connection, (), pairs)
        known = {t.id: t for t in found.tellings}
        events.assign(connection, [{one: known[one].entries for one in some} for some in groups])
        events.mark_linked(connection, (t.report for t in found.tellings))


def _report(id: str, published: int, now: datetime) -> dict[str, object]:
    return {
        "id": id, "text": id, "title": None, "published": date.fromordinal(published), "language": "fr",
        "outlet": "Exemple-Presse", "url": None, "path": None, "publication": id, "replaces": None, "run": "r",
        "recorded_at": now, "digest": "",
    }  # fmt: skip


def _entry(id: str, report: str, kind: str) -> dict[str, object]:
    return {
        "id": id, "report": report, "position": 0, "kind": kind, "start": 0, "stop": 1, "words": id[:1],
        "factuality": "actual", "when_start": None, "when_end": None, "when_granularity": None, "when_basis": None,
        "when_rule": None, "found_by": "benchmark", "confidence": 0.5, "status": "unreviewed",
    }  # fmt: skip


def new_report(ledger: Ledger, found: Sample, number: int) -> float:
    """Seconds to link one more report, of five entries like ones that are there, told on one of its days."""
    from greffier.pipeline import linking

    chosen = found.tellings[len(found.tellings) * number // 12 :][:5]
    report = f"new{number}"
    made = [
        type(t)(
            **{f: getattr(t, f) for f in t.__slots__}
            | {"id": f"{report}-{i}", "report": report, "entries": (f"{report}-{i}",)}
        )
        for i, t in enumerate(chosen)
    ]
    with ledger.begin() as connection:
        connection.execute(insert(schema.text), [{"id": report, "characters": report, "length": len(report)}])
        connection.execute(
            insert(schema.report), [_report(report, made[0].published or 1, datetime(2031, 1, 2, tzinfo=UTC))]
        )
        rows = [_entry(t.id, report, t.family) | {"position": i} for i, t in enumerate(made)]
        connection.execute(insert(schema.entry), rows)
    own, linking.tellings_of_many = linking.tellings_of_many, lambda *_: made
    try:
        start = time.perf_counter()
        linking.link_pending(ledger)
        return time.perf_counter() - start
    finally:
        linking.tellings_of_many = own


def past(ledger: Ledger, found: Sample, share: float) -> float:
    """Seconds to take the events back to a day since which a share of all reports came, the last ones published."""
    later = sorted(found.tellings, key=lambda t: (t.published or 0, t.id))[int(len(found.tellings) * (1 - share)) :]
    with ledger.begin() as connection:
        for some in events.parts(t.report for t in later):
            moment = {"recorded_at": datetime(2031, 2, 2, tzinfo=UTC)}
            connection.execute(update(schema.report).where(schema.report.c.id.in_(some)).values(moment))
    start = time.perf_counter()
    with ledger.begin() as connection, as_known(connection, date(2031, 1, 31)):
        events.events_holding(connection, (t.id for t in found.tellings[:100]))
    return time.perf_counter() - start


PER_REPORT = 5


def make_backlog(path: Path, count: int) -> None:
    """A ledger of made-up entries of which none is linked, and beside it what each report tells of (a database of
    tellings, since made-up entries have no words to make them of)."""
    found = sorted(sample(count, 7, a_day=A_DAY).tellings[:count], key=lambda t: (t.published or 0, t.id))
    now, beside = datetime(2031, 1, 1, tzinfo=UTC), sqlite3.connect(path.with_suffix(".tellings"))
    beside.execute("CREATE TABLE told (report TEXT, facts TEXT)")
    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            connection.execute(insert(schema.run), {"id": "r", "program": "benchmark", "models": {}, "started_at": now})
        span = 5000 * PER_REPORT  # neighbours in time fall into different reports, which tell of an event once
        for first in range(0, len(found), span):
            some = found[first : first + span]
            reports = max(1, len(some) // PER_REPORT)
            told = [replace(t, report=f"r{first:08d}-{n % reports:05d}") for n, t in enumerate(some)]
            with ledger.begin() as connection:
                days = {t.report: t.published or 1 for t in told}
                connection.execute(insert(schema.text), [{"id": r, "characters": r, "length": len(r)} for r in days])
                connection.execute(insert(schema.report), [_report(r, day, now) for r, day in days.items()])
                rows = [_entry(t.id, t.report, t.family) | {"position": n // reports} for n, t in enumerate(told)]
                connection.execute(insert(schema.entry), rows)
            beside.executemany("INSERT INTO told VALUES (?, ?)", [(t.report, json.dumps(telling_to(t))) for t in told])
    beside.execute("CREATE INDEX told_report ON told (report)")
    beside.commit()


def link_backlog(path: Path) -> dict[str, float]:
    """Link what `make_backlog` made, and tell what it took."""
    from greffier.pipeline import linking

    beside = sqlite3.connect(path.with_suffix(".tellings"))

    def tellings_of_many(_connection: object, reports: Iterable[str], _work: object) -> list[Telling]:
        query = "SELECT facts FROM told WHERE report = ? ORDER BY rowid"
        return [telling_from(json.loads(facts)) for report in reports for (facts,) in beside.execute(query, [report])]

    linking.tellings_of_many = tellings_of_many
    start, clock = time.process_time(), time.perf_counter()
    with open_ledger(path) as ledger:
        reports = linking.link_pending(ledger)
        took, wall = time.process_time() - start, time.perf_counter() - clock
        with ledger.look() as connection:
            links, made = (connection.scalar(select(func.count()).select_from(t)) for t in (schema.link, schema.event))
            entries = connection.scalar(select(func.count()).select_from(schema.entry))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "entries": entries, "reports": reports, "cpu_seconds": round(took, 1), "seconds": round(wall, 1),
        "peak_mb": round(peak), "pairs": links, "events": made, "file_mb": round(path.stat().st_size / 1e6),
    }  # fmt: skip


def backlogs(counts: Sequence[int], folder: Path) -> None:
    """Each step in a process of its own, so that memory is that of linking; what it took as lines of JSON."""
    for count in counts:
        path = folder / f"backlog-{count}.db"
        command = [sys.executable, __file__, "--folder", str(folder)]
        if not path.with_suffix(".tellings").exists():
            subprocess.run([*command, "--make", str(count)], check=True)
        subprocess.run([*command, "--link", str(count)], check=True)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--backlog", type=int, nargs="+", metavar="COUNT")
    parser.add_argument("--folder", type=Path, help="where ledgers of --backlog are kept")
    parser.add_argument("--make", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--link", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.make:
        make_backlog(arguments.folder / f"backlog-{arguments.make}.db", arguments.make)
    elif arguments.link:
        print(json.dumps(link_backlog(arguments.folder / f"backlog-{arguments.link}.db")), flush=True)
    elif arguments.backlog:
        with tempfile.TemporaryDirectory() as made:
            backlogs(arguments.backlog, arguments.folder or Path(made))
    else:
        at_once(arguments)


def at_once(arguments: argparse.Namespace) -> None:
    """Everything linked in memory, then new reports and the past in a ledger of it."""
    seconds = dict[int, float]()
    for count in (arguments.count // 10, arguments.count * 3 // 10, arguments.count):
        found = sample(count, 7, a_day=A_DAY)
        seconds[count], groups, pairs = link_all(found)
        precision, recall, largest = scores(found, groups)
        figures = f"{len(pairs)} pairs, {len(groups)} events, largest {largest}, P {precision:.3f} R {recall:.3f}"
        print(f"{count} tellings: {seconds[count]:.1f} s, {figures}", flush=True)
    growth = (seconds[arguments.count] / seconds[arguments.count // 10]) / 10
    print(f"growth of time over growth of rows: {growth:.2f}", flush=True)
    with tempfile.TemporaryDirectory() as folder, open_ledger(Path(folder) / "a.db") as ledger:
        fill(ledger, found, groups, pairs)
        took = [new_report(ledger, found, number) for number in range(1, 12)]
        pasts = {share: past(ledger, found, share) for share in (0.01, 0.1, 0.5)}
        size = (Path(folder) / "a.db").stat().st_size
    first, middle, worst = took[0], sorted(took)[len(took) // 2], max(took[1:])
    times = f"{middle:.2f} s, at worst {worst:.2f} s, the first {first:.2f} s because libraries are loaded"
    print(f"one new report of five entries: {times}; file {size / 1e6:.0f} MB")
    print("events as known before so many of the reports: " + ", ".join(f"{s:.0%} {t:.2f} s" for s, t in pasts.items()))
    if arguments.limits and (growth > LIMITS["growth"] or worst > LIMITS["new_report_seconds"]):
        sys.exit(1)


if __name__ == "__main__":
    main()
