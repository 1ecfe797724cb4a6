"""Who is who: from noun phrases to the entities of one report."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from greffier.mentions.actors.appositions import join_appositions
from greffier.mentions.actors.entities import Cast, Entity, Held, add_name
from greffier.mentions.actors.holders import (
    agree,
    holder,
    join_titles,
    learn_counterparts,
    learn_title,
    merge_by_elimination,
)
from greffier.mentions.actors.page import Nominal, Page, words_of
from greffier.model import Mention

__all__ = ["cast_of"]

_NEAR = 4  # sentences back in which a description may point to a body


def cast_of(page: Page, nominals: Sequence[Sequence[Nominal]]) -> Cast:
    """Put the noun phrases of a report together into entities, in order of the text."""
    cast = Cast(page, nominals)
    cast.learn_persons()
    for row in nominals:
        join_appositions(cast, row)
    for row in nominals:
        for nominal in row:
            learn_title(cast, nominal)
    join_titles(cast)
    learn_counterparts(cast)
    for row in nominals:
        for nominal in row:
            entity = _entity_for(cast, nominal)
            cast.note(nominal, entity)
            _say(cast, nominal, entity)
    merge_by_elimination(cast)
    return cast


def _entity_for(cast: Cast, n: Nominal) -> Entity:
    if n.mention is not None:
        return _named_entity(cast, n, n.mention)
    if n.name is not None:
        return cast.person(n.name) if n.name.type == "person" else cast.body(n.name)
    if n.kind == "role":
        return holder(cast, n) or _unnamed_role(cast, n)
    return _common(cast, n)


def _named_entity(cast: Cast, n: Nominal, mention: Mention) -> Entity:
    if mention.type == "person":
        return cast.person(mention)
    if mention.type == "country" and mention.country:
        return cast.country(mention.country, mention)
    if mention.type == "demonym":
        return _common(cast, n)
    if mention.type == "place" and mention.country and mention.id == mention.country:
        return cast.country(mention.country, mention)  # a capital: the government, unless the slot asks for a place
    return cast.body(mention)


def _unnamed_role(cast: Cast, n: Nominal) -> Entity:
    role = n.role
    assert role is not None
    owners = cast.owners(n)
    kind = "people" if n.number == "Plur" else "role"
    key = f"role:{role.family}:{','.join(sorted(owners))}:{n.domain}"
    if kind == "people" or cast.page.titles.has("indefinite", n.determiner):
        key += f":{n.sentence}:{n.head}"
    entity = cast.get(key, lambda: Entity(key, kind, _only([c for c, _ in n.countries]), number=n.number))
    if not entity.titles:
        entity.titles.append(Held(role, owners, n.domain, n.former))
        if kind == "role":
            cast.unnamed.append(entity)
    return entity


def _only(codes: list[str]) -> str | None:
    return codes[0] if len(set(codes)) == 1 else None


def _modifiers(cast: Cast, n: Nominal) -> frozenset[str]:
    lower = cast.page.lower[n.sentence]
    own = {cast.page.titles.singular(lower[j]) for j in n.adjectives}
    return frozenset(own) | cast.owners(n) | ({lower[n.of]} if n.of is not None else set())


def _common(cast: Cast, n: Nominal) -> Entity:
    """A noun phrase without a name: a group, a description that points back, or something of its own."""
    titles = cast.page.titles
    pointing = titles.has("definite", n.determiner) or titles.has("demonstratives", n.determiner)
    stands = titles.groups.get(n.lemma)
    words = _modifiers(cast, n)
    code = _only([c for c, _ in n.countries]) or (n.mention.country if n.mention is not None else None)
    if stands == "country" and code is not None and (n.number != "Plur" or n.countries):
        return cast.country(code)
    if pointing:
        back = _points_back(cast, n, words)
        if back is not None:
            return back
    kind = "group" if stands in {"forces", "country"} or (stands == "own" and n.lemma not in titles.people) else "thing"
    counted = n.lemma in titles.parts and n.of is not None  # "des centaines de touristes"
    inner = titles.singular(cast.page.lower[n.sentence][n.of]) if counted and n.of is not None else n.lemma
    if inner in titles.people or n.kind == "demonym":
        kind = "people" if n.number == "Plur" else "human"
    key = f"np:{n.sentence}:{n.head}"
    if kind == "group" and words and pointing:
        key = f"group:{n.lemma}:{','.join(sorted(words))}"
    return cast.get(key, lambda: Entity(key, kind, code, number=n.number, words=words))


def _points_back(cast: Cast, n: Nominal, words: frozenset[str]) -> Entity | None:
    for entity in reversed(cast.by_lemma.get(n.lemma, ())):
        if entity.number == n.number and (words <= entity.words or not words) and entity.kind != "place":
            return entity
        near = n.sentence - entity.nominals[-1].sentence <= _NEAR
        if near and entity.kind in {"body", "country"} and n.number == "Sing" and n.of is None and not n.countries:
            return entity
    classes = cast.page.titles.describes(n.lemma)
    if n.number == "Plur" or n.of is not None:
        return None
    codes = {code for code, _ in n.countries}
    if "body" in classes:
        return _last(cast, n, lambda e: e.kind == "body" and (not codes or e.country in {None, *codes}), _NEAR)
    if codes:
        return None
    if "person" in classes:
        return _last(cast, n, lambda e: e.kind in {"person", "human", "role"} and agree(e.gender, n.gender), _NEAR)
    return _last(cast, n, lambda e: e.kind == "country", _NEAR) if "country" in classes else None


def _last(cast: Cast, n: Nominal, fits: Callable[[Entity], bool], near: int) -> Entity | None:
    """The entity named last before a noun phrase, subjects first within the nearest sentence."""
    best: tuple[int, int, int] | None = None
    found = None
    for m, entity in reversed(cast.order):
        if n.sentence - m.sentence > near or (best is not None and m.sentence < best[0]):
            break
        if not fits(entity):
            continue
        subject = int(cast.page.token(m.sentence, m.head).dep.startswith("nsubj"))
        rank = (m.sentence, subject, m.head)
        if best is None or rank > best:
            best, found = rank, entity
    return found


def _say(cast: Cast, n: Nominal, entity: Entity) -> None:
    """Add the words of a noun phrase to the ways of naming its entity."""
    if entity.kind in {"country", "place"} or (n.mention is not None and n.kind != "demonym"):
        return
    if cast.page.titles.has("possessive", n.determiner) and entity.named:
        return
    sentence = cast.page.sentences[n.sentence]
    start = n.first + 1 if sentence.tokens[n.first].pos == "DET" else n.first
    if start <= n.last and (n.role is not None or n.last > n.head or not entity.named):
        add_name(entity.said, words_of(sentence, start, n.last))
