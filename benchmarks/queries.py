"""Times of what is asked of a ledger, and the memory that each of its uses takes, at a few sizes.

    python benchmarks/queries.py [--counts 10000 100000] [--times 20] [--keep FOLDER]

Ledgers are made up (benchmarks/made.py), kept in FOLDER when --keep names one. Questions are put through the public
names of the package, each to a ledger that is opened anew, as a command does; lists are read to their end, or to their
first hundred where they are named so. A line of JSON for each question and size: seconds of processor time, the middle
one and that which 95 of 100 keep to, and how many things were found; then peak memory in MB of a process that does
only that.
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

WEEK = date(2030, 1, 31)  # the first of seven days that every ledger tells of
SOME = 100
SLOW = 1.0  # seconds after which a question is put a few times only
_SERVE = """
import resource, sys
from starlette.testclient import TestClient
from greffier.web import create_app
from greffier.web.session import Session
session = Session()
app = create_app(__import__("pathlib").Path(sys.argv[1]), port=8765, author="benchmark", session=session)
with TestClient(app, base_url="http://127.0.0.1:8765") as client:
    client.get("/enter", params={"token": session.new_token()})
    for address in ("/", "/events", "/ledger/toll", "/map"):
        client.get(address)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""
_COMMAND = """
import resource, sys
from greffier.cli.app import run
code = run(sys.argv[1:])
print("peak", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)
sys.exit(code)
"""


def counted(found: Iterable[Any]) -> int:
    """How many things there are, each looked at."""
    return sum(1 for _ in found)


def track_of(path: Path, words: str) -> int:
    """How a negotiation stands, as `greffier track` asks it; gives how many things it tells."""
    from greffier.api.question import asking, to_question
    from greffier.ledger import about, track
    from greffier.ledger.events import events_of

    with asking(path) as connection:
        told = about(connection, words, (), to_question({}))
        found = track(told, events_of(connection, (e.id for one in told for e in one.entries)))
    return len(found.rounds) + len(found.proposals) + len(found.parties)


def questions(path: Path, folder: Path) -> dict[str, Callable[[], int]]:
    """Each question by its name."""
    from greffier import Ledger

    ledger = Ledger(path)
    told, week = next(iter(ledger.entries(kind="toll"))), {"since": WEEK, "until": WEEK + timedelta(days=6)}
    place, point = most_told(ledger.entries(**week))
    event = next(iter(ledger.events(kind="attack", **week))).id
    csv = ["export", "csv", "--include-unreviewed", "--ledger", str(path), "--output", str(folder / "out.csv")]
    return {
        "one": lambda: bool(ledger.report(told.id)),
        "count": lambda: len(ledger.entries()),
        "place": lambda: counted(ledger.entries(place=place)),
        "kind": lambda: counted(islice(ledger.entries(kind="attack"), SOME)),
        "days-asked": lambda: counted(ledger.entries(**week)),
        "kind-country-days": lambda: counted(ledger.entries(kind="attack", country="UA", **week)),
        "near": lambda: counted(islice(ledger.entries(near=point, radius=50), SOME)),
        "event": lambda: bool(ledger.event(event)),
        "events-days": lambda: len(ledger.events(**week)),
        "tolls": lambda: counted(ledger.tolls(country="UA", **week)),
        "pledges": lambda: counted(islice(ledger.pledges(), SOME)),
        "search-rare": lambda: len(ledger.search("mot77")),
        "search-common": lambda: len(ledger.search("drones missiles")),
        "track": lambda: track_of(path, "mot77"),
        "as-known": lambda: counted(islice(ledger.entries(kind="attack", as_known=date(2031, 1, 31)), SOME)),
        "csv": lambda: run(csv),
    }  # fmt: skip


def most_told(entries: Iterable[Any]) -> tuple[str, str]:
    """The place that most of some entries name, and where it is."""
    found = Counter(
        (f.name, f"{f.place.lat},{f.place.lon}")
        for told in entries
        for f in told.entry.roles.get("place", ())
        if f.place is not None and f.place.lat is not None
    )
    return min(found, key=lambda one: (-found[one], one))


def run(words: list[str]) -> int:
    """A command of the program, in this process; gives how many lines the file at its end has below its heads."""
    from greffier.cli.app import run as command

    Path(words[-1]).unlink(missing_ok=True)
    code = command(words)
    if code:
        raise SystemExit(f"greffier {' '.join(words)}: {code}")
    with Path(words[-1]).open("rb") as file:
        return sum(1 for _ in file) - 1


def timed(ask: Callable[[], int], times: int) -> tuple[float, float, int]:
    """Seconds of processor time, the middle and 95 of 100, and what was found. The first time, which also loads what
    is needed, does not count, unless it is so slow that loading is nothing beside it."""
    start = time.process_time()
    found = ask()
    took = [time.process_time() - start]
    if took[0] > 20 * SLOW:
        return took[0], took[0], found
    for number in range(times if took[0] < SLOW else 3):
        start = time.process_time()
        ask()
        took = [*(took if number else []), time.process_time() - start]
    took.sort()
    return took[len(took) // 2], took[min(len(took) - 1, int(len(took) * 0.95))], found


def peak(words: list[str]) -> float:
    """Peak memory in MB that a process of its own tells."""
    done = subprocess.run([sys.executable, "-c", *words], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr[-400:].strip())
    told = next((line for line in done.stderr.splitlines() if line.startswith("peak ")), "")
    return float(told.split()[1]) if told else float(done.stdout.split()[-1])


def memories(path: Path, folder: Path) -> Iterator[tuple[str, float]]:
    """Peak memory of each use of a ledger."""
    output = ["--include-unreviewed", "--ledger", str(path), "--output"]
    yield "serve", peak([_SERVE, str(path)])
    yield "export-csv", peak([_COMMAND, "export", "csv", *output, str(folder / "peak.csv")])
    yield "export-parquet", peak([_COMMAND, "export", "parquet", *output, str(folder / "peak.parquet")])
    copy = folder / "added.db"
    shutil.copyfile(path, copy)
    yield "add", peak([_COMMAND, "add", str(one_report(folder)), "--ledger", str(copy)])
    copy.unlink()


def one_report(folder: Path) -> Path:
    """A made-up report that no ledger holds."""
    path = folder / f"report-{time.time_ns()}.json"
    text = f"Made-up report {time.time_ns()}. Drones struck the port of Exampleton on Monday, killing three people."
    path.write_text(json.dumps({"text": text, "published": "2031-02-03", "language": "en"}), "utf-8")
    return path


def measured(path: Path, times: int, folder: Path) -> Iterator[dict[str, Any]]:
    """A row a question: what it took."""
    for name, ask in questions(path, folder).items():
        half, most, found = timed(ask, times)
        yield {"question": name, "half": half, "most": most, "found": found}


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--one", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        with tempfile.TemporaryDirectory() as made:
            for row in measured(given.one, given.times, Path(made)):
                print(json.dumps(row), flush=True)
        print(json.dumps({"memory": "questions", "mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))
        return
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        for count in given.counts:
            at(count, folder, given.times)


def at(count: int, folder: Path, times: int) -> None:
    """All lines of one size, questions in a process of their own."""
    from made import make

    path = folder / f"queries-{count}.db"
    if not path.exists():
        unfinished = path.with_suffix(".making")
        unfinished.unlink(missing_ok=True)
        make(unfinished, count, linked=False)
        unfinished.rename(path)
    print(json.dumps({"size": count, "file_mb": path.stat().st_size / 1e6}), flush=True)
    subprocess.run([sys.executable, __file__, "--one", str(path), "--times", str(times)], check=True)
    with tempfile.TemporaryDirectory(dir=folder) as beside:
        for name, megabytes in memories(path, Path(beside)):
            print(json.dumps({"memory": name, "mb": megabytes}), flush=True)


if __name__ == "__main__":
    main()
