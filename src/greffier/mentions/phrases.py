"""What a noun phrase can be: by the name that it holds, else by its noun."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from greffier.model import Mention, Sentence, Span, Token

__all__ = ["noun_types", "phrase_types"]

_BY_NAME = {
    "country": frozenset({"country", "place", "actor"}),
    "place": frozenset({"place", "town"}),
    "region": frozenset({"place"}),
    "sea": frozenset({"place"}),
    "body": frozenset({"body", "actor"}),
    "person": frozenset({"person", "actor", "people"}),
    "demonym": frozenset({"demonym", "actor", "people"}),
    "money": frozenset({"money", "aid"}),
}
_SPECIAL = ("#measure", "#adjective", "#direction", "#generic", "#company", "#mission")  # lists that are no types
_PRONOUN = frozenset({"pronoun"})
_RELATIONAL = frozenset({"relational"})
_FORCE = frozenset({"force", "people", "armed", "soldier"})
_THING = frozenset({"thing"})
_NAME = frozenset({"thing", "name"})  # of whom or what no table tells


def noun_types(nouns: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Types by lemma, from the parsed `nouns.toml` (type = list of nouns)."""
    found: dict[str, set[str]] = {}
    for kind, lemmas in nouns.get("types", {}).items():
        if kind in _SPECIAL:
            continue
        for lemma in lemmas:
            found.setdefault(lemma, set()).add(kind)
    special = {key: frozenset(nouns.get("types", {}).get(key, ())) for key in _SPECIAL}
    return {lemma: frozenset(kinds) for lemma, kinds in found.items()} | special


def phrase_types(
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    times: Sequence[Span],
    nouns: Mapping[str, frozenset[str]],
    armed: Collection[str] = (),
) -> Callable[[int, int], frozenset[str]]:
    """A function (sentence, head token) -> types of the phrase that the token heads. `armed`: ids of armed groups."""
    by_start = _by_offset(mentions)
    timed = {offset for span in times for offset in range(span.start, span.end)}
    known: dict[tuple[int, int], frozenset[str]] = {}

    def types_of(sentence: int, head: int) -> frozenset[str]:
        key = (sentence, head)
        if key not in known:
            known[key] = _types(sentences[sentence], head, by_start, timed, nouns, armed)
        return known[key]

    return types_of


def _by_offset(mentions: Sequence[Mention]) -> dict[int, list[Mention]]:
    found: dict[int, list[Mention]] = {}
    for mention in mentions:
        for offset in range(mention.span.start, mention.span.end):
            found.setdefault(offset, []).append(mention)
    return found


def _types(
    sentence: Sentence,
    head: int,
    at: Mapping[int, list[Mention]],
    timed: set[int],
    nouns: Mapping[str, frozenset[str]],
    armed: Collection[str],
) -> frozenset[str]:
    token = sentence.tokens[head]
    if token.span.start in timed and token.pos != "PROPN":
        return frozenset({"time"})
    named = _named(token, at, armed)
    if named:
        return named | (_of_force(token, nouns) if "body" in named else frozenset())
    if token.pos == "ADJ" and token.lemma not in nouns.get("#adjective", frozenset()):
        return _lexical(token, nouns) & _RELATIONAL or _THING  # "frappe militaire" names no soldier
    types = _lexical(token, nouns) or _THING
    if token.pos == "PRON" or (token.pos == "DET" and token.dep in {"obj", "iobj", "nsubj"}):
        return _PRONOUN | types if types != _THING else _PRONOUN
    if token.pos == "VERB":
        noun = any(sentence.tokens[c].dep == "det" for c in sentence.children[head])  # "l'opposant"
        return (nouns.get(token.text.lower().removesuffix("s")) if noun else None) or frozenset({"clause"})
    if token.pos == "NUM" or types == _THING or token.lemma in nouns.get("#measure", frozenset()):
        types = types | _below(sentence, head, nouns)
    if types == _THING and token.pos == "PROPN":
        return _NAME
    return types


def _lexical(token: Token, nouns: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return nouns.get(token.lemma.lower()) or nouns.get(token.text.lower()) or frozenset()


def _below(sentence: Sentence, head: int, nouns: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """A number or a noun of quantity is what it counts: *une vingtaine de drones*."""
    token = sentence.tokens[head]
    found: frozenset[str] = frozenset({"number", "people"}) if token.pos == "NUM" else frozenset()
    measures = nouns.get("#measure", frozenset())
    if token.pos == "NUM" or token.lemma in measures:
        for c in sentence.children[head]:
            if sentence.tokens[c].dep in {"nmod", "obl:mod", "obl:arg"}:
                return _lexical(sentence.tokens[c], nouns) or found
    return found


def _of_force(token: Token, nouns: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """*Casques bleus*, *Forces de soutien*: a body whose name is headed by a noun of force moves as one."""
    types = _lexical(token, nouns) if token.pos == "NOUN" else frozenset[str]()
    return types & _FORCE if "force" in types else frozenset()


def _named(token: Token, at: Mapping[int, list[Mention]], armed: Collection[str]) -> frozenset[str]:
    found: set[str] = set()
    for mention in at.get(token.span.start, ()):
        if mention.type in _BY_NAME:
            found |= _BY_NAME[mention.type]
            if mention.id in armed:
                found.add("armed")
            if mention.type == "place" and mention.id and mention.id == mention.country:
                found |= {"actor", "country"}  # a capital: place or government, the slot chooses
    return frozenset(found)
