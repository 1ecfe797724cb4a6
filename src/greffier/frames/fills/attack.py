"""Attacks: what tells who acts tells no place, and what only a causative makes an explosion."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.match import TypesOf
from greffier.model import Frame, Sentence

__all__ = ["FILLS", "actor_is_no_place", "blown_up"]


def actor_is_no_place(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*L'attaque de la Russie*: a phrase that tells who acts does not tell where."""
    acting = {a.head for role, a in frame.roles if role in {"attacker", "actor"}}
    kept = tuple((r, a) for r, a in frame.roles if r != "place" or a.head not in acting)
    return replace(frame, roles=kept)


def blown_up(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """*Faire sauter*, *se faire exploser*: without its causative the verb says something tamer."""
    head = frame.proposition.head
    around = [*sentence.children[head], sentence.tokens[head].head]
    causative = any(sentence.tokens[c].lemma == "faire" and c < head for c in around)
    return frame if causative else None


FILLS = {"actor_is_no_place": actor_is_no_place, "blown_up": blown_up}
