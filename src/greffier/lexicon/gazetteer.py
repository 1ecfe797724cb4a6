"""Names that we know beforehand: countries, bodies, demonyms, areas in memory; towns and regions in a database.

The tables lie under data/places and data/actors; the database is built from GeoNames by scripts/build_places.py.
"""

from __future__ import annotations

import csv
import math
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import as_file, files
from io import StringIO
from itertools import zip_longest

from greffier.errors import DataError
from greffier.lexicon.name_key import name_key
from greffier.lexicon.trie import Trie, Word, words_of
from greffier.model import Listed

__all__ = ["Country", "CountryNamesIn", "Found", "Gazetteer", "Known", "Town", "load_gazetteer"]

LANGUAGES = ("fr", "en")
MOST_ALIASES = 12
_PER_KM2, _HAMLET = 4_000, 5_000  # people; a town reaches a kilometre or so whatever its size
_FIRST_REGION = 1_000_000_000  # in the database, below it numbers are GeoNames'


@dataclass(frozen=True, slots=True)
class Country:
    """One row of countries.csv. `lat`, `lon` are its middle, in degrees; the first of each list is its usual name."""

    code: str
    continent: str
    lat: float
    lon: float
    names: Mapping[str, tuple[str, ...]]
    capitals: Mapping[str, tuple[str, ...]]
    seats: Mapping[str, tuple[str, ...]]
    demonyms: Mapping[str, tuple[str, ...]]
    church: str = ""  # "orthodox" where its feasts are those of that church


@dataclass(frozen=True, slots=True)
class Known:
    """What a known name stands for.

    `type` is a `Mention` type: `country`, `place` (a capital, whose id is its country's), `body`, `demonym`, `region`,
    `sea`. `role` is `name`, `capital`, `seat` or `demonym`; `subtype` a body's or an area's own type.
    """

    id: str
    type: str
    role: str
    name: str
    country: str | None = None
    subtype: str = ""
    lat: float | None = None
    lon: float | None = None
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Found:
    """A known name at code points `[start, end)`, `length` words long; `others` are further readings of it."""

    start: int
    end: int
    length: int
    known: Known
    others: tuple[Known, ...] = ()


@dataclass(frozen=True, slots=True)
class Town:
    """A candidate from the database: a town, or a first-level region. `rank` 0: its own name, 1: ours, 2: another."""

    id: str
    kind: str
    name: str
    country: str
    admin1: str
    population: int
    lat: float
    lon: float
    radius: float
    rank: int

    @property
    def extent_km(self) -> float:
        """How far it reaches from its middle: its radius where the tables have one, else reckoned from its people."""
        return self.radius or math.sqrt(max(self.population, _HAMLET) / (_PER_KM2 * math.pi))


@dataclass(frozen=True, slots=True)
class CountryNamesIn:
    """Names of countries, those of one language first."""

    gazetteer: Gazetteer
    language: str

    def country_names(self, code: str) -> tuple[str, ...]:
        """At most 12 names of a country and its capital; () when no country has that code."""
        return self.gazetteer.country_names(code, self.language)


@dataclass(slots=True)
class Gazetteer:
    """All that is known by name. `tries` by language; towns are looked up when asked for."""

    countries: dict[str, Country]
    known: dict[str, Known]
    names: dict[str, dict[str, tuple[str, ...]]]
    tries: dict[str, Trie[Known]]
    town_names: dict[tuple[str, str], tuple[str, ...]]
    database: sqlite3.Connection
    _towns: dict[str, tuple[Town, ...]] = field(default_factory=dict)
    own: Trie[Known] = field(default_factory=Trie)

    def match(self, words: Sequence[Word], i: int, language: str) -> Found | None:
        """The longest known name that starts at word `i`; its readings stand in the order of the tables.

        A name of one's own lists goes before one of the tables that is no longer.
        """
        found, trie = self.own.longest(words, i), self.tries.get(language)
        ours = None if trie is None else trie.longest(words, i)
        if ours is not None and (found is None or ours[0] > found[0]):
            found = ours
        if found is None:
            return None
        length, readings = found
        return Found(words[i].start, words[i + length - 1].end, length, readings[0], readings[1:])

    def with_lists(self, actors: Iterable[Listed] = (), places: Iterable[Listed] = ()) -> Gazetteer:
        """The same, with one's own lists before the tables; this one stays as it is."""
        own: Trie[Known] = Trie()
        known, names = dict(self.known), dict(self.names)
        listed = [*((row, self._actor(row)) for row in actors), *((row, _place_of(row)) for row in places)]
        for row, what in listed:
            known[row.id] = what
            before = names.get(row.id, {})
            names[row.id] = {code: tuple(dict.fromkeys([*row.names, *before.get(code, ())])) for code in LANGUAGES}
            for name in row.names:
                own.add(name, what)
        return replace(self, known=known, names=names, own=own, _towns={})

    def _actor(self, row: Listed) -> Known:
        """An actor of one's own list: a person, a country of the tables, else a body."""
        if row.id in self.countries:
            return Known(row.id, "country", "name", row.name, row.id, "country", row.lat, row.lon)
        kind = row.kind if row.kind == "person" else "body"
        return Known(row.id, kind, "name", row.name, row.country, row.kind, row.lat, row.lon)

    def scan(self, text: str, language: str, start: int = 0, end: int | None = None) -> Iterator[Found]:
        """Known names of `text[start:end]` from left to right, the longest first, none overlapping."""
        words, i = words_of(text, start, end), 0
        while i < len(words):
            found = self.match(words, i, language)
            if found is not None:
                yield found
            i += 1 if found is None else found.length

    def country(self, code: str) -> Country | None:
        """The country of that ISO 3166-1 code (XK for Kosovo)."""
        return self.countries.get(code)

    def get(self, id: str) -> Known | None:
        """The country, body or area of that id."""
        return self.known.get(id)

    def of_subtype(self, subtype: str) -> frozenset[str]:
        """Ids of the bodies or areas of a type of their own (`armed_group`, `party`, …)."""
        return frozenset(id for id, known in self.known.items() if known.subtype == subtype)

    def country_names(self, code: str, language: str = LANGUAGES[0]) -> tuple[str, ...]:
        """Names of a country and of its capital, those of `language` first; () when no country has that code."""
        return self.aliases(code, language=language) if code in self.countries else ()

    def aliases(self, id: str, used: Sequence[str] = (), language: str = LANGUAGES[0]) -> tuple[str, ...]:
        """At most 12 names, languages by turns, `language` first; a country's capital too, its seats only if `used`."""
        by_language, order = self.names.get(id, {}), sorted(LANGUAGES, key=lambda code: code != language)
        turns = [n for pair in zip_longest(*(by_language.get(code, ()) for code in order)) for n in pair if n]
        country = self.countries.get(id)
        if country is not None:
            capitals = [name for code in order for name in country.capitals[code][:3]]
            turns = [*turns[:4], *capitals, *turns[4:]]
        return tuple(dict.fromkeys([*used, *turns]))[:MOST_ALIASES]

    def towns(self, name: str) -> tuple[Town, ...]:
        """Towns and regions of that name: their own name or ours first, then by population."""
        key = name_key(name)
        found = self._towns.pop(key, None)
        if found is None:
            found = tuple(_town(row) for row in self.database.execute(_TOWNS, (key,)))
            while len(self._towns) >= _REMEMBERED:
                self._towns.pop(next(iter(self._towns)), None)
        self._towns[key] = found  # last, so that what was not asked for longest goes first
        return found

    def town(self, id: str) -> Town | None:
        """The town or region of that id (`geonames:703845`, `admin1:UA.27`, `place:UA.robotyne`)."""
        source, _, rest = id.partition(":")
        if source == "place":
            return next((t for t in self.towns(rest.partition(".")[2]) if t.id == id), None)
        where, values = (_BY_NUMBER, (rest,)) if source == "geonames" else (_BY_CODE, tuple(rest.split(".", 1)))
        row = self.database.execute(_TOWN + where, values).fetchone()
        return None if row is None else _town(row)

    def names_of_town(self, town: Town, said: str = "") -> tuple[str, ...]:
        """Its French and other usual names, from our table (found by its own name or by `said`), and its own."""
        keys = [(name_key(name), town.country) for name in (town.name, said)]
        ours = next((self.town_names[key] for key in keys if key in self.town_names), ())
        return tuple(dict.fromkeys([*ours, town.name]))[:MOST_ALIASES]


_REMEMBERED = 20_000  # names whose towns are kept in memory: those of months of news, some tens of megabytes
_TOWN = "SELECT id, kind, name, country, admin1, population, lat, lon, radius, 0 FROM place WHERE "
_BY_NUMBER, _BY_CODE = "id = ?", "id >= 1000000000 AND kind = 'region' AND country = ? AND admin1 = ? ORDER BY id"
_TOWNS = """SELECT id, kind, name, country, admin1, population, lat, lon, radius, rank
FROM alias JOIN place ON id = place WHERE key = ? ORDER BY rank > 1, population DESC, id LIMIT 60"""


def _town(row: tuple[int, str, str, str, str, int, float, float, float, int]) -> Town:
    number, kind, name, country, admin1 = row[:5]
    if number < _FIRST_REGION:
        return Town(f"geonames:{number}", *row[1:])
    return Town(f"admin1:{country}.{admin1}" if kind == "region" else f"place:{country}.{name_key(name)}", *row[1:])


def _place_of(row: Listed) -> Known:
    """A place of one's own list: a point with its own coordinates."""
    return Known(row.id, "region", "name", row.name, row.country, "site", row.lat, row.lon)


def _rows(*path: str) -> list[dict[str, str]]:
    text = files("greffier.data").joinpath(*path).read_text("utf-8")
    return list(csv.DictReader(StringIO(text, newline="")))


def _both(row: Mapping[str, str], column: str) -> dict[str, tuple[str, ...]]:
    """The names in a column, by language."""
    return {code: tuple(n for n in row[f"{column}_{code}"].split("|") if n) for code in LANGUAGES}


def _countries() -> dict[str, Country]:
    return {
        row["code"]: Country(row["code"], row["continent"], float(row["lat"]), float(row["lon"]), _both(row, "names"),
                             _both(row, "capital"), _both(row, "seats"), _both(row, "demonyms"), row["church"])
        for row in _rows("places", "countries.csv")
    }  # fmt: skip


@dataclass(slots=True)
class _Tables:
    """What the tables give while they are read."""

    known: dict[str, Known] = field(default_factory=dict)
    names: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    tries: dict[str, Trie[Known]] = field(default_factory=lambda: {code: Trie() for code in LANGUAGES})

    def enter(self, known: Known, names: Mapping[str, tuple[str, ...]]) -> None:
        """Put the names into the trie of each language."""
        for code in LANGUAGES:
            for name in names[code]:
                self.tries[code].add(name, known)

    def keep(self, known: Known, names: dict[str, tuple[str, ...]]) -> None:
        """The same, and remember the id."""
        self.known[known.id], self.names[known.id] = known, names
        self.enter(known, names)


def _first(names: Mapping[str, tuple[str, ...]], id: str) -> str:
    return next((names[code][0] for code in LANGUAGES if names[code]), id)


def _enter_country(tables: _Tables, c: Country) -> None:
    name = _first(c.names, c.code)
    tables.keep(Known(c.code, "country", "name", name, c.code, "country", c.lat, c.lon), dict(c.names))
    tables.enter(Known(c.code, "place", "capital", _first(c.capitals, name), c.code, "capital"), c.capitals)
    tables.enter(Known(c.code, "country", "seat", name, c.code, "country", c.lat, c.lon), c.seats)
    tables.enter(Known(c.code, "demonym", "demonym", name, c.code), c.demonyms)


def _enter_area(tables: _Tables, row: Mapping[str, str]) -> None:
    names = _both(row, "names")
    kind = row["type"] if row["type"] == "sea" else "region"
    where = float(row["lat"]), float(row["lon"]), float(row["radius_km"])
    country, name = row["country"] or None, _first(names, row["id"])
    tables.keep(Known(row["id"], kind, "name", name, country, row["type"], *where), names)


def _enter_body(tables: _Tables, row: Mapping[str, str]) -> None:
    names = _both(row, "names")
    country, name = row["country"] or None, _first(names, row["id"])
    if row["id"] in tables.known:  # an area first, the same thing as a group: the area keeps the id
        tables.enter(Known(row["id"], "body", "name", name, country, row["type"]), names)
    else:
        tables.keep(Known(row["id"], "body", "name", name, country, row["type"]), names)
    if row["seats_country"]:  # as a capital: the slot chooses between the town and the body
        tables.enter(Known(row["id"], "place", "capital", name, row["seats_country"], "capital"), _both(row, "seats"))


def _enter_demonym(tables: _Tables, row: Mapping[str, str]) -> None:
    known = tables.known.get(row["id"])
    name = known.name if known is not None else row["id"].replace("_", " ")
    country = row["country"] or (known.country if known is not None else None) or None
    tables.enter(Known(row["id"], "demonym", "demonym", name, country), _both(row, "demonyms"))


def _town_names() -> dict[tuple[str, str], tuple[str, ...]]:
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for row in _rows("places", "towns.csv"):
        names = tuple(row["aliases"].split("|"))
        for name in (row["town"], *names):
            found.setdefault((name_key(name), row["country"]), (*names, row["town"]))
    return found


def _connect() -> sqlite3.Connection:
    source = files("greffier.data").joinpath("places", "places.db")
    if not source.is_file():
        raise DataError("places.db is missing: run scripts/build_places.py, or install greffier again.")
    with as_file(source) as path:
        return sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)


@cache
def load_gazetteer() -> Gazetteer:
    """The tables in memory and the database opened for reading. Raises DataError when the database is missing."""
    countries, tables = _countries(), _Tables()
    for country in countries.values():
        _enter_country(tables, country)
    for row in _rows("places", "areas.csv"):
        _enter_area(tables, row)
    for row in _rows("actors", "bodies.csv"):
        _enter_body(tables, row)
    for row in _rows("actors", "demonyms.csv"):
        _enter_demonym(tables, row)
    return Gazetteer(countries, tables.known, tables.names, tables.tries, _town_names(), _connect())
