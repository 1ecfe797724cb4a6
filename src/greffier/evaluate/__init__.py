"""Scores ledgers against coded reports, as the codebook's section 4 says."""

from greffier.evaluate.counting import Tally, count
from greffier.evaluate.figures import Figures, Score, figures
from greffier.evaluate.floors import Fall, falls, measured, read_floors, write_floors
from greffier.evaluate.folds import Curve, curve
from greffier.evaluate.gold import GoldReport, digest, is_unread, load_gold, load_predictions, text_key
from greffier.evaluate.mistakes import Mistake, mistakes

__all__ = [
    "Curve",
    "Fall",
    "Figures",
    "GoldReport",
    "Mistake",
    "Score",
    "Tally",
    "count",
    "curve",
    "digest",
    "falls",
    "figures",
    "is_unread",
    "load_gold",
    "load_predictions",
    "measured",
    "mistakes",
    "read_floors",
    "text_key",
    "write_floors",
]
