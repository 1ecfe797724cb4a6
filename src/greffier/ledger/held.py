"""The ledger's entries as columns in memory: what is counted and drawn of all of them at once, in milliseconds.

Every version of a report is here, with the days on which it was there, so that a question about another day is
answered from the same columns.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from greffier.ledger.backends import spelling_of
from greffier.ledger.outlines import last_report, touched_reports
from greffier.ledger.question import Question
from greffier.ledger.tables import FACETS
from greffier.lexicon import load_gazetteer
from greffier.model import STATUSES

__all__ = ["NEVER", "Column", "Mask", "Rows", "Spot", "Table", "Versions", "load_table", "renew_table"]

NEVER = 4_000_000  # an ordinal after every day
_GONE = 0  # one before: rows that have changed since were replaced then, and count on no day
_EXACT = frozenset({"point", "city"})
_IN_DATABASE = ("geonames:", "admin1:", "place:")
_ENTRIES = """SELECT e.id, e.kind, e.status, e.factuality, e.when_start, e.when_end, m.event, e.report
FROM entry e LEFT JOIN membership m ON m.entry = e.id"""
_REPORTS = """SELECT r.id, r.outlet, r.published, substr(r.recorded_at, 1, 10), later.published,
  substr(later.recorded_at, 1, 10), gone.published, gone.recorded
FROM report r LEFT JOIN report later ON later.replaces = r.id
LEFT JOIN (SELECT w.report, min(coalesce(o.published, '0001-01-01')) AS published,
  min(substr(o.recorded_at, 1, 10)) AS recorded FROM withdrawal w JOIN notice o ON o.id = w.notice GROUP BY w.report
) gone ON gone.report = r.id"""
_PLACES = """SELECT f.entry, coalesce(f.place, f.actor), f.lat, f.lon, f.precision,
  coalesce(f.place_country, f.country), coalesce(f.place_name, f.name)
FROM filler f WHERE f.role = 'place' AND (f.place IS NOT NULL OR f.actor IS NOT NULL OR f.place_country IS NOT NULL)"""
_ACTORS = """SELECT DISTINCT f.entry, s.actor, f.role = 'source' FROM sighting s JOIN entry e ON e.report = s.report
JOIN filler f ON f.entry = e.id AND f.actor = s.local AND f.role <> 'place' WHERE s.actor IS NOT NULL"""
_SOME = "({some})"  # reports, as one value
_ENTRIES_OF = f"{_ENTRIES} WHERE e.report IN {_SOME}"
_REPORTS_OF = f"{_REPORTS} WHERE r.id IN {_SOME}"
_PLACES_OF = f"""{_PLACES.replace("FROM filler f WHERE", "FROM entry e CROSS JOIN filler f WHERE f.entry = e.id AND")}
AND e.report IN {_SOME}"""  # CROSS JOIN: SQLite takes them in this order
_ACTORS_OF = f"""SELECT DISTINCT f.entry, s.actor, f.role = 'source' FROM entry e CROSS JOIN filler f
CROSS JOIN sighting s WHERE f.entry = e.id AND s.report = e.report AND s.local = f.actor
AND f.role <> 'place' AND s.actor IS NOT NULL AND e.report IN {_SOME}"""
_MUCH = 0.1  # share of the entries, above which all is read again
_PLAIN = ("kind", "status", "factuality")

Rows = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place as the map shows it; `km` is how far it reaches, 0 for a point; `precision` as Place has it."""

    id: str
    name: str
    lat: float
    lon: float
    precision: str
    country: str = ""
    km: float = 0.0

    @property
    def exact(self) -> bool:
        """Whether it is a dot on the map, and not an area."""
        return self.precision in _EXACT


@dataclass(frozen=True, slots=True)
class Column:
    """Values of entries: `row` and `code` are pairs, an entry may have several; `names` are the values by code."""

    row: Rows
    code: Rows
    names: tuple[str, ...]

    def mask(self, size: int, wanted: Iterable[str]) -> Mask:
        """Which entries have one of these values."""
        known = {name: code for code, name in enumerate(self.names)}
        codes = [known[name] for name in wanted if name in known]
        found = np.zeros(size, dtype=bool)
        found[self.row[np.isin(self.code, codes)]] = True
        return found

    def counts(self, mask: Mask, limit: int) -> list[tuple[str, int]]:
        """The commonest values among the entries of a mask."""
        found = np.bincount(self.code[mask[self.row]], minlength=len(self.names))
        order = sorted(np.flatnonzero(found), key=lambda code: (-int(found[code]), self.names[code]))
        return [(self.names[code], int(found[code])) for code in order[:limit]]

    def flat(self, size: int) -> Rows:
        """The value of each entry as its code, -1 for none; for a column of which an entry has one at most."""
        found = np.full(size, -1, dtype=np.int32)
        found[self.row] = self.code
        return found


@dataclass(frozen=True, slots=True)
class Versions:
    """When each entry's report, the version that replaces it, and the notice that takes it back was published and
    recorded, as ordinals; `NEVER` for what has no such day, no such version, or no notice. Of several notices the
    first days count; a notice without a day of its own was always there."""

    published: Rows
    recorded: Rows
    later_published: Rows
    later_recorded: Rows
    notice_published: Rows
    notice_recorded: Rows

    @property
    def days(self) -> tuple[Rows, ...]:
        """All of them."""
        own, later = (self.published, self.recorded), (self.later_published, self.later_recorded)
        return *own, *later, self.notice_published, self.notice_recorded

    def mask(self, question: Question) -> Mask:
        """The entries of versions that were current on the day asked about."""
        there, gone = np.ones(len(self.published), dtype=bool), self.later_recorded < NEVER
        withdrawn = self.notice_recorded < NEVER
        if question.as_of is not None:
            day = question.as_of.toordinal()
            there, gone = there & (self.published <= day), gone & (self.later_published <= day)
            withdrawn = withdrawn & (self.notice_published <= day)
        if question.as_known is not None:
            day = question.as_known.toordinal()
            there, gone = there & (self.recorded <= day), gone & (self.later_recorded <= day)
            withdrawn = withdrawn & (self.notice_recorded <= day)
        return there & ~gone if question.withdrawn else there & ~gone & ~withdrawn


@dataclass(frozen=True, slots=True)
class Table:
    """All entries: their rows by id, their columns, their days as ordinals (1 for none), their versions, and where
    they happened: `columns["spot"]`, whose codes are places in `spots`. `number` is that of the last change in it."""

    rows: dict[str, int]
    columns: Mapping[str, Column]
    first: Rows
    last: Rows
    versions: Versions
    spots: tuple[Spot, ...] = ()
    ids: tuple[str, ...] = field(default=(), repr=False)
    number: int = 0

    def naming(self, actors: Iterable[str], *, source: bool) -> frozenset[str]:
        """Ids of the entries, of any version, in which one of these actors fills a role or is the source (or only
        that)."""
        wanted, found = list(actors), np.zeros(len(self.ids), dtype=bool)
        for name in ("source",) if source else ("actor", "source"):
            found |= self.columns[name].mask(len(self.ids), wanted)
        return frozenset(self.ids[n] for n in np.flatnonzero(found & (self.versions.later_recorded != _GONE)))

    def among(self, ids: frozenset[str]) -> Mask:
        """Which entries are some of these."""
        found = np.zeros(len(self.ids), dtype=bool)
        found[[self.rows[id] for id in ids if id in self.rows]] = True
        return found

    def mask(self, question: Question, among: Mask | None, but: str = "") -> Mask:
        """The entries that a question asks for, but for what it asks of one facet."""
        size = len(self.ids)
        found = self.versions.mask(question)
        if among is not None:
            found &= among
        if question.kinds and but != "kind":
            found &= self.columns["kind"].mask(size, question.kinds)
        for name in FACETS[1:-1]:
            if getattr(question, name) and name != but:
                found &= self.columns[name].mask(size, [getattr(question, name)])
        if not question.status or but == "status":
            found &= ~self.columns["status"].mask(size, [STATUSES[-1]])
        if question.since is not None:
            found &= self.last >= question.since.toordinal()
        if question.until is not None:
            found &= (self.first <= question.until.toordinal()) & (self.first > 1)
        return found

    def cross(self, mask: Mask, one: str, other: str) -> dict[tuple[str, str], int]:
        """How many entries of a mask have each pair of values of two columns, "" for none."""
        size = len(self.ids)
        names = [(*self.columns[name].names, "") for name in (one, other)]
        flat = [self.columns[name].flat(size)[mask].astype(np.int64) for name in (one, other)]
        codes = [np.where(code < 0, len(known) - 1, code) for code, known in zip(flat, names, strict=True)]
        pairs, counts = np.unique(codes[0] * len(names[1]) + codes[1], return_counts=True)
        return {
            (names[0][pair // len(names[1])], names[1][pair % len(names[1])]): int(count)
            for pair, count in zip(pairs, counts, strict=True)
        }


def load_table(connection: Connection) -> Table:
    """All entries of the ledger, as it is seen through this connection."""
    return _load(connection, None)


def renew_table(table: Table, connection: Connection) -> Table:
    """The same with the entries of all reports that have changed since; equal, but for the order of rows, to what
    `load_table` gives."""
    changed = touched_reports(connection, table.number)
    if not changed:
        return table
    gone = table.columns["report"].mask(len(table.ids), changed) | (table.versions.later_recorded == _GONE)
    if gone.sum() > _MUCH * len(table.ids):
        return load_table(connection)
    return _joined(table, gone, _load(connection, changed))


def _load(connection: Connection, reports: Sequence[str] | None) -> Table:
    """The entries of some reports, of all where None."""
    values = spelling_of(connection).values("reports")

    def rows_of(every: str, some: str) -> list[Any]:
        if reports is None:
            return list(connection.execute(text(every)).fetchall())
        return list(connection.execute(text(some.format(some=values)), {"reports": json.dumps(reports)}).fetchall())

    found = rows_of(_REPORTS, _REPORTS_OF)
    entries = rows_of(_ENTRIES, _ENTRIES_OF)
    told = {row[0]: n for n, row in enumerate(found)}
    home = np.array([told[row[7]] for row in entries], dtype=np.int32)
    rows = {str(row[0]): n for n, row in enumerate(entries)}
    columns = {name: _plain([row[i] for row in entries]) for i, name in enumerate(_PLAIN, 1)}
    columns["event"] = _plain([row[6] for row in entries])
    columns["report"], columns["outlet"] = (_of_reports([row[i] for row in found], home) for i in (0, 1))
    named = rows_of(_ACTORS, _ACTORS_OF)
    for name, source in (("actor", 0), ("source", 1)):
        columns[name] = _several(((entry, actor) for entry, actor, own in named if own == source), rows)
    columns["country"], columns["spot"], spots = _places(rows_of(_PLACES, _PLACES_OF), rows)
    first, last = (_ordinals([row[i] for row in entries], 1) for i in (4, 5))
    versions = Versions(*(_ordinals([row[i] for row in found], NEVER)[home] for i in range(2, 8)))
    return Table(rows, columns, first, last, versions, spots, tuple(rows), last_report(connection))


def _of_reports(values: Sequence[str | None], home: Rows) -> Column:
    """A column of entries by what their reports have; `home` is the row of each entry's report."""
    own = _plain(list(values))
    code = own.flat(len(values))[home] if len(values) else np.zeros(0, dtype=np.int32)
    row = np.flatnonzero(code >= 0).astype(np.int32)
    return Column(row, code[row], own.names)


def _joined(one: Table, gone: Mask, other: Table) -> Table:
    """The rows of two tables, those of the first that are gone marked so that they count on no day."""
    size = len(one.ids)
    columns = {name: _appended(column, other.columns[name], size) for name, column in one.columns.items()}
    spots = {spot.id: spot for spot in one.spots}
    held = {one.spots[n].id for n in np.unique(one.columns["spot"].code[~gone[one.columns["spot"].row]])}
    spots |= {spot.id: spot for spot in other.spots if spot.id not in held}
    rows = one.rows.copy()
    for n in np.flatnonzero(gone):
        if rows.get(one.ids[n]) == n:  # not where its report was read again since: the entry stands in another row
            del rows[one.ids[n]]
    rows |= {id: size + n for n, id in enumerate(other.ids)}
    versions = Versions(
        *(np.concatenate([np.where(gone, _GONE, days), more]) if n > 1 else np.concatenate([days, more])
          for n, (days, more) in enumerate(zip(one.versions.days, other.versions.days, strict=True)))
    )  # fmt: skip
    first, last = np.concatenate([one.first, other.first]), np.concatenate([one.last, other.last])
    found = tuple(spots.values())
    return Table(rows, columns, first, last, versions, found, (*one.ids, *other.ids), other.number)


def _appended(one: Column, other: Column, size: int) -> Column:
    codes = {name: n for n, name in enumerate(one.names)}
    own = np.array([codes.setdefault(name, len(codes)) for name in other.names], dtype=np.int32)[other.code]
    row, code = np.concatenate([one.row, other.row + size]), np.concatenate([one.code, own])
    return Column(row.astype(np.int32), code.astype(np.int32), tuple(codes))


def _places(told: Iterable[Any], rows: Mapping[str, int]) -> tuple[Column, Column, tuple[Spot, ...]]:
    """Countries and spots of entries."""
    countries, seen, spots = [], [], dict[str, Spot | None]()
    for entry, id, lat, lon, precision, country, name in told:
        countries.append((entry, country))
        if id is not None and spots.get(id) is None:
            spots[id] = _spot(id, name, lat, lon, precision, country)
        seen.append((entry, id))
    known = {id: spot for id, spot in spots.items() if spot is not None}
    codes = {id: code for code, id in enumerate(known)}
    pairs = sorted({(rows[entry], codes[id]) for entry, id in seen if id in codes and entry in rows})
    return _several(set(countries), rows), _column(pairs, codes), tuple(known.values())


def _spot(id: str, name: str, lat: float | None, lon: float | None, precision: str | None, country: str) -> Spot | None:
    """A place on the map, with what the tables know of it; None for one that no table and no entry puts there."""
    told = lat is not None and lon is not None and precision is not None
    if told and precision in _EXACT:
        return Spot(id, name, lat, lon, precision, country or "")  # type: ignore[arg-type]
    known = _known(id)
    if known is None:
        return Spot(id, name, lat, lon, precision, country or "") if told else None  # type: ignore[arg-type]
    return replace(known, name=name, lat=lat, lon=lon, precision=precision) if told else known  # type: ignore[arg-type]


def _known(id: str) -> Spot | None:
    """What the tables know of a place."""
    gazetteer = load_gazetteer()
    town = gazetteer.town(id) if id.startswith(_IN_DATABASE) else None
    if town is not None:
        precision, km = ("city", 0.0) if town.kind == "town" else ("region", town.radius)
        return Spot(id, town.name, town.lat, town.lon, precision, town.country, km)
    known = gazetteer.get(id)
    if known is None or known.lat is None or known.lon is None:
        return None
    precision = "country" if known.type == "country" else "point" if known.subtype == "site" else "region"
    return Spot(id, known.name, known.lat, known.lon, precision, known.country or "", known.radius)


def _plain(values: list[str | None]) -> Column:
    """A column of which each entry has one value, or none."""
    names = [value for value in dict.fromkeys(values) if value]
    codes: dict[str | None, int] = {name: n for n, name in enumerate(names)}
    flat = np.fromiter((codes.get(value, -1) for value in values), dtype=np.int32, count=len(values))
    row = np.flatnonzero(flat >= 0).astype(np.int32)
    return Column(row, flat[row], tuple(names))


def _several(pairs: Iterable[Any], rows: Mapping[str, int]) -> Column:
    codes: dict[str, int] = {}
    found = [(rows[entry], codes.setdefault(value, len(codes))) for entry, value in pairs if entry in rows and value]
    return _column(found, codes)


def _column(pairs: list[tuple[int, int]], codes: Mapping[str, int]) -> Column:
    flat = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    return Column(flat[:, 0].copy(), flat[:, 1].copy(), tuple(codes))


def _ordinals(days: list[str | None], none: int) -> Rows:
    """Days as ordinals, compared as numbers; `none` stands for no day."""
    known: dict[str | None, int] = {day: date.fromisoformat(day).toordinal() for day in set(days) if day}
    return np.fromiter((known.get(day, none) for day in days), dtype=np.int32, count=len(days))
