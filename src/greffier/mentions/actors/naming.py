"""All the ways to name an actor, most useful first."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from greffier.mentions.actors.entities import Cast, Entity, plain
from greffier.mentions.actors.page import Nominal, words_of
from greffier.model import Actor

__all__ = ["MOST", "actor_of", "variants"]

MOST = 12  # names that count for one filler
_BELONG = frozenset({"group", "people"})
_TYPES = {"role": "person", "human": "people"}


def variants(cast: Cast, n: Nominal) -> list[str]:
    """The phrase's own words from fullest to barest: with its number, without, with its adjectives, its noun alone."""
    sentence = cast.page.sentences[n.sentence]
    tokens = sentence.tokens
    start = n.first + 1 if tokens[n.first].pos == "DET" and n.first < n.head else n.first
    numbers = frozenset(j for j in range(start, n.head) if tokens[j].pos == "NUM" or tokens[j].text.isdigit())
    found = [words_of(sentence, start, n.last), words_of(sentence, start, n.last, numbers)]
    if n.wide > n.last:
        found += [words_of(sentence, start, n.wide), words_of(sentence, start, n.wide, numbers)]
    close = max(n.adjectives_end, n.form_end, n.head)
    if n.kind in {"role", "noun", "demonym"}:
        found += [words_of(sentence, start, close, numbers), words_of(sentence, start, n.head)]
        found.append(words_of(sentence, n.form_end if n.form_end > n.head else n.head, n.head))
    if n.lemma in cast.page.titles.parts and n.of is not None:  # "des centaines de touristes": the persons
        found += [words_of(sentence, n.of, n.last), words_of(sentence, n.of, n.of)]
    return [f for f in found if f]


def _unlike(names: Iterable[str], key: Callable[[str], str], most: int) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(key(name), name)
    return tuple(found.values())[:most]


def _country_names(cast: Cast, code: str | None, gazetteer: Callable[[str], tuple[str, ...]], most: int) -> list[str]:
    if code is None:
        return []
    entity = cast.by_key.get("country:" + code)
    names = list(gazetteer(code)) or (entity.known if entity else [])
    said = entity.said if entity else []
    return list(dict.fromkeys([*names[:2], *said, *names[2:]]))[:most]


def _person_names(entity: Entity, own: list[str]) -> list[str]:
    # The longest first, and of those as long the one said first.
    names = sorted(dict.fromkeys(s for s in entity.said if s[:1].isupper()), key=len, reverse=True)
    full = next((s for s in names if plain(s) == entity.id.removeprefix("person:")), names[0] if names else "")
    surname = full.split()[-1] if full else ""
    told = [s for s in entity.said if s not in names]
    joined = [f"{t} {full}" for t in told[:1] if t[:1].islower()]
    return [full, surname, *own, *told[:3], *joined, *entity.known, *names]


def _is_forces(cast: Cast, entity: Entity) -> bool:
    """A country's army that a table knows as a body is the country's all the same."""
    titles = cast.page.titles
    first = entity.said[0].lower().split()[:1] if entity.said else []
    return entity.kind == "body" and any(titles.groups.get(titles.singular(w)) == "forces" for w in first)


def actor_of(cast: Cast, n: Nominal | None, entity: Entity, countries: Callable[[str], tuple[str, ...]]) -> Actor:
    """The actor that a noun phrase (None for a pronoun) stands for; its own words come first where they tell more."""
    own = variants(cast, n) if n is not None else []
    told = [v for m in entity.nominals[:6] for v in variants(cast, m)[:2]] if n is None else []
    if entity.kind == "person":
        names = _person_names(entity, [] if n is not None and n.kind == "person" else own)
    elif entity.kind == "country":
        names = [*own, *_country_names(cast, entity.country, countries, MOST)]
    elif entity.kind in {"body", "place"}:
        forces = entity.country if _is_forces(cast, entity) else None
        names = [*entity.said[:2], *own, *_country_names(cast, forces, countries, 4), *entity.known, *entity.said[2:]]
    else:
        belongs = entity.country if entity.kind in _BELONG else None  # "missiles russes" are not Russia
        names = [*own[:6], *entity.said[:3], *told, *_country_names(cast, belongs, countries, 4)]
    names = [name for name in names if name]
    unlike = _unlike(names, plain, MOST)
    name = unlike[0] if unlike else entity.id
    kind = _TYPES.get(entity.kind, entity.kind)
    return Actor(entity.id, name, kind, entity.country, unlike, entity.gender, entity.number)
