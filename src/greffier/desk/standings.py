"""Judgements as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from greffier.judge import Standing

__all__ = ["standing_to_json"]


def standing_to_json(standing: Standing) -> dict[str, Any]:
    """A judgement with what became of it."""
    one = standing.judgement
    anchors = [
        {
            "report": a.report,
            "entry": a.entry,
            "kind": a.kind,
            "start": a.quote.span.start if a.quote else None,
            "end": a.quote.span.end if a.quote else None,
            "exact": a.quote.exact if a.quote else None,
            "prefix": a.quote.prefix if a.quote else None,
            "suffix": a.quote.suffix if a.quote else None,
        }
        for a in one.anchors
    ]
    return {
        "id": one.id, "author": one.author, "recorded_at": one.recorded_at.isoformat(), "verdict": one.verdict,
        "anchors": anchors, "names": list(one.names), "field": one.field, "before": one.before, "after": one.after,
        "because": one.because, "apart": one.apart, "settles": one.settles, "undoes": one.undoes,
        "state": standing.state, "reason": standing.reason, "entry": standing.entry,
    }  # fmt: skip
