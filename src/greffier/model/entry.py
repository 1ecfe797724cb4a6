"""Entries: one fact that one report tells, pinned to its words."""

from __future__ import annotations

from dataclasses import dataclass

from greffier.model.mention import Place
from greffier.model.span import Span
from greffier.model.value import Quantity, When

__all__ = ["FACTUALITIES", "STATUSES", "Entry", "Filler", "Role", "SpanRole"]

FACTUALITIES = ("actual", "planned", "possible", "denied")  # how a report tells it
STATUSES = ("unreviewed", "accepted", "corrected", "rejected")  # what people have judged of an entry


@dataclass(frozen=True, slots=True)
class Filler:
    """What fills a role: the words, and what they were resolved to.

    `how` is `dependency`, `marker`, `order`, `reference` or `inherited`; `names` are at most 12 ways to name it.
    """

    role: str
    text: str
    span: Span
    name: str
    names: tuple[str, ...] = ()
    id: str | None = None
    country: str | None = None
    place: Place | None = None
    how: str = "dependency"


@dataclass(frozen=True, slots=True)
class SpanRole:
    """A role that is filled by a stretch of text (content, topic, object, condition, purpose, measure)."""

    role: str
    span: Span
    how: str = "dependency"


Role = str | Quantity | When | SpanRole | tuple[Filler, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One fact that one report tells.

    `anchor` are the evoking words (at most 60 code points), `evidence` the sentences that tell it, first the fullest;
    `source` who the report says it from, or None; `roles` maps a role's name to its value; `doubts` are data; `by`
    is the id of the frame that found it; `confidence` is how likely it is right as it stands, between 0 and 1.
    """

    id: str
    report: str
    kind: str
    anchor: Span
    evidence: tuple[Span, ...]
    factuality: str
    source: Filler | None
    when: When | None
    roles: dict[str, Role]
    doubts: tuple[str, ...]
    by: str
    confidence: float = 0.5
