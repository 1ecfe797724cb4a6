"""Known slips of the parser, mended before propositions are made.

A date is hung on the noun before it (*le centre de Soumy le dimanche*) three times in ten. A time expression belongs
to its clause: here it hangs on the nearest verb, so that no phrase swallows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from greffier.frames.verbs import is_verb
from greffier.model import Sentence, Span, Token

__all__ = ["detach_times"]

_OF = frozenset({"de", "of"})


def detach_times(sentence: Sentence, times: Sequence[Span]) -> Sentence:
    """The sentence with every time expression hung on the verb of its clause as `obl:time`."""
    tokens = list(sentence.tokens)
    changed = False
    for span in times:
        if not sentence.span.holds(span):
            continue
        inside = [t.i for t in tokens if span.start <= t.span.start < span.end]
        top = _top(tokens, inside)
        if top is None or tokens[top].head == top:
            continue
        if _qualifies(tokens, top, inside):
            continue
        verb = _verb_above(sentence, tokens, top, set(inside))
        if verb is None:
            continue
        for i in inside:  # what hung on the expression from outside goes up with it; nothing of it stays behind
            if i != top and tokens[i].head not in inside:
                tokens[i] = replace(tokens[i], head=top, dep="dep")
        for t in tokens:
            if t.head in inside and t.i not in inside and t.i != top and not _leads(t, inside):
                tokens[t.i] = replace(t, head=verb if t.i != verb else t.head)
        if not is_verb(sentence, tokens[top].head) or tokens[top].dep not in {"obl:mod", "obl"}:
            tokens[top] = replace(tokens[top], head=verb, dep="obl:time")
            changed = True
        else:
            tokens[top] = replace(tokens[top], dep="obl:time")
            changed = True
    return _rebuilt(sentence, tokens) if changed else sentence


def _qualifies(tokens: list[Token], top: int, inside: list[int]) -> bool:
    """*l'attaque de mardi*: brought by the preposition that makes it part of the noun, it stays there."""
    before = min(inside) - 1
    head = tokens[top].head
    return (
        before >= 0
        and tokens[before].lemma in _OF
        and tokens[before].pos == "ADP"
        and tokens[head].pos in {"NOUN", "PROPN"}
        and head == before - 1
    )


def _leads(token: Token, inside: list[int]) -> bool:
    """A preposition or article right before the expression stays with it."""
    return token.i < min(inside) and token.dep in {"case", "det", "advmod", "mark", "fixed", "punct"}


def _top(tokens: list[Token], inside: list[int]) -> int | None:
    outside = [i for i in inside if tokens[i].head not in inside or tokens[i].head == i]
    nominal = [i for i in outside if tokens[i].pos in {"NOUN", "NUM", "PROPN", "ADV", "ADJ"}]
    return (nominal or outside or [None])[0]


def _verb_above(sentence: Sentence, tokens: list[Token], top: int, inside: set[int]) -> int | None:
    seen = set()
    i = tokens[top].head
    while i not in seen:
        if i not in inside and is_verb(sentence, i):
            return i
        seen.add(i)
        i = tokens[i].head
    return None


def _rebuilt(sentence: Sentence, tokens: list[Token]) -> Sentence:
    children: list[list[int]] = [[] for _ in tokens]
    for t in tokens:
        if t.head != t.i:
            children[t.head].append(t.i)
    return replace(sentence, tokens=tuple(tokens), children=tuple(tuple(c) for c in children))
