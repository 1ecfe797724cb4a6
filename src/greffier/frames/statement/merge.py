"""One statement where a speaker goes on with a second verb, and no two for the same words."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.phrases import base
from greffier.frames.statement.frame import Page, StatementFrame
from greffier.model import Span

__all__ = ["merged"]


def merged(page: Page, frames: list[StatementFrame]) -> list[StatementFrame]:
    """The sentence's statements: a verb that shares another's subject goes on with its statement."""
    ordered = sorted(frames, key=lambda f: f.anchor)
    by_token = {i: f for f in ordered for i in f.anchor[:1]}
    kept: list[StatementFrame] = []
    dropped: list[StatementFrame] = []
    for frame in ordered:
        owner = _continued(page, frame, by_token) or _hangs(page, frame, kept)
        if owner is not None:
            at = next((k for k, f in enumerate(kept) if f.anchor == owner.anchor and f.by == owner.by), None)
            if at is not None:
                kept[at] = replace(kept[at], also=(*kept[at].also, *_told(frame)))
        elif not _idle(page, frame, ordered) and not any(_same_words(f, frame) for f in kept):
            kept.append(frame)
        else:
            dropped.append(frame)
    return [_with_source(page, f, dropped) for f in kept]


def _with_source(page: Page, frame: StatementFrame, dropped: list[StatementFrame]) -> StatementFrame:
    """*Selon l'agence X, le ministre a dit …*: the marker's statement is but this one, told by the agency."""
    anchor = page.sentences[frame.sentence].tokens[frame.anchor[0]].span
    for other in dropped if frame.source is None else ():
        told = other.by == "statement.source" and other.content is not None and other.content.holds(anchor)
        if told and other.speakers and other.speakers[0].slot != "pronoun":
            return replace(frame, source=other.speakers[0])
    return frame


def _told(frame: StatementFrame) -> tuple[Span, ...]:
    return frame.also if frame.content is None else (frame.content, *frame.also)


def _continued(page: Page, frame: StatementFrame, by_token: dict[int, StatementFrame]) -> StatementFrame | None:
    """The statement that a coordinated verb, a gerund or a participle with the same subject goes on with."""
    tokens = page.sentences[frame.sentence].tokens
    i = frame.anchor[0]
    if frame.by in {"statement.source", "statement.colon"}:
        return None
    for hop in range(4):
        head = tokens[i].head
        linked = {"conj", "advcl", "acl", "xcomp", "dep", "parataxis", "obl"} | ({"ccomp"} if hop else set())
        if head == i or base(tokens[i].dep) not in linked:
            return None
        above = by_token.get(head)
        if tokens[i].feats.get("VerbForm") == "Fin" and not hop and base(tokens[i].dep) != "conj":
            return None
        if above is not None and above.speakers and frame.speakers:
            return above if above.speakers[0].head == frame.speakers[0].head else None
        i = head
    return None


def _hangs(page: Page, frame: StatementFrame, before: list[StatementFrame]) -> StatementFrame | None:
    """The statement of the sentence that a gerund or present participle goes on with."""
    token = page.sentences[frame.sentence].tokens[frame.anchor[0]]
    present = token.feats.get("VerbForm") == "Part" and token.feats.get("Tense") == "Pres"
    told = [f for f in before if f.by != "statement.source"]
    return told[-1] if present and told else None


def _idle(page: Page, frame: StatementFrame, frames: list[StatementFrame]) -> bool:
    """An object or a source inside what another statement says is content; so is a source whose content is but
    another statement."""
    tokens = page.sentences[frame.sentence].tokens
    anchor = tokens[frame.anchor[0]].span
    inside = [f for f in frames if f is not frame and f.content is not None and f.content.holds(anchor)]
    if frame.by in {"statement.object", "statement.whole"}:
        participle = base(tokens[frame.anchor[0]].dep) in {"acl", "amod"}
        return any(f.by != "statement.source" or participle for f in inside)
    if frame.by != "statement.source" or frame.content is None:
        return False
    if any(a.slot == "pronoun" for a in frame.speakers) and inside:
        return True
    root = page.sentences[frame.sentence].root
    return any(f.anchor[0] == root and frame.content.holds(tokens[root].span) for f in frames if f is not frame)


def _same_words(a: StatementFrame, b: StatementFrame) -> bool:
    """Two anchors for the same content by the same speaker, or one that a marker of a source doubles."""
    if a.content is None or b.content is None:
        return False
    return a.content == b.content and [x.head for x in a.speakers] == [x.head for x in b.speakers]
