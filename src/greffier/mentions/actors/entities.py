"""The persons, bodies, countries and groups of one report, while they are being put together."""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from greffier.mentions.actors.page import Nominal, Page
from greffier.mentions.actors.titles import Role
from greffier.model import Mention

__all__ = ["Cast", "Entity", "Held", "add_name", "is_body", "plain"]


_WORD = re.compile(r"[^\W_]+")
_REMEMBERED = 24  # entities kept under one noun: older ones are not taken up


def plain(text: str) -> str:
    """Lower case without accents, one blank between words: a key for names."""
    bare = unicodedata.normalize("NFKD", text.casefold())
    if not bare.isascii():
        bare = "".join([c for c in bare if not unicodedata.combining(c)])
    return " ".join(_WORD.findall(bare))


def is_body(mention: Mention) -> bool:
    """True for bodies, and for the town that stands for one (*Bruxelles*): a place with a body's id."""
    known = mention.id is not None and ":" not in mention.id and mention.id != mention.country
    return mention.type == "body" or (mention.type == "place" and known)


@dataclass(slots=True)
class Held:
    """A title that an entity holds: whose it is (country codes, keys of bodies), its domain, whether it is past."""

    role: Role
    owners: frozenset[str]
    domain: str
    former: bool


@dataclass(slots=True, eq=False)
class Entity:
    """An actor or thing of one report while it is being put together. `said` are its own words as the report tells."""

    id: str
    kind: str
    country: str | None = None
    gender: str | None = None
    number: str | None = None
    said: list[str] = field(default_factory=list)
    known: list[str] = field(default_factory=list)
    titles: list[Held] = field(default_factory=list)
    lemmas: set[str] = field(default_factory=set)
    words: frozenset[str] = frozenset()
    nominals: list[Nominal] = field(default_factory=list)
    named: bool = False
    sure: bool = False  # the gender is told by a title, an article or an honorific, not guessed by the parser

    def add(self, nominal: Nominal) -> None:
        """Count a noun phrase as a mention of this entity."""
        self.nominals.append(nominal)
        self.lemmas.add(nominal.lemma)
        told = nominal.determiner != "" or (nominal.form is not None and nominal.form.gender is not None)
        if nominal.gender and (self.gender is None or (told and not self.sure)):
            self.gender, self.sure = nominal.gender, told


class Cast:
    """The entities of a report: `of_nominal` by (sentence, head), `order` their mentions in the order of the text."""

    def __init__(self, page: Page, nominals: Sequence[Sequence[Nominal]]) -> None:
        self.page = page
        self.nominals = nominals
        self.of_nominal: dict[tuple[int, int], Entity] = {}
        self.order: list[tuple[Nominal, Entity]] = []
        self.persons: list[Entity] = []
        self.unnamed: list[Entity] = []  # holders of a title without a name
        self.by_key: dict[str, Entity] = {}
        self.by_lemma: dict[str, deque[Entity]] = {}
        self.acronyms: dict[str, str] = {}
        self.abroad: frozenset[str] = frozenset()  # owners of counterparts of those whose title tells no owner
        self._surnames: dict[str, str] = {}

    def get(self, key: str, make: Callable[[], Entity]) -> Entity:
        """The entity under `key`, made when there is none yet."""
        if key not in self.by_key:
            self.by_key[key] = make()
        return self.by_key[key]

    def note(self, nominal: Nominal, entity: Entity) -> None:
        """Record that a noun phrase names an entity."""
        entity.add(nominal)
        self.of_nominal[(nominal.sentence, nominal.head)] = entity
        self.order.append((nominal, entity))
        known = self.by_lemma.setdefault(nominal.lemma, deque(maxlen=_REMEMBERED))
        if entity in known:
            known.remove(entity)
        known.append(entity)

    # persons ---------------------------------------------------------------------------------------------------
    def learn_persons(self) -> None:
        """Full names first, so that a surname finds its person wherever it stands."""
        mentions = [m for row in self.page.cover for m in row.values()]
        told = dict.fromkeys(self._person_key(m.text)[0] for m in mentions if m.type == "person")
        keys = sorted(told, key=lambda k: -len(k.split()))  # of names as long, the one told first
        for key in keys:
            words = key.split()
            for start in range(1, len(words)):
                self._surnames.setdefault(" ".join(words[start:]), key)

    def _person_key(self, text: str) -> tuple[str, str | None]:
        """A name without its honorific, as a key; the gender that the honorific tells."""
        first, _, rest = text.partition(" ")
        gender = self.page.titles.honorifics.get(first.lower())
        return (plain(rest), gender) if gender is not None and rest else (plain(text), None)

    def person(self, mention: Mention) -> Entity:
        """The person whom a name stands for."""
        key, gender = self._person_key(mention.text)
        full = self._surnames.get(key, key)
        entity = self.get("person:" + full, lambda: Entity("person:" + full, "person", number="Sing", named=True))
        if not entity.said:
            self.persons.append(entity)
        if gender is not None:
            entity.gender, entity.sure = gender, True
        add_name(entity.said, mention.text)
        for name in mention.names:
            add_name(entity.known, name)
        return entity

    # bodies and countries --------------------------------------------------------------------------------------
    def country(self, code: str, mention: Mention | None = None) -> Entity:
        """The country of an ISO code."""
        key = "country:" + code
        entity = self.get(key, lambda: Entity(key, "country", code, number="Sing", named=True))
        if mention is not None:
            add_name(entity.said, mention.text)
            for name in mention.names:
                add_name(entity.known, name)
        return entity

    def body_key(self, mention: Mention) -> str:
        """What tells a body (or a place that owns a role) from others."""
        key = mention.id or plain(mention.text)
        return ("body:" if is_body(mention) else "place:") + self.acronyms.get(key, key)

    def body(self, mention: Mention) -> Entity:
        """The body or place that a name stands for."""
        key = self.body_key(mention)
        kind = "body" if is_body(mention) else "place"
        entity = self.get(key, lambda: Entity(key, kind, mention.country, number="Sing", named=True))
        add_name(entity.said, mention.text)
        for name in mention.names:
            add_name(entity.known, name)
        return entity

    def owners(self, nominal: Nominal) -> frozenset[str]:
        """Whose a role or group is: country codes and keys of bodies."""
        found = {code for code, _ in nominal.countries}
        found |= {self.body_key(m) for m, _ in nominal.bodies}
        return frozenset(found)


def add_name(names: list[str], name: str) -> None:
    """Append a name that is not yet there."""
    if name and name not in names:
        names.append(name)
