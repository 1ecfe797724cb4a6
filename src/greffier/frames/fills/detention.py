"""Detentions: who can be held, what makes a judgement one of a court, and what makes an exchange one of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from greffier.frames.fills.tools import add, argument, heads, told_as
from greffier.frames.match import TypesOf
from greffier.lexicon.kinds import load_kinds
from greffier.model import Frame, Sentence

__all__ = ["FILLS", "counted", "exchanged", "people", "sentenced", "served"]

_PEOPLE = frozenset({"people", "person", "pronoun"})


def _table(frame: Frame) -> Mapping[str, Any]:
    found = load_kinds()[frame.rule.kind].tables.get(frame.rule.language, {}).get("held", {})
    return found if isinstance(found, Mapping) else {}


def people(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Only people are held: a body or a country as the verb's object is another sense.

    A bare participle (*les civils libérés*) points back to what was told; only a headline tells it anew.
    """
    verb = sentence.tokens[frame.proposition.head]
    others = [a for a in frame.proposition.arguments if a.slot != "obj"]
    if verb.dep == "acl" and not others and sentence.tokens[verb.head].head != verb.head:
        return None
    held = [a for role, a in frame.roles if role == "detainee"]
    if held and not any(types_of(a.sentence, a.head) & _PEOPLE for a in held):
        return None
    return frame


def counted(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Who is arrested, or how many arrests are made (*deux cents interpellations*)."""
    del types_of
    head = frame.proposition.head
    if heads(frame, "detainee"):
        return frame
    number = [c for c in sentence.children[head] if sentence.tokens[c].pos == "NUM"]
    return add(frame, "number", [argument(sentence, head)]) if number else None


def sentenced(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A court judges people; to condemn or to find is more often to say."""
    p = frame.proposition
    words = {sentence.tokens[i].lemma.lower() for i in sentence.subtree(p.head)}
    words |= {sentence.tokens[a.head].lemma.lower() for a in p.arguments}
    legal = bool(words & frozenset(_table(frame).get("legal", ())))
    if p.pos == "VERB" and p.lemma not in _table(frame).get("appearing", ()) and not legal:
        return None
    if p.pos == "VERB" and p.lemma not in (*_table(frame).get("appearing", ()), *_table(frame).get("demanding", ())):
        objects = {a.head for a in p.arguments if a.slot == "obj"}
        kept = tuple((r, a) for r, a in frame.roles if r != "detainee" or a.head in objects)
        frame = replace(frame, roles=kept)
    if p.lemma in _table(frame).get("demanding", ()):
        frame = told_as(frame, "possible", sentence.tokens[p.head].text)
    return people(frame, sentence, types_of) if any(r == "detainee" for r, _ in frame.roles) else None


def exchanged(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Prisoners, hostages and the dead are exchanged; other people exchange views."""
    del types_of
    held = frozenset(_table(frame).get("people", ()))
    named = [a for role, a in frame.roles if role == "detainee"]
    words = {sentence.tokens[i].lemma.lower() for a in named for i in sentence.subtree(a.head)}
    return frame if words & held else None


def served(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Écoper de six ans de prison*: only a sentence of a court."""
    del types_of
    words = {sentence.tokens[i].lemma.lower() for i in sentence.subtree(frame.proposition.head)}
    return frame if words & frozenset(_table(frame).get("legal", ())) else None


FILLS = {"served": served, "counted": counted, "exchanged": exchanged, "people": people, "sentenced": sentenced}
