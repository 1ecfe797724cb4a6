"""Protests: crowds that gather for a cause, and gatherings that have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from greffier.frames.match import TypesOf
from greffier.lexicon.kinds import load_kinds
from greffier.model import Frame, Sentence

__all__ = ["FILLS", "cause", "crowd", "noun"]


def _words(frame: Frame, name: str) -> frozenset[str]:
    table: Mapping[str, Any] = load_kinds()[frame.rule.kind].tables.get(frame.rule.language, {}).get("crowd", {})
    return frozenset(table.get(name, ()))


def _around(frame: Frame, sentence: Sentence) -> set[str]:
    head = frame.proposition.head
    above = sentence.tokens[head].head
    near = {above, *sentence.subtree(head), *sentence.subtree(above)}
    return {sentence.tokens[i].lemma.lower() for i in near}


def crowd(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """One person shows or objects, a crowd demonstrates; a verb that also means less needs a cause."""
    if frame.proposition.lemma in _words(frame, "weak") and not _around(frame, sentence) & _words(frame, "cause"):
        return None
    objects = [a for a in frame.proposition.arguments if a.slot == "obj" and a.head not in frame.proposition.anchor]
    if objects and frame.proposition.lemma not in _words(frame, "transitive"):
        return None
    actors = [a for role, a in frame.roles if role == "actor"]
    single = all(
        sentence.tokens[a.head].feats.get("Number") == "Sing" and "person" in types_of(a.sentence, a.head)
        for a in actors
    )
    return None if single and len(actors) < 2 else frame


def cause(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A gathering is a protest when a word of protest stands by it."""
    del types_of
    return frame if _around(frame, sentence) & _words(frame, "cause") else None


def noun(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Marches and gatherings need a cause; demonstrations and strikes speak for themselves."""
    del types_of
    if frame.proposition.lemma not in _words(frame, "weak"):
        return frame
    told = any(role in {"topic", "target"} for role, _ in frame.roles)
    return frame if told or _around(frame, sentence) & _words(frame, "cause") else None


FILLS = {"cause": cause, "crowd": crowd, "noun": noun}
