"""Count the weights of linking, and write them to src/greffier/data/linking/weights.json.

    python scripts/train_linker.py [--count 40000] [--seed 1]

The sample is made up (greffier.link.synthetic): dated tellings of known events. Splink compares the pairs that share a
block; m and u are how often each level comes among pairs of one event and of two. The prior is
frozen here; the threshold is the weight from which pairs are of one event as often as PRECISION says,
and MARGIN. No report that
linking is measured on is used.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from greffier.link.groups import forbids
from greffier.link.scoring import COMPARISONS, Weights, gammas, weigh
from greffier.link.synthetic import sample

TARGET = Path(__file__).resolve().parents[1] / "src" / "greffier" / "data" / "linking" / "weights.json"
PRECISION = 0.97
MARGIN = 1.0  # bits above that: real reports are less even than made-up ones
PRIOR = -3.0  # bits: one pair in nine that share a block, and that nothing forbids, is of one event
MOST = 10  # pairs that an event counts for, however often it is told
SMOOTH = 2.0  # added to every count, so that what was never seen is rare and not impossible


def even() -> Weights:
    """Weights that say nothing, to have pairs compared before anything was counted."""
    return Weights(0.0, 0.0, {name: dict.fromkeys(levels, (0.5, 0.5)) for name, (_, levels) in COMPARISONS.items()})


def train(count: int, seed: int) -> dict[str, object]:
    """The weights as they are shipped."""
    found = sample(count, seed)
    by_id = {t.id: t for t in found.tellings}
    pairs = [(p, told) for p, told in gammas(found.tellings, even()) if not forbids(by_id[p[0]], by_id[p[1]])]
    of_event = Counter(found.events[a] for (a, b), _ in pairs if found.events[a] == found.events[b])
    counts = {True: Counter[tuple[str, str]](), False: Counter[tuple[str, str]]()}
    for (a, b), told in pairs:
        same = found.events[a] == found.events[b]
        share = min(1.0, MOST / of_event[found.events[a]]) if same else 1.0
        for name, level in told.items():
            counts[same][name, level] += share  # type: ignore[assignment]
    levels = {name: {level: shares(counts, name, level) for level in some} for name, (_, some) in COMPARISONS.items()}
    weights = Weights(PRIOR, 0.0, {n: {k: (v[0], v[1]) for k, v in some.items()} for n, some in levels.items()})
    one = of_event.total()
    about = f"made up, {len(by_id)} tellings, seed {seed}: {one} pairs of one event, {len(pairs) - one} of two"
    return {"sample": about, "prior": PRIOR, "threshold": threshold(seed, count, weights), "levels": levels}


def shares(counts: dict[bool, Counter[tuple[str, str]]], name: str, level: str) -> list[float]:
    """m and u of one level."""
    found = []
    for same in (True, False):
        total = sum(counts[same][name, other] + SMOOTH for other in COMPARISONS[name][1])
        found.append(round((counts[same][name, level] + SMOOTH) / total, 6))
    return found


def threshold(seed: int, count: int, weights: Weights) -> float:
    """The lowest weight, in half bits, at which pairs of another sample are of one event often enough."""
    found = sample(count // 2, seed + 1)
    by_id = {t.id: t for t in found.tellings}
    right, all_of = Counter[float](), Counter[float]()
    for (a, b), weight in weigh(found.tellings, weights).items():
        if not forbids(by_id[a], by_id[b]):
            step = int(weight * 2) / 2
            all_of[step] += 1
            right[step] += found.events[a] == found.events[b]
    for step in sorted(all_of):
        if step > -2 and all(right[s] >= PRECISION * all_of[s] for s in all_of if step <= s < step + 2):
            return step + MARGIN
    raise SystemExit("no weight is sure enough")


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    found = train(arguments.count, arguments.seed)
    TARGET.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(found["sample"], "prior", found["prior"], "threshold", found["threshold"])


if __name__ == "__main__":
    main()
