"""Totals over a period or over several: figures that count more than one happening."""

from __future__ import annotations

from dataclasses import replace

from greffier.model import Quantity
from greffier.resolve.dates import word_before
from greffier.resolve.drafts import Draft, Knowledge

__all__ = ["mark_total"]

_SCOPE = "total"


def mark_total(draft: Draft, known: Knowledge) -> None:
    """Mark the figures of a fact as a total: *900 tués depuis janvier*, *sept morts en deux jours*, *au total*."""
    figures = {role: v for role, v in draft.roles.items() if isinstance(v, Quantity) and v.scope is None}
    if not figures or not _is_total(draft, known):
        return
    for role, value in figures.items():
        draft.roles[role] = replace(value, scope=_SCOPE)


def _is_total(draft: Draft, known: Knowledge) -> bool:
    span = known.sentences[draft.sentence].span
    times = [s for s, when in known.whens if when == draft.when] + list(known.undated if draft.undated else ())
    since = any(word_before(known.text, s) in known.since for s in times if span.holds(s))
    words = f" {known.text[span.start : span.end].lower()} ".replace(",", " ").replace(".", " ")
    return since or any(f" {phrase} " in words for phrase in known.totals)
