"""What is asked of the ledger, in space and in time: entries or events as arrays, of which maps and strips are made.

An event is told by several entries: it stands where most of those tell it that tell it most exactly, and begins and
ends as most tell it. Pure functions of the columns in memory, so that 100,000 entries take milliseconds.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from greffier.ledger.held import Mask, Rows, Spot, Table
from greffier.model import STATUSES

__all__ = [
    "STEPS",
    "Bin",
    "Box",
    "Mark",
    "Place",
    "Spread",
    "Strip",
    "bins",
    "counting",
    "entries_of",
    "events_of",
    "marks",
    "places",
]

STEPS = ("day", "week", "month", "year")
Box = tuple[float, float, float, float]  # south, west, north, east, in degrees
_RANK = {"point": 0, "city": 0, "region": 1, "sea": 1, "country": 2}
_DOT, _CLOSE = 44, 34  # pixels: a cell of the map's grid; nearer than that two dots would cover each other
_TILE = 256  # pixels of the world at zoom 0
_HIGHEST = 85.0  # degrees of latitude that the projection reaches
_BINS = 100  # of a strip, at most
_WIDE = {"day": 2, "week": 7, "month": 31, "year": 366}  # days that something may take to have a place in a bin
_DAY, _UNIT = 22, 42  # bits at which a day's ordinal ends, and its stretch's length
_LONGEST = (1 << (_UNIT - _DAY)) - 1  # days
_MANY, _OUTSIDE = 50, 0.01  # of so many days a strip leaves out that share at either end


@dataclass(frozen=True, slots=True)
class Spread:
    """Entries or events: `ids` by unit; kind as a code of `kinds`; `first` and `last` day as ordinals, 0 for none; and
    `unit`, `spot` pairs that say where each happened."""

    table: Table
    ids: tuple[str, ...]
    kind: Rows
    kinds: tuple[str, ...]
    first: Rows
    last: Rows
    unit: Rows
    spot: Rows

    def __len__(self) -> int:
        return len(self.ids)

    def with_place(self) -> Mask:
        """Which have a place on the map."""
        found = np.zeros(len(self), dtype=bool)
        found[self.unit] = True
        return found

    def with_day(self) -> Mask:
        """Which have a date."""
        found: Mask = self.first > 0
        return found

    def longer(self, step: str) -> Mask:
        """Which have a date, but one too long for a bin of one of `STEPS`."""
        found: Mask = (self.first > 0) & (self.last - self.first >= _WIDE[step])
        return found

    def at(self, codes: Iterable[int]) -> Mask:
        """Which happened at some of these spots."""
        found = np.zeros(len(self), dtype=bool)
        found[self.unit[np.isin(self.spot, list(codes))]] = True
        return found

    def within(self, box: Box) -> Mask:
        """Which happened at a dot in a box."""
        south, west, north, east = box
        spots = self.table.spots
        return self.at(
            n for n in np.unique(self.spot)
            if spots[n].exact and south <= spots[n].lat <= north and west <= spots[n].lon <= east
        )  # fmt: skip

    def listed(self, chosen: Mask) -> list[str]:
        """Ids of some, the latest first, undated last."""
        rows = np.flatnonzero(chosen)
        return [self.ids[n] for n in rows[np.lexsort((rows, -self.first[rows]))]]


def entries_of(table: Table, asked: Mask) -> Spread:
    """The entries asked for."""
    rows = np.flatnonzero(asked)
    at = np.cumsum(asked, dtype=np.int32) - 1
    column, kinds = table.columns["spot"], table.columns["kind"]
    here = asked[column.row]
    first, last = (np.where(d[rows] > 1, d[rows], 0).astype(np.int32) for d in (table.first, table.last))
    ids = tuple(table.ids[n] for n in rows)
    kind = kinds.flat(len(asked))[rows]
    return Spread(table, ids, kind, kinds.names, first, last, at[column.row[here]].astype(np.int32), column.code[here])


def events_of(table: Table, asked: Mask, counting: Mask) -> Spread:
    """The events that hold an entry asked for, as all entries that count tell them; an entry that is in no event yet
    counts for itself."""
    size = len(asked)
    event, names = table.columns["event"].flat(size), table.columns["event"].names
    event = np.where(event < 0, len(names) + np.arange(size), event)
    wanted = np.unique(event[asked])
    code = np.full(len(names) + size, -1, dtype=np.int32)
    code[wanted] = np.arange(len(wanted), dtype=np.int32)
    told = np.flatnonzero((counting | asked) & (code[event] >= 0)).astype(np.int32)
    own: Rows = code[event[told]].astype(np.int32)
    ids = tuple(names[e] if e < len(names) else table.ids[e - len(names)] for e in wanted)
    kinds = table.columns["kind"]
    first, last = _days(table, told, own, len(wanted))
    kind = _commonest(own, kinds.flat(size)[told], len(wanted), len(kinds.names))
    unit, spot = _best_spots(table, told, own)
    return Spread(table, ids, kind, kinds.names, first, last, unit, spot)


def counting(table: Table, versions: Mask) -> Mask:
    """The entries that tell of events: those of current versions that nobody rejected."""
    return versions & ~table.columns["status"].mask(len(versions), [STATUSES[-1]])


def _commonest(own: Rows, values: Rows, size: int, many: int) -> Rows:
    """For each unit the value that most of its rows have, the first of several."""
    pairs, counts = np.unique(own.astype(np.int64) * many + values, return_counts=True)
    unit, value = pairs // many, pairs % many
    order = np.lexsort((value, -counts, unit))
    found = np.zeros(size, dtype=np.int32)
    found[unit[order][::-1]] = value[order][::-1]
    return found


def _days(table: Table, told: Rows, own: Rows, size: int) -> tuple[Rows, Rows]:
    """The days of each unit: the shortest stretch that its rows tell, of several the one told most."""
    dated = table.first[told] > 1
    rows, unit = told[dated], own[dated].astype(np.int64)
    length = np.minimum(table.last[rows] - table.first[rows], _LONGEST)
    packed, counts = np.unique(
        (unit << _UNIT) + (length.astype(np.int64) << _DAY) + table.first[rows], return_counts=True
    )
    unit, span, day = packed >> _UNIT, (packed >> _DAY) & _LONGEST, packed & ((1 << _DAY) - 1)
    order = np.lexsort((day, -counts, span, unit))[::-1]
    first, last = np.zeros(size, dtype=np.int32), np.zeros(size, dtype=np.int32)
    first[unit[order]] = day[order]
    last[unit[order]] = (day + span)[order]
    return first, last


def _best_spots(table: Table, told: Rows, own: Rows) -> tuple[Rows, Rows]:
    """For each unit that has one the spot that is most exact, of several the one told most."""
    column = table.columns["spot"]
    of = np.full(len(table.ids), -1, dtype=np.int64)
    of[told] = own
    here = of[column.row] >= 0
    pairs, counts = np.unique(of[column.row[here]] * max(1, len(table.spots)) + column.code[here], return_counts=True)
    unit, spot = pairs // max(1, len(table.spots)), pairs % max(1, len(table.spots))
    ranks = np.array([_RANK.get(s.precision, 1) for s in table.spots] or [0])
    order = np.lexsort((spot, -counts, ranks[spot], unit)) if len(spot) else np.array([], dtype=np.int64)
    found, where = np.unique(unit[order], return_index=True)
    return found.astype(np.int32), spot[order][where].astype(np.int32)


# --- on the map ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Mark:
    """A dot: where, how many happened there, at how many places; `spot` is the id of the one place, `box` holds them
    all."""

    lat: float
    lon: float
    count: int
    places: int
    spot: str
    box: Box


@dataclass(frozen=True, slots=True)
class Place:
    """A place with what happened there: how many, first and last day (None for none)."""

    spot: Spot
    count: int
    first: date | None
    last: date | None


def marks(spread: Spread, zoom: float, box: Box, limit: int = 3000) -> list[Mark]:
    """The dots in a box of the map, those that would cover each other as one; at most `limit`, the greatest first."""
    counts = np.bincount(spread.spot, minlength=len(spread.table.spots))
    south, west, north, east = box
    rows = [
        (n, s) for n in np.flatnonzero(counts)
        if (s := spread.table.spots[n]).exact and south <= s.lat <= north and west <= s.lon <= east
    ]  # fmt: skip
    cells: dict[tuple[int, int], list[tuple[int, Spot]]] = {}
    for n, spot in rows:
        x, y = _pixel(spot.lat, spot.lon, zoom)
        cells.setdefault((int(x // _DOT), int(y // _DOT)), []).append((int(counts[n]), spot))
    found = [_mark(some) for some in _joined(cells, zoom)]
    return sorted(found, key=lambda m: (-m.count, m.lat, m.lon))[:limit]


def _joined(cells: Mapping[tuple[int, int], list[tuple[int, Spot]]], zoom: float) -> Iterable[list[tuple[int, Spot]]]:
    """The cells, where the dots of neighbours would cover each other as one, the greater one taking the lesser."""
    left = dict(cells)
    middles = {cell: _pixel(*_middle(some), zoom) for cell, some in cells.items()}
    for cell in sorted(cells, key=lambda c: (-sum(n for n, _ in cells[c]), c)):
        if cell not in left:
            continue
        own = left.pop(cell)
        for other in _neighbours(cell):
            if other in left and math.dist(middles[cell], middles[other]) < _CLOSE:
                own = own + left.pop(other)
        yield own


def _neighbours(cell: tuple[int, int]) -> list[tuple[int, int]]:
    return [(cell[0] + x, cell[1] + y) for x in (-1, 0, 1) for y in (-1, 0, 1) if x or y]


def _middle(some: Sequence[tuple[int, Spot]]) -> tuple[float, float]:
    """Where a dot of several places stands: nearer to those where more happened."""
    total = sum(count for count, _ in some)
    return sum(c * s.lat for c, s in some) / total, sum(c * s.lon for c, s in some) / total


def _mark(some: Sequence[tuple[int, Spot]]) -> Mark:
    lat, lon = _middle(some)
    lats, lons = [s.lat for _, s in some], [s.lon for _, s in some]
    one = some[0][1].id if len(some) == 1 else ""
    box = min(lats), min(lons), max(lats), max(lons)
    return Mark(round(lat, 5), round(lon, 5), sum(count for count, _ in some), len(some), one, box)


def _pixel(lat: float, lon: float, zoom: float) -> tuple[float, float]:
    """Pixels from the world's corner at a zoom of the web's projection."""
    size = _TILE * 2.0**zoom
    y = math.asinh(math.tan(math.radians(max(-_HIGHEST, min(_HIGHEST, lat)))))
    return (lon + 180) / 360 * size, (1 - y / math.pi) / 2 * size


def places(spread: Spread) -> list[Place]:
    """All places of what is asked, where most happened first."""
    counts = np.bincount(spread.spot, minlength=len(spread.table.spots))
    low, high = np.full(len(counts), 2**30), np.zeros(len(counts), dtype=np.int64)
    dated = spread.first[spread.unit] > 0
    np.minimum.at(low, spread.spot[dated], spread.first[spread.unit[dated]])
    np.maximum.at(high, spread.spot[dated], spread.last[spread.unit[dated]])
    found = [
        Place(spread.table.spots[n], int(counts[n]), *((_day(low[n]), _day(high[n])) if high[n] else (None, None)))
        for n in np.flatnonzero(counts)
    ]
    return sorted(found, key=lambda p: (-p.count, p.spot.name, p.spot.id))


def _day(ordinal: int) -> date:
    return date.fromordinal(int(ordinal))


# --- in time ---------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Bin:
    """A stretch of days, both included, and how many began in it, by kind."""

    first: date
    last: date
    counts: tuple[tuple[str, int], ...]

    @property
    def total(self) -> int:
        """How many in all."""
        return sum(count for _, count in self.counts)


@dataclass(frozen=True, slots=True)
class Strip:
    """Bins in order, all of one of `STEPS`; how many lie `before` and `after` them; how many are told only for a longer
    time than a bin (`longer`), and for none (`undated`)."""

    step: str
    bins: tuple[Bin, ...]
    before: int = 0
    after: int = 0
    longer: int = 0
    undated: int = 0


def bins(spread: Spread, since: date | None = None, until: date | None = None) -> Strip:
    """What happened when, by day, week, month or year: whatever gives at most about a hundred bins."""
    dated = spread.first > 0
    undated = int(len(spread) - dated.sum())
    days = spread.first[dated & ~spread.longer("month")]
    if not len(days):
        return Strip("day", (), longer=int(dated.sum()), undated=undated)
    low, high = _ends(days, since, until)
    step = next((s for s in STEPS if _number(high, s) - _number(low, s) < _BINS), "year")
    short = dated & ~spread.longer(step)
    inside = short & (spread.first >= low.toordinal()) & (spread.first <= high.toordinal())
    counts: dict[int, dict[str, int]] = {n: {} for n in range(_number(low, step), _number(high, step) + 1)}
    width = len(spread.kinds)
    pairs, many = np.unique(spread.first[inside].astype(np.int64) * width + spread.kind[inside], return_counts=True)
    for day, kind, count in zip(pairs // width, pairs % width, many, strict=True):
        own = counts[_number(_day(day), step)]
        own[spread.kinds[kind]] = own.get(spread.kinds[kind], 0) + int(count)
    found = tuple(Bin(*_stretch(n, step), tuple(sorted(own.items()))) for n, own in counts.items())
    return Strip(
        step,
        found,
        before=int((short & (spread.first < low.toordinal())).sum()),
        after=int((short & (spread.first > high.toordinal())).sum()),
        longer=int((dated & ~short).sum()),
        undated=undated,
    )


def _ends(days: Rows, since: date | None, until: date | None) -> tuple[date, date]:
    """First and last day of a strip: those asked for, else those between which nearly all lie; of a time that is too
    long to be drawn, the part in which anything happened."""
    outside = _OUTSIDE if len(days) >= _MANY else 0.0
    low, high = (_day(day) for day in np.quantile(days, [outside, 1 - outside], method="nearest"))
    first, last = sorted((since or low, until or high))
    if last.year - first.year >= _BINS:
        first, last = max(first, low), max(min(last, high), first, low)
    return first, last


def _number(day: date, step: str) -> int:
    """The number of the bin in which a day lies."""
    match step:
        case "day":
            return day.toordinal()
        case "week":
            return (day.toordinal() - 1) // 7  # the first day of the calendar is a Monday
        case "month":
            return day.year * 12 + day.month - 1
        case _:
            return day.year


def _stretch(number: int, step: str) -> tuple[date, date]:
    """First and last day of a bin."""
    match step:
        case "day":
            return _day(number), _day(number)
        case "week":
            return _day(number * 7 + 1), _day(number * 7 + 7)
        case "month":
            first = date(number // 12, number % 12 + 1, 1)
            return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
        case _:
            return date(number, 1, 1), date(number, 12, 31)
