"""A report's sentences with the names on their tokens, and what is known of a noun phrase."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from greffier.mentions.actors.titles import Role, RoleForm, Titles
from greffier.model import Mention, Sentence, Token

__all__ = ["NAMES", "Nominal", "Page", "index_mentions", "words_of"]

NAMES = frozenset({"country", "place", "region", "sea", "body", "person", "demonym"})
_SPECIFIC = {"person": 0, "body": 1, "country": 2, "demonym": 3, "place": 4, "region": 5, "sea": 6}


@dataclass(slots=True, eq=False)
class Nominal:
    """A noun phrase of one sentence, in tokens.

    `first` to `last` are its own words (inclusive), `wide` its last token with complements, `begin` where its name or
    title begins. `kind` is a mention's type, or `role`, `noun`. `countries` are the codes that its adjectives and
    complements give, each with the token that gave it; `bodies` the mentions of bodies and places that it belongs to;
    `name` the name beside it, `names` those of a plural.
    """

    sentence: int
    head: int
    first: int
    last: int
    wide: int
    kind: str
    lemma: str
    determiner: str = ""
    gender: str | None = None
    number: str | None = None
    mention: Mention | None = None
    form: RoleForm | None = None
    form_end: int = -1
    former: bool = False
    name: Mention | None = None
    names: list[Mention] = field(default_factory=list)
    countries: list[tuple[str, int]] = field(default_factory=list)
    bodies: list[tuple[Mention, int]] = field(default_factory=list)
    domain: str = ""
    adjectives: list[int] = field(default_factory=list)
    adjectives_end: int = -1
    of: int | None = None
    begin: int = -1
    numeral: bool = False

    @property
    def role(self) -> Role | None:
        """The family of titles that it names, or None."""
        return self.form.role if self.form else None


@dataclass(slots=True)
class Page:
    """Sentences with the mentions on their tokens: `cover[s][i]` is the mention that holds token i of sentence s."""

    sentences: Sequence[Sentence]
    cover: list[dict[int, Mention]]
    titles: Titles
    ends: list[dict[int, int]]  # per sentence: token -> last token of the mention that holds it
    lower: list[list[str]]

    def token(self, sentence: int, i: int) -> Token:
        """A token by sentence and index."""
        return self.sentences[sentence].tokens[i]


def index_mentions(sentences: Sequence[Sentence], mentions: Sequence[Mention], titles: Titles) -> Page:
    """Put names on tokens; the longer name wins, then the more specific type. Linear in tokens and mentions."""
    chosen = sorted(
        (m for m in mentions if m.type in NAMES), key=lambda m: (-len(m.span), _SPECIFIC[m.type], m.span.start)
    )
    by_offset: dict[int, Mention] = {}
    for mention in chosen:
        for offset in range(mention.span.start, mention.span.end):
            by_offset.setdefault(offset, mention)
    cover, ends, lower = [], [], []
    for sentence in sentences:
        here = {t.i: by_offset[t.span.start] for t in sentence.tokens if t.span.start in by_offset}
        cover.append(here)
        last: dict[int, int] = {}
        for i in reversed(here):
            last[i] = last[i + 1] if here.get(i + 1) is here[i] else i
        ends.append(last)
        lower.append([t.text.lower().replace("’", "'") for t in sentence.tokens])
    return Page(sentences, cover, titles, ends, lower)


def words_of(sentence: Sentence, first: int, last: int, skip: frozenset[int] = frozenset()) -> str:
    """The words from token `first` to `last`, spaced as in the text (one blank at most), `skip` left out."""
    parts: list[str] = []
    end = None
    for token in sentence.tokens[first : last + 1]:
        if token.i in skip:
            continue
        if end is not None and token.span.start > end:
            parts.append(" ")
        parts.append(token.text)
        end = token.span.end
    return "".join(parts)
