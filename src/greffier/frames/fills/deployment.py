"""Deployments: forces that move themselves, senses that only armed forces give, and who is driven out."""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.fills.tools import add, argument, heads, marker, possessive, table, without
from greffier.frames.match import TypesOf, fits
from greffier.frames.phrases import base
from greffier.model import Argument, Frame, Sentence

__all__ = ["FILLS", "driven", "ground", "left", "military", "raised", "retreat", "sent", "taken", "tested"]


def _words(frame: Frame, name: str) -> frozenset[str]:
    return frozenset(table(frame, "armed").get(name, ()))


def _is_armed(frame: Frame, sentence: Sentence, types_of: TypesOf, a: Argument) -> bool:
    """True when a phrase can be an armed force by its noun, or by a word that hangs on it."""
    types, head = types_of(a.sentence, a.head), sentence.tokens[a.head]
    if head.feats.get("Poss") == "Yes":
        return True  # only a sentence of armed forces gives it (`_owner`)
    if "armed" in types or ("force" in types and head.lemma not in _words(frame, "vague")):
        return True
    children = [sentence.tokens[c] for c in sentence.children[a.head]]
    if "force" in types and any(c.pos == "NUM" for c in children):
        return True
    return any(c.lemma.lower() in _words(frame, "words") for c in children)


def _armed(frame: Frame, sentence: Sentence, types_of: TypesOf, *roles: str) -> bool:
    return any(_is_armed(frame, sentence, types_of, a) for role, a in frame.roles if role in roles)


def _own_force(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame:
    """Who moves is its own force: *les troupes se sont retirées*; a force that nobody moves acts for itself."""
    if not heads(frame, "force"):
        forces = [a for r, a in frame.roles if r == "actor" and "force" in types_of(a.sentence, a.head)]
        return add(frame, "force", forces)
    if not heads(frame, "actor"):
        own = [a for r, a in frame.roles if r == "force" and "actor" in types_of(a.sentence, a.head)]
        return add(frame, "actor", own)
    return frame


def _owner(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame:
    """*Son avancée*: whose it is acts, where the sentence speaks of armed forces."""
    if frame.proposition.pos == "VERB" or heads(frame, "actor"):
        return frame
    if not any("armed" in types_of(sentence.index, t.i) for t in sentence.tokens if t.pos in {"NOUN", "PROPN"}):
        return frame
    return add(frame, "actor", possessive(sentence, frame.proposition.head))


def _place_inside(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame:
    """*Retirer ses troupes de la ville*: the place that the parser hung on who leaves it."""
    if heads(frame, "place"):
        return frame
    found = [
        argument(sentence, c, how="marker")
        for head in heads(frame, "force", "actor")
        for c in sentence.children[head]
        if base(sentence.tokens[c].dep) in {"nmod", "obl"}
        and marker(frame, sentence, c) in _words(frame, "origin")
        and fits(types_of(sentence.index, c), "place")
        and not fits(types_of(sentence.index, c), "body|armed")
    ]
    return add(frame, "place", found)


def raised(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Who is called up must be armed."""
    return frame if _armed(frame, sentence, types_of, "force") else None


def sent(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """What is sent must be armed."""
    if not _armed(frame, sentence, types_of, "force", "actor") or _given(frame, types_of):
        return None
    return _own_force(frame, sentence, types_of)


def tested(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Missiles sent up for a trial come down in the sea; those aimed at a country or a town attack it."""
    del sentence
    aimed = [a for role, a in frame.roles if role == "place" and a.marker in _words(frame, "aimed")]
    return None if any(fits(types_of(a.sentence, a.head), "country|town") for a in aimed) else frame


def _given(frame: Frame, types_of: TypesOf) -> bool:
    """*Des chars à l'Ukraine*: arms that go to a country, and not merely into it, are given to it."""
    forces = [types_of(a.sentence, a.head) for role, a in frame.roles if role == "force"]
    arms = [types for types in forces if {"weapon", "aid"} <= types and "people" not in types]
    to = [a for role, a in frame.roles if role == "place" and a.marker in _words(frame, "dative")]
    return bool(arms) and arms == forces and any("country" in types_of(a.sentence, a.head) for a in to)


def left(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Armed forces leave a place; a few verbs need none."""
    if not _armed(frame, sentence, types_of, "force", "actor"):
        return None
    frame = _place_inside(_own_force(frame, sentence, types_of), sentence, types_of)
    alone = frame.proposition.lemma in _words(frame, "alone")
    moved = any(role == "force" and a.slot == "obj" for role, a in frame.roles)
    return frame if heads(frame, "place") or alone or moved else None


def retreat(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A noun of leaving, with the place that hangs on who leaves."""
    found = military(frame, sentence, types_of)
    return None if found is None else _place_inside(found, sentence, types_of)


def taken(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A phrase that tells who acts does not tell where; forces that are cut off are where their enemy advances."""
    del sentence, types_of
    objects = [a.head for r, a in frame.roles if r == "actor" and a.slot == "obj"]
    frame = without(frame, "actor", objects)
    frame = without(frame, "place", heads(frame, "actor"))
    return frame if heads(frame, "place") and heads(frame, "actor") else None


def ground(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Ground is taken or lost by armed actors; of a town that falls the taker may stay untold."""
    frame = _owner(without(frame, "place", heads(frame, "actor")), sentence, types_of)
    if not heads(frame, "place"):
        return None
    told = any(a.slot == "obj" for role, a in frame.roles if role == "place")
    if not told and frame.proposition.pos == "VERB" and frame.proposition.lemma in _words(frame, "transitive"):
        return None  # "prendre l'avantage dans la ville"
    if told and (frame.proposition.lemma in _words(frame, "surely") or _takes_locality(frame, sentence)):
        acting = [types_of(a.sentence, a.head) for role, a in frame.roles if role == "actor"]
        return frame if all(fits(types, "pronoun|name|country|body|armed|force") for types in acting) else None
    if not heads(frame, "actor") and frame.proposition.lemma in _words(frame, "falls"):
        towns = [a for role, a in frame.roles if role == "place" and a.marker in _words(frame, "origin")]
        return frame if any(not fits(types_of(a.sentence, a.head), "country|site") for a in towns) else None
    return frame if _armed(frame, sentence, types_of, "actor") else None


def _takes_locality(frame: Frame, sentence: Sentence) -> bool:
    """*A pris le village*: no country takes a village but by force."""
    objects = [a.head for role, a in frame.roles if role == "place" and a.slot == "obj"]
    return bool(heads(frame, "actor")) and any(sentence.tokens[i].lemma in _words(frame, "localities") for i in objects)


def driven(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Who drives an enemy out advances; when only the one who is driven out is told, that one withdraws."""
    if not _armed(frame, sentence, types_of, "force", "actor"):
        return None
    frame = _place_inside(frame, sentence, types_of)
    if not heads(frame, "place"):
        return None
    losers = [a for role, a in frame.roles if role == "force"]
    frame = without(frame, "force", heads(frame, "force"))
    if heads(frame, "actor") and frame.proposition.voice != "passive":
        return replace(frame, values=(*frame.values, ("movement", "advances")))
    frame = add(without(frame, "actor", heads(frame, "actor")), "actor", losers)
    return replace(frame, values=(*frame.values, ("movement", "withdraws")))


def military(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A noun of moving or training is one of forces when a force or an armed word stands by it."""
    frame = _owner(without(frame, "place", heads(frame, "actor", "force")), sentence, types_of)
    near = {sentence.tokens[c].lemma.lower() for c in sentence.children[frame.proposition.head]}
    told = near & _words(frame, "words") or _armed(frame, sentence, types_of, "force", "actor")
    if _given(frame, types_of):
        return None
    return frame if told and heads(frame, "actor", "force", "place") else None


FILLS = {
    "driven": driven, "ground": ground, "left": left, "military": military, "raised": raised, "retreat": retreat,
    "sent": sent, "taken": taken, "tested": tested,
}  # fmt: skip
