"""lancer un ultimatum, formuler des accusations: a light verb whose object is a noun of speech."""

from __future__ import annotations

from greffier.frames.phrases import base
from greffier.frames.statement.contents import content_span, noun_end, quote_kind
from greffier.frames.statement.frame import Page, StatementFrame
from greffier.frames.statement.speakers import subjects_at
from greffier.frames.statement.voices import argument
from greffier.model import Argument, Span

__all__ = ["find_speeches"]


def find_speeches(page: Page, s: int, frames: list[StatementFrame]) -> list[StatementFrame]:
    """One statement for each light verb with a noun of speech; what the noun takes is what is said."""
    sentence = page.sentences[s]
    taken = {i for f in frames for i in f.anchor}
    found: list[StatementFrame] = []
    for token in sentence.tokens:
        if token.lemma not in page.reporting.light or token.pos != "VERB" or not page.outside(s, token.i):
            continue
        for c in sentence.children[token.i]:
            noun = sentence.tokens[c]
            if noun.dep == "obj" and noun.lemma in page.reporting.speech and c > token.i and not {token.i, c} & taken:
                found += _read(page, s, token.i, c)
    return found


def _read(page: Page, s: int, verb: int, noun: int) -> list[StatementFrame]:
    speakers = tuple(argument(page, s, head, how, stop=verb) for head, how in subjects_at(page, s, verb))
    content, heard = _content(page, s, noun)
    first = page.sentences[s].tokens[speakers[0].head] if speakers else None
    if (
        first is None
        or (content is None and not heard)
        or (first.pos == "NOUN" and page.reporting.silences(first.lemma))
    ):
        return []
    act = page.reporting.speech[page.sentences[s].tokens[noun].lemma]
    kind = "indirect" if content is None else quote_kind(page, content)
    rule = "statement.speech"
    return [StatementFrame(s, (verb, noun), speakers, heard, act, kind, content, None, False, rule, (s,))]


def _content(page: Page, s: int, noun: int) -> tuple[Span | None, tuple[Argument, ...]]:
    """What the noun's complement tells, and whom one with *à* names."""
    sentence = page.sentences[s]
    heard: tuple[Argument, ...] = ()
    for c in sentence.children[noun]:
        if c > noun and base(sentence.tokens[c].dep) in {"nmod", "acl", "obl", "xcomp", "ccomp"} and page.outside(s, c):
            first = min(k for k in sentence.subtree(c) if k > noun)
            if page.reporting.word("to", page.lower(s, first)):
                heard = (argument(page, s, c, "marker", "iobj"),)
                continue
            linked = sentence.tokens[first].pos in {"ADP", "SCONJ"}
            return content_span(page, s, first + linked, noun_end(page, s, c, noun)), heard
    return None, heard
