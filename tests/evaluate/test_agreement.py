# ruff: noqa: E501 -- lines are laid out as the codebook's scorer prints them
"""Our scoring equals the codebook's, figure by figure."""

from __future__ import annotations

import contextlib
import io
import json
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from evaluate.madeup import report
from greffier.evaluate import Figures, count, figures

SETS = {"one": range(1), "few": range(10, 17), "many": range(100, 160)}
STORED = Path(__file__).with_name("madeup.json")


def ours(seeds: range) -> Figures:
    return figures([count(gold, said) for gold, said in map(report, seeds)])


def lines(found: Figures) -> list[str]:
    """Our figures in the words of the codebook's scorer."""

    def share(score: Any, name: str) -> str:
        return f"{name} P {score.precision:.3f} R {score.recall:.3f} F1 {score.f1:.3f} of {score.gold:g}"

    e, f, w, r = found.entries, found.facts, found.whole, found.roles
    return [
        f"x: whole facts (acceptable as they stand) F1 {w.f1:.3f} [{w.low:.2f}, {w.high:.2f}]",
        f"x: macro whole facts F1 {found.macro_whole or float('nan'):.3f} over the {found.macro_kinds} kinds with at least 5 in gold",
        f"x: entries P {e.precision:.3f} R {e.recall:.3f} F1 {e.f1:.3f} [{e.low:.2f}, {e.high:.2f}] ({e.hits:g} of {e.gold:g} gold, {e.said:g} said)",
        f"x: facts (all kinds but statement) P {f.precision:.3f} R {f.recall:.3f} F1 {f.f1:.3f} [{f.low:.2f}, {f.high:.2f}]",
        f"x: roles P {r.precision:.3f} R {r.recall:.3f} F1 {r.f1:.3f}; numbers {found.numbers or float('nan'):.3f} of",
        f"x: {share(found.when, 'when')}; {share(found.not_actual, 'not actual')}; {share(found.source, 'source')}",
        *(f"  {kind:12} P {k.precision:.2f} R {k.recall:.2f} F1 {k.f1:.2f}  gold {k.gold:g} said {k.said:g}" for kind, k in found.kinds.items()),
    ]  # fmt: skip


def theirs(scorer: ModuleType, seeds: range) -> list[str]:
    tally = scorer.Tally()
    for seed in seeds:
        gold, said = report(seed)
        tally.add(gold, said, False, str(seed))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        tally.report("x", True)
    kept = re.sub(r"(numbers \S+ of) \d+", r"\1", printed.getvalue())
    return kept.splitlines()


@pytest.mark.parametrize("name", SETS)
def test_equal_to_the_codebooks_scorer(codebook_scorer: ModuleType, name: str) -> None:
    assert lines(ours(SETS[name])) == theirs(codebook_scorer, SETS[name])


@pytest.mark.parametrize("name", SETS)
def test_equal_to_its_stored_figures(name: str) -> None:
    assert lines(ours(SETS[name])) == json.loads(STORED.read_text("utf-8"))[name]
