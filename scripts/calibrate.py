"""Fit confidence: the weights that turn what is known of an entry into the probability that it is right as it stands.

    python scripts/calibrate.py --gold DIR [--language fr]

Needs scikit-learn and matplotlib (`pip install -e .[calibrate]`). Reads the coded reports of DIR marked `"train": true`
with five folds by report; writes src/greffier/data/languages/<language>/confidence.toml, the reliability diagram
docs/reference/confidence-<language>.svg, and the tables between the marks in docs/reference/confidence.md. The same
reports and the same program give the same files.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from greffier.evaluate import GoldReport, Reliability, count, digest, figures, is_unread, judged, load_gold, reliability
from greffier.evaluate.folds import folds
from greffier.export import report_to_json
from greffier.intake import Defaults, from_json
from greffier.pipeline import Pipeline
from greffier.resolve.confidence import features

ROOT = Path(__file__).resolve().parents[1]
CARD = ROOT / "docs" / "reference" / "confidence.md"
LEAST = 8  # entries that a feature must have to get a weight
STRENGTHS = (0.05, 0.1, 0.2, 0.5, 1.0)  # inverse strengths of the penalty, tried by log loss on held folds
THRESHOLDS = (0.0, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9)
BEGIN, END = "<!-- calibrate: begin -->", "<!-- calibrate: end -->"


@dataclass(frozen=True, slots=True)
class Case:
    """One predicted entry that counts: its features, whether it is right as it stands, its place in the report."""

    given: dict[str, float]
    right: bool
    index: int
    kind: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A coded report, what was read in it, and the cases."""

    gold: dict[str, Any]
    said: dict[str, Any]
    cases: tuple[Case, ...]


def read_all(gold: dict[str, GoldReport], language: str) -> list[Coded]:
    """Every report as read."""
    pipeline, found = Pipeline.load((language,)), []
    for report in gold.values():
        reading = pipeline.read(from_json(json.dumps(report.data), Defaults(), report.name))
        said = report_to_json(reading.report, reading.entries)
        given = features(reading.entries, reading.sentences)
        cases = [Case(given[j.index], j.whole, j.index, j.kind) for j in judged(report.data, said)]
        found.append(Coded(report.data, said, tuple(cases)))
    return found


def names_of(cases: Sequence[Case]) -> list[str]:
    """The features that enough cases have."""
    counts = Counter(name for case in cases for name in case.given)
    return sorted(name for name, n in counts.items() if n >= LEAST)


def matrix(cases: Sequence[Case], names: Sequence[str]) -> np.ndarray:
    """One row a case, one column a feature."""
    return np.array([[case.given.get(name, 0.0) for name in names] for case in cases])


def fit(cases: Sequence[Case], names: Sequence[str], strength: float) -> LogisticRegression:
    """A regression with an L2 penalty, solved without chance."""
    model = LogisticRegression(C=strength, max_iter=5000, tol=1e-8)
    return model.fit(matrix(cases, names), [case.right for case in cases])


def held_out(coded: Sequence[Coded], parts: Sequence[Sequence[int]], strength: float) -> list[list[float]]:
    """The probability of each case from the four folds that do not hold its report."""
    found: list[list[float]] = [[] for _ in coded]
    for part in parts:
        cases = [case for i, report in enumerate(coded) if i not in part for case in report.cases]
        names = names_of(cases)
        model = fit(cases, names, strength)
        for i in part:
            if coded[i].cases:
                found[i] = [float(p) for p in model.predict_proba(matrix(coded[i].cases, names))[:, 1]]
    return found


def compared(coded: Sequence[Coded], likely: Sequence[Sequence[float]]) -> Reliability:
    """How probabilities and what is right agree over all reports."""
    return reliability(
        [(p, c.right) for r, ps in zip(coded, likely, strict=True) for p, c in zip(ps, r.cases, strict=True)]
    )


def ranked(coded: Sequence[Coded], likely: Sequence[Sequence[float]]) -> float:
    """How often a right entry stands above a wrong one (area under the curve)."""
    pairs = [(p, c.right) for r, ps in zip(coded, likely, strict=True) for p, c in zip(ps, r.cases, strict=True)]
    right, wrong = ([p for p, is_right in pairs if is_right is side] for side in (True, False))
    wins = sum((a > b) + (a == b) / 2 for a in right for b in wrong)
    return wins / max(1, len(right) * len(wrong))


def write_weights(language: str, coded: Sequence[Coded], strength: float, known: str) -> int:
    """Fit on all folds and write the weights; gives how many there are."""
    cases = [case for report in coded for case in report.cases]
    names = names_of(cases)
    model = fit(cases, names, strength)
    weights = {name: round(float(w), 4) for name, w in zip(names, model.coef_[0], strict=True)}
    kept = {name: w for name, w in weights.items() if w}
    lines = [
        "# Written by scripts/calibrate.py; docs/reference/confidence.md is its card. Do not edit.",
        f'coded = "{known}"  # digest of the coded reports',
        f"reports = {len(coded)}",
        f"entries = {len(cases)}",
        f"intercept = {float(model.intercept_[0]):.4f}",
        "",
        "[weights]",
        *(f'"{name}" = {w}' for name, w in kept.items()),
    ]
    folder = ROOT / "src" / "greffier" / "data" / "languages" / language
    (folder / "confidence.toml").write_text("\n".join(lines) + "\n", "utf-8")
    return len(kept)


def thresholds(coded: Sequence[Coded], likely: Sequence[Sequence[float]]) -> list[str]:
    """Precision and recall on held folds by `--min-confidence`."""
    rows = ["| --min-confidence | entries kept | whole facts P | R | F1 | entries P | R | F1 |", "| --- " * 8 + "|"]
    for least in THRESHOLDS:
        tallies, kept = [], 0
        for report, ps in zip(coded, likely, strict=True):
            low = {case.index for case, p in zip(report.cases, ps, strict=True) if p < least}
            entries = [e for i, e in enumerate(report.said["entries"]) if i not in low]
            kept += len(entries)  # those that answer optional entries are kept whatever they are worth
            tallies.append(count(report.gold, {"entries": entries}))
        f = figures(tallies)
        parts = [f"{s:.2f}" for score in (f.whole, f.entries) for s in (score.precision, score.recall, score.f1)]
        rows.append(f"| {least:g} | {kept} | " + " | ".join(parts) + " |")
    return rows


def by_kind(coded: Sequence[Coded], likely: Sequence[Sequence[float]]) -> list[str]:
    """Mean confidence and share right on held folds by kind."""
    rows = ["| kind | entries | mean confidence | right |", "| --- | --- | --- | --- |"]
    told: dict[str, list[tuple[float, bool]]] = {}
    for report, ps in zip(coded, likely, strict=True):
        for case, p in zip(report.cases, ps, strict=True):
            told.setdefault(case.kind, []).append((p, case.right))
    for kind, pairs in sorted(told.items()):
        r = reliability(pairs)
        rows.append(f"| {kind} | {r.count} | {r.confidence:.2f} | {r.right:.2f} |")
    return rows


def draw(found: Reliability, path: Path) -> None:
    """The reliability diagram on held folds, with how many entries stand in each bin."""
    import matplotlib as mpl

    mpl.use("Agg")
    mpl.rcParams.update({"svg.hashsalt": "greffier", "svg.fonttype": "none", "font.size": 10})
    from matplotlib import pyplot as plt

    figure, (top, low) = plt.subplots(2, 1, figsize=(5, 6), sharex=True, height_ratios=(3, 1), layout="constrained")
    top.plot([0, 1], [0, 1], "--", color="0.6", label="perfect")
    for b in found.bins:
        spread = 1.96 * (b.right * (1 - b.right) / b.count) ** 0.5
        top.plot([b.confidence] * 2, [max(0, b.right - spread), min(1, b.right + spread)], color="tab:blue", alpha=0.5)
    top.plot([b.confidence for b in found.bins], [b.right for b in found.bins], "o-", color="tab:blue",
             label=f"calibrated, ECE {found.error:.3f}")  # fmt: skip
    top.set(ylabel="share right as they stand", ylim=(0, 1.03), xlim=(0, 1))
    top.legend(loc="upper left")
    low.bar([b.confidence for b in found.bins], [b.count for b in found.bins], width=0.06, color="tab:blue")
    low.set(xlabel="confidence (reports held out)", ylabel="entries")
    figure.savefig(path, metadata={"Date": None})
    plt.close(figure)


def write_card(lines: Sequence[str]) -> None:
    """Put the tables between the marks of the card."""
    text = CARD.read_text("utf-8")
    head, tail = text.split(BEGIN)[0], text.split(END)[1]
    CARD.write_text(f"{head}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{tail}", "utf-8")


def main() -> None:
    """Fit, measure on held folds, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, required=True)
    parser.add_argument("--language", default="fr")
    options = parser.parse_args()
    if is_unread(options.gold):
        parser.error("nothing is fitted on reports that stay unread")
    gold = {
        key: report
        for key, report in load_gold(options.gold).items()
        if report.data.get("train") is True and report.language == options.language
    }
    coded, parts = read_all(gold, options.language), folds(list(gold))
    tried = {c: held_out(coded, parts, c) for c in STRENGTHS}
    strength = min(STRENGTHS, key=lambda c: compared(coded, tried[c]).log_loss)
    likely = tried[strength]
    found = compared(coded, likely)
    prior = compared(coded, [[found.right for _ in r.cases] for r in coded])
    weights = write_weights(options.language, coded, strength, digest(gold))
    draw(found, CARD.with_name(f"confidence-{options.language}.svg"))
    about = (
        f"{len(coded)} reports marked `train` (digest `{digest(gold)}`), {found.count} entries read that count, "
        f"{found.right:.0%} right as they stand; {weights} weights, C = {strength:g}."
    )
    lines = [
        about,
        "",
        "| on held folds | log loss | Brier | expected calibration error | right above wrong (AUC) |",
        "| --- | --- | --- | --- | --- |",
        f"| the same for all | {prior.log_loss:.3f} | {prior.brier:.3f} | {prior.error:.3f} | 0.500 |",
        f"| calibrated | {found.log_loss:.3f} | {found.brier:.3f} | {found.error:.3f} | {ranked(coded, likely):.3f} |",
        "",
        *thresholds(coded, likely),
        "",
        *by_kind(coded, likely),
    ]
    write_card(lines)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
