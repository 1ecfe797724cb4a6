"""comme l'a annoncé X, contrairement à ce que disait Y: a clause beside that names who said the rest."""

from __future__ import annotations

from collections.abc import Sequence

from greffier.frames.statement.contents import content_span, quote_kind
from greffier.frames.statement.frame import Page, StatementFrame
from greffier.frames.statement.sources import rest_of_clause
from greffier.frames.statement.speakers import subject_after, subject_of
from greffier.frames.statement.verbs import ReportingVerb
from greffier.frames.statement.voices import argument

__all__ = ["find_asides", "is_aside"]


def is_aside(page: Page, verb: ReportingVerb) -> bool:
    """True after *comme*, *ce que* and the like, when the clause is one of its own."""
    return _opening(page, verb) is not None and verb.finite and verb.take("clause") is not None


def _opening(page: Page, verb: ReportingVerb) -> int | None:
    """The token that opens the aside: *comme*, or *ce* before *que*, with a subject between at most."""
    low = max(0, verb.left - 5)
    for j in range(verb.left - 1, low - 1, -1):
        word = page.lower(verb.s, j)
        if page.reporting.word("like", word):
            return j
        if page.reporting.word("that", word) and j and page.reporting.word("this", page.lower(verb.s, j - 1)):
            return _with_prepositions(page, verb.s, j - 1)
        if word in {",", ";", ":"}:
            return None
    return None


def _with_prepositions(page: Page, s: int, j: int) -> int:
    """*contrairement à ce que*: from the adverb on."""
    tokens = page.sentences[s].tokens
    while j > 0 and tokens[j - 1].pos in {"ADP", "ADV"}:
        j -= 1
    return j


def find_asides(page: Page, verbs: Sequence[ReportingVerb], frames: Sequence[StatementFrame]) -> list[StatementFrame]:
    """One statement for each aside; what it says is what the main clause tells or reports."""
    found = []
    for verb in verbs:
        opening = _opening(page, verb)
        after = subject_after(page, verb)
        heads = [(after, "order")] if after is not None else subject_of(page, verb)
        cue = verb.take("clause")
        if opening is None or cue is None or not heads or heads[0][0] in range(opening):
            continue
        if page.reporting.word("indefinite", page.lower(verb.s, heads[0][0])):
            continue
        speakers = tuple(argument(page, verb.s, head, how) for head, how in heads)
        inside = [f.content for f in frames if f.content is not None and f.anchor[0] < opening]
        stop = max([verb.right - 1, *(max(page.sentences[verb.s].subtree(head)) for head, _ in heads)])
        tokens = rest_of_clause(page, verb.s, opening, stop)
        content = inside[-1] if inside else content_span(page, verb.s, *tokens) if tokens else None
        if content is None:
            continue
        kind = quote_kind(page, content)
        rule = "statement.aside"
        found.append(
            StatementFrame(
                verb.s, verb.anchor, speakers, (), cue.act, kind, content, None, verb.negated, rule, (verb.s,)
            )
        )
    return found
