"""All checks of one report."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

from greffier.check.claims import Claims
from greffier.check.distance import check_distances
from greffier.check.intervals import check_intervals, check_ordinals
from greffier.check.parts import check_parts, check_sums
from greffier.check.pledges import check_pledges
from greffier.check.told import Told
from greffier.check.weekday import check_weekdays
from greffier.model import Check

__all__ = ["check_report"]

_LONGEST = 3_000  # code points; what is longer is a list or a table, in which nothing stands beside anything


def check_report(told: Told, claims: Claims) -> tuple[Check, ...]:
    """Every claim that can be reckoned again with its verdict, in the order of the text."""
    with_words = (check_distances, check_parts, check_sums, check_intervals, check_ordinals, check_pledges)
    told = replace(told, sentences=[s for s in told.sentences if len(s.span) <= _LONGEST])
    found = chain(check_weekdays(told), *(check(told, claims) for check in with_words))
    return tuple(sorted(found, key=lambda c: (c.span, c.kind, c.reason)))
