"""What of an item's HTML is its report: feeds carry the page's invitations and doubled paragraphs along."""

from __future__ import annotations

from collections.abc import Sequence

from greffier.intake.lines import once, sift

__all__ = ["CHANGED", "CUT", "PAID", "own_words"]

CUT = "only the beginning of the report is here"
PAID = "only a part of the report may be here: the page says that the rest is for subscribers"
CHANGED = "the date is that of the last change, no other is told"
_BREAK = "\n\n"


def own_words(text: str, title: str | None, authors: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """The paragraphs of `text` that are the report's own, once each, and a doubt where one has to pay for more."""
    kept = sift(text.split(_BREAK), [title] if title else [], authors)
    return _BREAK.join(once(kept.lines)) or text, (PAID,) if kept.paid else ()
