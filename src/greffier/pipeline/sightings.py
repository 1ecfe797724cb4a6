"""From the entries of one report to how it tells of its actors: what the register is made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

from greffier.lexicon import Gazetteer
from greffier.lexicon.gazetteer import Known
from greffier.lexicon.name_key import name_key
from greffier.link import parse_name
from greffier.mentions.actors import Titles, load_titles
from greffier.model import Entry, Filler, Listed, Office, Report, Sighting

__all__ = ["Sightings"]

_ROLE = re.compile(r"role:([^:]*):(.*?):([^:]*)(:\d+:\d+)?")
_GROUP = re.compile(r"group:([^:]*):(.*)")
_SPACES = re.compile(r"[\s,]+")
_NEAR = 60  # code points before and after a title in which a name beside it begins or ends
_SKIPPED = 2  # words that may stand inside a title: *ministre ukrainien des Affaires étrangères*


@dataclass(slots=True)
class _Told:
    """All that one report says of one actor."""

    fillers: list[Filler] = field(default_factory=list)

    def names(self) -> list[str]:
        return list(dict.fromkeys(n for f in self.fillers for n in (f.name, *f.names)))

    def country(self) -> str | None:
        return next((f.country for f in self.fillers if f.country), None)


class Sightings:
    """Finds the actors of a report's entries; made once for a gazetteer and a list of one's own."""

    def __init__(self, gazetteer: Gazetteer, actors: Iterable[Listed] = ()) -> None:
        self.gazetteer = gazetteer
        self.actors = tuple(actors)
        self._own = {name_key(name): row for row in reversed(self.actors) for name in row.names}
        self._by_id = {row.id: row for row in self.actors}

    def of(self, report: Report, entries: Iterable[Entry]) -> list[Sighting]:
        """How a report tells of its actors, each once, sorted by id. Places, things and passers-by are none."""
        told: dict[str, _Told] = {}
        for filler in _fillers(entries):
            if filler.id is not None:
                told.setdefault(filler.id, _Told()).fillers.append(filler)
        found = (self._sighting(report, local, told[local]) for local in sorted(told))
        return [one for one in found if one is not None]

    def _sighting(self, report: Report, local: str, told: _Told) -> Sighting | None:
        id, day = (report.id, local), report.published
        row = self._listed(local, told)
        person = self._person(report, local, told) if local.startswith("person:") else None
        if row is not None:
            like = person or Sighting(id, row.kind, row.name, (), row.country, day)
            return replace(like, kind=row.kind, name=row.name, country=row.country, key=row.id, basis="list")
        if local.startswith("person:"):
            return person
        if local.startswith("role:"):
            return self._role(report, local, told)
        known = self._known(local)
        if known is not None:
            names = {name_key(name) for name in self.gazetteer.aliases(known.id)}
            seen = tuple(dict.fromkeys(f.name for f in told.fillers if name_key(f.name) in names))
            kind = known.subtype or known.type
            return Sighting(id, kind, known.name, seen, known.country, day, key=known.id, basis="table")
        return self._body(id[0], local, told, day) or self._forces(report, local, told)

    def _listed(self, local: str, told: _Told) -> Listed | None:
        """The row of the list whose id or one of whose names this is."""
        own = self._by_id.get(local.partition(":")[2])
        if own is not None and not local.startswith("person:"):
            return own
        main = dict.fromkeys(f.name for f in told.fillers)
        return next((self._own[name_key(n)] for n in main if name_key(n) in self._own), None) if self._own else None

    def _known(self, local: str) -> Known | None:
        """What the tables know: `country:UA`, `body:nato`, and the same without what stands before."""
        kind, _, rest = local.rpartition(":")
        return self.gazetteer.get(rest) if kind in {"country", "body", ""} else None

    def _person(self, report: Report, local: str, told: _Told) -> Sighting | None:
        names = [n for n in told.names() if n[:1].isupper()]
        name = next((f.name for f in told.fillers if f.name[:1].isupper()), "")
        family = parse_name(name).family
        if not family:
            return None
        own = tuple(n for n in names if parse_name(n).family == family and not _families(n, report.language))
        country = told.country()
        offices = {
            office: office
            for words in told.names()
            for office in self._offices(words, report.language, country, name)
            if _beside(report.text, office.words, (name, *own), report.language)
        }
        stated = tuple(sorted(offices, key=lambda o: (o.family, o.owner, o.domain)))
        return Sighting((report.id, local), "person", name, own or (name,), country, report.published, stated)

    def _role(self, report: Report, local: str, told: _Told) -> Sighting | None:
        """Someone named by a role only; *un ministre* (with a place in the text behind it) is nobody in particular."""
        parts = _ROLE.fullmatch(local)
        if parts is None or not parts[2] or "," in parts[2] or parts[4]:
            return None
        words = told.fillers[0].name
        office = Office(parts[1], parts[2].removeprefix("body:"), parts[3], words)
        return Sighting((report.id, local), "role", words, (), told.country(), report.published, (office,))

    def _body(self, report: str, local: str, told: _Told, day: date | None) -> Sighting | None:
        """A body that no table knows: its name tells who it is."""
        if not local.startswith("body:"):
            return None
        name = told.fillers[0].name
        return Sighting((report, local), "body", name, (name,), told.country(), day, key=local, basis="name")

    def _forces(self, report: Report, local: str, told: _Told) -> Sighting | None:
        """Forces of a country are one actor in every language; a part of them, or another group, by its own words."""
        parts = _GROUP.fullmatch(local)
        if parts is None:
            return None
        owners = [word for word in parts[2].split(",") if word in self.gazetteer.countries]
        if len(owners) != 1:
            return None
        forces = parts[2] == owners[0] and load_titles(report.language).groups.get(parts[1]) == "forces"
        key, kind = (f"forces:{owners[0]}", "forces") if forces else (local, "group")
        name = told.fillers[0].name
        return Sighting((report.id, local), kind, name, (name,), owners[0], report.published, key=key, basis="name")

    # offices ---------------------------------------------------------------------------------------------------------
    def _offices(self, words: str, language: str, country: str | None, name: str) -> Iterator[Office]:
        """The roles that words state, each with whose it is: a country or body among the words, else the person's."""
        found = _families(words, language)
        if not found:
            return
        inside = [f.known for f in self.gazetteer.scan(words, language)]
        owners = list(dict.fromkeys(k.country if k.type in {"country", "demonym"} else k.id for k in inside))
        owner = owners[0] if len(owners) == 1 else country if not owners else None
        bare = words.partition(name)[0].strip(" ,") or words
        for family in found:
            if owner is not None:
                yield Office(family, owner, "", bare)


def _beside(text: str, words: str, names: Iterable[str], language: str) -> bool:
    """Whether a title stands beside a name: *le président turc, Kemal Hayali*; *Kemal Hayali, the Turkish president*.

    What a reading takes up by itself (*le président* after a name told before) states nothing.
    """
    titles, at = load_titles(language), text.find(words)
    while at >= 0:
        before, after = text[max(0, at - _NEAR) : at], text[at + len(words) : at + len(words) + _NEAR]
        for name in names:
            gap, found, _ = after.partition(name)
            if found and all(w.lower() in titles.honorifics for w in _SPACES.split(gap) if w):
                return True
            _, found, gap = before.rpartition(name)
            if found and all(_is_article(titles, w) for w in _SPACES.split(gap) if w):
                return True
        at = text.find(words, at + 1)
    return False


def _is_article(titles: Titles, word: str) -> bool:
    return any(titles.has(kind, word.lower()) for kind in ("definite", "indefinite", "possessive"))


@lru_cache(maxsize=1 << 14)
def _families(words: str, language: str) -> tuple[str, ...]:
    """Families of the titles that words state, but for those that a complement tells apart, and those held before."""
    titles = load_titles(language)
    lower = [w.lower().replace("’", "'") for word in words.split() for w in _split(word)]
    if any(w in titles.former or w.startswith(titles.former_prefixes or ("\0",)) for w in lower):
        return ()
    single = [titles.singular(w) for w in lower]
    i, found = 0, []
    while i < len(single):
        form = next((f for f in titles.roles.get(single[i], ()) if _stands(f.words, single, i)), None)
        if form is not None and not form.role.domain:
            found.append(form.role.family)
        i += len(form.words) if form is not None else 1
    return tuple(dict.fromkeys(found))


def _split(word: str) -> list[str]:
    """*l'Union* is two words, as in the forms of titles."""
    head, mark, rest = word.strip(",").replace("’", "'").partition("'")
    return [head + mark, rest] if mark and rest else [word.strip(",")]


def _stands(form: Sequence[str], words: Sequence[str], i: int) -> bool:
    """Whether a title's words stand from word `i` on, with at most two others inside."""
    at = i
    for k, word in enumerate(form):
        skipped = 0
        while k and at < len(words) and words[at] != word and skipped < _SKIPPED:
            at, skipped = at + 1, skipped + 1
        if at >= len(words) or words[at] != word:
            return False
        at += 1
    return True


def _fillers(entries: Iterable[Entry]) -> Iterator[Filler]:
    for entry in entries:
        if entry.source is not None:
            yield replace(entry.source, role="source")
        for role, value in entry.roles.items():
            if role != "place" and isinstance(value, tuple):
                yield from value
