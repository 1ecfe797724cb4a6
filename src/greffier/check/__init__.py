"""What can be verified in a report: weekdays, distances, parts and sums, intervals, pledges. Pure functions."""

from greffier.check.against import against_ledger
from greffier.check.claims import Claims, compile_claims
from greffier.check.report import check_report
from greffier.check.told import Told
from greffier.check.verdicts import REASONS

__all__ = ["REASONS", "Claims", "Told", "against_ledger", "check_report", "compile_claims"]
