"""Tolls in French reports: F1 on (kind, n) where n is given, and F1 of the spans of figures that overlap.

    python benchmarks/popcorn_fr.py --data DIR [--errors]

DIR holds `tolls_train.jsonl`: `text` and `tolls`, each with `kind` (`deaths` or `injured`), `n` (None when vague) and
`spans`, lists of [start, end, words]. Only counted groups are annotated: a toll of one person told without a figure
("un homme a été tué") is left out of both sides. Reference: a regular expression, 63.9 and 60.7.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from measures import Measure
from measures import f1 as f1_of

from greffier.model import Entry, Mention, Quantity, Report, Span, text_id
from greffier.pipeline import Pipeline, Reading

KINDS = {"killed": "deaths", "wounded": "injured"}
REFERENCE = (63.9, 60.7)
Toll = tuple[str, int | float | None, Span]


def tolls_of(reading: Reading) -> list[Toll]:
    """Kind, number and figure of every counted toll that a reading tells as having happened."""
    found = []
    for entry in reading.entries:
        if entry.kind == "toll" and entry.roles.get("harm") in KINDS and entry.factuality in {"actual", "possible"}:
            found += [toll for evidence in entry.evidence for toll in _toll(entry, reading, evidence)][:1]
    return found


def _toll(entry: Entry, reading: Reading, evidence: Span) -> Iterable[Toll]:
    """The toll of an entry with the figure that stands nearest to its anchor in one of its sentences."""
    near = [m for m in reading.mentions.quantities if m.type == "number" and evidence.holds(m.span) and _counts(m)]
    told = [m for m in near if m.quantity == entry.roles.get("number", Quantity())]
    mention = min(told, key=lambda m: _distance(m.span, entry.anchor), default=None)
    if mention is not None:
        yield KINDS[str(entry.roles["harm"])], _number(mention), mention.span


def _counts(mention: Mention) -> bool:
    return mention.approximate not in {"article", "none"}


def _distance(a: Span, b: Span) -> int:
    return max(a.start, b.start) - min(a.end, b.end)


def _number(mention: Mention) -> int | float | None:
    """The figure as the annotators write it: as told, None for "plusieurs" and "des dizaines"."""
    quantity = mention.quantity
    if quantity is None or mention.approximate in {"vague", "plural"}:
        return None
    if mention.approximate in {"collective", "some"} and quantity.min is not None and quantity.max is not None:
        return int(quantity.min + quantity.max) // 2
    upper = mention.approximate in {"near", "at_most", "under"}
    return quantity.max if upper or quantity.min is None else quantity.min


def values(tolls: Iterable[Toll]) -> set[tuple[str, int | float]]:
    """The (kind, n) pairs that have a number."""
    return {(kind, n) for kind, n, _ in tolls if n is not None}


def matched(gold: Sequence[dict[str, Any]], found: Sequence[Toll]) -> int:
    """How many gold tolls have a prediction of their own that overlaps one of their spans."""
    used: set[int] = set()
    for toll in gold:
        spans = [Span(a, b) for a, b, _ in toll["spans"]]
        hits = (j for j, t in enumerate(found) if j not in used and any(t[2].overlaps(s) for s in spans))
        used |= {j for j in [next(hits, None)] if j is not None}
    return len(used)


def f1(hits: int, found: int, gold: int) -> str:
    """Precision, recall and F1 in per cent."""
    p, r = hits / max(found, 1), hits / max(gold, 1)
    return f"P {100 * p:.1f}  R {100 * r:.1f}  F1 {100 * 2 * p * r / max(p + r, 1e-9):.1f}"


def measure(folder: Path) -> list[Measure]:
    """Both figures with intervals over reports."""
    rows = [json.loads(line) for line in (folder / "tolls_train.jsonl").read_text("utf-8").splitlines()]
    reports = (Report(text_id(row["text"]), row["text"]) for row in rows)
    numbers, spans = [], []
    for row, reading in zip(rows, Pipeline.load(("fr",)).read_many(reports), strict=True):
        found = tolls_of(reading)
        told, wanted = values(found), {(t["kind"], t["n"]) for t in row["tolls"] if t["n"] is not None}
        numbers.append((float(len(told & wanted)), float(len(told)), float(len(wanted))))
        spans.append((float(matched(row["tolls"], found)), float(len(found)), float(len(row["tolls"]))))
    return [
        f1_of("popcorn_fr", "kind and number F1", numbers, f"regular expression: {REFERENCE[0] / 100:.3f}"),
        f1_of("popcorn_fr", "spans overlap F1", spans, f"regular expression: {REFERENCE[1] / 100:.3f}"),
    ]


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--errors", action="store_true", help="print the numbers that are missed or wrong")
    args = parser.parse_args()
    rows = [json.loads(line) for line in (args.data / "tolls_train.jsonl").read_text("utf-8").splitlines()]
    reports = (Report(text_id(row["text"]), row["text"]) for row in rows)
    value, span = [0, 0, 0], [0, 0, 0]
    for row, reading in zip(rows, Pipeline.load(("fr",)).read_many(reports), strict=True):
        found = tolls_of(reading)
        told, wanted = values(found), {(t["kind"], t["n"]) for t in row["tolls"] if t["n"] is not None}
        for total, counts in ((value, (told & wanted, told, wanted)), (span, (None, found, row["tolls"]))):
            first = len(counts[0]) if counts[0] is not None else matched(row["tolls"], found)
            for i, n in enumerate((first, len(counts[1]), len(counts[2]))):
                total[i] += n
        if args.errors and told != wanted:
            print(f"missed {sorted(wanted - told)}, wrong {sorted(told - wanted)}: {row['text'][:500]}\n")
    print(f"kind and number: {f1(*value)}   (regular expression: F1 {REFERENCE[0]})")
    print(f"spans overlap:   {f1(*span)}   (regular expression: F1 {REFERENCE[1]})")


if __name__ == "__main__":
    main()
