"""Judgements of another ledger of ours, as `export judgements` writes them: one a line, as it was kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from greffier.errors import ReportError
from greffier.intake.codings.base import number
from greffier.model import CONTEXT, JUDGEMENTS, Anchor, Judgement, Quote, Span

__all__ = ["judgement_of"]

_LONGEST = 200  # characters of a name
_WORDS = ("id", "author", "verdict", "leaves", "because")


def judgement_of(name: str, data: Any) -> Judgement | ReportError:
    """The judgement that a line holds, or why it holds none."""
    refusal = ReportError("{name}: is no judgement as greffier writes them.", name=name)
    if not isinstance(data, dict) or not all(isinstance(data.get(key), str) for key in _WORDS):
        return refusal
    anchors, names = data.get("anchors"), data.get("names")
    moment = _moment(data.get("recorded_at"))
    if not isinstance(anchors, list) or not isinstance(names, list) or moment is None:
        return refusal
    found = [_anchor(one) for one in anchors]
    kept = [one for one in found if one is not None]
    if len(kept) != len(found) or not _is_sound(data) or not all(isinstance(one, str) for one in names):
        return refusal
    field, undoes = (data.get(key) for key in ("field", "undoes"))
    flags = {key: data.get(key) is True for key in ("apart", "settles")}
    return Judgement(
        data["id"], data["author"], moment, data["verdict"], tuple(kept), tuple(names), field, data.get("before"),
        data.get("after"), data.get("base"), data["leaves"], because=data["because"], undoes=undoes, **flags,
    )  # fmt: skip


def _is_sound(data: Mapping[str, Any]) -> bool:
    """Whether the judgement has the parts that its verdict needs."""
    verdict, field, undoes, anchors = (data.get(key) for key in ("verdict", "field", "undoes", "anchors"))
    if verdict not in JUDGEMENTS or not 0 < len(data["id"]) <= _LONGEST or not 0 < len(data["author"]) <= _LONGEST:
        return False
    if not all(value is None or isinstance(value, str) for value in (field, undoes)):
        return False
    if (verdict == "correct") != (field is not None) or (verdict == "undo") != (undoes is not None):
        return False
    count = len(anchors) if isinstance(anchors, list) else 0
    match verdict:
        case "accept" | "reject" | "correct" | "add":
            return count == 1 and isinstance(data.get("base"), dict) and _has_entry(anchors)
        case "nothing":
            return count == 1
        case "same_event" | "different_event":
            bases = data.get("base")
            return count == 2 and isinstance(bases, list) and len(bases) == 2 and _has_entry(anchors)
        case "same_actor" | "different_actor":
            return count == 0 and len(data["names"]) == 2
    return True


def _has_entry(anchors: Any) -> bool:
    return all(isinstance(one, dict) and one.get("entry") and one.get("exact") for one in anchors)


def _moment(value: Any) -> datetime | None:
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return found.astimezone(UTC) if found is not None and found.tzinfo is not None and found.year > 1 else None


def _anchor(data: Any) -> Anchor | None:
    if not isinstance(data, dict) or not all(isinstance(data.get(key), str) for key in ("report", "text")):
        return None
    words = [data.get(key) for key in ("entry", "kind", "exact", "prefix", "suffix", "signature")]
    if not all(value is None or isinstance(value, str) for value in words):
        return None
    entry, kind, exact, prefix, suffix, signature = words
    start, end = number(data.get("start")), number(data.get("end"))
    quote = None
    if exact is not None:
        if start is None or end is None or start >= end:
            return None
        quote = Quote(Span(start, end), exact, (prefix or "")[-CONTEXT:], (suffix or "")[:CONTEXT])
    return Anchor(data["report"], data["text"], entry, kind, quote, signature or "")
