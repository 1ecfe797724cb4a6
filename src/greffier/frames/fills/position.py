"""Positions: what a noun of refusal or demand is about, and on what a stand hangs."""

from __future__ import annotations

from greffier.frames.fills.tools import (
    add,
    argument,
    closed,
    heads,
    inside,
    is_purpose_of,
    marker,
    phrase_says_it,
    plural,
    possessive,
    table,
    without,
)  # fmt: skip
from greffier.frames.match import TypesOf, fits
from greffier.frames.phrases import base
from greffier.model import Frame, Sentence

_GOODS = frozenset({"aid", "money", "weapon"})

__all__ = ["FILLS", "declared", "conditioned", "nominal", "objected", "undergone", "verbal"]


def nominal(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Son refus de négocier*: the infinitive is the object, the possessive the actor. None without an object."""
    del types_of
    i = frame.proposition.head
    if phrase_says_it(frame, sentence):
        return None
    if not heads(frame, "object"):
        clauses = [c for c in sentence.children[i] if base(sentence.tokens[c].dep) in {"acl", "ccomp", "xcomp"}]
        infinitives = [c for c in clauses if sentence.tokens[c].feats.get("VerbForm") == "Inf"]
        frame = add(frame, "object", [argument(sentence, c, "clause") for c in infinitives])
    if not heads(frame, "actor"):
        frame = add(frame, "actor", possessive(sentence, i))
    if any(_clitic(sentence, i) for i in heads(frame, "object")):
        return None
    return frame if heads(frame, "object") and heads(frame, "actor") else None


def conditioned(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Conditionner X à Y*, where the parser hangs Y on X; None without a condition."""
    frame = inside(frame, sentence, types_of, "object", "condition")
    return frame if heads(frame, "condition") else None


def declared(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Se dire prêt à*, *opposé à*: the adjective tells the stand, what hangs on it the object."""
    i = frame.proposition.head
    stances = table(frame, "adjectives").items()
    for c in sentence.children[i]:
        stance = next((s for s, words in stances if sentence.tokens[c].lemma in words.get("words", ())), "")
        if not stance:
            continue
        by = {m: types["object"] for m, types in frame.rule.obl.items() if "object" in types}
        below = [d for d in sentence.children[c] if d > c and _called_for(sentence, d)]
        found = [d for d in below if fits(types_of(sentence.index, d), by.get(marker(frame, sentence, d), "none"))]
        frame = add(frame, "object", [argument(sentence, d) for d in found[:1]])
        return closed(frame, "stance", stance) if heads(frame, "object") else None
    return None


def objected(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*L'Iran a protesté contre la résolution*: a country, a body or one official objects; several march."""
    several = [i for i in heads(frame, "actor") if "country" not in types_of(sentence.index, i) and plural(sentence, i)]
    return None if several else verbal(frame, sentence, types_of)


def _called_for(sentence: Sentence, d: int) -> bool:
    return base(sentence.tokens[d].dep) in {"obl", "nmod", "xcomp", "acl", "advcl", "ccomp"}


def verbal(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A pronoun as object stands for the proposal told just before (*mais Moscou le rejette*); None for anyone else."""
    if is_purpose_of(frame, sentence, "protest"):
        return None  # what a protest is for is its topic
    objects = heads(frame, "object")
    if objects and all(
        types_of(sentence.index, i) & _GOODS and not fits(types_of(sentence.index, i), "deal") for i in objects
    ):
        return None  # goods asked for are aid
    if _mutual(frame, sentence):
        return None  # "the two countries agreed on a fund": an agreement
    pronouns = [i for i in objects if _clitic(sentence, i)]
    if not pronouns:
        return frame
    meant = _antecedent(sentence, frame.proposition.head, types_of)
    if meant is None:
        return frame  # told in a sentence before, if at all: `resolve` looks there
    return add(without(frame, "object", pronouns), "object", [argument(sentence, meant, "obj", "reference")])


def _mutual(frame: Frame, sentence: Sentence) -> bool:
    """Whether those who agree do so with one another: two are named, or their plural is of sides."""
    words = table(frame, "mutual")
    if frame.proposition.lemma not in words.get("verbs", ()):
        return False
    if any(r == "object" and a.slot == "obl" and a.marker in words.get("given", ()) for r, a in frame.roles):
        return False  # "the two sides agreed to a truce": each takes its stand
    who = heads(frame, "actor")
    sides = [i for i in who if sentence.tokens[i].lemma in words.get("nouns", ()) and plural(sentence, i)]
    return len(who) > 1 or bool(sides)


def _clitic(sentence: Sentence, i: int) -> bool:
    token = sentence.tokens[i]
    return token.pos == "PRON" or (token.pos == "DET" and token.dep in {"obj", "iobj"})


def _antecedent(sentence: Sentence, verb: int, types_of: TypesOf) -> int | None:
    """The nearest phrase before that can be agreed to: an object or a subject of a clause before goes first."""
    tokens = sentence.tokens
    before = [
        t.i for t in tokens[:verb]
        if t.pos == "NOUN" and "deal" in types_of(sentence.index, t.i) and tokens[t.head].i != verb
    ]  # fmt: skip
    core = [i for i in before if base(tokens[i].dep) in {"obj", "nsubj", "root"} or tokens[i].dep == "obl:arg"]
    return next(reversed(core or before), None)


def undergone(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*X est opposé à Y*: only the passive tells a stand."""
    del sentence, types_of
    return frame if frame.proposition.voice == "passive" else None


FILLS = {
    "undergone": undergone, "declared": declared, "verbal": verbal, "conditioned": conditioned, "nominal": nominal,
    "objected": objected,
}  # fmt: skip
