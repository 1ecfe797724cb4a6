"""Tokens and sentences, free of any parser library, in Universal Dependencies."""

from __future__ import annotations

from dataclasses import dataclass

from greffier.model.span import Span

__all__ = ["Searched", "Sentence", "Token"]

_NO_WORDS = frozenset({"PUNCT", "SPACE"})


@dataclass(frozen=True, slots=True)
class Token:
    """One word. `head` is the index of its governor in the sentence (its own index for the root)."""

    i: int
    text: str
    lemma: str
    pos: str
    dep: str
    head: int
    span: Span
    feats: dict[str, str]
    name: str = ""  # the model's name label (PER, LOC, ORG, MISC) or ""

    @property
    def points_back(self) -> bool:
        """True for a definite article and a demonstrative: what follows was told of before."""
        return self.feats.get("Definite") == "Def" or self.feats.get("PronType") == "Dem"


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence.

    `place` is where in the page it stands: `title`, `heading`, `caption`, `body`, `furniture`, `dateline`;
    `paragraph` counts blocks of the text from 0. `children[i]` are the indices of the tokens that hang on token i.
    """

    index: int
    span: Span
    tokens: tuple[Token, ...]
    children: tuple[tuple[int, ...], ...]
    place: str = "body"
    paragraph: int = 0

    @property
    def lemmas(self) -> str:
        """The lemmas of its words, by which it is searched."""
        return " ".join(t.lemma for t in self.tokens if t.pos not in _NO_WORDS)

    @property
    def root(self) -> int:
        """Index of the token that heads the sentence."""
        return next((t.i for t in self.tokens if t.head == t.i), 0)

    def subtree(self, i: int) -> list[int]:
        """Indices of token `i` and all that hangs on it, in order."""
        found, stack = {i}, [i]
        while stack:
            below = [c for c in self.children[stack.pop()] if c not in found]
            found.update(below)
            stack.extend(below)
        return sorted(found)

    def at(self, offset: int) -> Token | None:
        """The token that holds the code point `offset`, or None."""
        return next((t for t in self.tokens if t.span.start <= offset < t.span.end), None)


@dataclass(frozen=True, slots=True)
class Searched:
    """What a ledger keeps of a sentence to find it by: where it stands, and the lemmas of its words."""

    span: Span
    lemmas: str
