"""Figures over five folds of reports: how much a figure hangs on which reports were coded.

The frames are written by hand and nothing is trained, so that no fold learns from the others: the curve over one fold,
two folds, up to all five tells how the figures settle as reports are added, not how a model learns.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from statistics import mean, stdev

from greffier.evaluate.counting import Tally
from greffier.evaluate.figures import Figures, figures

__all__ = ["Curve", "curve", "folds"]

_FOLDS = 5


@dataclass(frozen=True, slots=True)
class Curve:
    """Figures of each fold alone, and of the first one, two, … folds together; mean and spread of whole facts F1."""

    alone: tuple[Figures, ...]
    growing: tuple[Figures, ...]
    mean: float
    spread: float


def folds(keys: Sequence[str]) -> list[list[int]]:
    """Indices of the reports of each fold; a report's text decides, so that adding reports moves few."""
    order = sorted(range(len(keys)), key=lambda i: sha256(keys[i].encode("utf-8", "replace")).hexdigest())
    return [part for k in range(_FOLDS) if (part := order[k::_FOLDS])]


def curve(keys: Sequence[str], tallies: Sequence[Tally]) -> Curve:
    """The curve over folds of the reports with these texts and tallies."""
    parts = [[tallies[i] for i in fold] for fold in folds(keys)]
    alone = tuple(figures(part) for part in parts)
    growing = tuple(figures([t for part in parts[: k + 1] for t in part]) for k in range(len(parts)))
    values = [f.whole.f1 for f in alone]
    return Curve(alone, growing, mean(values), stdev(values) if len(values) > 1 else 0.0)
