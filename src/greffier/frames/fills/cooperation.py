"""Cooperation: the noun is the initiative itself."""

from __future__ import annotations

from greffier.frames.fills.tools import (
    add,
    argument,
    clause_of,
    grammar_of,
    heads,
    lend,
    marker,
    plural,
    possessive,
    table,
    told_by,
    verb_says_it,
    without,
)
from greffier.frames.match import TypesOf, fits
from greffier.frames.phrases import base
from greffier.frames.verbs import is_verb
from greffier.model import Frame, Sentence

_AIMS = frozenset({"xcomp", "ccomp", "advcl", "obl"})
_PURPOSES = frozenset({"acl", "advcl", "xcomp"})

__all__ = ["FILLS", "allied", "initiative", "together"]


def initiative(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """The phrase of the anchor names the initiative; None without anyone in it, or when a verb says it."""
    frame = without(frame, "participants", _own_name(frame, sentence, types_of))
    own = [a for role, a in frame.roles if role == "participants" and a.slot != "adj"]
    named = [a for role, a in frame.roles if role == "participants" and a.slot == "adj"]
    if len(own) + sum(plural(sentence, a.head) for a in own) < 2:
        frame = without(frame, "participants", [a.head for a in (*own, *named)])
    _, by = told_by(frame, sentence, table(frame, "forming"))
    if by >= 0 and is_verb(sentence, by):
        clause = clause_of(frame, sentence)
        if any(a.head == frame.proposition.head for a in clause.objects(by)):
            frame = add(frame, "participants", [*clause.subjects(by), *own])
    elif by >= 0:  # "announced the creation of a joint force"
        frame = lend(frame, sentence, by, "participants")
    if not heads(frame, "participants") or verb_says_it(frame, sentence):
        return None
    frame = _for_what(_aimed(frame, sentence), sentence, by)
    if heads(frame, "initiative"):
        return frame
    return add(frame, "initiative", [argument(sentence, frame.proposition.head)])


def _own_name(frame: Frame, sentence: Sentence, types_of: TypesOf) -> list[int]:
    """The complements that belong to the name of the initiative: *la Coalition des volontaires* has no such members."""
    i = frame.proposition.head
    if "body" not in types_of(sentence.index, i):
        return []
    return [
        c
        for c in heads(frame, "participants")
        if sentence.tokens[c].head == i and "body" in types_of(sentence.index, c)
    ]


def _aimed(frame: Frame, sentence: Sentence) -> Frame:
    """*Une force qui vise à protéger les ports*, *destinée à protéger les ports*: what it is for."""
    verbs = set(table(frame, "aiming").get("verbs", ()))
    if heads(frame, "purpose") or not verbs:
        return frame
    tokens = sentence.tokens
    beside = [c for c in sentence.children[frame.proposition.head] if base(tokens[c].dep) == "acl"]
    told = [i for c in beside if tokens[c].lemma in verbs for i in sentence.children[c] if base(tokens[i].dep) in _AIMS]
    infinitives = [i for i in told if tokens[i].feats.get("VerbForm") == "Inf"]
    return add(frame, "purpose", [argument(sentence, i) for i in infinitives[:1]])


def _for_what(frame: Frame, sentence: Sentence, verb: int) -> Frame:
    """*They formed a force to protect the ports*: an infinitive of purpose on the noun, or on the verb of forming."""
    if heads(frame, "purpose"):
        return frame
    head = frame.proposition.head
    purposes = grammar_of(frame).modality.get("purpose_markers", frozenset())
    near = {*sentence.children[head], *(sentence.children[verb] if verb >= 0 and is_verb(sentence, verb) else ())}
    after = [c for c in sorted(near) if c > head and is_verb(sentence, c)]
    told = [c for c in after if base(sentence.tokens[c].dep) in _PURPOSES and marker(frame, sentence, c) in purposes]
    return add(frame, "purpose", [argument(sentence, c) for c in told[:1]])


def together(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """At least two who act together; a plural is enough."""
    del types_of
    who = heads(frame, "participants")
    return frame if len(who) > 1 or any(plural(sentence, i) for i in who) else None


def allied(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*X est l'allié de Y*: told of someone in a main clause; an apposition only names."""
    i = frame.proposition.head
    tokens = sentence.tokens
    up = base(tokens[i].dep) == "nmod" and tokens[tokens[i].head].pos == "PRON"
    up = up or tokens[i].dep == "xcomp"  # "is an ally of": a noun that the verb brings, where it is no copula
    above = [i, tokens[i].head] if up else [i]
    subjects = [c for k in above for c in sentence.children[k] if base(tokens[c].dep) == "nsubj"]
    if not subjects:
        return None
    own = [argument(sentence, c, "subj") for c in subjects if fits(types_of(sentence.index, c), "actor")]
    return together(add(frame, "participants", [*own, *possessive(sentence, i)]), sentence, types_of)


FILLS = {"allied": allied, "together": together, "initiative": initiative}
