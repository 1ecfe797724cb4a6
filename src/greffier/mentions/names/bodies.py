"""Bodies that no table knows, by the word they begin with: *le Conseil national syrien*, *le Parti de la justice*."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from greffier.lexicon.name_key import name_key
from greffier.model import Sentence, Span, Token

__all__ = ["body_spans"]

_LONGEST = 8  # words


def body_spans(sentence: Sentence, heads: Collection[str], links: Collection[str]) -> list[Span]:
    """Spans that begin with one of `heads` (keys) written with a capital inside a sentence, as far as the name goes."""
    found: list[Span] = []
    i = 1
    while i < len(sentence.tokens):
        token = sentence.tokens[i]
        last = i
        if _is_head(token, heads) and not sentence.tokens[i - 1].text.endswith((".", ":", "«")):
            last = _end(sentence.tokens, i, links)
        if last > i:
            found.append(token.span.join(sentence.tokens[last].span))
        i = last + 1
    return found


def _is_head(token: Token, heads: Collection[str]) -> bool:
    return token.text[:1].isupper() and not token.text.isupper() and name_key(token.text) in heads


def _end(tokens: Sequence[Token], i: int, links: Collection[str]) -> int:
    """The last word of the name: adjectives, then complements (*de la défense nationale*) with theirs."""
    last = _adjectives(tokens, i)
    while last - i < _LONGEST:
        noun = _complement(tokens, last + 1, links)
        if noun is None:
            break
        last = _adjectives(tokens, noun)
    return last


def _adjectives(tokens: Sequence[Token], i: int) -> int:
    while i + 1 < len(tokens) and tokens[i + 1].pos == "ADJ":
        i += 1
    return i


def _complement(tokens: Sequence[Token], i: int, links: Collection[str]) -> int | None:
    """The noun of *de la justice* at token `i`, in small letters; a name there is another's, and stays apart."""
    j = i
    while j < len(tokens) and name_key(tokens[j].text) in links:
        j += 1
    is_noun = i < j < len(tokens) and tokens[j].pos == "NOUN" and tokens[j].text[:1].islower()
    return j if is_noun else None
