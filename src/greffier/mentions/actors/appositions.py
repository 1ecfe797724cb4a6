"""Names beside titles: appositions, brackets, acronyms, *X est le président*."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from greffier.mentions.actors.entities import Cast, plain
from greffier.mentions.actors.nominals import Nominal, words_of

__all__ = ["join_appositions"]


def join_appositions(cast: Cast, row: Sequence[Nominal]) -> None:
    """Give the noun phrases of one sentence the names that stand beside them or that a copula ties to them."""
    for a, b in pairwise(row):
        lower = cast.page.lower[a.sentence]
        between = lower[a.wide + 1 : b.first] or lower[a.last + 1 : b.first]
        if between in ([","], ["("], [",", '"'], ["«"], ["–"]):
            _pair(cast, a, b, between[0])
    by_head = {n.head: n for n in row}
    for n in row:
        _copula(cast, n, by_head)


def _pair(cast: Cast, a: Nominal, b: Nominal, mark: str) -> None:
    """Join two noun phrases that stand side by side when one names the other."""
    tokens = cast.page.sentences[a.sentence].tokens
    following = cast.page.lower[b.sentence][b.wide + 1] if b.wide + 1 < len(tokens) else "."
    classes = cast.page.titles.describes(b.lemma)
    closed = following not in cast.page.titles.conjunctions and following != "("
    titled = a.kind == "role" or a.lemma in cast.page.titles.people
    single = b.name is None and b.number != "Plur" and closed
    if mark == "(" and b.kind in {"body", "noun"} and a.kind in {"body", "noun"}:
        _acronym(cast, a, b)
    elif b.kind == "person" and titled and a.name is None and a.number != "Plur" and closed:
        a.name = b.mention
    elif single and ((a.kind, b.kind) == ("person", "role") or (a.kind == "body" and "body" in classes)):
        b.name = a.mention


def _acronym(cast: Cast, a: Nominal, b: Nominal) -> None:
    """*Forces démocratiques syriennes (FDS)*, *État islamique (Daech)*: the bracket is another name."""
    sentence, lower = cast.page.sentences[b.sentence], cast.page.lower[b.sentence]
    text = words_of(sentence, b.head, cast.page.ends[b.sentence].get(b.head, b.head))
    closing = lower[b.wide + 1] if b.wide + 1 < len(lower) else ""
    if closing != ")" or not text[:1].isupper() or (a.kind == "noun" and not text.isupper()):
        return
    full = a.mention
    short = b.mention.id if b.mention is not None and b.mention.id else plain(text)
    if full is not None:
        cast.acronyms[short] = full.id or plain(full.text)
    else:
        cast.acronyms[short] = plain(words_of(cast.page.sentences[a.sentence], a.head, a.last))


def _copula(cast: Cast, n: Nominal, by_head: dict[int, Nominal]) -> None:
    """*X est le président de Y*: the title and the name are one person."""
    sentence = cast.page.sentences[n.sentence]
    children = sentence.children[n.head]
    if n.kind not in {"role", "person"} or not any(sentence.tokens[c].dep == "cop" for c in children):
        return
    if any(sentence.tokens[c].feats.get("Polarity") == "Neg" for c in children):
        return
    for c in children:
        other = by_head.get(c)
        if other is None or not sentence.tokens[c].dep.startswith("nsubj"):
            continue
        if {n.kind, other.kind} == {"role", "person"}:
            role, person = (n, other) if n.kind == "role" else (other, n)
            role.name = role.name or person.mention
