"""Sanctions: what is done with the measure, and the measure itself."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.fills.tools import (
    add,
    argument,
    clause_of,
    closed,
    decided,
    heads,
    lend,
    marker,
    possessive,
    table,
    told_by,
    told_with,
    verb_says_it,
    without,
)  # fmt: skip
from greffier.frames.match import TypesOf, fits
from greffier.model import Frame, Sentence, Span

__all__ = ["FILLS", "acted", "expelled", "measure", "movement"]


def movement(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Movement by the nearest verb or noun (*lever*, *prolongation*); None when nothing is told of the measure."""
    if verb_says_it(frame, sentence):
        return None
    frame = _placed(decided(frame, sentence), sentence)
    found, by = told_by(frame, sentence, table(frame, "movement"))
    frame = told_with(lend(frame, sentence, by, "imposer"), sentence, by)
    aimed = frame.proposition.lemma in table(frame, "aimed").get("nouns", ())
    if not heads(frame, "target") and (aimed or (not found and not heads(frame, "imposer"))):
        return None
    if not heads(frame, "imposer", "target"):
        frame = add(frame, "imposer", possessive(sentence, frame.proposition.head))
    return measure(closed(frame, "movement", found or "imposes"), sentence, types_of)


def _placed(frame: Frame, sentence: Sentence) -> Frame:
    """*X a été placé sous sanctions par Y*: who is put under the measure, and by whom."""
    role, verb = told_by(frame, sentence, table(frame, "placed"))
    p = frame.proposition
    if verb < 0 or heads(frame, role) or not marker(frame, sentence, p.head) or sentence.tokens[p.head].head != verb:
        return frame
    clause = clause_of(frame, sentence)
    frame = add(frame, role, [a for a in clause.objects(verb) if a.head != p.head])
    return add(frame, "imposer", [a for a in clause.subjects(verb) if a.head != p.head])


def measure(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """The anchor's phrase is the measure."""
    del types_of
    if heads(frame, "measure"):
        return frame
    return add(frame, "measure", [argument(sentence, frame.proposition.head)])


def acted(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A verb that is itself the measure: from it to the end of its object."""
    del types_of
    frame = decided(frame, sentence)
    p = frame.proposition
    end = max([sentence.tokens[p.anchor[-1]].span.end, *(a.span.end for a in p.arguments if a.slot == "obj")])
    start = sentence.tokens[p.head].span.start
    return replace(frame, values=(*frame.values, ("measure", Span(start, max(start, end)))))


def expelled(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Expulser des diplomates russes*: whose envoys they are is the target; one's own envoy is recalled from it."""
    found = []
    for head in heads(frame, "measure"):
        for c in sentence.children[head]:
            if fits(types_of(sentence.index, c), "country|demonym"):
                found.append(argument(sentence, c))
    return acted(without(add(frame, "target", found), "measure", heads(frame, "measure")), sentence, types_of)


FILLS = {"acted": acted, "expelled": expelled, "movement": movement, "measure": measure}
