"""Known slips of the parser, mended before propositions are made.

A vague number (*près de 300 marins*, *à peu près 12 douaniers*) is torn from its noun, and a name right after a verb
is made an oblique without a preposition: here the noun is again what the verb's subject or object should be.

A date is hung on the noun before it (*le port d'Izmaïl le mardi*) three times in ten. A time expression belongs
to its clause: here it hangs on the nearest verb, so that no phrase swallows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from greffier.frames.clauses import ClauseGrammar
from greffier.frames.orphans import ORPHANS
from greffier.frames.phrases import base, marker_of
from greffier.frames.verbs import is_verb
from greffier.model import Sentence, Span, Token

__all__ = ["detach_times", "mend_orphans", "mend_phrases"]


def detach_times(
    sentence: Sentence, times: Sequence[Span], of: frozenset[str], phrases: frozenset[str] = frozenset()
) -> Sentence:
    """The sentence with every time expression hung on the verb of its clause as `obl:time`.

    `of` are the language's prepositions that make a noun part of another, `phrases` those of more than one word
    (*au cours de*).
    """
    tokens = list(sentence.tokens)
    moved = [_detach(sentence, tokens, span, of, phrases) for span in times if sentence.span.holds(span)]
    return _rebuilt(sentence, tokens) if any(moved) and _is_tree(tokens) else sentence


def _detach(sentence: Sentence, tokens: list[Token], span: Span, of: frozenset[str], phrases: frozenset[str]) -> bool:
    """Hang one expression on its verb, in `tokens`; False where it stays."""
    inside = [t.i for t in tokens if span.start <= t.span.start < span.end]
    top = _top(tokens, inside)
    if top is None or tokens[top].head == top or _qualifies(tokens, top, inside, of, phrases):
        return False
    verb = _verb_above(sentence, tokens, top, set(inside))
    if verb is None:
        return False
    for i in inside:  # one head for the whole expression
        if i != top and tokens[i].head not in inside:
            tokens[i] = replace(tokens[i], head=top, dep="dep")
    for t in list(tokens):  # what hung on it goes up with it
        if t.head in inside and t.i not in inside and t.i not in {top, verb} and not _leads(t, inside):
            tokens[t.i] = replace(t, head=verb)
    stays = is_verb(sentence, tokens[top].head) and tokens[top].dep in {"obl:mod", "obl"}
    tokens[top] = replace(tokens[top], head=tokens[top].head if stays else verb, dep="obl:time")
    return True


def _qualifies(tokens: list[Token], top: int, inside: list[int], of: frozenset[str], phrases: frozenset[str]) -> bool:
    """*l'attaque de mardi*: brought by the preposition that makes it part of the noun, it stays there."""
    before = min(inside) - 1
    head = tokens[top].head
    return (
        before >= 0
        and tokens[before].lemma in of
        and tokens[before].pos == "ADP"
        and tokens[head].pos in {"NOUN", "PROPN"}
        and head == before - 1
        and f"{tokens[max(0, before - 2)].text.lower()} {tokens[head].text.lower()} {tokens[before].lemma}"
        not in phrases
    )


def _leads(token: Token, inside: list[int]) -> bool:
    """A preposition or article right before the expression stays with it."""
    return token.i < min(inside) and token.dep in {"case", "det", "advmod", "mark", "fixed", "punct"}


def _top(tokens: list[Token], inside: list[int]) -> int | None:
    outside = [i for i in inside if tokens[i].head not in inside or tokens[i].head == i]
    nominal = [i for i in outside if tokens[i].pos in {"NOUN", "NUM", "PROPN", "ADV", "ADJ"}]
    found = nominal or outside
    return found[0] if found else None


def _verb_above(sentence: Sentence, tokens: list[Token], top: int, inside: set[int]) -> int | None:
    seen = set()
    i = tokens[top].head
    while i not in seen:
        if i not in inside and is_verb(sentence, i):
            return i
        seen.add(i)
        i = tokens[i].head
    return None


def _is_tree(tokens: list[Token]) -> bool:
    """Every token climbs to a root; a time expression that governed its own verb would make a circle."""
    safe: set[int] = set()
    for token in tokens:
        path: list[int] = []
        i = token.i
        while i not in safe and tokens[i].head != i:
            if i in path:
                return False
            path.append(i)
            i = tokens[i].head
        safe.update(path, [i])
    return True


def _rebuilt(sentence: Sentence, tokens: list[Token]) -> Sentence:
    children: list[list[int]] = [[] for _ in tokens]
    for t in tokens:
        if t.head != t.i:
            children[t.head].append(t.i)
    return replace(sentence, tokens=tuple(tokens), children=tuple(tuple(c) for c in children))


def mend_phrases(sentence: Sentence, grammar: ClauseGrammar) -> Sentence:
    """The sentence with vague numbers on their nouns, bare objects on their verbs and infinitives on their nouns."""
    tokens = list(sentence.tokens)
    changed = _counted(tokens, grammar)
    mended = _rebuilt(sentence, tokens) if changed else sentence
    tokens = list(mended.tokens)
    mended = _rebuilt(mended, tokens) if _bare_objects(mended, tokens) else mended
    tokens = list(mended.tokens)
    mended = _rebuilt(mended, tokens) if _phrasal(mended, tokens, grammar) else mended
    tokens = list(mended.tokens)
    mended = _rebuilt(mended, tokens) if _purposes(mended, tokens, grammar) else mended
    tokens = list(mended.tokens)
    return _rebuilt(mended, tokens) if _beside(mended, tokens, grammar) and _is_tree(tokens) else mended


def mend_orphans(sentence: Sentence, grammar: ClauseGrammar) -> Sentence:
    """The sentence with torn words hung back, once its time expressions hang on their verbs."""
    mended = sentence
    for mend in ORPHANS:
        tokens = list(mended.tokens)
        mended = _rebuilt(mended, tokens) if mend(mended, tokens, grammar) and _is_tree(tokens) else mended
    return mended


def _counted(tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """Nouns with a number before them, and right before that words that only make the number vague."""
    changed = False
    for noun in [t for t in tokens if t.pos == "NOUN"]:
        number = noun.i - 1
        while number >= 0 and tokens[number].pos == "ADJ":
            number -= 1
        if number < 1 or tokens[number].pos != "NUM":
            continue
        words = _approximator(tokens, number, grammar)
        if words:
            changed |= _put_back(tokens, noun.i, words)
    return changed


def _approximator(tokens: list[Token], number: int, grammar: ClauseGrammar) -> list[int]:
    for phrase in grammar.approximators:
        start = number - len(phrase)
        if start >= 0 and tuple(t.text.lower() for t in tokens[start:number]) == phrase:
            return list(range(start, number))
    return []


def _put_back(tokens: list[Token], noun: int, words: list[int]) -> bool:
    """Hang the vague words on the noun, and the noun where they hung."""
    torn = tokens[noun].head in words
    top = noun if not torn else next((i for i in words if tokens[i].head not in {*words, noun}), noun)
    if not torn and not any(tokens[i].dep == "case" and tokens[i].head == noun for i in words):
        return False
    if tokens[top].head == top or (top == noun and torn) or _below(tokens, tokens[top].head, noun):
        return False
    verb = tokens[top].head
    tokens[noun] = replace(tokens[noun], head=verb, dep=_slot(tokens, verb, noun, tokens[top].dep))
    for i in words:
        tokens[i] = replace(tokens[i], head=noun, dep="advmod")
    return True


def _below(tokens: list[Token], i: int, noun: int) -> bool:
    """True when token `i` hangs, at any depth, on `noun`."""
    for _ in tokens:
        if i == noun:
            return True
        if tokens[i].head == i:
            return False
        i = tokens[i].head
    return True


def _slot(tokens: list[Token], verb: int, noun: int, dep: str) -> str:
    """What a counted noun is to the verb that it stands by: what the verb lacks."""
    if tokens[verb].pos not in {"VERB", "AUX"} or base(dep) not in {"advmod", "obl", "dep", "nmod"}:
        return dep
    own = {base(t.dep) for t in tokens if t.head == verb and t.i != noun}
    passive = any(t.dep == "aux:pass" for t in tokens if t.head == verb)
    if noun < verb:
        return ("nsubj:pass" if passive else "nsubj") if "nsubj" not in own else dep
    return "obj" if "obj" not in own and not passive else dep


def _phrasal(sentence: Sentence, tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """The noun of a prepositional phrase of several words is none: *à l'encontre* | *de X* hangs as *X* alone."""
    changed = False
    for noun in sentence.tokens:
        if noun.pos != "NOUN" or noun.i + 1 >= len(tokens) or noun.head == noun.i:
            continue
        words = [t.text.lower() for t in sentence.tokens[max(0, noun.i - 2) : noun.i + 1]]
        link = grammar.contractions.get(tokens[noun.i + 1].text.lower(), tokens[noun.i + 1].text.lower())
        if grammar.phrases.isdisjoint(" ".join([*words[k:], link]).replace("' ", "'") for k in (0, 1)):
            continue
        below = [c for c in sentence.children[noun.i] if c > noun.i and tokens[c].dep == "nmod"]
        if not below or tokens[noun.i + 1].head != below[0]:
            continue
        tokens[below[0]] = replace(tokens[below[0]], head=noun.head, dep=noun.dep)
        tokens[noun.i] = replace(noun, head=below[0], dep="case")
        for c in sentence.children[noun.i]:
            if c != below[0]:
                tokens[c] = replace(tokens[c], head=below[0], dep="case" if c < noun.i else tokens[c].dep)
        changed = True
    return changed


def _purposes(sentence: Sentence, tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """An infinitive after an object that calls for one hangs on it: *il critique sa décision* | *de partir*."""
    changed = False
    for token in sentence.tokens:
        verb = token.head
        if token.feats.get("VerbForm") != "Inf" or base(token.dep) not in {"xcomp", "obl", "advcl"} or verb >= token.i:
            continue
        if not is_verb(sentence, verb) or not _brought_by_of(sentence, token.i, grammar):
            continue
        objects = [c for c in sentence.children[verb] if tokens[c].dep == "obj" and verb < c < token.i]
        if objects and _calls_for_one(tokens[objects[-1]].lemma, grammar):
            tokens[token.i] = replace(token, head=objects[-1], dep="acl")
            changed = True
    return changed


def _beside(sentence: Sentence, tokens: list[Token], grammar: ClauseGrammar) -> bool:
    """Who says so hangs on the verb, on no noun that it counts: *tuant deux dockers* | *selon le maire*."""
    changed = False
    for token in sentence.tokens:
        if base(token.dep) not in {"nmod", "obl"} or is_verb(sentence, token.head):
            continue
        if marker_of(sentence, token.i, grammar) not in grammar.beside:
            continue
        verb = _verb_above(sentence, tokens, token.i, set(sentence.subtree(token.i)))
        if verb is not None:
            tokens[token.i] = replace(token, head=verb, dep="obl:mod")
            changed = True
    return changed


def _calls_for_one(noun: str, grammar: ClauseGrammar) -> bool:
    return any(noun in grammar.modality.get(f"{k}_nouns", ()) for k in ("possible", "planned", "denied"))


def _brought_by_of(sentence: Sentence, i: int, grammar: ClauseGrammar) -> bool:
    brought = [c for c in sentence.children[i] if sentence.tokens[c].dep in {"mark", "case"}]
    marks = [sentence.tokens[c].text.lower().replace("’", "'") for c in brought]
    return (
        len(marks) == 1
        and grammar.contractions.get(marks[0], marks[0]) in grammar.of
        and marks[0] not in _articles(grammar)
    )


def _articles(grammar: ClauseGrammar) -> frozenset[str]:
    return grammar.fused


_BARE = frozenset({"obl:mod", "obl:arg", "dep", "advmod", "conj"})


def _bare_subject(sentence: Sentence, tokens: list[Token], i: int, verb: int) -> bool:
    """A name before a verb that lacks a subject, brought by no preposition and cut off by no comma."""
    brought = any(sentence.tokens[c].dep in {"case", "mark"} for c in sentence.children[i])
    subjects = any(base(tokens[c].dep) in {"nsubj", "expl:subj"} for c in sentence.children[verb])
    last = max([i, *(c for c in sentence.subtree(i) if c < verb)])  # commas of a list stand inside it
    commas = any(t.text == "," for t in sentence.tokens[last + 1 : verb])
    if brought or subjects or commas or tokens[i].dep == "advmod":
        return False
    tokens[i] = replace(tokens[i], dep="nsubj")
    return True


def _bare_objects(sentence: Sentence, tokens: list[Token]) -> bool:
    """A name right after an active verb that lacks an object, called an oblique but brought by no preposition."""
    changed = False
    for token in sentence.tokens:
        verb = token.head
        if token.pos not in {"PROPN", "X"} or token.dep not in _BARE or not is_verb(sentence, verb):
            continue
        if token.i <= verb:
            changed |= _bare_subject(sentence, tokens, token.i, verb)
            continue
        children = sentence.children[token.i]
        if any(sentence.tokens[c].dep in {"case", "mark"} for c in children) or min((token.i, *children)) > verb + 1:
            continue
        siblings = {sentence.tokens[c].dep for c in sentence.children[verb]}
        if not siblings & {"obj", "aux:pass", "nsubj:pass", "ccomp"}:
            tokens[token.i] = replace(token, dep="obj")
            changed = True
    return changed
