"""Positions: what a noun of refusal or demand is about, and on what a stand hangs."""

from __future__ import annotations

from greffier.frames.fills.tools import add, argument, heads, inside, possessive
from greffier.frames.match import TypesOf
from greffier.frames.phrases import base
from greffier.model import Frame, Sentence

__all__ = ["FILLS", "conditioned", "nominal"]


def nominal(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Son refus de négocier*: the infinitive is the object, the possessive the actor. None without an object."""
    del types_of
    i = frame.proposition.head
    if not heads(frame, "object"):
        clauses = [c for c in sentence.children[i] if base(sentence.tokens[c].dep) in {"acl", "ccomp", "xcomp"}]
        infinitives = [c for c in clauses if sentence.tokens[c].feats.get("VerbForm") == "Inf"]
        frame = add(frame, "object", [argument(sentence, c, "clause") for c in infinitives])
    if not heads(frame, "actor"):
        frame = add(frame, "actor", possessive(sentence, i))
    return frame if heads(frame, "object") and heads(frame, "actor") else None


def conditioned(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Conditionner X à Y*, where the parser hangs Y on X; None without a condition."""
    frame = inside(frame, sentence, types_of, "object", "condition")
    return frame if heads(frame, "condition") else None


FILLS = {"conditioned": conditioned, "nominal": nominal}
