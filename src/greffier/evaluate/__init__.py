"""Scores ledgers against coded reports, as the codebook's section 4 says."""

from greffier.evaluate.causes import CAUSES, Fault, Row, faults, table
from greffier.evaluate.coders import Agreement, Coded, Difference, agreement, kappa
from greffier.evaluate.counting import Tally, count
from greffier.evaluate.figures import Figures, Score, figures
from greffier.evaluate.floors import Fall, falls, measured, read_floors, write_floors
from greffier.evaluate.folds import Curve, curve
from greffier.evaluate.gold import GoldReport, digest, is_unread, load_gold, load_predictions, text_key
from greffier.evaluate.mistakes import Mistake, mistakes
from greffier.evaluate.reliability import Judged, Reliability, judged, reliability
from greffier.evaluate.working import Evoked, Stretch, Working, working

__all__ = [
    "CAUSES",
    "Agreement",
    "Coded",
    "Curve",
    "Difference",
    "Evoked",
    "Fall",
    "Fault",
    "Figures",
    "GoldReport",
    "Judged",
    "Mistake",
    "Reliability",
    "Row",
    "Score",
    "Stretch",
    "Tally",
    "Working",
    "agreement",
    "count",
    "curve",
    "digest",
    "falls",
    "faults",
    "figures",
    "is_unread",
    "judged",
    "kappa",
    "load_gold",
    "load_predictions",
    "measured",
    "mistakes",
    "read_floors",
    "reliability",
    "table",
    "text_key",
    "working",
    "write_floors",
]
