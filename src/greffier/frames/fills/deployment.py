"""Deployments: forces that move themselves, and senses that only armed forces give."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.match import TypesOf
from greffier.lexicon.kinds import load_kinds
from greffier.model import Frame, Sentence

__all__ = ["FILLS", "ground", "military", "moved", "sent", "taken"]


def _armed(frame: Frame, sentence: Sentence, types_of: TypesOf, *roles: str) -> bool:
    """True when a filler of the roles can be an armed force, or carries a word that tells one."""
    table = load_kinds()[frame.rule.kind].tables.get(frame.rule.language, {}).get("armed", {})
    words = frozenset(table.get("words", ()))
    for role, a in frame.roles:
        if role not in roles:
            continue
        if words & {sentence.tokens[i].lemma.lower() for i in sentence.subtree(a.head)}:
            return True
        if "force" in types_of(a.sentence, a.head) and sentence.tokens[a.head].lemma not in table.get("vague", ()):
            return True
    return False


def sent(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """What is sent must be armed; forces that are told to stand somewhere act for themselves."""
    return frame if _armed(frame, sentence, types_of, "force", "actor") else None


def moved(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Who leaves is its own force: *les troupes se sont retirées*."""
    if not _armed(frame, sentence, types_of, "force", "actor"):
        return None
    if not any(role == "force" for role, _ in frame.roles):
        own = [("force", a) for role, a in frame.roles if role == "actor" and "force" in types_of(a.sentence, a.head)]
        return replace(frame, roles=(*frame.roles, *own))
    return frame


def ground(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Ground is taken by armed actors."""
    found = taken(frame, sentence, types_of)
    return found if found and _armed(found, sentence, types_of, "actor") else None


def taken(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A phrase that tells who acts does not tell where."""
    del sentence, types_of
    acting = {a.head for role, a in frame.roles if role == "actor"}
    kept = tuple((r, a) for r, a in frame.roles if r != "place" or a.head not in acting)
    return replace(frame, roles=kept) if any(role == "place" for role, _ in kept) else None


def military(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A noun of moving or training is one of forces when a force or an armed word stands by it."""
    table = load_kinds()[frame.rule.kind].tables.get(frame.rule.language, {}).get("armed", {})
    near = {sentence.tokens[c].lemma.lower() for c in sentence.children[frame.proposition.head]}
    told = bool(near & frozenset(table.get("words", ())))
    return frame if told or _armed(frame, sentence, types_of, "force", "actor") else None


FILLS = {"ground": ground, "military": military, "moved": moved, "sent": sent, "taken": taken}
