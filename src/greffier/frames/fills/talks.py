"""Talks: nobody meets alone."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.fills.tools import add, clause_of, heads, marker, plural, possessive, table, told_by, without
from greffier.frames.match import TypesOf
from greffier.frames.verbs import is_verb
from greffier.model import Frame, Sentence

_ACTING = frozenset({"actor", "official", "person", "people", "body"})
_FAR = 12  # words in which an infinitive after "appeler quelqu'un" is looked for

__all__ = ["FILLS", "called", "nominal", "received", "seen", "together"]


def together(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """At least two who talk; a plural is enough (*les deux ministres se sont rencontrés*)."""
    del types_of
    who = heads(frame, "participants")
    if any(sentence.tokens[i].feats.get("Person") in {"1", "2"} for i in who):
        return None  # what "we" do is the speaker's own matter
    fronted = table(frame, "fronted").get("markers", ())
    before = [a.head for role, a in frame.roles if role == "topic" and a.head < frame.proposition.head]
    frame = without(frame, "topic", [i for i in before if marker(frame, sentence, i) in fronted])
    return frame if len(who) > 1 or any(plural(sentence, i) for i in who) else None


def seen(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Se voir* meets nobody when another verb hangs on it (*se voir refuser l'entrée*)."""
    head = frame.proposition.head
    other = any(is_verb(sentence, c) and sentence.tokens[c].dep in {"xcomp", "ccomp"} for c in sentence.children[head])
    return (
        None
        if other or any(a.slot in {"clause", "obj"} for a in frame.proposition.arguments)
        else together(frame, sentence, types_of)
    )


def received(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Who receives is a participant too."""
    del sentence, types_of
    return add(frame, "participants", [replace(a) for role, a in frame.roles if role == "host"])


def called(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Appeler quelqu'un* is a call; *appeler quelqu'un à agir* is a request."""
    p = frame.proposition
    if any(a.slot == "clause" for a in p.arguments):
        return None
    urged = set(table(frame, "urged").get("markers", ()))
    after = [t.text.lower() for t in sentence.tokens[p.head + 1 : p.head + _FAR]]
    direct = any(a.slot == "obj" for _, a in frame.roles)
    if (direct and urged & set(after)) or (len(heads(frame, "participants")) < 2 and not p.reflexive):
        return None
    return together(frame, sentence, types_of)


def _hosted(frame: Frame, sentence: Sentence) -> Frame:
    """Who organises talks need not take part: *une conférence organisée par X*, *X accueille une réunion*."""
    role, verb = told_by(frame, sentence, table(frame, "hosting"))
    if verb < 0:
        return frame
    acting = {a.head for a in clause_of(frame, sentence).subjects(verb)}
    moved = [a for r, a in frame.roles if r == "participants" and a.head in acting]
    return add(without(frame, "participants", [a.head for a in moved]), role, moved)


def _placed(frame: Frame, sentence: Sentence) -> Frame:
    """*En ligne*, *en cours* are no places: after a bare preposition only a name is one."""
    bare = [
        a.head for role, a in frame.roles
        if role == "place" and not sentence.tokens[a.head].text[:1].isupper()
        and not any(sentence.tokens[c].dep == "det" for c in sentence.children[a.head])
    ]  # fmt: skip
    return without(frame, "place", bare)


def _about(frame: Frame, sentence: Sentence) -> Frame:
    """*Un sommet consacré à l'eau*: what the participle or verb governs is the topic."""
    if heads(frame, "topic"):
        return frame
    _, verb = told_by(frame, sentence, table(frame, "about"))
    if verb < 0:
        return frame
    clause = clause_of(frame, sentence)
    i = frame.proposition.head
    found = [a for a in clause.arguments(verb) if a.head != i and a.head not in heads(frame, "place", "participants")]
    wanted = [a for a in found if a.slot == "clause" or (a.slot == "obl" and a.marker and a.how == "dependency")]
    return add(frame, "topic", wanted[:1])


def _without_end(frame: Frame, sentence: Sentence) -> Frame:
    """*La réunion s'est achevée sur un échec*: how talks end is no topic."""
    ending = table(frame, "ending")
    verbs, markers = set(ending.get("verbs", ())), set(ending.get("markers", ()))
    ends = [
        a.head for role, a in frame.roles
        if role == "topic" and a.marker in markers and sentence.tokens[sentence.tokens[a.head].head].lemma in verbs
    ]  # fmt: skip
    return without(frame, "topic", ends)


def _with_teller(frame: Frame, sentence: Sentence) -> Frame:
    """*à l'issue d'un entretien avec Y, X a annoncé …*: who speaks after a meeting with one other met them."""
    i = frame.proposition.head
    verb = sentence.tokens[i].head
    who = heads(frame, "participants")
    alone = len(who) == 1 and not plural(sentence, who[0])
    beside_it = marker(frame, sentence, i) in table(frame, "beside").get("markers", ())
    if not alone or not is_verb(sentence, verb) or not beside_it:
        return frame
    beside = [a for r, a in frame.roles if r == "participants" and a.marker in table(frame, "beside").get("with", ())]
    return add(frame, "participants", list(clause_of(frame, sentence).surface_subject(verb))[:1]) if beside else frame


def _for_whom(frame: Frame, types_of: TypesOf) -> Frame:
    """*Une session pour les équipes d'experts*: who acts is no matter to talk of, save a country."""
    whom = table(frame, "for_whom").get("markers", ())
    told = [(a, types_of(a.sentence, a.head)) for role, a in frame.roles if role == "topic" and a.marker in whom]
    acting = [a for a, types in told if types & _ACTING and "country" not in types]
    return add(without(frame, "topic", [a.head for a in acting]), "participants", acting)


def nominal(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Leur rencontre*: the possessive stands for those who meet. Hosts, topics by participles."""
    frame = _without_end(_for_whom(frame, types_of), sentence)
    frame = _about(_hosted(_placed(frame, sentence), sentence), sentence)
    if heads(frame, "participants"):
        return _with_teller(frame, sentence)
    frame = add(frame, "participants", possessive(sentence, frame.proposition.head))
    return frame if frame.roles or frame.proposition.is_told_again(sentence) else None


FILLS = {"called": called, "together": together, "received": received, "seen": seen, "nominal": nominal}
