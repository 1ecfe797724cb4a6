"""Talks: nobody meets alone."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.fills.tools import add, heads, plural, possessive
from greffier.frames.match import TypesOf
from greffier.model import Argument, Frame, Sentence

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
    if any(a.slot == "clause" or a.marker for a in frame.proposition.arguments if a not in _taken(frame)):
        return None
    return together(frame, sentence, types_of)


def _taken(frame: Frame) -> list[Argument]:
    return [a for _, a in frame.roles]


def nominal(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Leur rencontre*: the possessive stands for those who meet."""
    del types_of
    if heads(frame, "participants"):
        return frame
    frame = add(frame, "participants", possessive(sentence, frame.proposition.head))
    return frame if frame.roles else None


FILLS = {"called": called, "together": together, "received": received, "nominal": nominal}
