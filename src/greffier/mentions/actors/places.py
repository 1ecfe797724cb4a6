"""Descriptions of places (*la ville*, *le pays*) and pairs (*les deux hommes*, *les deux parties*)."""

from __future__ import annotations

from bisect import bisect_left
from itertools import groupby

from greffier.mentions.actors.entities import Cast, Entity
from greffier.mentions.actors.page import Nominal
from greffier.model import Mention

__all__ = ["PlaceReferences"]

_BACK = 6  # sentences that a description of a place may reach back
_LOOK = 120  # noun phrases that a pair may look back over
_HUMAN = frozenset({"person", "role", "human"})
# By what a description says: the kinds of actors that it stands for, and the sentences that it may reach back.
_PAIRS = {
    "pair_person": (_HUMAN, 4),
    "pair_country": (frozenset({"country"}), 4),
    "pair_any": (frozenset({"country", "body", "group"}), 2),  # parties to what was told just before
}
_CLASSES = {"town": {"place"}, "region": {"region", "place"}, "country": {"country"}}


class PlaceReferences:
    """Looks back over the names of a report."""

    def __init__(self, cast: Cast) -> None:
        self._cast = cast
        self._named = [n for n, _ in cast.order if n.mention is not None and n.mention.type != "demonym"]
        self._positions = [(n.sentence, n.head) for n, _ in cast.order]
        self._at = [(n.sentence, n.head) for n in self._named]

    def of(self, n: Nominal) -> Mention | None:
        """The named place that a description stands for, or None."""
        classes = self._cast.page.titles.describes(n.lemma)
        if n.mention is not None or n.number == "Plur" or not classes & {"town", "region", "country", "capital"}:
            return None
        beside = self._beside(n)
        if beside is not None:
            return beside
        titles = self._cast.page.titles
        if not titles.has("definite", n.determiner) and not titles.has("demonstratives", n.determiner):
            return None
        if "country" in classes:
            return self._country(n) if not n.bodies and not n.countries else None
        if "capital" in classes:
            return self._capital(n)
        wanted = _CLASSES["town"] if "town" in classes else _CLASSES["region"]
        return self._before(n, wanted, region="region" in classes)

    def _beside(self, n: Nominal) -> Mention | None:
        """*La ville fortifiée de Carcassonne*, *la ville de Soumy*: the name stands with it."""
        for mention, _ in n.bodies[:1]:
            if mention.type in {"place", "region"}:
                return mention
        cover = self._cast.page.cover[n.sentence].get(n.adjectives_end + 1)
        return cover if cover is not None and cover.type in {"place", "region"} else None

    def _before(self, n: Nominal, types: set[str], region: bool = False) -> Mention | None:
        at = bisect_left(self._at, (n.sentence, n.first))
        fallback = None
        for m in reversed(self._named[max(0, at - _LOOK) : at]):
            if n.sentence - m.sentence > _BACK:
                break
            if m.mention is not None and m.mention.type in types:
                if not region or m.mention.type == "region":
                    return m.mention
                fallback = fallback or m.mention
        return fallback

    def _country(self, n: Nominal) -> Mention | None:
        """Where it tells a place (*dans le pays*), the country last named as one; else the country that acts."""
        titles = self._cast.page.titles
        entity = self._cast.of_nominal[(n.sentence, n.head)]
        before = self._cast.page.lower[n.sentence][n.first - 1] if n.first else ""
        where = titles.has("place_before", before) or titles.has("place_before", n.determiner) or before in titles.of
        at = bisect_left(self._at, (n.sentence, n.first))
        named = [m for m in self._named[max(0, at - _LOOK) : at] if n.sentence - m.sentence <= _BACK]
        countries = [m for m in reversed(named) if m.mention is not None and m.mention.type == "country"]
        if where or n.determiner in titles.of:
            told = next((m for m in countries if self._is_where(m)), None)
        else:
            told = next((m for m in countries if m.mention and m.mention.country == entity.country), None)
        told = told or next(iter(countries), None)
        return told.mention if told is not None else None

    def _capital(self, n: Nominal) -> Mention | None:
        """The capital of the country that the description names, else of the one named most; it must be in the text."""
        code = n.countries[0][0] if n.countries else self._main_country()
        for m in self._named:
            mention = m.mention
            if mention is not None and mention.type == "place" and mention.id == mention.country == code:
                return mention
        return self._before(n, {"place"}) if not n.countries else None

    def _main_country(self) -> str | None:
        counts: dict[str, int] = {}
        for m in self._named:
            code = m.mention.country if m.mention is not None else None
            if code is not None:
                counts[code] = counts.get(code, 0) + 1
        return max(counts, key=lambda c: counts[c], default=None)

    def pair(self, n: Nominal) -> list[Entity]:
        """*Les deux hommes*, *les deux pays*: the last two of that sort; [] where there are not two."""
        page, titles = self._cast.page, self._cast.page.titles
        words = page.lower[n.sentence][n.first : n.head]
        if n.countries or not titles.has("definite", n.determiner) or not any(titles.has("two", w) for w in words):
            return []
        name = next((name for name in _PAIRS if name in titles.describes(n.lemma)), None)
        return self._last_two(n, *_PAIRS[name]) if name else []

    def _last_two(self, n: Nominal, kinds: frozenset[str], back: int) -> list[Entity]:
        """The two named before it, if no third was; of more in one sentence, the last two that it sets side by side."""
        found: dict[str, Entity] = {}
        at = bisect_left(self._positions, (n.sentence, n.first))
        told = reversed(self._cast.order[max(0, at - _LOOK) : at])
        for s, group in groupby(told, key=lambda named: named[0].sentence):
            if n.sentence - s > back or len(found) >= 2:
                break
            here = list(group)
            for m, entity in here:
                for each in reversed(self._meant(m, entity, kinds)):
                    found.setdefault(each.id, each)
            if len(found) > 2:
                return self._side_by_side(here, found)
        return list(reversed(found.values())) if len(found) == 2 else []

    def _side_by_side(self, here: list[tuple[Nominal, Entity]], found: dict[str, Entity]) -> list[Entity]:
        """*La Russie et l'Ukraine*: of a sentence's actors, told from its end, the first two that are joined."""
        joined: dict[tuple[int, int], list[Entity]] = {}
        for m, entity in here:
            token = self._cast.page.token(m.sentence, m.head)
            first = token.head if token.dep == "conj" else m.head
            if entity.id in found:
                joined.setdefault((m.sentence, first), []).insert(0, entity)
        return next((some for some in joined.values() if len({e.id for e in some}) == len(some) == 2), [])

    def _meant(self, m: Nominal, entity: Entity, kinds: frozenset[str]) -> list[Entity]:
        """The entities of some kinds that a noun phrase brings in; countries by their adjectives too."""
        if "country" in kinds and entity.kind != "country":
            told = [self._cast.country(code) for code, _ in m.countries]
            if told or entity.kind not in kinds:
                return told
        if entity.kind not in kinds or (m.number == "Plur" and entity.kind != "country") or self._is_where(m):
            return []
        return [entity]

    def _is_where(self, m: Nominal) -> bool:
        """*En Pologne*, *à Berlin*: where something happens, not who acts."""
        lower = self._cast.page.lower[m.sentence]
        before = lower[m.first - 1] if m.first else ""
        named = m.mention is not None and m.mention.type in {"country", "place"}
        return named and self._cast.page.titles.has("where", before)
