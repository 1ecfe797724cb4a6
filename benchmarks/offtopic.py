"""False alarms: entries of war and aid in French reports on sport, culture and science.

    python benchmarks/offtopic.py --data DIR [--errors]

DIR holds one report a JSON file. Counted are entries of `attack`, `toll`, `aid`, `sanction` and `deployment`, a report;
fewer than 0.05 are wanted. An accident's dead would be a true toll: every entry here is looked at as if it were none.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from measures import Measure, share

from greffier.intake import Defaults, read_path
from greffier.pipeline import Pipeline, Reading

KINDS = frozenset({"attack", "toll", "aid", "sanction", "deployment"})
REFERENCE = "under 0.05 wanted"


def readings(folder: Path) -> Iterator[Reading]:
    """Every report of the folder as read."""
    reports = [read_path(str(path), Defaults(), 5_000_000) for path in sorted(folder.glob("*.json"))]
    return Pipeline.load(("fr",)).read_many(reports)


def alarms(reading: Reading) -> list[str]:
    """The kinds of the entries that are none."""
    return [entry.kind for entry in reading.entries if entry.kind in KINDS]


def measure(folder: Path) -> list[Measure]:
    """Entries a report."""
    counts = [(float(len(alarms(reading))), 1.0) for reading in readings(folder)]
    return [share("offtopic", "false entries a report", counts, REFERENCE)]


def main() -> None:
    """Print the figure, and with --errors the sentences."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--errors", action="store_true", help="print each false entry")
    options = parser.parse_args()
    found = list(readings(options.data))
    if options.errors:
        for reading in found:
            for entry in reading.entries:
                if entry.kind in KINDS:
                    print(f"{entry.kind} [{entry.by}] {entry.evidence[0].of(reading.report.text)}")
    counts = Counter(kind for reading in found for kind in alarms(reading))
    print(f"{counts.total()} entries in {len(found)} reports: {counts.total() / max(1, len(found)):.3f} a report "
          f"({REFERENCE}); {dict(counts)}")  # fmt: skip


if __name__ == "__main__":
    main()
