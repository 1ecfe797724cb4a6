"""One statement where a speaker goes on with a second verb, and no two for the same words."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.phrases import base
from greffier.frames.statement.frame import Page, StatementFrame

__all__ = ["merged"]


def merged(page: Page, frames: list[StatementFrame]) -> list[StatementFrame]:
    """The sentence's statements: a verb that shares another's subject goes on with its statement."""
    ordered = sorted(frames, key=lambda f: f.anchor)
    by_token = {i: f for f in ordered for i in f.anchor[:1]}
    kept: list[StatementFrame] = []
    for frame in ordered:
        if _continues(page, frame, by_token):
            continue
        if any(_same_words(f, frame) for f in kept):
            continue
        kept.append(frame)
    return [replace(f, sentences=(f.sentence,)) for f in kept]


def _continues(page: Page, frame: StatementFrame, by_token: dict[int, StatementFrame]) -> bool:
    """A coordinated verb, a gerund or a participle under another statement's verb, with a subject that it shares."""
    tokens = page.sentences[frame.sentence].tokens
    i = frame.anchor[0]
    if frame.by in {"statement.source", "statement.colon"}:
        return False
    for _ in range(4):
        head = tokens[i].head
        if head == i or base(tokens[i].dep) not in {"conj", "advcl", "acl", "xcomp", "dep", "parataxis", "obl"}:
            return False
        above = by_token.get(head)
        if above is not None and above.speakers and frame.speakers:
            return above.speakers[0].head == frame.speakers[0].head
        i = head
    return False


def _same_words(a: StatementFrame, b: StatementFrame) -> bool:
    """Two anchors for the same content by the same speaker, or one that a marker of a source doubles."""
    if a.content is None or b.content is None:
        return False
    return a.content == b.content and [x.head for x in a.speakers] == [x.head for x in b.speakers]
