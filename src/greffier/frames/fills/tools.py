"""What fills share: looking around an anchor, adding a role, setting a closed one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from greffier.frames.clauses import ClauseGrammar, clause_grammar
from greffier.frames.context import context
from greffier.frames.match import TypesOf, fits
from greffier.frames.phrases import base, marker_of, phrase_span
from greffier.frames.verbs import Clause, is_verb
from greffier.lexicon import load_language
from greffier.lexicon.kinds import load_kinds
from greffier.model import Argument, Frame, Proposition, Sentence

__all__ = [
    "add", "argument", "below", "clause_of", "closed",
    "decided", "governors", "grammar_of", "heads", "inside", "is_purpose_of", "lend", "marker", "phrase_says_it",
    "plural", "possessive",
    "table", "told_as", "told_by", "told_with", "value_of", "verb_says_it", "without",
]  # fmt: skip

_PHRASE = 5  # words in which a phrase of a verb ends
_DEEPEST = 4  # governors looked at
_STRONGER = {"actual": 0, "planned": 1, "possible": 2, "denied": 3}
_NEAR = {"acl", "amod", "nmod", "appos", "compound"}


@cache
def _grammar(language: str) -> ClauseGrammar:
    return clause_grammar(load_language(language).section("clauses"))


@cache
def _verbs_of(kind: str, language: str) -> frozenset[str]:
    """The verbs of one word that evoke a kind, reflexive pronouns off."""
    pronouns = tuple(load_language(language).section("verbs").get("reflexives", ()))
    found = set()
    for rule in load_kinds()[kind].rules.get(language, ()):
        for verb in rule.verbs:
            bare = next((verb.removeprefix(p) for p in pronouns if verb.startswith(p)), verb)
            found |= {bare} if " " not in bare else set()
    return frozenset(found)


@cache
def _phrases_of(kind: str, language: str) -> frozenset[tuple[str, str]]:
    """First and last words of the verbs of several words that evoke a kind."""
    verbs = [v.split() for rule in load_kinds()[kind].rules.get(language, ()) for v in rule.verbs if " " in v]
    return frozenset((words[0], words[-1]) for words in verbs)


@cache
def _long_verbs_of(kind: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The words of each verb of several words that evokes a kind."""
    rules = load_kinds()[kind].rules.get(language, ())
    return tuple(tuple(v.split()) for rule in rules for v in rule.verbs if " " in v)


def grammar_of(frame: Frame) -> ClauseGrammar:
    """The clause grammar of the frame's language."""
    return _grammar(frame.rule.language)


def clause_of(frame: Frame, sentence: Sentence) -> Clause:
    """The sentence's verbs and what hangs on them."""
    return Clause(sentence, grammar_of(frame))


def table(frame: Frame, name: str) -> Mapping[str, Any]:
    """A table that the kind's file gives for the frame's language; empty when there is none."""
    found = load_kinds()[frame.rule.kind].tables.get(frame.rule.language, {}).get(name, {})
    return found if isinstance(found, Mapping) else {}


def argument(sentence: Sentence, head: int, slot: str = "obl", how: str = "dependency") -> Argument:
    """The phrase that token `head` heads, as an argument."""
    return Argument(slot, "", sentence.index, head, phrase_span(sentence, head), how)


def heads(frame: Frame, *roles: str) -> list[int]:
    """Head tokens of what fills the roles."""
    return [a.head for role, a in frame.roles if role in roles]


def add(frame: Frame, role: str, arguments: Iterable[Argument]) -> Frame:
    """The frame with `role` filled by these too, no head twice."""
    known = set(heads(frame, role))
    new = []
    for a in arguments:
        if a.head not in known:
            known.add(a.head)
            new.append((role, a))
    return replace(frame, roles=(*frame.roles, *new))


def without(frame: Frame, role: str, dropped: Iterable[int]) -> Frame:
    """The frame without the fillers of `role` at these heads."""
    gone = set(dropped)
    return replace(frame, roles=tuple((r, a) for r, a in frame.roles if r != role or a.head not in gone))


def closed(frame: Frame, role: str, value: str) -> Frame:
    """The frame with a closed role set."""
    return replace(frame, values=(*((r, v) for r, v in frame.values if r != role), (role, value)))


def value_of(frame: Frame, role: str) -> str | None:
    """What a closed role is set to, by a fill or by the rule."""
    return next((v for r, v in frame.values if r == role and isinstance(v, str)), frame.rule.set.get(role))


def told_as(frame: Frame, factuality: str, why: str) -> Frame:
    """The frame with another factuality, unless it is denied."""
    p = frame.proposition
    if p.context.factuality == "denied":
        return frame
    context = replace(p.context, factuality=factuality, why=(*p.context.why, why))
    return replace(frame, proposition=replace(p, context=context))


def marker(frame: Frame, sentence: Sentence, i: int) -> str:
    """The preposition that brings token `i`."""
    return marker_of(sentence, i, grammar_of(frame))


def plural(sentence: Sentence, i: int) -> bool:
    """True for a noun or pronoun that is several."""
    near = [i, *(c for c in sentence.children[i] if sentence.tokens[c].pos == "DET")]
    return any(sentence.tokens[k].feats.get("Number") == "Plur" for k in near)


def possessive(sentence: Sentence, i: int) -> list[Argument]:
    """The possessive determiner of a noun (*sa visite*), as an argument that stands for its owner."""
    return [
        argument(sentence, c)
        for c in sentence.children[i]
        if sentence.tokens[c].feats.get("Poss") == "Yes" and sentence.tokens[c].pos in {"DET", "PRON", "ADJ"}
    ]


def governors(sentence: Sentence, i: int) -> Iterator[int]:
    """The words above token `i`, nearest first, coordination undone; it ends with the first finite verb."""
    tokens = sentence.tokens
    for _ in range(_DEEPEST):
        while tokens[i].dep == "conj" and tokens[tokens[i].head].pos == tokens[i].pos:
            i = tokens[i].head
        head = tokens[i].head
        if head == i:
            return
        yield head
        if is_verb(sentence, head) and base(tokens[head].dep) in {"root", "ccomp", "parataxis", "advcl"}:
            return
        i = head


def told_by(frame: Frame, sentence: Sentence, values: Mapping[str, Any]) -> tuple[str, int]:
    """The closed value that the nearest word tells, and that word's index; ("", -1) when none does.

    `values` maps a value to `verbs` and `nouns`; nouns and participles that hang on the anchor go first.
    """
    i = frame.proposition.head
    near = [c for c in sentence.children[i] if base(sentence.tokens[c].dep) in _NEAR]
    near += [d for c in near for d in sentence.children[c] if is_verb(sentence, d) and _hangs(sentence, c, d)]
    subject = base(sentence.tokens[i].dep) == "nsubj"
    above = [w for k in governors(sentence, i) for w in (k, *(_infinitives(sentence, k) if subject else ()))]
    for k in [*near, *above]:
        key = "verbs" if is_verb(sentence, k) else "nouns"
        for value, words in values.items():
            if sentence.tokens[k].lemma in words.get(key, ()):
                return str(value), k
    return "", -1


def _infinitives(sentence: Sentence, verb: int) -> list[int]:
    """*Un cessez-le-feu doit entrer en vigueur*: what the verb above governs tells the stage."""
    if not is_verb(sentence, verb):
        return []
    below = [c for c in sentence.children[verb] if sentence.tokens[c].dep == "xcomp" and is_verb(sentence, c)]
    return [c for c in below if c > verb]


def below(sentence: Sentence, i: int, depth: int = 0) -> Iterator[int]:
    """Tokens that hang on `i`, a few steps down."""
    for c in sentence.children[i]:
        yield c
        if depth < _DEEPEST:
            yield from below(sentence, c, depth + 1)


def inside(frame: Frame, sentence: Sentence, types_of: TypesOf, outer: str, role: str) -> Frame:
    """The frame with `role` filled by a phrase that hangs deep in the filler of `outer`, if nothing else fills it."""
    if heads(frame, role):
        return frame
    for head in heads(frame, outer):
        for c in below(sentence, head):
            wanted = frame.rule.obl.get(marker(frame, sentence, c), {}).get(role)
            if c > head and wanted and fits(types_of(sentence.index, c), wanted):
                return add(frame, role, [argument(sentence, c, how="marker")])
    return frame


def told_with(frame: Frame, sentence: Sentence, verb: int) -> Frame:
    """The frame told as the verb that says what became of the anchor: *le traité entrera en vigueur* is planned."""
    if verb < 0 or not is_verb(sentence, verb) or verb in sentence.children[frame.proposition.head]:
        return frame
    p = frame.proposition
    above = context(
        Proposition(p.sentence, verb, (verb,), sentence.tokens[verb].lemma, "VERB"), clause_of(frame, sentence)
    )
    if _STRONGER[above.factuality] <= _STRONGER[p.context.factuality]:
        return frame
    return replace(frame, proposition=replace(p, context=above))


def _hangs(sentence: Sentence, c: int, d: int) -> bool:
    """A participle on the anchor's complement, or coordinated with one on the anchor."""
    dep = base(sentence.tokens[d].dep)
    return dep == "conj" if is_verb(sentence, c) else dep == "acl" and sentence.tokens[d].dep != "acl:relcl"


def decided(frame: Frame, sentence: Sentence) -> Frame:
    """*Ils ont décidé de rappeler X*: to decide on a measure is to take it."""
    p = frame.proposition
    above = next(governors(sentence, p.head), -1)
    if p.context.factuality != "planned" or above < 0 or not is_verb(sentence, above):
        return frame
    if sentence.tokens[above].lemma not in table(frame, "decided").get("verbs", ()):
        return frame
    told = context(
        Proposition(p.sentence, above, (above,), sentence.tokens[above].lemma, "VERB"), clause_of(frame, sentence)
    )
    return replace(frame, proposition=replace(p, context=told))


def lend(frame: Frame, sentence: Sentence, verb: int, role: str) -> Frame:
    """The subject of a verb whose object is the anchor fills `role`, if nothing does."""
    if verb < 0 or heads(frame, role):
        return frame
    clause = clause_of(frame, sentence)
    if not is_verb(sentence, verb):  # "X a annoncé la signature d'un accord"
        noun, verb = verb, sentence.tokens[verb].head
        lends = clause.grammar.light | clause.grammar.agent_participles
        if not is_verb(sentence, verb) or sentence.tokens[verb].lemma not in lends:
            return frame
        if not any(a.head == noun for a in clause.objects(verb)):
            return frame
    return add(frame, role, [a for a in clause.subjects(verb) if a.head != frame.proposition.head])


def verb_says_it(frame: Frame, sentence: Sentence) -> bool:
    """True when a verb above the noun evokes the same kind, so that the noun adds nothing of its own."""
    verbs = _verbs_of(frame.rule.kind, frame.rule.language)
    above = [k for k in governors(sentence, frame.proposition.head) if is_verb(sentence, k)]
    return any(sentence.tokens[k].lemma in verbs for k in above) or phrase_says_it(frame, sentence)


def is_purpose_of(frame: Frame, sentence: Sentence, kind: str) -> bool:
    """*défilent pour réclamer X*: an infinitive that tells what a verb of another kind is for."""
    i = frame.proposition.head
    above = sentence.tokens[i].head
    purposes = grammar_of(frame).modality.get("purpose_markers", frozenset())
    if marker(frame, sentence, i) not in purposes or above == i:
        return False
    return sentence.tokens[above].lemma in _verbs_of(kind, frame.rule.language) or _is_phrase_of(
        sentence, above, kind, frame.rule.language
    )


def _is_phrase_of(sentence: Sentence, verb: int, kind: str, language: str) -> bool:
    """*Sont descendus dans la rue*, *ont organisé une marche*: the verb's phrase, or its object, evokes the kind."""
    near = range(verb + 1, min(verb + _PHRASE, len(sentence.tokens)))
    words = {sentence.tokens[k].text.lower() for k in near}
    lemma = sentence.tokens[verb].lemma
    if any(lemma in phrase[:-1] and phrase[-1] in words for phrase in _long_verbs_of(kind, language)):
        return True
    nouns = {noun for rule in load_kinds()[kind].rules.get(language, ()) for noun in rule.nouns}
    return any(sentence.tokens[c].dep == "obj" and sentence.tokens[c].lemma in nouns for c in sentence.children[verb])


def phrase_says_it(frame: Frame, sentence: Sentence) -> bool:
    """True when the noun is part of a verbal phrase that evokes the same kind (*donner son feu vert*)."""
    i = frame.proposition.head
    words = {sentence.tokens[i].lemma, *(sentence.tokens[k].text.lower() for k in (i, *frame.proposition.anchor))}
    phrases = _phrases_of(frame.rule.kind, frame.rule.language)
    above = [sentence.tokens[k].lemma for k in governors(sentence, i) if is_verb(sentence, k)]
    return any((lemma, word) in phrases for lemma in above for word in words)
