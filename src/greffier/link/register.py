"""Who is who over all reports: sightings of persons put together, and roles that another report tells the holder of.

Pure functions of a set of sightings: the order in which reports came changes nothing. See docs/decisions/actors.md.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from greffier.link.persons import PersonName, parse_name, tells_less
from greffier.model import Office, Seen, Sighting

__all__ = ["WINDOW", "Named", "Pair", "Pairs", "Stated", "holder_of", "put_together"]

WINDOW = timedelta(days=30)  # within which a family name alone, or a role alone, may stand for a person told elsewhere
_OUTWEIGHED = 10  # a namesake with a tenth of another's sightings is rather a misreading than who is meant

Pair = tuple[Seen, Seen]


@dataclass(frozen=True, slots=True)
class Named:
    """Which person a sighting is of: `person` is the same for sightings of one, `because` the report that tells so.

    `judged` is True where people said so, who joined what the names alone do not.
    """

    person: str
    because: str | None = None
    judged: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of sightings that people judged: of the same person, of different ones. The second kind goes first."""

    same: tuple[Pair, ...] = ()
    different: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Stated:
    """A report that states who holds a role on the `day` of its publication."""

    day: date
    person: str
    report: str


@dataclass(slots=True)
class _Person:
    """Someone known by a given name, while the others are held against it."""

    form: PersonName
    country: str = ""
    days: list[date] = field(default_factory=list)
    undated: bool = False
    offices: set[Office] = field(default_factory=set)
    reports: dict[date | None, str] = field(default_factory=dict)
    size: int = 0

    def take(self, one: Sighting) -> None:
        self.size += 1
        self.offices |= {*one.offices}
        self.undated = self.undated or one.day is None
        if one.day is not None:
            self.days.append(one.day)
        self.reports[one.day] = min(one.id[0], self.reports.get(one.day, one.id[0]))

    def known_on(self, day: date | None) -> bool:
        """Whether some report within the window of `day` names this person; always where either is undated."""
        if day is None or self.undated:
            return True
        return bisect_left(self.days, day - WINDOW) < bisect_right(self.days, day + WINDOW)

    def told_by(self, day: date | None) -> str:
        """The report nearest to `day` that names this person; the earlier of two."""
        if day is None or not self.days:
            return min(self.reports.values())
        at = bisect_left(self.days, day)
        return self.reports[min(self.days[max(0, at - 1) : at + 1], key=lambda d: (abs(d - day), d))]


def put_together(sightings: Iterable[Sighting], pairs: Pairs | None = None) -> dict[Seen, Named]:
    """Which sightings are of one person. Those that could be of several persons are left out.

    Two full names are one person where one tells no more than the other (*Donald Trump*, *Donald J. Trump*) and no two
    countries speak against it. A family name alone, or with initials, is the one person of that name whom some report
    within the window names; whom nobody names, it is a person by itself.
    """
    found = _Register(sorted(sightings, key=lambda s: s.id), pairs or Pairs())
    return found.named()


class _Register:
    """The sightings of some family names while persons are put together; every step goes in the order of ids."""

    def __init__(self, sightings: Sequence[Sighting], pairs: Pairs) -> None:
        self.sightings = [s for s in sightings if parse_name(s.name).family]
        self.pairs = pairs
        self.by_id = {s.id: s for s in self.sightings}
        self.persons: dict[str, _Person] = {}
        self.of_family: dict[str, list[str]] = defaultdict(list)
        self.found: dict[Seen, Named] = {}
        self.root: dict[str, str] = {}

    def named(self) -> dict[Seen, Named]:
        """Every sighting that is of one person only."""
        full = [s for s in self.sightings if not parse_name(s.name).loose]
        self._full(full)
        self._set_apart()
        self._learn()
        self._join()
        self._take_loose([s for s in self.sightings if s.id not in self.found])
        self._set_apart()
        self._join()
        return {id: Named(self._root(n.person), n.because, n.person in self.root) for id, n in self.found.items()}

    # full names -----------------------------------------------------------------------------------------------------
    def _full(self, full: Sequence[Sighting]) -> None:
        """Give each full name the one that tells most of the same person; two countries keep namesakes apart."""
        by_top: dict[tuple[str, str], list[Sighting]] = defaultdict(list)
        tops = _tops({(parse_name(s.name).family, parse_name(s.name).form): parse_name(s.name) for s in full})
        for one in full:
            above = tops[parse_name(one.name).family, parse_name(one.name).form]
            if len(above) == 1:
                by_top[parse_name(one.name).family, above[0].form].append(one)
        for some in by_top.values():
            top = tops[parse_name(some[0].name).family, parse_name(some[0].name).form][0]
            self._namesakes(top, some)

    def _namesakes(self, top: PersonName, some: Sequence[Sighting]) -> None:
        """One person, or one for each country that reports state; who comes without a country is of one of them."""
        countries = Counter(s.country for s in some if s.country)
        if len(countries) < 2:
            only = next(iter(countries), "")
            for one in some:
                self._put(one, top, only)
            return
        for one in some:
            if one.country:
                self._put(one, top, one.country).take(one)
        most = max(countries.values())
        heavy = [f"{_base(top)}@{c}" for c, n in countries.items() if n * _OUTWEIGHED > most]
        for key in heavy:
            self.persons[key].days.sort()
        for one in some:
            if not one.country:
                several = [key for key in heavy if self.persons[key].known_on(one.day)]
                self._put(one, top, self.persons[several[0]].country if len(several) == 1 else "")

    def _put(self, one: Sighting, top: PersonName, country: str) -> _Person:
        key = f"{_base(top)}@{country}"
        if key not in self.persons:
            self.persons[key] = _Person(top, country)
        told = None if parse_name(one.name).form == top.form else ""
        self.found[one.id] = Named(key, told)
        return self.persons[key]

    # judgements ------------------------------------------------------------------------------------------------------
    def _set_apart(self) -> None:
        """The second of a pair that is judged different is a person by itself, where it was the same one."""
        for one, other in sorted(self.pairs.different):
            if one in self.found and other in self.found and self.found[one].person == self.found[other].person:
                key = f"{self.found[other].person}!{'/'.join(other)}"
                old = self.persons.get(self.found[other].person)
                self.persons[key] = _Person(parse_name(self.by_id[other].name), old.country if old else "")
                self.found[other] = Named(key)

    def _join(self) -> None:
        """Persons judged the same are one, unless that would join two judged different."""
        for one, other in sorted(self.pairs.same):
            if one not in self.found or other not in self.found:
                continue
            a, b = sorted((self._root(self.found[one].person), self._root(self.found[other].person)))
            if a != b and not self._forbidden(a, b):
                self.root[b] = a

    def _forbidden(self, a: str, b: str) -> bool:
        apart = (
            {self._root(self.found[s].person) for s in pair}
            for pair in self.pairs.different
            if all(s in self.found for s in pair)
        )
        return any(pair == {a, b} for pair in apart)

    def _root(self, key: str) -> str:
        while key in self.root:
            key = self.root[key]
        return key

    # family names alone ---------------------------------------------------------------------------------------------
    def _learn(self) -> None:
        """Note when each person with a full name was told of, in which office."""
        for person in self.persons.values():
            person.days, person.reports, person.offices, person.undated, person.size = [], {}, set(), False, 0
        for id, named in self.found.items():
            self.persons[named.person].take(self.by_id[id])
        self._sort_days()
        for key in sorted(self.persons):
            if self.persons[key].size:
                self.of_family[self.persons[key].form.family].append(key)
        whole = self._full_tellings()
        for id, named in self.found.items():
            if named.because == "":
                self.found[id] = Named(named.person, whole.get(named.person, ("", None))[1])

    def _full_tellings(self) -> dict[str, tuple[str, str]]:
        """For each person the day and the id of the first report that tells the whole name."""
        found: dict[str, tuple[str, str]] = {}
        for id, named in self.found.items():
            one = self.by_id[id]
            if parse_name(one.name).form == self.persons[named.person].form.form:
                told = ((one.day or date.max).isoformat(), id[0])
                found[named.person] = min(told, found.get(named.person, told))
        return found

    def _sort_days(self) -> None:
        for person in self.persons.values():
            person.days.sort()

    def _take_loose(self, some: Sequence[Sighting]) -> None:
        """Names that fit several. Two countries for one person whose own nobody states fit neither."""
        fits = {one.id: self._fits(one) for one in some}
        stated: dict[str, set[str]] = defaultdict(set)
        for one in some:
            if len(fits[one.id]) == 1 and one.country:
                stated[self._root(fits[one.id][0])].add(one.country)
        for one in some:
            keys = fits[one.id]
            if keys and one.country and len(stated[self._root(keys[0])]) > 1:
                keys = []
            if len(keys) == 1:
                self.found[one.id] = Named(keys[0], self.persons[keys[0]].told_by(one.day))
            elif not keys or not parse_name(one.name).loose:
                self.found[one.id] = Named(f"{_base(parse_name(one.name))}@{one.country or ''}")

    def _fits(self, one: Sighting) -> list[str]:
        """The persons whom the window, the country and the role leave; of those judged the same, the first."""
        fits = [
            key
            for key in self.of_family[parse_name(one.name).family]
            if tells_less(parse_name(one.name), self.persons[key].form)
            and self._country_fits(one, self.persons[key])
            and self.persons[key].known_on(one.day)
        ]
        in_office = [key for key in fits if self.persons[key].offices & {*one.offices}]
        return list({self._root(key): key for key in reversed(in_office or fits)}.values())

    def _country_fits(self, one: Sighting, person: _Person) -> bool:
        return not one.country or not person.country or one.country == person.country


def _base(name: PersonName) -> str:
    return f"{name.family} {name.form}"


def _tops(names: Mapping[tuple[str, str], PersonName]) -> dict[tuple[str, str], list[PersonName]]:
    """For each name those of its family that tell most of whom it may name: itself where no other tells more."""
    families: dict[str, list[PersonName]] = defaultdict(list)
    for name in names.values():
        families[name.family].append(name)
    found: dict[tuple[str, str], list[PersonName]] = {}
    for family, some in families.items():
        above = {n.form: [o for o in some if o.form != n.form and _more(n, o)] for n in some}
        for name in some:
            top = [o for o in above[name.form] if not above[o.form]]
            found[family, name.form] = sorted(top, key=lambda o: o.form) or [name]
    return found


def _more(one: PersonName, other: PersonName) -> bool:
    """True where `other` tells more; of two that tell the same, the one whose form comes first tells more."""
    return tells_less(one, other) and (not tells_less(other, one) or other.form < one.form)


def holder_of(day: date | None, stated: Iterable[Stated]) -> Named | None:
    """Who holds a role on a day: the one person whom reports within the window of it state, with the nearest of them.

    None where nobody is stated, or several are, or the day is not known.
    """
    if day is None:
        return None
    near = [s for s in stated if abs(s.day - day) <= WINDOW]
    if len({s.person for s in near}) != 1:
        return None
    nearest = min(near, key=lambda s: (abs(s.day - day), s.day, s.report))
    return Named(nearest.person, nearest.report)
