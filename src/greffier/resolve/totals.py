"""Totals over a period or over several: figures that count more than one happening."""

from __future__ import annotations

from dataclasses import replace

from greffier.model import Quantity
from greffier.resolve.dates import word_before
from greffier.resolve.drafts import Draft, Knowledge

__all__ = ["mark_total"]

_SCOPE = "total"


def mark_total(draft: Draft, known: Knowledge) -> None:
    """Mark the figures of a fact as a total: *900 tués depuis janvier*, *en deux jours*, *au total 3 millions*."""
    for role, value in draft.roles.items():
        if isinstance(value, Quantity) and value.scope is None and _is_total(draft, known, value.currency is not None):
            draft.roles[role] = replace(value, scope=_SCOPE)


def _is_total(draft: Draft, known: Knowledge, money: bool) -> bool:
    """Over a time; sums of money are added up, while *au total douze morts* is the toll of one happening."""
    span = known.sentences[draft.sentence].span
    times = [s for s, when in known.whens if when == draft.when] + list(known.undated if draft.undated else ())
    since = any(word_before(known.text, s) in known.since for s in times if span.holds(s))
    words = f" {known.text[span.start : span.end].lower()} ".replace(",", " ").replace(".", " ")
    phrases = (*known.totals, *(known.sums if money else ()))
    return since or any(f" {phrase} " in words for phrase in phrases)
