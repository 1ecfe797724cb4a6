"""Judgements: what a person decided about an entry, a stretch of a report, or two things being one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from greffier.model.span import Span

__all__ = ["ENTRY_VERDICTS", "JUDGEMENTS", "PAIR_VERDICTS", "Anchor", "Judgement", "Quote"]

ENTRY_VERDICTS = ("accept", "correct", "reject")
PAIR_VERDICTS = ("same_event", "different_event", "same_actor", "different_actor")
JUDGEMENTS = (*ENTRY_VERDICTS, "nothing", "add", *PAIR_VERDICTS, "undo")


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a text so that they are found again in a changed one: where they stood, and what stood around them.

    `prefix` and `suffix` are at most 32 code points each, after the TextQuoteSelector of the W3C.
    """

    span: Span
    exact: str
    prefix: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Anchor:
    """What a judgement is about: a report (`quote` None), a stretch of it (`entry` None), or an entry of it.

    `text` is the hash of the report's text then; `entry` and `kind` are the entry's then; `signature` is what it has
    to have in common with an entry of today besides its place, to be it.
    """

    report: str
    text: str
    entry: str | None = None
    kind: str | None = None
    quote: Quote | None = None
    signature: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A person's decision. It is only ever added; `id` is given by who asks, so that asking twice adds once.

    `verdict` is one of JUDGEMENTS. `names` are ids of the two actors (or events) of a pair. `field`, `before` and
    `after` (gold form) tell a correction; `base` keeps the machine's entry as it was, or the one that was added, as
    plain data. `leaves` is the digest of the entry as the judge leaves it, "" for none. `apart` marks one made without
    seeing other people's judgements, `settles` one that closes what came before it on its entry.
    """

    id: str
    author: str
    recorded_at: datetime
    verdict: str
    anchors: tuple[Anchor, ...] = ()
    names: tuple[str, ...] = ()
    field: str | None = None
    before: Any = None
    after: Any = None
    base: Any = None
    leaves: str = ""
    apart: bool = False
    settles: bool = False
    because: str = ""
    undoes: str | None = None
