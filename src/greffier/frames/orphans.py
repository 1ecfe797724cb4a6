"""Words that the parser tore from their clause, hung back: subjects after a colon, objects behind a date.

Each slip is seen by what a tree cannot mean: a noun coordinated with a verb, a bare noun that qualifies a verb, a
finite verb that qualifies its own subject. The noun is hung where a clause lacks one.
"""

from __future__ import annotations

from dataclasses import replace

from greffier.frames.clauses import ClauseGrammar
from greffier.frames.phrases import base
from greffier.frames.verbs import is_verb
from greffier.model import Sentence, Token

__all__ = ["ORPHANS"]

_NOMINAL = frozenset({"NOUN", "PROPN"})
_ROLES = frozenset({"nsubj", "nsubj:pass", "obj"})


def _named_goods(sentence: Sentence, tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """*59 drones Shahed ont été lancés*: the noun is the subject, the name only tells which."""
    del grammar
    changed = False
    for name in sentence.tokens[1:]:
        noun = sentence.tokens[name.i - 1]
        if name.pos != "PROPN" or name.dep not in _ROLES or noun.pos != "NOUN" or noun.head != name.head:
            continue
        children = [sentence.tokens[c].dep for c in sentence.children[noun.i]]
        if base(noun.dep) not in {"nmod", "obl", "dep"} or "case" in children or not {"nummod", "det"} & set(children):
            continue
        tokens[noun.i] = replace(noun, dep=name.dep)
        tokens[name.i] = replace(name, head=noun.i, dep="flat:name")
        changed = True
    return changed


def _figure_subjects(sentence: Sentence, tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """*Trois d'entre eux ont péri*, *deux des otages sont morts*: a figure before its verb is the subject."""
    del grammar
    changed = False
    for figure in sentence.tokens:
        if figure.pos not in {"NUM", "PRON"} or figure.head <= figure.i or figure.dep not in {"expl:subj", "nummod"}:
            continue
        whole = any(sentence.tokens[c].dep == "nmod" and c > figure.i for c in sentence.children[figure.i])
        helpers = [c for c in sentence.children[figure.head] if sentence.tokens[c].dep.startswith(("aux", "cop"))]
        if not whole or not any(figure.i < c < figure.head for c in helpers):
            continue
        passive = any(sentence.tokens[c].dep == "aux:pass" for c in helpers)
        tokens[figure.i] = replace(figure, dep="nsubj:pass" if passive else "nsubj")
        changed = True
    return changed


def _late_subjects(sentence: Sentence, tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """*…touché : une femme est morte*, *l'aéroport rouvrirait et 300 détenus seraient libérés*."""
    del grammar
    changed = False
    for noun in sentence.tokens:
        if noun.pos not in _NOMINAL or noun.dep not in {"obl:mod", "conj", "dep"} or noun.head >= noun.i:
            continue
        if not is_verb(sentence, noun.head) or _brought(sentence, noun.i):
            continue
        verb = _clause_after(sentence, noun)
        if verb is None:
            continue
        passive = any(sentence.tokens[c].dep == "aux:pass" for c in sentence.children[verb])
        tokens[noun.i] = replace(noun, head=verb, dep="nsubj:pass" if passive else "nsubj")
        for c in sentence.children[noun.i]:
            if sentence.tokens[c].dep in {"cc", "punct"}:
                tokens[c] = replace(tokens[c], head=verb)
        changed = True
    return changed


def _brought(sentence: Sentence, i: int) -> bool:
    """A preposition of its own; an article fused with none (*des*) is an article where nothing else brings it."""
    return any(sentence.tokens[c].dep in {"case", "mark"} for c in sentence.children[i])


def _clause_after(sentence: Sentence, noun: Token) -> int | None:
    """The head of a finite clause right behind the noun's phrase that lacks a subject and hangs where the noun does."""
    last = max([noun.i, *_below(sentence, noun.i)])
    for token in sentence.tokens[last + 1 :]:
        if token.head != noun.head or not (is_verb(sentence, token.i) or token.pos == "ADJ"):
            continue
        children = sentence.children[token.i]
        helpers = [c for c in children if sentence.tokens[c].dep.startswith(("aux", "cop"))]
        finite = token.feats.get("VerbForm") == "Fin" or any(
            sentence.tokens[c].feats.get("VerbForm") == "Fin" for c in helpers
        )
        lacks = not any(base(sentence.tokens[c].dep) in {"nsubj", "expl"} for c in children)
        first = min([token.i, *helpers, *(c for c in children if sentence.tokens[c].pos in {"PRON", "ADV"})])
        return token.i if finite and lacks and first == last + 1 else None
    return None


def _below(sentence: Sentence, i: int) -> list[int]:
    found, stack = [], list(sentence.children[i])
    while stack:
        c = stack.pop()
        found.append(c)
        stack += sentence.children[c]
    return found


def _finite_qualifier(sentence: Sentence, tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """*Le pays appuie l'initiative*, with the object at the root and the verb hung on the subject."""
    del grammar
    for noun in sentence.tokens:
        if noun.head != noun.i or noun.pos != "NOUN":
            continue
        subjects = [c for c in sentence.children[noun.i] if sentence.tokens[c].dep == "nsubj" and c < noun.i]
        if len(subjects) != 1 or any(sentence.tokens[c].dep == "cop" for c in sentence.children[noun.i]):
            continue
        verbs = [
            c
            for c in sentence.children[subjects[0]]
            if sentence.tokens[c].dep == "acl" and sentence.tokens[c].feats.get("VerbForm") == "Fin" and c < noun.i
        ]
        if len(verbs) != 1 or any(sentence.tokens[c].dep == "obj" for c in sentence.children[verbs[0]]):
            continue
        _turn(sentence, tokens, noun.i, subjects[0], verbs[0])
        return True
    return False


def _turn(sentence: Sentence, tokens: list[Token], noun: int, subject: int, verb: int) -> None:
    """The verb becomes the root, the noun its object; what does not stand in the noun's phrase goes to the verb."""
    tokens[verb] = replace(tokens[verb], head=verb, dep=tokens[noun].dep)
    tokens[noun] = replace(tokens[noun], head=verb, dep="obj")
    tokens[subject] = replace(tokens[subject], head=verb, dep="nsubj")
    for c in sentence.children[noun]:
        if c not in {subject, verb} and (c < verb or sentence.tokens[c].dep == "punct"):
            tokens[c] = replace(tokens[c], head=verb)


def _bare_nouns(sentence: Sentence, tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """*en expulsant deux diplomates*, *mène depuis lundi des manœuvres*: a bare noun behind a verb is its object."""
    changed = False
    for noun in sentence.tokens:
        counted = noun.dep == "obl:mod" and any(sentence.tokens[c].dep == "nummod" for c in sentence.children[noun.i])
        if noun.pos != "NOUN" or not (noun.dep in {"nmod", "dep", "obl:arg"} or counted) or noun.head >= noun.i:
            continue
        verb = noun.head
        own = {sentence.tokens[c].dep for c in sentence.children[noun.i]}
        partitive = sentence.tokens[verb].lemma in grammar.light and _partitive(sentence, noun.i, grammar)
        bare = not _brought(sentence, noun.i) and own & {"det", "nummod", "amod"}
        if not is_verb(sentence, verb) or not (bare or partitive):
            continue
        siblings = {sentence.tokens[c].dep for c in sentence.children[verb]}
        if siblings & {"obj", "aux:pass", "nsubj:pass", "ccomp", "xcomp"}:
            continue
        tokens[noun.i] = replace(noun, dep="obj")
        for c in sentence.children[noun.i]:
            if partitive and sentence.tokens[c].dep == "case":
                tokens[c] = replace(tokens[c], dep="det")
        changed = True
    return changed


def _partitive(sentence: Sentence, i: int, grammar: ClauseGrammar) -> bool:
    """The one preposition of a noun could as well be an article: *des*, *de nouvelles*."""
    cases = [sentence.tokens[c] for c in sentence.children[i] if sentence.tokens[c].dep == "case"]
    if len(cases) != 1:
        return False
    after = sentence.tokens[cases[0].i + 1]
    described = cases[0].lemma in grammar.governing and after.pos == "ADJ" and after.i < i
    return described or (cases[0].text.lower() in grammar.contractions and len(cases[0].text) > 2)


def _asides(sentence: Sentence, tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """*prévoient de leur côté de partir*, *mène de son côté des manœuvres*: nothing hangs on such an aside."""
    changed = False
    for noun in sentence.tokens:
        if noun.pos != "NOUN" or noun.lemma not in grammar.asides or noun.head == noun.i:
            continue
        children = sentence.children[noun.i]
        if not any(sentence.tokens[c].feats.get("Poss") == "Yes" for c in children) or not _brought(sentence, noun.i):
            continue
        verb = noun.head
        if not is_verb(sentence, verb):
            continue
        for c in children:
            if c > noun.i and sentence.tokens[c].dep in {"acl", "nmod"}:
                clausal = is_verb(sentence, c)
                tokens[c] = replace(tokens[c], head=verb, dep="xcomp" if clausal else "obl:mod")
                changed = True
    return changed


def _juxtaposed(sentence: Sentence, tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """*Kyiv a accepté la trêve, Moscou l'a rejetée*: two clauses side by side, neither telling how or why."""
    changed = False
    for verb in sentence.tokens:
        above = verb.head
        if verb.dep != "advcl" or not is_verb(sentence, verb.i) or not is_verb(sentence, above):
            continue
        if not _finite_group(sentence, verb.i) or not _finite_group(sentence, above):
            continue
        first = _clause_start(sentence, verb.i)
        subject = _subject_at(sentence, first, verb.i)
        joined = _comma_between(sentence, first, verb.i, above)
        if subject is None or not joined or _is_opened(sentence, verb.i, grammar):
            continue
        tokens[verb.i] = replace(verb, dep="parataxis")
        if sentence.tokens[subject].head != verb.i:
            tokens[subject] = replace(sentence.tokens[subject], head=verb.i, dep="nsubj")
        changed = True
    return changed


def _after_clause(sentence: Sentence, tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """*Lorsque la guerre a éclaté, le ministre, Jean Dupré, s'est rendu …*: behind the comma, the main subject."""
    del grammar
    root = sentence.tokens[sentence.root]
    if not is_verb(sentence, root.i) or any("subj" in sentence.tokens[c].dep for c in sentence.children[root.i]):
        return False
    for clause in sentence.children[root.i]:
        opened = any(sentence.tokens[c].dep == "mark" for c in sentence.children[clause])
        if clause > root.i or sentence.tokens[clause].dep != "advcl" or not opened:
            continue
        late = [c for c in sentence.children[clause] if c > clause and sentence.tokens[c].pos in _NOMINAL]
        if not late or _brought(sentence, late[-1]):
            continue
        first = min([late[-1], *_below(sentence, late[-1])])
        if sentence.tokens[first - 1].text == ",":
            tokens[late[-1]] = replace(sentence.tokens[late[-1]], head=root.i, dep="nsubj")
            return True
    return False


def _finite_group(sentence: Sentence, verb: int) -> bool:
    group = [verb, *(c for c in sentence.children[verb] if sentence.tokens[c].dep.startswith(("aux", "cop")))]
    return any(sentence.tokens[k].feats.get("VerbForm") == "Fin" for k in group)


def _clause_start(sentence: Sentence, verb: int) -> int:
    """Where the verb's own words begin; a bare name right before them, hung elsewhere, begins them."""
    own = [verb, *_below(sentence, verb)]
    first = min(i for i in own if sentence.tokens[i].pos != "PUNCT")
    before = sentence.tokens[first - 1] if first else None
    torn = before is not None and before.pos == "PROPN" and before.dep in {"obj", "punct", "obl:mod", "dep"}
    return first - 1 if torn and not _brought(sentence, first - 1) else first


def _subject_at(sentence: Sentence, first: int, verb: int) -> int | None:
    """The subject of the verb, when it opens its clause."""
    if sentence.tokens[first].head != verb and sentence.tokens[first].pos == "PROPN" and first + 1 <= verb:
        own = [c for c in sentence.children[verb] if base(sentence.tokens[c].dep) == "nsubj"]
        return None if own and first not in {*own, *_below(sentence, own[0])} else (own[0] if own else first)
    for c in sentence.children[verb]:
        if base(sentence.tokens[c].dep) == "nsubj" and c < verb and min([c, *_below(sentence, c)]) == first:
            return c
    return None


def _comma_between(sentence: Sentence, first: int, verb: int, above: int) -> bool:
    """A comma parts the two clauses, whichever comes first."""
    if above < first:
        return sentence.tokens[first - 1].text == ","
    between = sentence.tokens[verb + 1 : above]
    return sum(t.text == "," for t in between) == 1


def _is_opened(sentence: Sentence, verb: int, grammar: ClauseGrammar) -> bool:
    """A conjunction or a relative pronoun opens the clause."""
    below = [sentence.tokens[c] for c in sentence.children[verb]]
    return any(t.dep == "mark" or t.pos == "SCONJ" or t.text.lower() in grammar.relatives for t in below)


ORPHANS = (
    _figure_subjects, _named_goods, _late_subjects, _finite_qualifier, _bare_nouns, _asides, _juxtaposed, _after_clause,
)  # fmt: skip
