"""Talks: nobody meets alone."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.fills.tools import add, heads, plural, possessive, table
from greffier.frames.match import TypesOf
from greffier.model import Frame, Sentence

_FAR = 12  # words in which an infinitive after "appeler quelqu'un" is looked for

__all__ = ["FILLS", "called", "nominal", "received", "together"]


def together(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """At least two who talk; a plural is enough (*les deux ministres se sont rencontrés*)."""
    del types_of
    who = heads(frame, "participants")
    return frame if len(who) > 1 or any(plural(sentence, i) for i in who) else None


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
    return None if direct and urged & set(after) else together(frame, sentence, types_of)


def nominal(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Leur rencontre*: the possessive stands for those who meet."""
    del types_of
    if heads(frame, "participants"):
        return frame
    frame = add(frame, "participants", possessive(sentence, frame.proposition.head))
    return frame if frame.roles else None


FILLS = {"called": called, "together": together, "received": received, "nominal": nominal}
