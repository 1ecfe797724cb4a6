"""Protests: crowds that gather for a cause, and gatherings that have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from greffier.frames.fills.tools import add, argument, clause_of
from greffier.frames.match import TypesOf, fits
from greffier.frames.verbs import is_verb
from greffier.lexicon.kinds import load_kinds
from greffier.model import Argument, Frame, Sentence

__all__ = ["FILLS", "cause", "counted", "crowd", "noun", "protesters"]


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
    if _leads_to(frame, sentence) or _of_state(frame, sentence, types_of):
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


def _of_state(frame: Frame, sentence: Sentence, types_of: TypesOf) -> bool:
    """*L'Iran a protesté contre la résolution*: governments object, they do not march."""
    if frame.proposition.lemma not in _words(frame, "objects"):
        return False
    acting = [a for role, a in frame.roles if role == "actor"]
    states = _words(frame, "states")
    return all("country" in types_of(a.sentence, a.head) or sentence.tokens[a.head].lemma in states for a in acting)


def _leads_to(frame: Frame, sentence: Sentence) -> bool:
    """*Se sont rassemblés pour protester*: the verb above tells the protest, the infinitive why."""
    verb = sentence.tokens[frame.proposition.head]
    rules = load_kinds()[frame.rule.kind].rules[frame.rule.language]
    gathering = {v.split()[-1] if v.startswith("se ") else v.split()[0] for r in rules for v in r.verbs}
    infinitive = verb.feats.get("VerbForm") == "Inf" and verb.head != verb.i and is_verb(sentence, verb.head)
    return infinitive and sentence.tokens[verb.head].lemma in gathering


def cause(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A gathering is a protest when a word of protest stands by it."""
    del types_of
    return frame if _around(frame, sentence) & _words(frame, "cause") else None


def noun(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Marches and gatherings need a cause; demonstrations and strikes speak for themselves, but not when pointed to."""
    if any(a.marker in _words(frame, "struck") and fits(types_of(a.sentence, a.head), "town|site|country|armed")
           for a in frame.proposition.arguments):  # fmt: skip
        return None  # "a strike on Lviv" is an attack
    frame = add(frame, "actor", _gathered(frame, sentence, types_of))
    if frame.proposition.lemma not in _words(frame, "weak"):
        return frame if frame.roles or _new(frame, sentence) else None
    told = any(role in {"topic", "target"} for role, _ in frame.roles)
    return frame if told or _around(frame, sentence) & _words(frame, "cause") else None


def _gathered(frame: Frame, sentence: Sentence, types_of: TypesOf) -> list[Argument]:
    """*La grève a réuni X*, *une marche rassemblant X*: who takes part."""
    clause, head = clause_of(frame, sentence), frame.proposition.head
    verbs = [i for i in (sentence.tokens[head].head, *sentence.children[head]) if is_verb(sentence, i)]
    return [
        a
        for v in verbs
        if sentence.tokens[v].lemma in _words(frame, "gathers")
        for a in clause.objects(v)
        if a.head != head and fits(types_of(a.sentence, a.head), "people")
    ]


def _new(frame: Frame, sentence: Sentence) -> bool:
    """Told with an indefinite article, or none."""
    around = [sentence.tokens[c] for c in sentence.children[frame.proposition.head]]
    articles = [t for t in around if t.pos == "DET"]
    return bool(articles) and not any(t.points_back or t.feats.get("Poss") == "Yes" for t in articles)


def counted(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """Counted protesters tell a protest where no verb or noun of protest does; who protests is the phrase itself."""
    del types_of
    rules = load_kinds()[frame.rule.kind].rules[frame.rule.language]
    others = [r for r in rules if r.id != frame.rule.id]
    evoking = {w.split()[0] for r in others for w in (*r.verbs, *r.nouns)} - _words(frame, "weak")
    head = frame.proposition.head
    above = sentence.tokens[head].head
    count = [c for c in sentence.children[head] if sentence.tokens[c].pos == "NUM"]
    measured = sentence.tokens[above].lemma in _words(frame, "counts") and above < head
    if not (count or measured) or any(t.lemma in evoking for t in sentence.tokens):
        return None
    return add(frame, "actor", [argument(sentence, above if measured else head, "subj")])


def protesters(frame: Frame, sentence: Sentence, types_of: TypesOf) -> Frame | None:
    """A clash is one of a protest when protesters are told to have a part in it."""
    del types_of
    acting = {sentence.tokens[a.head].lemma for role, a in frame.roles if role == "actor"}
    return frame if acting & _words(frame, "protesters") else None


FILLS = {"cause": cause, "protesters": protesters, "counted": counted, "crowd": crowd, "noun": noun}
