"""Where words stand to each other in a sentence: the words above one, its clause, how far apart two are."""

from __future__ import annotations

from greffier.model import Mention, Sentence, Span

__all__ = ["chain", "clause_of", "distance", "head_in", "same_clause"]


def chain(sentence: Sentence, i: int) -> list[int]:
    """Token `i` and the words above it, four at most."""
    found = [i]
    while sentence.tokens[i].head != i and len(found) < 4:
        i = sentence.tokens[i].head
        found.append(i)
    return found


def head_in(sentence: Sentence, span: Span) -> int:
    """The word of a span on which its others hang; the first token where none lies inside."""
    inside = [t.i for t in sentence.tokens if span.overlaps(t.span)]
    return next((i for i in inside if sentence.tokens[i].head not in inside), inside[0] if inside else 0)


def clause_of(sentence: Sentence, i: int) -> int:
    """The nearest verb at or above token `i`."""
    seen: set[int] = set()
    while i not in seen:
        token = sentence.tokens[i]
        if token.pos in {"VERB", "AUX"} and not token.dep.startswith(("aux", "cop")):
            return i
        seen.add(i)
        i = token.head
    return i


def same_clause(sentence: Sentence, head: int, mention: Mention) -> bool:
    """Whether one verb governs both."""
    return clause_of(sentence, head) == clause_of(sentence, head_in(sentence, mention.span))


def distance(a: Span, b: Span) -> int:
    """Code points between two spans, 0 where they touch."""
    return max(0, max(a.start, b.start) - min(a.end, b.end))
