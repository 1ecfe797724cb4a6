"""Noun phrases: where one begins and ends, and the preposition that brings it."""

from __future__ import annotations

from greffier.frames.clauses import ClauseGrammar
from greffier.model import Sentence, Span

__all__ = ["base", "conjuncts", "marker_of", "phrase_span", "phrase_tokens"]

# What hangs on a noun and is no part of the phrase that names it.
_OUTSIDE = {
    "cc",
    "conj",
    "punct",
    "acl:relcl",
    "advcl",
    "parataxis",
    "appos",
    "case",
    "mark",
    "cop",
    "nsubj",
    "dep",
    "discourse",
    "advmod",
    "acl",
    "orphan",
    "ccomp",
    "obl:mod",
    "nsubj:pass",
    "expl:subj",
}
_NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "ADJ", "X", "SYM"}


def base(dep: str) -> str:
    """A label without its subtype: `nsubj:pass` gives `nsubj`."""
    return dep.partition(":")[0]


def phrase_tokens(sentence: Sentence, head: int, wide: bool = False) -> list[int]:
    """Token indices of the phrase that `head` heads, contiguous; `wide` keeps relative clauses and appositions."""
    dropped = {"cc", "conj", "case", "mark", "punct"} if wide else _OUTSIDE
    kept = {head}
    stack = [head]
    while stack:
        i = stack.pop()
        for child in sentence.children[i]:
            token = sentence.tokens[child]
            if i == head and token.dep in dropped and not _belongs(sentence, head, child):
                continue
            if child in kept:
                continue
            beside = token.dep in {"acl:relcl", "appos", "parataxis", "advcl", "conj", "cc"} and i != head
            if not wide and beside and not (sentence.tokens[i].pos == "ADJ" and token.dep in {"conj", "cc"}):
                continue  # but two adjectives are one phrase: "des délégations suisse et suédoise"
            kept.add(child)
            stack.append(child)
    kept |= {
        d
        for c in kept
        if sentence.tokens[c].pos == "ADJ"
        for d in sentence.children[c]
        if sentence.tokens[d].dep == "cc"
    }
    return _contiguous(sentence, head, kept)


def _belongs(sentence: Sentence, head: int, child: int) -> bool:
    """Adverbs and particles of a number before the head belong: *au moins 35 personnes*."""
    token = sentence.tokens[child]
    if token.dep == "advmod" and child < head:
        return any(sentence.tokens[j].pos == "NUM" for j in range(child, head))
    if token.dep == "acl" and child == head + 1 and not sentence.children[child]:
        return token.feats.get("VerbForm") == "Part"  # "des soldats blessés"
    return False


def _contiguous(sentence: Sentence, head: int, kept: set[int]) -> list[int]:
    low = head
    while low - 1 in kept or (
        low - 2 in kept and sentence.tokens[low - 1].pos == "PUNCT" and _quote(sentence, low - 1)
    ):
        low -= 1
    high = head
    while high + 1 in kept or (
        high + 2 in kept and (_quote(sentence, high + 1) or sentence.tokens[high + 1].dep in {"case", "det"})
    ):
        high += 1
    while low < head and sentence.tokens[low].pos in {"PUNCT", "CCONJ"}:
        low += 1
    while high > head and (sentence.tokens[high].pos in {"PUNCT", "CCONJ"} or _is_apart(sentence, high)):
        high -= 1
    return list(range(low, high + 1))


def _is_apart(sentence: Sentence, i: int) -> bool:
    """*un radar* | *près de X*, *307 prisonniers* | *chacune*: what begins the preposition after it, or shares out."""
    if sentence.tokens[i].dep == "amod" and sentence.tokens[i].pos in {"NUM", "PRON"}:
        return True
    after = sentence.tokens[i + 1] if i + 1 < len(sentence.tokens) else None
    return sentence.tokens[i].pos == "ADV" and after is not None and after.dep == "case"


def _quote(sentence: Sentence, i: int) -> bool:
    return sentence.tokens[i].text in {'"', "«", "»", "“", "”", "-", "'"}


def phrase_span(sentence: Sentence, head: int, wide: bool = False) -> Span:
    """Span of the phrase that `head` heads, without the preposition that brings it."""
    tokens = phrase_tokens(sentence, head, wide)
    return Span(sentence.tokens[tokens[0]].span.start, sentence.tokens[tokens[-1]].span.end)


def conjuncts(sentence: Sentence, head: int) -> list[int]:
    """`head` and the heads coordinated with it that are of its sort (nouns with nouns)."""
    found = [head]
    for i in found:
        for child in sentence.children[i]:
            if sentence.tokens[child].dep == "conj" and sentence.tokens[child].pos in _NOMINAL and child not in found:
                found.append(child)
    return found


def marker_of(sentence: Sentence, head: int, grammar: ClauseGrammar) -> str:
    """The preposition that brings `head`, contractions undone, phrases of several words as one; "" for none."""
    cases = [c for c in sentence.children[head] if sentence.tokens[c].dep in {"case", "mark"} and c < head]
    if not cases:
        return ""
    last = max(cases)
    fixed = [c for c in sentence.children[last] if sentence.tokens[c].dep == "fixed"]  # *quant à*
    found = _phrase_before(sentence, max([last, *fixed]), grammar)
    if found:
        return found
    return _plain(sentence.tokens[last].text.lower(), grammar)


def _plain(word: str, grammar: ClauseGrammar) -> str:
    return grammar.contractions.get(word, word)


def _phrase_before(sentence: Sentence, last: int, grammar: ClauseGrammar) -> str:
    """The longest preposition phrase whose last word is token `last`."""
    closing = _plain(sentence.tokens[last].text.lower(), grammar)
    candidates = grammar.by_last.get(closing)
    if not candidates:
        return ""
    words = [t.text.lower() for t in sentence.tokens[max(0, last - 4) : last]]
    joined = " " + " ".join([*words, closing]).replace("' ", "'")
    if not joined.endswith(candidates):  # most end here, asked all at once
        return ""
    return next(text for text in candidates if joined.endswith(text))[1:]
