"""What forbids that two tellings are of one event: another day, another place, another toll, a total over a period.

A pure function, asked before anything is weighed and again for every pair when groups are joined: weights can be
outweighed, a veto cannot.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from greffier.lexicon.traits import Traits
from greffier.link.extent import DAYS, ONE, SEVERAL
from greffier.link.records import FINE, Number, Telling, Told, Where
from greffier.model.globe import distance_km

__all__ = ["CHECKS", "Facts", "Fits", "short", "veto"]

CHECKS = ("total", "date", "place", "toll", "extent", "who", "matter", "words")
SHORT_DAYS = 3  # an interval of more days tells no day
FAR_KM = 30.0  # two towns are two places from here on; a port and its town are nearer
WIDE_KM = 450.0  # a town and a region around it, measured from its middle
FALLS, LEAPS, FEW = 2.0, 4.0, 5  # a toll does not fall by half, nor differ fourfold on one day; below FEW all may be
_NAMED = ("country:", "person:", "body:")
_ALIKE = 0.3  # share of the words of the shorter one, for kinds that are known by their words alone


Facts = Told | Telling


def short(facts: Facts) -> bool:
    """Whether it is dated, to a day or nearly."""
    return facts.first is not None and facts.last is not None and facts.last - facts.first < SHORT_DAYS


def veto(a: Facts, b: Facts, traits: Traits) -> str:
    """The first of CHECKS that forbids it, "" where none does; the order of the two does not matter."""
    fits = Fits(a, b, traits)
    for name, check in _CHECKS.items():
        if not check(fits):
            return name
    return ""


@dataclass(frozen=True, slots=True)
class Fits:
    """The checks of a pair, one by one."""

    a: Facts
    b: Facts
    traits: Traits

    def check(self, name: str) -> bool:
        """Whether the pair passes this check."""
        return _CHECKS[name](self)

    def total(self) -> bool:
        """A total over a period is no figure of one happening; two reports may tell the same total."""
        if not (self.a.numbers or self.b.numbers):
            return True
        totals = [[n for n in facts.numbers if n.total] for facts in (self.a, self.b)]
        if not any(totals):
            return True
        period = (self.a.first, self.a.last) == (self.b.first, self.b.last)
        return period and {(n.what, n.low, n.high) for n in totals[0]} == {(n.what, n.low, n.high) for n in totals[1]}

    def date(self) -> bool:
        """Days meet, but for what the kind allows; a long time and a day are no one date."""
        a, b = self.a, self.b
        wide = [facts.first is not None and not short(facts) for facts in (a, b)]
        if self.traits.happening and wide[0] != wide[1]:
            return False
        if a.first is None or b.first is None or a.last is None or b.last is None:
            return _could_be(a, b) and _could_be(b, a)
        gap = max(a.first, b.first) - min(a.last, b.last)
        return gap <= self.traits.days_apart

    def place(self) -> bool:
        """Some place of one is, or holds, or lies near, some place of the other."""
        countries, fine = _where(self.a.places)
        others, finest = _where(self.b.places)
        if countries and others and countries.isdisjoint(others):
            return False
        return not (fine and finest) or any(_meet(p, q) for p in fine for q in finest)

    def toll(self) -> bool:
        """No figure of one rules out a figure of the other; a toll that rises later does not."""
        if not (self.a.numbers and self.b.numbers):
            return True
        old, new = sorted((self.a, self.b), key=lambda f: (f.published is None, f.published or 0))
        same_day = old.published == new.published or None in (old.published, new.published)
        dated = short(old) and short(new)
        return not any(
            _rules_out(p, q, same_day=same_day, dated=dated)
            for p in old.numbers for q in new.numbers if p.what == q.what and not p.total
        )  # fmt: skip

    def extent(self) -> bool:
        """One happening is not several, and what lasted for days is neither one nor of a day."""
        a, b = self.a, self.b
        if not self.traits.happening or a.extent == b.extent:
            return True
        if DAYS in (a.extent, b.extent):
            other = b if a.extent == DAYS else a
            return other.extent == "" and not _of_a_day(other)
        return {a.extent, b.extent} != {ONE, SEVERAL}

    def who(self) -> bool:
        """Known names in one role have one in common."""
        roles = self.traits.same_event
        mine, theirs = _by_role(self.a.who, roles), _by_role(self.b.who, roles)
        for role, (keys, sorts) in mine.items():
            if role in theirs and sorts == theirs[role][1] and keys.isdisjoint(theirs[role][0]):
                return False
        return True

    def matter(self) -> bool:
        """What two in one language are about has a word in common, unless one only points to it."""
        mine, theirs = self.a.matter, self.b.matter
        told = self.a.language == self.b.language and min(len(mine), len(theirs)) > 1
        return not (self.traits.matter and told) or bool(mine & theirs)

    def words(self) -> bool:
        """A kind without roles that tell two of it apart is known by its words."""
        if self.traits.same_event:
            return True
        least = min(len(self.a.words), len(self.b.words))
        return least > 0 and len(self.a.words & self.b.words) >= _ALIKE * least


_CHECKS: Mapping[str, Callable[[Fits], bool]] = {
    "total": Fits.total,
    "date": Fits.date,
    "place": Fits.place,
    "toll": Fits.toll,
    "extent": Fits.extent,
    "who": Fits.who,
    "matter": Fits.matter,
    "words": Fits.words,
}


def _of_a_day(facts: Facts) -> bool:
    """Whether it is dated to a day, or to a night."""
    return facts.first is not None and facts.last is not None and facts.last - facts.first <= 1


def _could_be(undated: Facts, other: Facts) -> bool:
    """What has no date was told within days of the other, and not before it."""
    if undated.first is not None:
        return True
    if undated.published is None:
        return False
    days = (other.last or other.first, other.published)
    known = [day for day in days if day is not None]
    return bool(known) and abs(undated.published - min(known)) <= 2 * SHORT_DAYS


@lru_cache(maxsize=20_000)
def _where(places: tuple[Where, ...]) -> tuple[frozenset[str], tuple[Where, ...]]:
    """The countries, and the towns and points; without any of these, the regions."""
    towns = tuple(p for p in places if p.precision in FINE)
    fine = towns or tuple(p for p in places if p.precision in {"region", "sea"})
    return frozenset(p.country for p in places if p.country), fine


def _meet(p: Where, q: Where) -> bool:
    if p.id == q.id:
        return True
    if p.lat is None or p.lon is None or q.lat is None or q.lon is None:
        return p.precision not in FINE or q.precision not in FINE
    reach = FAR_KM if p.precision in FINE and q.precision in FINE else WIDE_KM
    return distance_km((p.lat, p.lon), (q.lat, q.lon)) <= reach


def _rules_out(old: Number, new: Number, *, same_day: bool, dated: bool) -> bool:
    """Whether two figures of one thing, the older one first, cannot be of one happening."""
    if same_day:
        return _leaps(old, new) or _leaps(new, old)
    falls = old.low is not None and new.high is not None and old.low >= FEW and old.low > FALLS * new.high
    return falls or (not dated and _leaps(old, new))


def _leaps(low: Number, high: Number) -> bool:
    """Whether a figure is so much higher than another that both cannot be told at one time."""
    if high.low is None or low.high is None:
        return False
    return high.low >= FEW and high.low > LEAPS * max(low.high, 1.0)


@lru_cache(maxsize=20_000)
def _by_role(who: frozenset[str], roles: tuple[str, ...]) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Known names (countries, persons, bodies) and what sorts of names they are, by role, where all that fill the role
    are known names."""
    wanted, found, unsure = set(roles), dict[str, set[str]](), set[str]()
    for role, key in _split(who):
        if role in wanted and key.startswith(_NAMED):
            found.setdefault(role, set()).add(key)
        elif role in wanted:
            unsure.add(role)
    kept = {role: keys for role, keys in found.items() if role not in unsure}
    return {role: (frozenset(keys), frozenset(k.split(":")[0] for k in keys)) for role, keys in kept.items()}


def _split(who: Iterable[str]) -> Iterator[tuple[str, str]]:
    for one in who:
        role, _, key = one.partition("=")
        yield role, key
