"""Memory and time of `greffier export parquet` and `csv`, at two sizes: memory must not grow with the ledger.

    python benchmarks/exporting.py [--counts 100000 1000000] [--formats parquet csv] [--keep FOLDER]

Ledgers are made up: five entries a report, two tellings an event, a place, an actor and a number each; kept in FOLDER
when --keep names one, so that the next run takes them. Each export is a process of its own; its peak memory and its
time are printed, and how they grow from one size to the next.
"""

from __future__ import annotations

import argparse
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from greffier.ledger import events, open_ledger
from greffier.model import text_id
from greffier.pipeline.linking import linking_method

PER_REPORT = 5  # entries
_AT_ONCE = 2_000  # reports in one transaction
_KINDS = ("attack", "toll", "statement", "visit", "talks")
_OUTLETS = ("Exemple-Presse", "La Gazette imaginaire", "Agence Fictive", "The Sample Gazette")
_SENTENCE = "Des drones ont frappé le port d'Exempleville {number}, tuant {dead} dockers, selon le maire {name}."
_CHILD = """
import resource, sys
from greffier.cli.app import run
code = run(sys.argv[1:])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, file=sys.stderr)
sys.exit(code)
"""

Rows = dict[str, list[tuple[Any, ...]]]
_COLUMNS = {
    "text": "id, characters, length",
    "report": "id, text, title, published, language, outlet, publication, run, recorded_at, digest",
    "entry": "id, report, position, kind, start, stop, words, factuality, when_start, when_end, when_granularity, "
    "when_basis, when_rule, found_by, confidence, status",
    "evidence": "entry, position, start, stop, words",
    "role": "entry, role, position, form, min, max, open",
    "filler": "entry, role, position, name, names, said, start, stop, words, how, actor, place, place_name, "
    "place_names, place_country, lat, lon, precision",
    "telling": "id, report, kind, facts",
    "event": "id, recorded_at",
    "membership": "entry, event, telling",
    "linked": "report",
}


def make(path: Path, count: int) -> None:
    """A ledger of `count` entries."""
    chance, now = random.Random(11), "2031-01-01T00:00:00.000000Z"
    with open_ledger(path) as ledger:
        with ledger.begin() as connection:
            events.set_method(connection, linking_method())
            connection.exec_driver_sql("INSERT INTO run VALUES ('r', 'benchmark', '{}', ?)", (now,))
        rest = iter(range(count // PER_REPORT))
        while some := list(islice(rest, _AT_ONCE)):
            rows: Rows = {table: [] for table in _COLUMNS}
            for number in some:
                _report(number, rows, chance, now)
            with ledger.begin() as connection:
                for table, columns in _COLUMNS.items():
                    marks = ", ".join("?" * len(columns.split(",")))
                    connection.exec_driver_sql(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows[table])


def _report(number: int, rows: Rows, chance: random.Random, now: str) -> None:
    id, day = f"{number:064x}", date(2020, 1, 1) + timedelta(days=number % 3_650)
    dead, name = chance.randint(1, 40), f"Anselme Fictif {number % 5_000}"
    words = _SENTENCE.format(number=number, dead=dead, name=name)
    text = " ".join([words] * 3)
    rows["text"].append((text_id(text), text, len(text)))
    outlet = chance.choice(_OUTLETS)
    rows["report"].append((id, text_id(text), words[:50], day.isoformat(), "fr", outlet, id, "r", now, ""))
    rows["linked"].append((id,))
    port = words.index("le port")
    for position in range(PER_REPORT):
        entry, kind = f"{number:012x}{position}", _KINDS[position]
        rows["entry"].append((
            entry, id, position, kind, 4, 10, words[4:10], "actual", day.isoformat(), day.isoformat(), "day",
            "reckoned", "weekday", "made.up", 0.5, "accepted" if chance.random() < 0.9 else "unreviewed",
        ))  # fmt: skip
        rows["evidence"].append((entry, 0, 0, len(words), words))
        rows["role"] += [(entry, "number", 0, "quantity", dead, dead, 0), (entry, "place", 1, "fillers", *[None] * 3)]
        rows["role"].append((entry, "actor", 2, "fillers", None, None, None))
        place = ("ex:1", "Exempleville", '["Exempleville"]', "UA", 46.5, 30.7, "city")
        at = (port, port + 7, words[port : port + 7], "marker")
        rows["filler"].append((entry, "place", 0, "Exempleville", "[]", "le port", *at, None, *place))
        rows["filler"].append((entry, "actor", 0, name, "[]", "le port", *at, f"person:{number % 5_000}", *[None] * 7))
        event = f"ev{number // 2:012x}{position}"
        if number % 2 == 0:
            rows["event"].append((event, now))
        rows["telling"].append((entry, id, kind, "{}"))
        rows["membership"].append((entry, event, entry))


def measured(ledger: Path, form: str, output: Path) -> tuple[float, float]:
    """Peak memory (MB) and time (seconds) of one export."""
    command = ["export", form, "--include-unreviewed", "--ledger", str(ledger), "--output", str(output)]
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _CHILD, *command], capture_output=True, text=True, check=True)
    return float(done.stderr.split()[-1]), time.perf_counter() - start


def measures(counts: list[int], forms: list[str], folder: Path) -> Iterator[str]:
    """A line a format and size."""
    for count in counts:
        if not (folder / f"{count}.db").exists():
            make(folder / f"{count}.db", count)
    for form in forms:
        before: tuple[float, float] | None = None
        for count in counts:
            ledger, output = folder / f"{count}.db", folder / f"out-{count}.{form}"
            memory, seconds = measured(ledger, form, output)
            size = sum(p.stat().st_size for p in (output.rglob("*") if output.is_dir() else [output])) / 1e6
            grown = f", {memory / before[0]:.2f} × the memory, {seconds / before[1]:.1f} × the time" if before else ""
            yield f"{form}: {count} entries, {size:.0f} MB, peak {memory:.0f} MB, {seconds:.0f} s{grown}"
            before = memory, seconds
            (shutil.rmtree if output.is_dir() else Path.unlink)(output)


def main() -> None:
    """Print the measures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--formats", nargs="*", default=["parquet", "csv"])
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    print(f"{datetime.now(UTC):%Y-%m-%d}, Python {sys.version.split()[0]}")
    with tempfile.TemporaryDirectory() as made:
        folder = given.keep or Path(made)
        folder.mkdir(parents=True, exist_ok=True)
        for line in measures(given.counts, given.formats, folder):
            print(line, flush=True)


if __name__ == "__main__":
    main()
