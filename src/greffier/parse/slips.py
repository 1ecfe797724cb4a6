"""Known slips of the parsers, mended on tokens before anything reads them.

A verb in the present that is also a noun is tagged as one (*La Suède la rejette*), which leaves the clause without a
verb; and the first of two coordinated subjects is made the root, the clause its second member (*La Suède et la
Norvège ont signé*); *neuf*, nine, is also the adjective *new*. What a language needs for this stands in its
`verbs.toml`, under `slips`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from greffier.lexicon import VerbForms
from greffier.model import Token
from greffier.parse.glued import glued_names

__all__ = ["mend_slips"]

_NOMINAL = {"NOUN", "PROPN", "PRON"}
_CLIMB = 6  # steps from a noun to its verb
_NO_NAME = {"ADV", "AUX", "DET", "INTJ", "VERB", "X"}
_MISTAGGED = {"NOUN", "ADJ", "ADV", "X"}


def mend_slips(tokens: list[Token], forms: VerbForms, slips: Mapping[str, Any]) -> list[Token]:
    """The tokens of one sentence with a lost verb found and a split subject joined; the same list where none is."""
    if not slips:
        return tokens
    tokens = glued_names(_participles(tokens, forms))
    tokens = _personal(tokens, frozenset(slips.get("impersonal", ())))
    tokens = _named(_counted(tokens, frozenset(slips.get("numbers", ()))))
    tokens = _promoted(_found_verb(tokens, forms, slips), frozenset(slips.get("auxiliaries", ())))
    tokens = _others(_listed(_named_subject(_joined_subject(tokens))))
    tokens = _gerunds(_joined_adjectives(tokens), frozenset(slips.get("gerund", ())))
    return _agents(_hung_participles(_described_subject(_hung_relatives(tokens))))


def _is_finite(token: Token) -> bool:
    return (
        token.pos in {"VERB", "AUX"}
        and token.dep != "amod"
        and (token.feats.get("VerbForm") == "Fin" or "Mood" in token.feats)
    )


def _found_verb(tokens: list[Token], forms: VerbForms, slips: Mapping[str, Any]) -> list[Token]:
    finite = next((t.i for t in tokens if _is_finite(t)), None)
    that = frozenset(slips.get("that", ()))
    clitics, endings = frozenset(slips.get("clitics", ())), tuple(slips.get("present", ()))
    for token in tokens[1:]:
        if token.pos not in _MISTAGGED and not (token.pos == "VERB" and token.dep == "amod"):
            continue
        if finite is not None and not _opens_clause(tokens, token.i, finite, that):
            continue
        word = token.text.lower()
        infinitive = forms.infinitive(word) if word.endswith(endings) else None
        if infinitive is not None and infinitive != word and _has_subject(tokens, token.i, clitics):
            return _made_verb(tokens, token.i, infinitive, clitics)
    return tokens


def _opens_clause(tokens: list[Token], i: int, finite: int, that: frozenset[str]) -> bool:
    """*Moscou dément que ses forces aient …*: before *que*, where no verb stands and the sentence hangs on a noun."""
    if i >= finite or i + 1 >= len(tokens) or tokens[i + 1].text.lower() not in that:
        return False
    root = next((t for t in tokens if t.head == t.i), None)
    return root is not None and root.pos in _NOMINAL and root.i < i


def _has_subject(tokens: list[Token], i: int, clitics: frozenset[str]) -> bool:
    """A noun stands right before the verb, or before the pronouns that lean on it."""
    j = i - 1
    while j > 0 and tokens[j].text.lower() in clitics:
        j -= 1
    return j >= 0 and tokens[j].pos in {*_NOMINAL, "ADJ"} and any(t.pos in _NOMINAL for t in tokens[: j + 1])


def _made_verb(tokens: list[Token], i: int, infinitive: str, clitics: frozenset[str]) -> list[Token]:
    """Token `i` as the finite verb and root of the sentence, what stands before it its subject."""
    old = next((t.i for t in tokens if t.head == t.i), 0)
    mended = list(tokens)
    feats = {"VerbForm": "Fin", "Mood": "Ind", "Tense": "Pres", "Person": "3"}
    mended[i] = replace(tokens[i], pos="VERB", lemma=infinitive, dep="root", head=i, feats=feats)
    cased = {t.head for t in tokens if t.dep == "case"}
    for t in tokens:
        if t.i == i:
            continue
        if t.text.lower() in clitics and t.head == i and t.i < i:
            mended[t.i] = replace(t, pos="PRON", dep="obj" if t.dep == "det" else t.dep)
        elif t.i == old and old != i:
            mended[t.i] = replace(t, head=i, dep="nsubj" if t.i < i else "obj")
        elif t.head == old and old < i < t.i:
            free = t.pos in _NOMINAL and t.i not in cased
            marked = any(m.dep == "mark" and m.head == t.i and m.i == i + 1 for m in tokens)
            clause = "ccomp" if marked else "xcomp"
            dep = "obj" if free else "punct" if t.pos == "PUNCT" else clause if t.pos == "VERB" else "obl:mod"
            mended[t.i] = replace(t, head=i, dep=dep)
    return mended


def _joined_subject(tokens: list[Token]) -> list[Token]:
    """*A et B ont signé*, parsed as A with the clause *et B ont signé* as its second member."""
    root = next((t for t in tokens if t.head == t.i), None)
    if root is None or (root.pos not in {"NOUN", "PROPN"} and not root.text[:1].isupper()):
        return tokens
    verb = next((t for t in tokens if t.head == root.i and t.dep == "conj" and t.pos == "VERB" and t.i > root.i), None)
    if verb is None:
        return tokens
    subject = next((t for t in tokens if t.head == verb.i and t.dep.startswith("nsubj") and t.i < verb.i), None)
    link = next((t for t in tokens if t.head == verb.i and t.dep == "cc" and t.i < verb.i), None)
    if subject is None or link is None or subject.pos not in _NOMINAL or not root.i < link.i < subject.i:
        return tokens
    if root.pos not in _NOMINAL and (link.i != root.i + 1 or subject.pos != "PROPN"):
        return tokens
    if any(t.pos in {"PUNCT", "VERB", "AUX"} for t in tokens[root.i + 1 : subject.i] if t.text != ","):
        return tokens
    mended = list(tokens)
    mended[verb.i] = replace(verb, head=verb.i, dep="root")
    pos = root.pos if root.pos in _NOMINAL else "PROPN"  # a name that the tagger does not know
    mended[root.i] = replace(root, head=verb.i, dep=subject.dep, pos=pos)
    mended[subject.i] = replace(subject, head=root.i, dep="conj")
    mended[link.i] = replace(link, head=subject.i)
    for t in tokens:
        if t.head == root.i and t.i > verb.i and t.i != root.i:
            dep = "punct" if t.pos == "PUNCT" else "obl:mod" if t.pos in _NOMINAL else t.dep
            mended[t.i] = replace(t, head=verb.i, dep=dep)
    return mended


def _named_subject(tokens: list[Token]) -> list[Token]:
    """*Après sept ans, le Canada et la Norvège ont signé*, both nouns made members of the verb: its subject."""
    root = next((t for t in tokens if t.head == t.i), None)
    if root is None or root.pos != "VERB" or any(t.head == root.i and "subj" in t.dep for t in tokens):
        return tokens
    cased = {t.head for t in tokens if t.dep in {"case", "mark"}}
    before = [t for t in tokens[: root.i] if t.head == root.i and (t.dep == "conj" or _is_bare_name(t))]
    lost = [t for t in before if t.pos in _NOMINAL and t.i not in cased]
    if not lost or not _is_finite_group(tokens, root):
        return tokens
    mended = list(tokens)
    first = lost[0]
    mended[first.i] = replace(first, dep="nsubj")
    for t in lost[1:]:
        mended[t.i] = replace(t, head=first.i)
    return mended


def _listed(tokens: list[Token]) -> list[Token]:
    """*L'Espagne, l'Italie et la Grèce*, with the last two hung on the first as if they told of it: three members."""
    mended = tokens
    cased = {t.head for t in tokens if t.dep == "case"}
    for second in tokens:
        first = tokens[second.head]
        if second.pos != "PROPN" or first.pos != "PROPN" or second.dep not in {"nmod", "appos"} or second.i in cased:
            continue
        last = [t for t in tokens if t.head == second.i and t.dep == "conj" and t.pos == "PROPN" and t.i not in cased]
        comma = any(t.text == "," for t in tokens[first.i + 1 : second.i])
        if comma and last and any(t.dep == "cc" and t.head == last[0].i for t in tokens):
            mended = list(mended)
            mended[second.i] = replace(second, dep="conj")
            mended[last[0].i] = replace(last[0], head=first.i)
    return mended


def _is_bare_name(token: Token) -> bool:
    """*Moscou la rejette*, with the name hung on the verb as if a preposition brought it."""
    return token.pos == "PROPN" and token.dep in {"nmod", "obl:mod"}


def _is_finite_group(tokens: Sequence[Token], verb: Token) -> bool:
    return _is_finite(verb) or any(t.head == verb.i and t.dep.startswith("aux") for t in tokens)


def _counted(tokens: list[Token], numbers: frozenset[str]) -> list[Token]:
    """*Neuf passants ont été blessés*: a number word that is also an adjective counts the plural noun after it."""
    mended = tokens
    for word, noun in pairwise(tokens):
        plural = noun.pos == "NOUN" and noun.feats.get("Number") == "Plur"
        if word.pos != "NUM" and word.head == noun.i and plural and word.text.lower() in numbers:
            mended = list(mended)
            mended[word.i] = replace(word, pos="NUM", dep="nummod", lemma=word.text.lower(), feats={"NumType": "Card"})
    return mended


def _participles(tokens: list[Token], forms: VerbForms) -> list[Token]:
    """*La Belgique a gelé son aide*, *il a téléphoné au roi*, with an adjective or a noun: what an auxiliary of tense
    makes is a verb.
    """
    mended = tokens
    for helper in tokens:
        word = tokens[helper.head]
        if helper.dep != "aux:tense" or word.pos not in {"ADJ", "NOUN"} or word.i < helper.i:
            continue
        if word.pos == "ADJ" and not any(t.dep == "obj" and t.head == word.i for t in tokens):
            continue  # "le lac a gelé", "trois gardes ont péri": read as what they are said to be
        infinitive = forms.infinitive(word.text.lower())
        if infinitive is not None:
            mended = list(mended)
            feats = {**word.feats, "VerbForm": "Part", "Tense": "Past"}
            mended[word.i] = replace(word, pos="VERB", lemma=infinitive, feats=feats)
    return mended


def _personal(tokens: list[Token], impersonal: frozenset[str]) -> list[Token]:
    """*Il a annoncé qu'il se rendrait à Rome*: the subject of a verb that is never impersonal is somebody."""
    mended = tokens
    for pronoun in tokens:
        verb = tokens[pronoun.head]
        if pronoun.dep != "expl:subj" or verb.pos != "VERB" or verb.lemma in impersonal or not impersonal:
            continue
        below = {t.dep for t in tokens if t.head == verb.i}
        if not below & {"aux:pass", "cop", "ccomp", "csubj", "nsubj", "nsubj:pass"}:
            mended = list(mended)
            mended[pronoun.i] = replace(pronoun, dep="nsubj")
    return mended


def _named(tokens: list[Token]) -> list[Token]:
    """*L'armée a pris Bakhmout*, *livrer à Kiev*: a word with a capital inside a sentence is a name."""
    mended = tokens
    for before, word in pairwise(tokens):
        if not (word.text[:1].isupper() and word.text[1:].islower()):
            continue
        bare = word.pos == "PRON" and "PronType" not in word.feats and before.pos != "PUNCT"
        brought = before.pos == "ADP" and word.pos in _NO_NAME and word.dep.startswith(("obl", "nmod"))
        if bare or brought:
            mended = list(mended)
            mended[word.i] = replace(word, pos="PROPN", lemma=word.text)
    return mended


def _joined_adjectives(tokens: list[Token]) -> list[Token]:
    """*des délégations suisse et suédoise*, the second adjective hung on the verb, goes back to the first."""
    mended = tokens
    for link in tokens[1:-1]:
        first, second = tokens[link.i - 1], tokens[link.i + 1]
        apart = (
            link.pos == "CCONJ" and first.pos == second.pos == "ADJ" and first.dep == "amod" and second.head != first.i
        )
        if (
            apart
            and second.dep != "xcomp"
            and (second.head == first.head or tokens[second.head].pos in {"VERB", "AUX"})
        ):
            mended = list(mended)
            mended[second.i] = replace(second, head=first.i, dep="conj")
            mended[link.i] = replace(link, head=second.i, dep="cc")
    return mended


def _promoted(tokens: list[Token], auxiliaries: frozenset[str]) -> list[Token]:
    """*se disent prêts à partir*, with *disent* made an auxiliary of *prêts*: the verb heads, the adjective follows."""
    mended = tokens
    for verb in tokens:
        below = tokens[verb.head]
        if not verb.dep.startswith("aux") or verb.pos != "VERB" or verb.lemma in auxiliaries or below.pos != "ADJ":
            continue
        mended = list(mended)
        root = below.head == below.i
        mended[verb.i] = replace(verb, head=verb.i if root else below.head, dep=below.dep)
        mended[below.i] = replace(below, head=verb.i, dep="xcomp")
        for t in tokens:
            if t.head == below.i and t.i not in {verb.i, below.i} and (t.i < below.i or t.pos == "PUNCT"):
                mended[t.i] = replace(t, head=verb.i)
    return mended


def _agents(tokens: list[Token]) -> list[Token]:
    """*tués dans une embuscade tendue par X*, with X hung on *tués*: an agent is that of the participle before it."""
    mended = tokens
    for agent in tokens:
        if agent.dep != "obl:agent":
            continue
        cases = [t.i for t in tokens[: agent.i] if t.head == agent.i and t.dep == "case"]
        if not cases or cases[0] == 0:
            continue
        before = tokens[cases[0] - 1]
        bare = before.dep == "acl" and before.feats.get("VerbForm") == "Part" and before.i != agent.head
        if bare and not any(t.dep == "obl:agent" and t.head == before.i for t in tokens):
            mended = list(mended)
            mended[agent.i] = replace(agent, head=before.i)
    return mended


def _described_subject(tokens: list[Token]) -> list[Token]:
    """*Le raid, qui a fait dix blessés, a touché un camp*: a noun with a clause of its own, brought by no preposition
    before a verb that lacks a subject, is that subject.
    """
    for noun in tokens:
        verb = tokens[noun.head]
        if not noun.dep.startswith("obl") or verb.pos != "VERB" or noun.i > verb.i or noun.pos not in _NOMINAL:
            continue
        below = {t.dep for t in tokens if t.head == noun.i}
        lacks = not any(t.dep.startswith(("nsubj", "expl:subj")) for t in tokens if t.head == verb.i)
        if lacks and "acl:relcl" in below and "case" not in below and _agree_in_number(noun, verb, tokens):
            return [replace(t, dep="nsubj") if t.i == noun.i else t for t in tokens]
    return tokens


def _agree_in_number(noun: Token, verb: Token, tokens: list[Token]) -> bool:
    number = _number(tokens, verb)
    return number is None or noun.feats.get("Number") in {None, number}


def _others(tokens: list[Token]) -> list[Token]:
    """*deux reporters ont été tués et un troisième blessé*: what a participle's own article brings is its subject."""
    mended = tokens
    for article, other in pairwise(tokens):
        verb = tokens[article.head]
        part = verb.pos == "VERB" and verb.feats.get("VerbForm") == "Part" and verb.dep == "conj" and verb.i > other.i
        if part and article.dep in {"det", "nummod"} and other.pos in {"ADJ", "NUM", "PRON"}:
            mended = list(mended)
            mended[other.i] = replace(other, pos="NOUN", head=verb.i, dep="nsubj:pass")
            mended[article.i] = replace(article, head=other.i)
            for t in tokens[other.i + 1 : verb.i]:
                if t.head == other.i:
                    mended[t.i] = replace(t, head=verb.i)
    return mended


def _gerunds(tokens: list[Token], markers: frozenset[str]) -> list[Token]:
    """*ils ont revendiqué l'opération en réclamant un retrait*: a gerund tells of the verb above, never of a noun."""
    mended = tokens
    for marker, word in pairwise(tokens):
        present = word.feats.get("VerbForm") == "Part" and word.feats.get("Tense") == "Pres"
        if not present or word.dep != "acl" or marker.text.lower() not in markers or marker.pos != "ADP":
            continue
        above, steps = tokens[word.head], 0
        while above.pos != "VERB" and above.head != above.i and steps < _CLIMB:
            above, steps = tokens[above.head], steps + 1
        if above.pos == "VERB":
            mended = list(mended)
            mended[word.i] = replace(word, head=above.i, dep="advcl")
    return mended


def _hung_relatives(tokens: list[Token]) -> list[Token]:
    """*…aux rebelles du nord, qui avaient pris la ville*: a clause with *qui* hangs on a noun before it that agrees."""
    mended = tokens
    for pronoun in tokens:
        if pronoun.feats.get("PronType") != "Rel" or not pronoun.dep.startswith("nsubj"):
            continue
        verb = tokens[pronoun.head]
        if verb.pos != "VERB" or verb.dep not in {"advcl", "conj", "parataxis", "dep", "ccomp"}:
            continue
        noun = _agreeing_noun(tokens, pronoun.i, _number(tokens, verb))
        if noun is not None:
            mended = list(mended)
            mended[verb.i] = replace(verb, head=noun, dep="acl:relcl")
    return mended


def _hung_participles(tokens: list[Token]) -> list[Token]:
    """*Des civils ont été tués dans une attaque, commise par …*: a participle with its agent, set apart by a comma,
    hangs on the noun before it that it agrees with, where the subject is no such noun.
    """
    mended = tokens
    for word in tokens:
        shaped = word.pos == "VERB" and word.dep == "advcl" and word.head < word.i
        if not shaped or word.feats.get("VerbForm") != "Part" or tokens[word.i - 1].text != ",":
            continue
        below = {t.dep for t in tokens if t.head == word.i}
        if "obl:agent" not in below or any("aux" in d for d in below):
            continue
        subject = next((t for t in tokens if t.head == word.head and t.dep.startswith("nsubj")), None)
        noun = _alike(tokens, word)
        if noun is not None and (subject is None or not _agree(subject, word)):
            mended = list(mended)
            mended[word.i] = replace(word, head=noun, dep="acl")
    return mended


def _alike(tokens: Sequence[Token], word: Token) -> int | None:
    """The head of the phrase that ends before the comma, the outermost noun after the verb that agrees."""
    between = tokens[word.head + 1 : word.i - 1]
    return next((t.i for t in between if t.pos == "NOUN" and _agree(t, word)), None)


def _agree(noun: Token, word: Token) -> bool:
    keys = ("Gender", "Number")
    return all(noun.feats.get(k, word.feats.get(k)) == word.feats.get(k, noun.feats.get(k)) for k in keys)


def _number(tokens: list[Token], verb: Token) -> str | None:
    helpers = [t for t in tokens if t.head == verb.i and t.dep.startswith("aux")]
    return next((t.feats["Number"] for t in [*helpers, verb] if "Number" in t.feats), None)


def _agreeing_noun(tokens: list[Token], before: int, number: str | None) -> int | None:
    """The nearest noun before, at most a dozen words back and before any verb, whose number is the verb's."""
    for token in reversed(tokens[max(0, before - 12) : before]):
        if token.pos in {"VERB", "AUX"}:
            return None
        if token.pos not in {"NOUN", "PROPN"} or token.dep.startswith("flat"):
            continue
        above = tokens[token.head]
        if token.pos == "PROPN" and above.pos == "NOUN" and above.feats.get("Number") == number:
            return above.i  # the name is part of what the noun names
        if token.feats.get("Number", number) == number:
            return token.i
    return None
