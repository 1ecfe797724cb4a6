"""The actors of one report, asked by noun phrase or pronoun."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Protocol

from greffier.mentions.actors.entities import Cast, Entity, plain
from greffier.mentions.actors.linking import cast_of
from greffier.mentions.actors.naming import MOST, actor_of, variants
from greffier.mentions.actors.nominals import find_nominals
from greffier.mentions.actors.page import Nominal, index_mentions, words_of
from greffier.mentions.actors.places import PlaceReferences
from greffier.mentions.actors.pronouns import pronoun_at
from greffier.mentions.actors.resolution import Found, resolve_all
from greffier.mentions.actors.titles import Titles
from greffier.model import Actor, Mention, Sentence, Span

__all__ = ["CountryNames", "Registry", "find_actors"]

_WHERE = frozenset({"country", "place", "region", "sea"})
SpeakerAt = Callable[[Span], Actor | None]


class CountryNames(Protocol):
    """What this room asks of a gazetteer."""

    def country_names(self, code: str) -> tuple[str, ...]:
        """Names of a country by ISO 3166-1 code, the report's language first, then English; () when unknown."""


class Registry:
    """Who each noun phrase and pronoun of a report stands for. Built by `find_actors`."""

    def __init__(
        self, cast: Cast, found: dict[tuple[int, int], Found], names: CountryNames, speaker_at: SpeakerAt | None = None
    ) -> None:
        self._cast = cast
        self._found = found
        self._names = names
        self._speaker_at = speaker_at
        self._nominal_at = _tokens(cast)
        self._places = PlaceReferences(cast)
        self._known: dict[tuple[int, int], Actor | None] = {}
        self._made: dict[tuple[int, int, bool], Actor] = {}

    def with_speakers(self, speaker_at: SpeakerAt) -> Registry:
        """The same registry, in which *je* and *nous* stand for `speaker_at(span of the pronoun)`."""
        return Registry(self._cast, self._found, self._names, speaker_at)

    def nominal(self, sentence: int, token: int) -> Nominal | None:
        """The noun phrase that a token heads or names."""
        return self._nominal_at.get((sentence, token))

    def of(self, sentence: int, head: int) -> Actor | None:
        """The actor (or thing) that the noun phrase with this head, or this pronoun, stands for; None when unresolved.

        A pronoun for several actors gives None: ask `split`.
        """
        key = (sentence, head)
        if key not in self._known:
            self._known[key] = self._actor(sentence, head)
        return self._known[key]

    def split(self, sentence: int, head: int) -> list[Actor]:
        """The actors that a plural or coordinated phrase stands for, one each; what `of` gives where it is one."""
        found = self._found.get((sentence, head))
        nominal = self.nominal(sentence, head)
        if found is not None:
            bare = len(found.nominals) == 1 and found.nominals[0] is not nominal
            return _unlike(a for n in found.nominals for a in self._each(n, bare))
        if nominal is not None:
            return _unlike(self._each(nominal))
        actor = self.of(sentence, head)
        return [actor] if actor is not None else []

    def antecedent(self, sentence: int, token: int) -> tuple[int, int] | None:
        """Sentence and head of the noun phrase that a pronoun stands for, things too; None when unresolved."""
        found = self._found.get((sentence, token))
        if found is not None and found.thing is not None:
            return found.thing.sentence, found.thing.head
        if found is None or len(found.nominals) != 1:
            return None
        return found.nominals[0].sentence, found.nominals[0].head

    def owner(self, sentence: int, token: int) -> Actor | None:
        """Whose a noun phrase is, by its possessive: `token` is the possessive or the phrase's head."""
        nominal = self.nominal(sentence, token)
        at = token if nominal is None else nominal.first
        found = self._found.get((sentence, at))
        return self._actor_for(found.nominals[0], bare=True) if found is not None and found.nominals else None

    def place_reference(self, sentence: int, head: int) -> Mention | None:
        """The named place that *la ville*, *le pays*, *y*, *où* stands for; None for other words or none."""
        found = self._found.get((sentence, head))
        nominal = self.nominal(sentence, head) if found is None else next(iter(found.nominals), None)
        if nominal is None:
            return None
        if found is not None and nominal.mention is not None and nominal.mention.type in _WHERE:
            return nominal.mention
        return self._places.of(nominal)

    def countries_of(self, sentence: int, head: int) -> list[Actor]:
        """The countries that a noun phrase belongs to, in order: both of *un pacte sino-indien*."""
        nominal = self.nominal(sentence, head)
        told = sorted(nominal.countries, key=lambda c: c[1]) if nominal is not None else []
        entities = [self._cast.country(code) for code, _ in told]
        return _unlike(actor_of(self._cast, None, e, self._names.country_names) for e in entities)

    def actors(self) -> list[Actor]:
        """Every named actor of the report, in the order of first mention."""
        seen: dict[str, Actor] = {}
        for nominal, entity in self._cast.order:
            if entity.named and entity.id not in seen:
                seen[entity.id] = self._actor_for(nominal)
        return list(seen.values())

    # --- inside ---------------------------------------------------------------------------------------------------
    def _actor(self, sentence: int, head: int) -> Actor | None:
        found = self._found.get((sentence, head))
        if found is not None:
            return self._actor_for(found.nominals[0], bare=True) if len(found.nominals) == 1 else None
        nominal = self.nominal(sentence, head)
        if nominal is not None:
            return self._described_place(nominal) or self._actor_for(nominal)
        pronoun = pronoun_at(self._cast, sentence, head)
        if pronoun is not None and pronoun.use == "speaker" and self._speaker_at is not None:
            return self._speaker_at(self._cast.page.token(sentence, head).span)
        return None

    def _entity(self, nominal: Nominal) -> Entity:
        return self._cast.of_nominal[(nominal.sentence, nominal.head)]

    def _actor_for(self, nominal: Nominal, bare: bool = False) -> Actor:
        key = (nominal.sentence, nominal.begin, bare)  # no two noun phrases begin at one token
        if key not in self._made:
            self._made[key] = self._made_for(nominal, bare)
        return self._made[key]

    def _made_for(self, nominal: Nominal, bare: bool) -> Actor:
        entity = self._entity(nominal)
        told = None if bare and entity.named else nominal
        actor = actor_of(self._cast, told, entity, self._names.country_names)
        return self._owned(nominal, actor)

    def _described_place(self, nominal: Nominal) -> Actor | None:
        place = self._places.of(nominal) if not self._entity(nominal).named else None
        if place is None:
            return None
        names = dict.fromkeys([place.text, *variants(self._cast, nominal)[:4], *place.names])
        kind = "country" if place.type == "country" else "place"
        ident = f"{kind}:{place.country}" if kind == "country" else "place:" + (place.id or plain(place.text))
        return Actor(ident, place.text, kind, place.country, tuple(names)[:MOST])

    def _owned(self, nominal: Nominal, actor: Actor) -> Actor:
        """*Ses troupes*, *son armée*: forces of the owner's country."""
        groups = self._cast.page.titles.groups
        if actor.country is not None or groups.get(nominal.lemma) not in {"forces", "country"}:
            return actor
        owner = self.owner(nominal.sentence, nominal.head)
        if owner is None or owner.country is None:
            return actor
        names = dict.fromkeys([*actor.names[:6], *self._names.country_names(owner.country)[:4]])
        return replace(actor, country=owner.country, names=tuple(names)[:MOST])

    def _each(self, nominal: Nominal, bare: bool = False) -> list[Actor]:
        """*Les deux hommes*; *les ministres X et Y*; *les gouvernements britannique et danois*: one actor each."""
        pair = self._places.pair(nominal)
        if pair:
            return [actor_of(self._cast, None, entity, self._names.country_names) for entity in pair]
        if nominal.names:
            persons = [self._cast.person(name) for name in nominal.names]
            return [actor_of(self._cast, None, person, self._names.country_names) for person in persons]
        codes = sorted(dict.fromkeys(nominal.countries), key=lambda told: told[1])
        if nominal.number != "Plur" or len({c for c, _ in codes}) < 2:
            return [self._described_place(nominal) or self._actor_for(nominal, bare)]
        return [self._part(nominal, code, at) for code, at in codes]

    def _part(self, nominal: Nominal, code: str, at: int) -> Actor:
        cast, s = self._cast, nominal.sentence
        sentence, titles = cast.page.sentences[s], cast.page.titles
        noun = cast.page.lower[s][nominal.head]
        place = words_of(sentence, at, cast.page.ends[s].get(at, at))
        low = at
        while low - 1 > nominal.head and sentence.tokens[low - 1].pos in {"DET", "ADP"} and low > at - 2:
            low -= 1
        rest = words_of(sentence, low, cast.page.ends[s].get(at, at))
        stands = titles.groups.get(nominal.lemma)
        form = words_of(sentence, nominal.head + 1, nominal.form_end, frozenset(a for _, a in nominal.countries))
        noun, rest = (noun, f"{form} {rest}") if form else (noun, rest)
        single = titles.singular(noun)
        names = [f"{rest} {single}", f"{rest} {noun}"] if at < nominal.head else [f"{single} {rest}", f"{noun} {rest}"]
        names += [place, *self._names.country_names(code)[:6]]
        names += variants(cast, nominal)[:1]
        names = [n for k, n in enumerate(names) if plain(n) not in {plain(m) for m in names[:k]}]
        ident = f"country:{code}" if stands == "country" else f"{nominal.lemma}:{code}"
        kind = "country" if stands == "country" else "group" if stands else "people"
        return Actor(ident, names[0], kind, code, tuple(names)[:MOST], nominal.gender, "Sing")


def _unlike(actors: Iterable[Actor]) -> list[Actor]:
    found: dict[str, Actor] = {}
    for actor in actors:
        found.setdefault(actor.id, actor)
    return list(found.values())


def _tokens(cast: Cast) -> dict[tuple[int, int], Nominal]:
    """Every token that stands for a noun phrase: its head, the tokens of its name and of its title."""
    found: dict[tuple[int, int], Nominal] = {}
    for row in cast.nominals:
        for n in row:
            found[(n.sentence, n.head)] = n
    for s, row in enumerate(cast.nominals):
        for n in row:
            end = cast.page.ends[s][n.begin] if n.mention is not None else n.form_end
            for i in range(n.begin, end + 1):
                found.setdefault((s, i), n)
    return found


def find_actors(
    sentences: Sequence[Sentence],
    mentions: Sequence[Mention],
    names: CountryNames,
    titles: Titles,
    speaker_at: SpeakerAt | None = None,
    quotations: Sequence[Span] = (),
) -> Registry:
    """Put a report's noun phrases and pronouns together. Linear in the text but for a bounded look back.

    `mentions` are names (quantities are ignored), `names` a gazetteer, `titles` a language's titles; `quotations` are
    spans of outermost quotations, which keep a pronoun outside from standing for someone named inside.
    """
    page = index_mentions(sentences, mentions, titles)
    nominals = find_nominals(page)
    cast = cast_of(page, nominals)
    return Registry(cast, resolve_all(cast, quotations), names, speaker_at)
