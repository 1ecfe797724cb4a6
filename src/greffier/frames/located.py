"""*Le ministre sera à Rome le 3 mai*: the copula with a place, which the parser gives to no verb."""

from __future__ import annotations

from greffier.frames.clauses import ClauseGrammar
from greffier.frames.phrases import base, marker_of, phrase_span
from greffier.model import Argument, Proposition, Sentence

__all__ = ["located"]

_NAMES = frozenset({"PROPN", "NOUN"})
_FAR = 5  # words between the copula and the place


def located(sentence: Sentence, i: int, grammar: ClauseGrammar) -> Proposition | None:
    """The proposition that someone is at a named place; None where token `i` is no copula, or tells no place."""
    token = sentence.tokens[i]
    if token.pos != "AUX" or token.lemma not in grammar.passive_auxiliaries or token.feats.get("VerbForm") != "Fin":
        return None
    top = token.head
    place = _place(sentence, i, top, grammar)
    subject = _subject(sentence, i, top)
    if place is None or subject is None or place == subject:
        return None
    marker = marker_of(sentence, place, grammar)
    found = (_argument(sentence, subject, "subj", ""), _argument(sentence, place, "obl", marker))
    return Proposition(sentence.index, i, (i,), token.lemma, "VERB", "active", False, "", found)


def _argument(sentence: Sentence, head: int, slot: str, marker: str) -> Argument:
    return Argument(slot, marker, sentence.index, head, phrase_span(sentence, head), "dependency")


def _place(sentence: Sentence, i: int, top: int, grammar: ClauseGrammar) -> int | None:
    """A name right behind the copula, brought by a preposition of place; a date may stand between."""
    around = {top, *sentence.children[top]}
    for token in sentence.tokens[i + 1 : i + 1 + _FAR]:
        marker = marker_of(sentence, token.i, grammar)
        if token.i in around and marker in grammar.locative and token.text[:1].isupper() and token.pos in _NAMES:
            return token.i
        if token.pos in {"VERB", "PUNCT", "ADJ"} or (token.pos == "NOUN" and marker):
            return None
    return None


def _subject(sentence: Sentence, i: int, top: int) -> int | None:
    """The subject before the copula; a coordinated clause takes that of the first."""
    for _ in range(2):
        own = [c for c in sentence.children[top] if base(sentence.tokens[c].dep) == "nsubj" and c < i]
        if own:
            return own[0]
        if sentence.tokens[top].dep != "conj":
            return None
        top = sentence.tokens[top].head
    return None
