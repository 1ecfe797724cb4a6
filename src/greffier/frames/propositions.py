"""Every verb and every noun of happening as one proposition, light verbs undone."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace

from greffier.frames.located import located
from greffier.frames.phrases import base, conjuncts, marker_of, phrase_span
from greffier.frames.verbs import Clause, carried, happens, is_verb
from greffier.model import Argument, Proposition

__all__ = ["propositions"]


def propositions(clause: Clause, nouns: Container[str], verbs: Container[str] | None = None) -> list[Proposition]:
    """Propositions of a clause's sentence in order of their anchors.

    `nouns` are the lemmas of happening that frames use; `verbs` those of the verbs that are asked for, None for all.
    """
    sentence, found = clause.sentence, []
    for token in sentence.tokens:
        if is_verb(sentence, token.i):
            if verbs is None or token.lemma in verbs:
                found.append(_verbal(clause, token.i))
        elif token.pos in {"NOUN", "PROPN"} and _evokes(token.lemma, token.text.lower(), nouns):
            found.append(_nominal(clause, token.i))
        elif (there := located(sentence, token.i, clause.grammar)) is not None:
            found.append(there)
    return found


def _evokes(lemma: str, form: str, nouns: Container[str]) -> bool:
    return lemma in nouns or form in nouns


def _verbal(clause: Clause, i: int) -> Proposition:
    token = clause.sentence.tokens[i]
    voice = "passive" if clause.passive(i) else "active"
    return Proposition(
        clause.sentence.index, i, (i,), token.lemma, "VERB", voice, clause.reflexive(i), "", clause.arguments(i)
    )


def _nominal(clause: Clause, i: int) -> Proposition:
    """A noun of happening with its complements, adjectives, participles, and what its light verb lends it."""
    sentence, token = clause.sentence, clause.sentence.tokens[i]
    found = [*_complements(clause, i), *_adjectives(clause, i), *_participles(clause, i), *_torn_off(clause, i)]
    found += [*_undergone(clause, i), *_equated(clause, i)]
    container = _container(clause, i)
    if container is not None:  # "une vague de frappes russes": what is said of the wave is said of the strikes
        found += [*_complements(clause, container), *_adjectives(clause, container), *_participles(clause, container)]
    light, lent = _light(clause, i if container is None else container)
    found = [a for a in found if a.head not in {i, container}]
    seen = {a.head for a in found}
    found += [a for a in lent if a.head not in seen and a.head != i]
    return Proposition(sentence.index, i, (i,), token.lemma.lower(), "NOUN", "active", False, light, tuple(found))


def _equated(clause: Clause, i: int) -> list[Argument]:
    """*la visite était une rencontre d'adieu*: what the noun is said of, so that a telling of it points back."""
    sentence = clause.sentence
    if not any(sentence.tokens[c].dep == "cop" for c in sentence.children[i]):
        return []
    subjects = [c for c in sentence.children[i] if base(sentence.tokens[c].dep) == "nsubj"]
    return [Argument("cop", "", sentence.index, c, phrase_span(sentence, c), "dependency") for c in subjects]


def _container(clause: Clause, i: int) -> int | None:
    """The noun that only counts or groups this one."""
    sentence, token = clause.sentence, clause.sentence.tokens[i]
    above = sentence.tokens[token.head]
    groups = above.i != i and above.pos == "NOUN" and above.lemma in clause.grammar.containers
    return above.i if groups and base(token.dep) in {"nmod", "obl"} else None


def _undergone(clause: Clause, i: int) -> list[Argument]:
    """*X a été la cible d'un raid*: X is what it is aimed at."""
    sentence, above = clause.sentence, clause.sentence.tokens[i].head
    if above == i or sentence.tokens[above].lemma not in clause.grammar.undergoers:
        return []
    subjects = [c for c in sentence.children[above] if base(sentence.tokens[c].dep) == "nsubj"]
    return [a for c in subjects for a in _arguments(clause, "obl", c, "shared", clause.grammar.against)]


def _torn_off(clause: Clause, i: int) -> list[Argument]:
    """Adjective and complements of a noun that the parser hung on the noun before it (*victimes de frappes russes*)."""
    sentence, tokens = clause.sentence, clause.sentence.tokens
    above = tokens[i].head
    if above >= i or tokens[above].pos not in {"NOUN", "PROPN"} or base(tokens[i].dep) not in {"nmod", "conj"}:
        return []
    found = []
    for c in sentence.children[above]:
        if c == i + 1 and tokens[c].dep == "amod":
            found.append(Argument("adj", "", sentence.index, c, tokens[c].span, "marker"))
        elif c > i and base(tokens[c].dep) == "nmod" and tokens[c].pos in {"NOUN", "PROPN"}:
            marker = marker_of(sentence, c, clause.grammar)
            if marker not in {"", *clause.grammar.of}:
                found += _arguments(clause, "obl", c, "marker", marker)
    return found


def _arguments(clause: Clause, slot: str, head: int, how: str, marker: str = "") -> list[Argument]:
    sentence = clause.sentence
    return [Argument(slot, marker, sentence.index, h, phrase_span(sentence, h), how) for h in conjuncts(sentence, head)]


def _complements(clause: Clause, i: int) -> list[Argument]:
    """Prepositional phrases on the noun, and those on its complements (*des tirs de missiles contre la base*)."""
    sentence, found = clause.sentence, []
    stack = [(c, 0) for c in sentence.children[i]]
    while stack:
        c, depth = stack.pop(0)
        token = sentence.tokens[c]
        if base(token.dep) not in {"nmod", "obl", "dep"} or token.pos not in {"NOUN", "PROPN", "NUM", "PRON"}:
            continue
        marker = marker_of(sentence, c, clause.grammar)
        if marker and (depth == 0 or marker not in clause.grammar.of):
            found += _arguments(clause, "obl", c, "dependency" if depth == 0 else "marker", marker)
        stack += [(d, depth + 1) for d in sentence.children[c] if depth < 2]
    return found


def _adjectives(clause: Clause, i: int) -> list[Argument]:
    sentence = clause.sentence
    found = []
    for c in sentence.children[i]:
        token = sentence.tokens[c]
        if token.dep == "amod" or (
            base(token.dep) in {"nmod", "compound"} and not marker_of(sentence, c, clause.grammar)
        ):
            for h in [c, *(d for d in sentence.children[c] if sentence.tokens[d].dep == "conj")]:
                owner = token.dep == "nmod:poss"  # "the king's visit": the whole phrase
                span = phrase_span(sentence, h) if owner else sentence.tokens[h].span
                found.append(Argument("adj", "", sentence.index, h, span, "dependency"))
    return found


def _participles(clause: Clause, i: int) -> list[Argument]:
    """*une frappe menée par X*, *un raid visant Y*, *des tirs revendiqués par Z*."""
    sentence, grammar, found = clause.sentence, clause.grammar, []
    for c in _participles_of(clause, i):
        token = sentence.tokens[c]
        if clause.passive(c) and token.lemma in grammar.agent_participles:
            found += [a for a in clause.arguments(c) if a.slot != "obj"]
        elif token.lemma in grammar.target_participles and not clause.passive(c):
            found += [replace(a, slot="obl", marker=clause.grammar.against) for a in clause.objects(c)]
            found += [a for a in clause.arguments(c) if a.slot == "obl"]
        elif clause.passive(c):  # "attribuée à X": who is only held to have done it did not do it here
            obliques = [a for a in clause.arguments(c) if a.slot == "obl"]
            found += [a for a in obliques if f"{token.lemma} {a.marker}" not in grammar.agent_participles]
        elif token.dep == "acl:relcl":  # what its verb takes by "de" is the verb's
            found += [a for a in clause.arguments(c) if a.slot == "obl" and a.marker not in grammar.of]
    return found


def _participles_of(clause: Clause, i: int) -> list[int]:
    """Participles on the noun, and those that act as prepositions on its complement (*un tir de missiles visant Y*)."""
    sentence, grammar = clause.sentence, clause.grammar
    below = [d for c in sentence.children[i] if base(sentence.tokens[c].dep) == "nmod" for d in sentence.children[c]]
    acting = [d for d in below if sentence.tokens[d].lemma in grammar.agent_participles | grammar.target_participles]
    return [
        c
        for c in [*sentence.children[i], *acting]
        if base(sentence.tokens[c].dep) in {"acl", "amod"} and is_verb(sentence, c)
    ]


def _light(clause: Clause, i: int) -> tuple[str, list[Argument]]:
    """The light verb that governs the noun and what it lends: subject, obliques."""
    sentence, grammar = clause.sentence, clause.grammar
    top = i
    while sentence.tokens[top].dep == "conj" and sentence.tokens[sentence.tokens[top].head].pos in {"NOUN", "PROPN"}:
        top = sentence.tokens[top].head
    verb = sentence.tokens[top].head
    if verb == top or not is_verb(sentence, verb):
        return "", []
    verb = carried(clause, verb)
    lemma = sentence.tokens[verb].lemma
    is_object = any(a.head == top for a in clause.objects(verb))
    is_subject = any(a.head == top for a in clause.surface_subject(verb)) and not is_object
    marker = marker_of(sentence, top, grammar)
    if marker in grammar.answering and f"{lemma} {marker}" not in grammar.light:
        return "", []
    if is_object:
        return _lent_by_light(clause, verb, lemma)
    if marker and f"{lemma} {marker}" in grammar.light:
        return _lent_by_light(clause, verb, f"{lemma} {marker}")
    agent = clause.passive(verb) and any(a.head == top for a in clause.subjects(verb))  # "touché par une frappe"
    if (is_subject or agent) and happens(clause, verb, lemma):
        obliques = [a for a in clause.arguments(verb) if a.slot == "obl"]
        if lemma in grammar.aim:
            obliques += [replace(a, slot="obl", marker=clause.grammar.against) for a in clause.objects(verb)]
        return lemma, obliques
    obliques = [replace(a, how="marker") for a in clause.arguments(verb) if a.slot == "obl" and a.head != top]
    return "", obliques if base(sentence.tokens[top].dep) in {"obj", "obl", "nsubj"} else []


def _lent_by_light(clause: Clause, verb: int, lemma: str) -> tuple[str, list[Argument]]:
    grammar = clause.grammar
    arguments = clause.arguments(verb)
    obliques = [a for a in arguments if a.slot in {"obl", "iobj", "clause"}]
    if lemma in grammar.undergo:
        undergoers = [replace(a, slot="obl", marker=clause.grammar.against) for a in clause.subjects(verb)]
        return lemma, [*obliques, *undergoers]
    if lemma in grammar.light:
        return lemma, [*clause.subjects(verb), *obliques]
    return "", [replace(a, how="marker") for a in obliques]
