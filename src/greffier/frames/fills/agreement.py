"""Agreements: what stage the words around a deal tell, and whether it exists at all."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.fills.tools import (
    add,
    argument,
    clause_of,
    closed,
    governors,
    grammar_of,
    heads,
    lend,
    marker,
    plural,
    possessive,
    table,
    told_as,
    told_by,
    told_with,
    verb_says_it,
    without,
)  # fmt: skip
from greffier.frames.match import TypesOf
from greffier.frames.phrases import base
from greffier.frames.verbs import is_participle, is_verb
from greffier.model import Context, Frame, Sentence

__all__ = ["FILLS", "agreed", "status", "truce"]


def status(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Stage by the nearest verb or noun that tells one; None for a deal that no word makes real."""
    del types_of
    frame = _own_topic(frame, sentence)
    stages = table(frame, "status")
    found, by = told_by(frame, sentence, stages)
    if _idle(frame, sentence, by) or verb_says_it(frame, sentence):
        return None
    frame = _brokered(told_with(lend(frame, sentence, by, "parties"), sentence, by), sentence)
    if not heads(frame, "parties"):
        frame = add(frame, "parties", possessive(sentence, frame.proposition.head))
    frame, found = _kept(*_offered(frame, sentence, found), sentence, by)
    happened = frame.proposition.light
    if not found and not happened and not heads(frame, "parties") and not _definite(frame, sentence):
        return None
    if found == "draft" and frame.proposition.context.factuality == "planned":
        frame = told_as(frame, "actual", "")  # a draft exists, though the deal is still to come
    return closed(frame, "status", found or "announced")


def _brokered(frame: Frame, sentence: Sentence) -> Frame:
    """*A deal brokered by Qatar*, *was mediated by Qatar*: who brings it about is no party to it."""
    verbs = table(frame, "kept").get("brokered", ())
    head = frame.proposition.head
    near = [*sentence.children[head], sentence.tokens[head].head]
    clause = clause_of(frame, sentence)
    by = [k for k in near if is_verb(sentence, k) and sentence.tokens[k].lemma in verbs]
    who = [a for k in by for a in clause.subjects(k) if a.head != head]
    return add(without(frame, "parties", [a.head for a in who]), "broker", who)


def _offered(frame: Frame, sentence: Sentence, found: str) -> tuple[Frame, str]:
    """*La trêve proposée par l'Égypte*: a draft, whoever took it or not; who offers it brokers it."""
    offers = table(frame, "kept").get("offered", ())
    near = [c for c in sentence.children[frame.proposition.head] if base(sentence.tokens[c].dep) in {"acl", "amod"}]
    by = next((c for c in near if sentence.tokens[c].lemma in offers and is_participle(sentence, c)), None)
    if by is None or found not in {"", "draft"}:
        return frame, found
    told = replace(frame.proposition, context=Context("actual", tense=frame.proposition.context.tense))
    who = [a for role, a in frame.roles if role == "parties" and a.head in sentence.subtree(by)]
    frame = without(replace(frame, proposition=told), "parties", [a.head for a in who])
    return add(frame, "broker", who), "draft"


def _kept(frame: Frame, found: str, sentence: Sentence, by: int) -> tuple[Frame, str]:
    """*La trêve n'a pas tenu*, *n'a pas été respectée*: what was not kept is broken, and that has happened."""
    p = frame.proposition
    above = sentence.tokens[p.head].head if by < 0 or by in sentence.children[p.head] else by
    if p.context.factuality != "denied" or sentence.tokens[above].lemma not in table(frame, "kept").get("verbs", ()):
        return frame, found
    told = replace(p, context=Context("actual", tense=p.context.tense))
    return replace(frame, proposition=told), "broken"


def _idle(frame: Frame, sentence: Sentence, by: int) -> bool:
    """True for a deal that is only talked about or wished for (*négocier un accord*, *d'accord*).

    `by` is the word that tells its stage, if any: what stands above that word does not count.
    """
    i = frame.proposition.head
    idle = table(frame, "idle")
    if marker(frame, sentence, i) in idle.get("markers", ()):
        return True
    subject = sentence.tokens[i].dep.startswith("nsubj")
    for k in governors(sentence, i):
        if k == by and _for_purpose(frame, sentence, by):
            return True
        if k == by or (subject and k == sentence.tokens[i].head):
            return False
        if sentence.tokens[k].lemma in idle.get("words", ()):
            return True
    return False


def _for_purpose(frame: Frame, sentence: Sentence, verb: int) -> bool:
    """*Des pourparlers pour parvenir à un accord*, *talks to reach a deal*: a deal not yet made."""
    reached = table(frame, "status").get("announced", {}).get("verbs", ())
    purpose = grammar_of(frame).modality.get("purpose_markers", frozenset())
    token = sentence.tokens[verb]
    apart = base(token.dep) in {"acl", "advcl"} and token.lemma in reached
    return apart and marker(frame, sentence, verb) in purpose


def _definite(frame: Frame, sentence: Sentence) -> bool:
    """*L'accord sur les prisonniers* is known to exist; *un accord sur les prisonniers* is not."""
    i = frame.proposition.head
    words = {sentence.tokens[c].text.lower() for c in sentence.children[i] if sentence.tokens[c].pos == "DET"}
    return bool(heads(frame, "topic")) and bool(words & set(table(frame, "idle").get("definite", ())))


def agreed(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Nobody agrees alone: two parties, or a plural."""
    del types_of
    who = heads(frame, "parties")
    sides = table(frame, "mutual").get("nouns", ())
    if sides:  # "the two governments agreed", but "the rebels agreed" is their stand
        who = [i for i in who if len(who) > 1 or sentence.tokens[i].lemma in sides]
    return frame if len(who) > 1 or any(plural(sentence, i) for i in who) else None


def _own_topic(frame: Frame, sentence: Sentence) -> Frame:
    """What hangs on the verb as "of" something is no topic of the deal (*après un an de combats, ils signent…*)."""
    own = set(sentence.subtree(frame.proposition.head))
    stray = [a.head for role, a in frame.roles if role == "topic" and a.marker in frame.rule.of and a.head not in own]
    bare = set(table(frame, "idle").get("manner", ()))  # "un accord de principe"
    stray += [i for i in heads(frame, "topic") if sentence.tokens[i].lemma in bare and i == max(sentence.subtree(i))]
    return without(frame, "topic", stray)


def truce(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A truce is its own topic. None where no word makes it real."""
    found = status(frame, sentence, types_of)
    if found is None or heads(found, "topic"):
        return found
    return add(found, "topic", [argument(sentence, frame.proposition.head)])


FILLS = {"agreed": agreed, "truce": truce, "status": status}
