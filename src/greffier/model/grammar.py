"""Propositions and frames: what a clause says, and what a kind makes of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from greffier.model.span import Span
from greffier.model.token import Sentence
from greffier.model.value import Quantity

__all__ = ["Argument", "Context", "Frame", "Proposition", "Rule"]


@dataclass(frozen=True, slots=True)
class Argument:
    """A phrase that fills a slot of a proposition.

    `slot` is `subj`, `obj`, `iobj`, `obl`, `adj` or `clause`; `marker` the preposition's or conjunction's lemma, ""
    where there is none; `head` a token index; `how` is `dependency`, `marker`, `order` or `shared` (through
    coordination, control or a relative clause).
    """

    slot: str
    marker: str
    sentence: int
    head: int
    span: Span
    how: str = "dependency"


@dataclass(frozen=True, slots=True)
class Context:
    """How a proposition is told.

    `factuality` as in the codebook; `polarity` False when negated; `tense` is `past`, `present`, `future`,
    `conditional`, `none`; `why` lists the words that decided.
    """

    factuality: str = "actual"
    polarity: bool = True
    tense: str = "none"
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Proposition:
    """A verb or a noun of happening with what hangs on it, voice and light verbs undone.

    `anchor` are the token indices of the evoking words; `light` is the lemma of a light verb that was undone, or "".
    """

    sentence: int
    head: int
    anchor: tuple[int, ...]
    lemma: str
    pos: str
    voice: str = "active"
    reflexive: bool = False
    light: str = ""
    arguments: tuple[Argument, ...] = ()
    context: Context = field(default_factory=Context)

    def is_told_again(self, sentence: Sentence) -> bool:
        """*ces discussions se poursuivront*, *l'explosion s'est produite à X*: a noun that points back, with a verb
        that only says that it happens.
        """
        below = (sentence.tokens[c] for c in sentence.children[self.head])
        return self.pos == "NOUN" and bool(self.light) and any(t.points_back for t in below)


@dataclass(frozen=True, slots=True)
class Rule:
    """One frame as its data file gives it, compiled.

    `of` are its language's prepositions that make a noun part of another, `partitive` those that may be an article.
    """

    id: str
    kind: str
    language: str
    verbs: tuple[str, ...] = ()
    nouns: tuple[str, ...] = ()
    subj: dict[str, str] = field(default_factory=dict)
    obj: dict[str, str] = field(default_factory=dict)
    obl: dict[str, dict[str, str]] = field(default_factory=dict)
    needs: tuple[tuple[str, ...], ...] = ()
    unless: tuple[str, ...] = ()
    set: dict[str, str] = field(default_factory=dict)
    fill: str = ""
    of: frozenset[str] = frozenset()
    partitive: frozenset[str] = frozenset()
    reads: tuple[dict[str, object], ...] = ()
    refuses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """A rule that fired on a proposition, with the arguments that it took for each role.

    `values` holds what is no phrase: closed values, quantities, spans of text, by role.
    """

    rule: Rule
    proposition: Proposition
    roles: tuple[tuple[str, Argument], ...] = ()
    values: tuple[tuple[str, str | Quantity | Span], ...] = ()
