"""Stretches of text as gold files and predictions write them: `{"start", "end", "exact"}`."""

from __future__ import annotations

from typing import Any

from greffier.evaluate.names import normalise

__all__ = ["alike", "iou", "overlap", "places", "spans"]

JsonSpan = dict[str, Any]


def spans(value: Any) -> list[JsonSpan]:
    """The well-formed spans in `value`, which is one span, a list of them, or anything else."""
    found = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
    return [s for s in found if isinstance(s, dict) and all(isinstance(s.get(end), int) for end in ("start", "end"))]


def places(entry: dict[str, Any]) -> list[JsonSpan]:
    """Where an entry stands: its evidence, then its anchor."""
    return spans(entry.get("evidence")) + spans(entry.get("anchor"))


def overlap(a: JsonSpan, b: JsonSpan) -> int:
    """How many code points two spans share."""
    shared: int = min(a["end"], b["end"]) - max(a["start"], b["start"])
    return max(0, shared)


def iou(a: JsonSpan, b: JsonSpan) -> float:
    """Intersection over union of two spans, 0 to 1."""
    common = overlap(a, b)
    union = (a["end"] - a["start"]) + (b["end"] - b["start"]) - common
    return common / union if union else 0.0


def alike(a: JsonSpan, b: JsonSpan) -> bool:
    """Whether two spans tell the same words: at least half of all their words are shared."""
    x, y = (set(normalise(str(s.get("exact", ""))).split()) for s in (a, b))
    return bool(x and y) and len(x & y) / len(x | y) >= 0.5
