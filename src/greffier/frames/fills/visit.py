"""Visits: who travels, where the noun does not say so itself."""

from __future__ import annotations

from greffier.frames.fills.tools import add, argument, clause_of, heads, marker, possessive, table, told_as
from greffier.frames.match import TypesOf, fits
from greffier.frames.phrases import base
from greffier.frames.verbs import is_verb
from greffier.model import Argument, Frame, Sentence

__all__ = ["FILLS", "dated", "expected", "visitor"]

_AFTER = 4  # words behind the place in which its day may stand


def visitor(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Visitor of a noun of visiting: *X est en visite*, *X, en visite à Y*, *sa visite*. None when nobody visits."""
    if not heads(frame, "visitor"):
        wanted = str(table(frame, "visitor").get("types", "person"))
        around = [a for a in _around(frame, sentence) if a.slot == "subj" or fits(types_of(a.sentence, a.head), wanted)]
        frame = add(frame, "visitor", around or possessive(sentence, frame.proposition.head))
    return frame if heads(frame, "visitor") else None


def _around(frame: Frame, sentence: Sentence) -> list[Argument]:
    i = frame.proposition.head
    tokens = sentence.tokens
    own = [argument(sentence, c, "subj") for c in sentence.children[i] if base(tokens[c].dep) == "nsubj"]
    words = table(frame, "visitor")
    brought = (*words.get("apposed", ()), *(() if possessive(sentence, i) else words.get("marginal", ())))
    if own or marker(frame, sentence, i) not in brought:
        return own
    head = tokens[i].head
    if is_verb(sentence, head):
        return list(clause_of(frame, sentence).surface_subject(head))
    return [argument(sentence, head)] if head != i else []


def expected(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Who is expected somewhere has not come yet."""
    del types_of
    return told_as(frame, "planned", sentence.tokens[frame.proposition.head].text)


def dated(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*X sera à Rome le 3 mai*: only a day makes a visit of being somewhere."""
    del types_of
    first, last = frame.proposition.head, max(heads(frame, "place"))
    near = [t for t in sentence.tokens[first + 1 : last + 1 + _AFTER] if t.i != last]
    top = sentence.tokens[first].head  # "était jeudi à Rome", with the day made the predicate
    bare = [t for t in near if not marker(frame, sentence, t.i) and t.pos in {"NOUN", "NUM"}]
    days = (t.dep == "obl:time" or (t in bare and (t.i == top or t.head in {top, last})) for t in near)
    return frame if any(days) else None


FILLS = {"dated": dated, "visitor": visitor, "expected": expected}
