"""Names beside titles: appositions, brackets, acronyms, *X est le président*."""

from __future__ import annotations

from collections.abc import Sequence

from greffier.mentions.actors.entities import Cast, plain
from greffier.mentions.actors.page import Nominal, words_of

__all__ = ["join_appositions"]

_MARKS = frozenset({",", "(", "–", "—"})
_QUOTES = frozenset({'"', "«", "“"})


def join_appositions(cast: Cast, row: Sequence[Nominal]) -> None:
    """Give the noun phrases of one sentence the names that stand beside them or that a copula ties to them."""
    lower = cast.page.lower[row[0].sentence] if row else []
    ending: dict[int, list[Nominal]] = {}
    for b in row:
        mark = b.first - 1
        if mark > 0 and lower[mark] in _QUOTES and lower[mark - 1] == ",":
            mark -= 1
        if mark > 0 and lower[mark] in _MARKS:
            before = sorted(ending.get(mark - 1, ()), key=lambda a: (not _one_of(cast, a), a.kind != "role", a.head))
            for a in before:
                if _pair(cast, a, b, lower[mark]):
                    break
        for end in {b.last, b.wide}:
            ending.setdefault(end, []).append(b)
    _enlist(row, lower, cast.page.titles.conjunctions)
    by_head = {n.head: n for n in row}
    for n in row:
        _copula(cast, n, by_head)


def _pair(cast: Cast, a: Nominal, b: Nominal, mark: str) -> bool:
    """Join two noun phrases that stand side by side when one names the other; True when it does."""
    lower, titles = cast.page.lower[b.sentence], cast.page.titles
    following = lower[b.wide + 1] if b.wide + 1 < len(lower) else "."
    titled = a.kind == "role" or a.lemma in titles.people or _one_of(cast, a)
    if mark == "(" and b.kind in {"body", "noun"} and a.kind in {"body", "noun"}:
        return _acronym(cast, a, b)
    if a.kind == "role" and a.number == "Plur" and b.kind == "person":
        a.names.append(b.mention)  # type: ignore[arg-type]
        return True
    if following in titles.conjunctions or following == "(":
        return False
    if b.kind == "person" and titled and a.name is None and a.number != "Plur":
        a.name = b.mention
        return True
    named = (a.kind, b.kind) == ("person", "role") or (
        a.kind == "body" and bool(titles.describes(b.lemma) & {"body", "named"})
    )
    if named and b.name is None and b.number != "Plur":
        b.name = a.mention
    return named


def _one_of(cast: Cast, a: Nominal) -> bool:
    """*Un des chefs de*, *un de ses cousins*: one of several persons."""
    if a.lemma not in cast.page.titles.parts or a.of is None or cast.page.token(a.sentence, a.head).pos == "NOUN":
        return False
    return cast.page.titles.singular(cast.page.lower[a.sentence][a.of]) in cast.page.titles.people


def _enlist(row: Sequence[Nominal], lower: Sequence[str], conjunctions: frozenset[str]) -> None:
    """*Les ministres français et allemand, X et Y*: the names that follow the first."""
    by_first = {n.first: n for n in row if n.kind == "person"}
    by_mention = {id(n.mention): n for n in row if n.mention is not None}
    for n in row:
        at = by_mention.get(id(n.names[0])) if n.names else None
        while (
            at is not None
            and at.last + 2 < len(lower)
            and (lower[at.last + 1] in conjunctions or lower[at.last + 1] == ",")
        ):
            at = by_first.get(at.last + 2)
            if at is not None and at.mention is not None:
                n.names.append(at.mention)
        if len(n.names) < 2:
            n.names.clear()


def _acronym(cast: Cast, a: Nominal, b: Nominal) -> bool:
    """*Union des ports francs (UPF)*: the bracket is another name."""
    sentence, lower = cast.page.sentences[b.sentence], cast.page.lower[b.sentence]
    text = words_of(sentence, b.head, cast.page.ends[b.sentence].get(b.head, b.head))
    closing = lower[b.wide + 1] if b.wide + 1 < len(lower) else ""
    if closing != ")" or not text[:1].isupper() or (a.kind == "noun" and not text.isupper()):
        return False
    full = a.mention
    short = b.mention.id if b.mention is not None and b.mention.id else plain(text)
    if full is not None:
        cast.acronyms[short] = full.id or plain(full.text)
    else:
        cast.acronyms[short] = plain(words_of(cast.page.sentences[a.sentence], a.head, a.last))
    return True


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
