"""Names that the parser cut into members of one verb, joined again."""

from __future__ import annotations

from dataclasses import replace

from greffier.model import Token

__all__ = ["glued_names"]

_TORN = {"advmod", "obl:mod", "obj", "dep", "nmod"}


def glued_names(tokens: list[Token]) -> list[Token]:
    """*Tel-Aviv*, *Emmanuel Macron*, cut into members of one verb: one name, headed by its first word."""
    mended = list(tokens)
    for word in tokens[1:]:
        first = mended[word.i - 1]
        top = first.head if first.dep == "flat:name" else first.i
        if not _goes_on(first, word) or mended[word.i].head == top or mended[top].head == word.i:
            continue
        if mended[word.i].head != mended[top].head or word.head == word.i:
            continue
        for t in mended:
            if t.head == word.i and t.i != top:
                mended[t.i] = replace(t, head=top)
        mended[word.i] = replace(mended[word.i], head=top, dep="flat:name", pos="PROPN")
    return mended if mended != tokens else tokens


def _goes_on(first: Token, word: Token) -> bool:
    """Two pieces of a name: glued by a hyphen, or a first name and the surname right behind it."""
    named = bool(first.name) and first.name == word.name
    glued = first.span.end == word.span.start and "-" in {first.text, word.text}
    person = first.name == "PER" and first.pos == word.pos == "PROPN" and word.text[:1].isupper()
    return named and (glued or (person and first.text[:1].isupper() and word.dep in _TORN))
