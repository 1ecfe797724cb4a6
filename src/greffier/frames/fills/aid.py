"""Aid: how much, in what form, and how far it has got."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.fills.tools import (
    add,
    below,
    closed,
    governors,
    heads,
    inside,
    lend,
    marker,
    possessive,
    table,
    told_by,
    told_with,
    value_of,
    verb_says_it,
)  # fmt: skip
from greffier.frames.match import TypesOf
from greffier.frames.verbs import is_verb
from greffier.model import Frame, Sentence

__all__ = ["FILLS", "funded", "given", "nominal", "received", "voted"]


def given(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Aid told by a verb: its object is the amount, its words the form; what is promised is no longer planned."""
    frame = _form(_promised(inside(frame, sentence, types_of, "amount", "recipient"), sentence), sentence)
    vague = table(frame, "vague").get("nouns", ())
    given_nouns = [sentence.tokens[i].lemma for i in heads(frame, "amount")]
    told = value_of(frame, "form") or any(lemma not in vague for lemma in given_nouns)
    return frame if told or not given_nouns else None


def voted(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Money that is voted is aid when it is told for whom."""
    found = given(frame, sentence, types_of)
    return found if found is not None and heads(found, "recipient") else None


def received(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Aid told by who receives it; None when nobody gives it."""
    frame = inside(frame, sentence, types_of, "amount", "donor")
    return given(frame, sentence, types_of) if heads(frame, "donor") else None


def funded(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Aid told by its amount alone: goods that are counted or money, or nothing."""
    verb = sentence.tokens[frame.proposition.head]
    if verb.dep == "acl" and "aid" in types_of(sentence.index, verb.head):
        return None  # "une aide destinée à": the noun tells it, or what is done with it
    counted = [
        i for i in heads(frame, "amount")
        if any(sentence.tokens[c].dep in {"nummod", "det"} for c in sentence.children[i])
    ]  # fmt: skip
    return given(frame, sentence, types_of) if counted else None


def nominal(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Aid told by a noun: its stage by the nearest verb or noun; None when a verb of aid says it all."""
    tools = table(frame, "tool").get("markers", ())
    own = sentence.tokens[frame.proposition.head].lemma
    goods = "aid" in types_of(sentence.index, frame.proposition.head)  # what a verb of aid can have as its object
    if (goods and verb_says_it(frame, sentence)) or marker(frame, sentence, frame.proposition.head) in tools:
        return None
    if not heads(frame, "amount") and _moves_people(frame, types_of):
        return None
    found, by = told_by(frame, sentence, table(frame, "stage"))
    frame = told_with(lend(frame, sentence, by, "donor"), sentence, by)
    if not heads(frame, "donor"):
        frame = add(frame, "donor", possessive(sentence, frame.proposition.head))
    found = found or next((s for s, words in table(frame, "stage").items() if own in words.get("nouns", ())), "")
    if not heads(frame, "donor", "recipient") or not (found or (heads(frame, "donor") and heads(frame, "recipient"))):
        return None
    return given(closed(frame, "stage", found or frame.rule.set.get("stage", "delivered")), sentence, types_of)


def _moves_people(frame: Frame, types_of: TypesOf) -> bool:
    """*L'envoi de troupes*: soldiers are sent, not given."""
    moved = table(frame, "tool").get("moved", ())
    return any(a.marker in moved and "soldier" in types_of(a.sentence, a.head) for a in frame.proposition.arguments)


def _form(frame: Frame, sentence: Sentence) -> Frame:
    """The form by the first word of the object or of the anchor's phrase that tells one."""
    if value_of(frame, "form"):
        return frame
    tops = [*heads(frame, "amount"), frame.proposition.head]
    for top in tops if frame.proposition.pos == "NOUN" else tops[:-1]:
        lemmas = {sentence.tokens[k].lemma.lower() for k in (top, *below(sentence, top))}
        for form, words in table(frame, "form").items():
            if lemmas & set(words.get("words", ())):
                return closed(frame, "form", str(form))
    return frame


def _promised(frame: Frame, sentence: Sentence) -> Frame:
    """Aid that is promised or still to come is told as a promise, which has happened."""
    context = frame.proposition.context
    above = [sentence.tokens[k].lemma for k in governors(sentence, frame.proposition.head) if is_verb(sentence, k)]
    promises = table(frame, "promise").get("verbs", ())
    if value_of(frame, "stage") not in {"delivered", "committed", "promised"} or context.factuality == "denied":
        return frame
    offered = table(frame, "promise").get("nouns", ())
    nouns = [sentence.tokens[k].lemma for k in governors(sentence, frame.proposition.head)][:1]
    if any(w in promises for w in above[:1]) or any(w in offered for w in nouns):
        told = replace(frame.proposition, context=replace(context, factuality="actual"))
        return closed(replace(frame, proposition=told), "stage", "promised")
    return closed(frame, "stage", "promised") if context.factuality == "planned" else frame


FILLS = {"funded": funded, "given": given, "nominal": nominal, "received": received, "voted": voted}
