"""From drafts to entries: identity, doubts, confidence."""

from __future__ import annotations

from hashlib import sha256

from greffier.model import Entry, Quantity, Report, Role, Span, SpanRole
from greffier.resolve.drafts import Draft

__all__ = ["confidence", "entry"]

_LONGEST_ANCHOR = 60
# How far a way of finding a filler is trusted; the parse is right about subjects nine times in ten, about the
# attachment of prepositional phrases three times in four.
_TRUST = {"dependency": 0.9, "shared": 0.8, "marker": 0.75, "order": 0.6, "reference": 0.7, "inherited": 0.55}


def entry(draft: Draft, report: Report) -> Entry:
    """The entry that a draft makes. Its id is stable: the report, the kind, the anchor's place and the roles' sorts."""
    anchor = Span(draft.anchor.start, min(draft.anchor.end, draft.anchor.start + _LONGEST_ANCHOR))
    doubts = list(dict.fromkeys(draft.doubts))
    if draft.when is None and report.published is None:
        doubts.append("no publication date")
    key = "|".join([report.id, draft.kind, str(anchor.start), str(anchor.end), draft.by, _signature(draft)])
    return Entry(
        id=sha256(key.encode()).hexdigest()[:16],
        report=report.id,
        kind=draft.kind,
        anchor=anchor,
        evidence=tuple(draft.evidence),
        factuality=draft.factuality,
        source=draft.source,
        when=draft.when,
        roles=dict(draft.roles),
        doubts=tuple(doubts),
        by=draft.by,
        confidence=confidence(draft),
    )


def _signature(draft: Draft) -> str:
    parts = []
    for role, value in sorted(draft.roles.items()):
        if isinstance(value, str):
            parts.append(f"{role}={value}")
        elif isinstance(value, Quantity):
            parts.append(f"{role}={value.min}-{value.max}")
        elif isinstance(value, SpanRole):
            parts.append(f"{role}@{value.span.start}")
        elif isinstance(value, tuple) and value:
            parts.append(f"{role}@{value[0].span.start}")
    return ";".join(parts)


def _ways(value: Role) -> list[str]:
    if isinstance(value, SpanRole):
        return [value.how]
    return [f.how for f in value] if isinstance(value, tuple) else []


def confidence(draft: Draft) -> float:
    """Between 0 and 1, from how the fillers were found and what is doubtful; not calibrated."""
    ways = [w for value in draft.roles.values() for w in _ways(value)]
    trust = [_TRUST.get(w, 0.5) for w in ways]
    mean = sum(trust) / len(trust) if trust else 0.5
    if draft.place_in_page not in {"body", "title"}:
        mean -= 0.15
    mean -= 0.05 * len(set(draft.doubts))
    return round(min(0.99, max(0.05, mean)), 3)
