"""All accuracy figures by one command: coded reports, causes of faults, folds, and every public benchmark at hand.

    python benchmarks/accuracy.py [--gold DIR] [--bench DIR] [--write docs/accuracy.md]

DIR of --gold holds coded reports (never ones that stay unread), DIR of --bench one folder a benchmark, each named as
its script here, but for the pages of pages_text.py. What is not there is left out, and said. With --write, the tables
go between the marks of that page.
"""

from __future__ import annotations

import argparse
import importlib
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from greffier.evaluate import (
    Curve,
    Fault,
    Figures,
    Tally,
    count,
    curve,
    digest,
    faults,
    figures,
    is_unread,
    judged,
    load_gold,
    reliability,
    table,
    working,
)
from greffier.evaluate.figures import interval, score_of
from greffier.export import report_to_json
from greffier.intake import Defaults, from_json
from greffier.pipeline import Pipeline

ROOT = Path(__file__).resolve().parents[1]
BENCHMARKS = ("events", "popcorn_fr", "french_timebank", "offtopic", "kiel", "toponyms", "polnear", "pages")
SCRIPTS = {"pages": "pages_text"}  # where a script has another name than its folder: the other measures the browser's
BEGIN, END = "<!-- accuracy: begin -->", "<!-- accuracy: end -->"
NAMES = {
    "anchor_unknown": "anchor word unknown",
    "gate_strict": "gate too strict",
    "gate_loose": "gate too loose",
    "retelling_kept": "retelling not merged",
    "retelling_lost": "merged wrongly",
}


def stand() -> str:
    """Date and commit; a plus marks sources that are not committed."""
    try:
        commit = _git("rev-parse", "--short", "HEAD")
        changed = "+" if _git("status", "--porcelain", "--", "src") else ""
    except (OSError, subprocess.CalledProcessError):
        commit, changed = "unknown", ""
    return f"{date.today().isoformat()}, commit {commit}{changed}"


def _git(*arguments: str) -> str:
    command = ["git", "-C", str(ROOT), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


# --- coded reports ---------------------------------------------------------------------------------------------------
def coded(folder: Path) -> Iterator[str]:
    """The tables of coded reports."""
    gold, tallies, found, sure = load_gold(folder), [], [], []
    pipeline = Pipeline.load(tuple(sorted({r.language for r in gold.values()})))
    for report in gold.values():
        reading = pipeline.read(from_json(json.dumps(report.data), Defaults(), report.name))
        said = report_to_json(reading.report, reading.entries)
        tallies.append(count(report.data, said))
        found += faults(report.name, report.data, said, working(pipeline, reading))
        sure += [(j.confidence, j.whole) for j in judged(report.data, said)]
    total = figures(tallies)
    yield f"### {len(gold)} coded reports (digest `{digest(gold)}`)"
    yield from ["", *_figures(total), "", *_kinds(tallies), "", "### Fautes par cause · Faults by cause", ""]
    yield from [*_causes(found, total), "", "### Cinq plis · Five folds", "", *_folds(curve(list(gold), tallies))]
    r = reliability(sure)
    yield ""
    yield (
        f"Confiance · confidence: mean {r.confidence:.3f}, right as they stand {r.right:.3f}, expected calibration "
        f"error {r.error:.3f} ({r.count} entries; not held out: see [reference/confidence.md](reference/confidence.md))"
    )


def _figures(total: Figures) -> Iterator[str]:
    yield "| figure | P | R | F1 | 95 % | gold | said |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name in ("whole", "entries", "facts", "roles", "when", "not_actual", "source"):
        s = getattr(total, name)
        sure = f"[{s.low:.2f}, {s.high:.2f}]" if s.low is not None and s.high is not None else ""
        label = {"whole": "whole facts", "not_actual": "not actual"}.get(name, name)
        yield f"| {label} | {s.precision:.3f} | {s.recall:.3f} | {s.f1:.3f} | {sure} | {s.gold:g} | {s.said:g} |"
    yield f"| macro whole facts ({total.macro_kinds} kinds) | | | {total.macro_whole or 0:.3f} | | | |"
    yield f"| numbers right | | {total.numbers or 0:.3f} | | | | |"


def _kinds(tallies: Sequence[Tally]) -> Iterator[str]:
    yield "| kind | gold | said | P | R | F1 | 95 % | whole F1 | 95 % |"
    yield "| --- " * 9 + "|"
    for kind in sorted({kind for tally in tallies for kind in tally.kinds}):
        parts = [tally.kinds[kind] for tally in tallies if kind in tally.kinds]
        rows = [[(p[what], p["said"], p["gold"]) for p in parts] for what in ("hits", "whole")]
        found, whole = (score_of(*(sum(n) for n in zip(*row, strict=True))) for row in rows)
        spans = [f"[{low:.2f}, {high:.2f}]" for low, high in map(interval, rows)]
        figure = f"{found.precision:.2f} | {found.recall:.2f} | {found.f1:.2f} | {spans[0]}"
        yield f"| {kind} | {found.gold:g} | {found.said:g} | {figure} | {whole.f1:.2f} | {spans[1]} |"


def _causes(found: Sequence[Fault], total: Figures) -> Iterator[str]:
    yield "| cause | missed | false | spoilt | flaws | share | whole facts F1 without it |"
    yield "| --- " * 7 + "|"
    for r in table(found, total.whole.hits, total.whole.said, total.whole.gold):
        counts = f"{r.missed} | {r.false} | {r.spoilt} | {r.flaws}"
        yield f"| {NAMES.get(r.cause, r.cause)} | {counts} | {r.share:.1%} | {r.gain:+.3f} |"


def _folds(found: Curve) -> Iterator[str]:
    yield "| fold | reports | whole facts F1 | entries F1 | source F1 | when F1 |"
    yield "| --- " * 6 + "|"
    for number, f in enumerate(found.alone, 1):
        parts = (f.whole.f1, f.entries.f1, f.source.f1, f.when.f1)
        yield f"| {number} | {f.reports} | " + " | ".join(f"{p:.3f}" for p in parts) + " |"
    yield f"| mean ± spread | | {found.mean:.3f} ± {found.spread:.3f} | | | |"


# --- public benchmarks -----------------------------------------------------------------------------------------------
def public(folder: Path) -> Iterator[str]:
    """The table of public benchmarks."""
    yield "| benchmark | figure | greffier | 95 % | items | reference |"
    yield "| --- " * 6 + "|"
    for name in BENCHMARKS:
        if (folder / name).is_dir():
            yield from (m.row() for m in importlib.import_module(SCRIPTS.get(name, name)).measure(folder / name))
        else:
            yield f"| {name} | not at hand | | | | |"


def main() -> int:
    """Print the tables, and write them where asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path)
    parser.add_argument("--bench", type=Path)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--stand", default="", help="date and commit, where git is not at hand")
    options = parser.parse_args()
    if options.gold is not None and is_unread(options.gold):
        parser.error("no causes are shown of reports that stay unread: greffier score gives their totals")
    lines = [f"*{options.stand or stand()}*", ""]
    if options.gold is not None and options.gold.is_dir():
        lines += [*coded(options.gold), ""]
    if options.bench is not None and options.bench.is_dir():
        lines += ["### Bancs d'essai publics · Public benchmarks", "", *public(options.bench)]
    print("\n".join(lines))
    if options.write is not None:
        text = options.write.read_text("utf-8")
        head, tail = text.split(BEGIN)[0], text.split(END)[1]
        options.write.write_text(f"{head}{BEGIN}\n" + "\n".join(lines).strip() + f"\n{END}{tail}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
