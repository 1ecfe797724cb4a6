"""Which reports tell the same: B-cubed on reports whose event is known.

    python benchmarks/events.py --data DIR [--errors]

DIR holds reports.jsonl: a report a line, as greffier reads it, with `event`, the key of what it tells. The reports go
into a ledger and are linked; their stories (`greffier stories`) are compared with the keys. 0.80 is wanted.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from measures import Measure, share

from greffier.intake import Defaults, from_json
from greffier.ledger import Run, add_report, open_ledger
from greffier.pipeline import Pipeline
from greffier.pipeline.linking import link_pending
from greffier.pipeline.stories import stories_between

REFERENCE = "0.80 wanted; TF-IDF alone 0.917 on 69 events"


def grouped(folder: Path) -> tuple[dict[str, str], list[tuple[str, ...]], dict[str, str]]:
    """The event of each report, the stories that were found, and the titles."""
    lines = [json.loads(line) for line in (folder / "reports.jsonl").read_text("utf-8").splitlines()]
    reports = [from_json(json.dumps(line), Defaults(), "reports.jsonl") for line in lines]
    known = {report.id: str(line["event"]) for report, line in zip(reports, lines, strict=True)}
    languages = tuple(sorted({report.language for report in reports}))
    pipelines = {language: Pipeline.load((language,)) for language in languages}
    with tempfile.TemporaryDirectory() as place, open_ledger(Path(place) / "a.db") as ledger:
        for report in reports:
            reading = pipelines[report.language].read(report)
            add_report(ledger, report, reading.entries, reading.sentences, Run("benchmark", {}))
        link_pending(ledger)
        with ledger.begin() as connection:
            found = [tuple(about.id for about in story.reports) for story in stories_between(connection, None, None)]
    return known, found, {report.id: report.title or "" for report in reports}


def b_cubed(known: dict[str, str], groups: Iterable[Sequence[str]]) -> tuple[list[float], list[float]]:
    """Precision and recall of each report: how many of its group, and of its event, are of both."""
    of = {report: set(some) & known.keys() for some in groups for report in some}
    events = defaultdict[str, set[str]](set)
    for report, event in known.items():
        events[event].add(report)
    both = {report: len(of.get(report, {report}) & events[event]) for report, event in known.items()}
    precision = [both[r] / len(of.get(r, {r})) for r in sorted(known)]
    recall = [both[r] / len(events[known[r]]) for r in sorted(known)]
    return precision, recall


def measure(folder: Path) -> list[Measure]:
    """B-cubed F1, over reports."""
    known, groups, _titles = grouped(folder)
    precision, recall = b_cubed(known, groups)
    found = [share("events", name, [(v, 1.0) for v in some], REFERENCE) for name, some in
             (("B-cubed precision", precision), ("B-cubed recall", recall))]  # fmt: skip
    p, r = (m.value for m in found)
    low = 2 * found[0].low * found[1].low / (found[0].low + found[1].low)
    high = 2 * found[0].high * found[1].high / (found[0].high + found[1].high)
    return [*found, Measure("events", "B-cubed F1", 2 * p * r / (p + r), low, high, len(known), REFERENCE)]


def main() -> None:
    """Print the figures, and with --errors the stories that hold several events, and the events in several stories."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--errors", action="store_true", help="print each story that is not one event")
    options = parser.parse_args()
    if options.errors:
        known, groups, titles = grouped(options.data)
        for some in groups:
            if len({known[r] for r in some}) > 1:
                print("\n".join(f"{known[r]} {titles[r]}" for r in some), end="\n\n")
        precision, recall = b_cubed(known, groups)
        p, r = sum(precision) / len(precision), sum(recall) / len(recall)
        print(f"B-cubed P {p:.3f} R {r:.3f} F1 {2 * p * r / (p + r):.3f}")
        return
    for found in measure(options.data):
        print(found.row())


if __name__ == "__main__":
    main()
