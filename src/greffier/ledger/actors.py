"""The register of actors as it is kept: sightings, actors, names, offices. Who is who is decided in `pipeline.naming`.

An actor's id never changes meaning: it stands for the key, or for the one sighting (the anchor), for which it was made.
When two anchors turn out to be one person, the younger id points to the older by `merged_into`; it stands for itself
again when they turn out to be two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from greffier.errors import LookupFailed
from greffier.ledger import schema
from greffier.lexicon.name_key import name_key
from greffier.model import Listed, Office, Seen, Sighting

__all__ = ["Anchored", "ActorStore", "Naming", "find_actor"]

_MANY = 400  # values in one IN (…)

_ACTOR, _NAME, _SEEN, _OFFICE = schema.actor, schema.actor_name, schema.sighting, schema.office
_SAME = (_OFFICE.c.report == _SEEN.c.report) & (_OFFICE.c.local == _SEEN.c.local)


def _any(column: Any, name: str = "some") -> Any:
    """The condition that a column holds one of several values, given later."""
    return column.in_(bindparam(name, expanding=True))


# What each report asks, built once: building a statement takes longer than SQLite takes to answer it.
_ENTER = {table.name: insert(table) for table in (_SEEN, _OFFICE, schema.registered, _ACTOR, _NAME)}
_PERSONS = select(
    *(_SEEN.c[n] for n in ("report", "local", "name", "country", "day", "actor", "basis", "because"))
).where(_any(_SEEN.c.family))
_OFFICES = (
    select(_OFFICE.c.report, _OFFICE.c.local, _OFFICE.c.family, _OFFICE.c.owner, _OFFICE.c.domain)
    .join_from(_SEEN, _OFFICE, _SAME)
    .where(_any(_SEEN.c.family))
)
_STATED = select(*(_OFFICE.c[n] for n in ("report", "local", "family", "owner", "domain", "day"))).where(
    _any(_OFFICE.c.report), _OFFICE.c.named == 1, _OFFICE.c.day.is_not(None)
)
_TAKEN = (
    update(_SEEN)
    .where(_SEEN.c.report == bindparam("r"), _SEEN.c.local == bindparam("l"))
    .values({n: bindparam(f"new_{n}") for n in ("actor", "basis", "because")})
)
_NAMES_SEEN = select(_SEEN.c.report, _SEEN.c.local, _SEEN.c.name, _SEEN.c.names).where(
    _any(_SEEN.c.report), _SEEN.c.kind != "role"
)
_HERE = (_NAME.c.actor == bindparam("a"), _NAME.c.name == bindparam("n"))
_COUNT = update(_NAME).where(*_HERE).values(reports=bindparam("sum"))
_FORGET = delete(_NAME).where(*_HERE)
_COUNTED = select(_NAME.c.actor, _NAME.c.name, _NAME.c.reports).where(_any(_NAME.c.name), _any(_NAME.c.actor, "actors"))
_NAMES = (
    select(_NAME.c.name, _NAME.c.reports)
    .where(_NAME.c.actor == bindparam("own"))
    .order_by(_NAME.c.reports.desc(), _NAME.c.name)
)
_COUNTRY = (
    select(_SEEN.c.country)
    .where(_SEEN.c.actor == bindparam("own"), _SEEN.c.country.is_not(None))
    .group_by(_SEEN.c.country)
    .order_by(func.count().desc(), _SEEN.c.country)
    .limit(1)
)
_KEYED = select(_ACTOR.c.id, _ACTOR.c.merged_into).where(_ACTOR.c.key == bindparam("own"))
_THERE = select(_ACTOR.c.id).where(_ACTOR.c.id == bindparam("own"))
_ANCHORS = ("id", "anchor_report", "anchor_local", "family", "recorded_at", "merged_into")
_ANCHORED = {
    column: select(*(_ACTOR.c[n] for n in _ANCHORS)).where(_ACTOR.c.anchor_report.is_not(None), _any(_ACTOR.c[column]))
    for column in ("family", "id")
}
_LISTED = select(schema.listed).where(schema.listed.c.sort == bindparam("own")).order_by(schema.listed.c.id)


@dataclass(frozen=True, slots=True)
class Naming:
    """Who a sighting is of: the actor, None for nobody in particular; how that is known; the report that tells so."""

    actor: str | None = None
    basis: str | None = None
    because: str | None = None


@dataclass(frozen=True, slots=True)
class Anchored:
    """A person's id with the sighting that it stands for, and the family name under which that one is compared."""

    id: str
    anchor: Seen
    family: str
    recorded_at: datetime
    merged_into: str | None


class ActorStore:
    """The tables of the register, within one transaction."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    # sightings -------------------------------------------------------------------------------------------------------
    def add(self, report: str, sightings: Iterable[Sighting], families: Mapping[Seen, str], rules: str) -> None:
        """Keep how a report tells of its actors; `families` are the family names of its persons, `rules` a digest."""
        rows, offices = [], []
        for one in sightings:
            row = {"report": report, "local": one.id[1], "kind": one.kind, "name": one.name, "names": list(one.names)}
            told = {"family": families.get(one.id) or None, "key": one.key or None}
            rows.append({**row, **told, "country": one.country, "day": one.day})
            same = {"report": report, "local": one.id[1], "day": one.day, "named": one.kind == "person"}
            for o in one.offices:
                offices.append({**same, "family": o.family, "owner": o.owner, "domain": o.domain, "words": o.words})
        for table, some in ((_SEEN, rows), (_OFFICE, offices)):
            if some:
                self.connection.execute(_ENTER[table.name], some)
        self.connection.execute(_ENTER["registered"], {"report": report, "rules": rules})

    def leave(self, report: str) -> tuple[set[str], list[tuple[Office, date]]]:
        """Take a report out of the register; gives the family names and the roles, with days, that it told."""
        table = schema.sighting
        columns = (table.c.local, table.c.family, table.c.actor, table.c.basis, table.c.because)
        rows = self.connection.execute(select(*columns).where(table.c.report == report)).all()
        there = {(report, local): Naming(*naming) for local, _, *naming in rows}
        offices = self.offices_of(there)
        self.name({id: (old, Naming()) for id, old in there.items() if old.actor})
        for each in (schema.office, table, schema.registered):
            self.connection.execute(delete(each).where(each.c.report == report))
        return {family for _, family, *_ in rows if family}, offices

    def seen_in(self, reports: Iterable[str]) -> set[str]:
        """Those of these reports of which the register still has sightings."""
        table, found = schema.sighting, set[str]()
        for some in _parts(sorted(reports)):
            found |= set(self.connection.scalars(select(table.c.report).where(table.c.report.in_(some)).distinct()))
        return found

    def set_aside(self, ids: Iterable[str]) -> None:
        """Let one report that names each of these actors wait to be entered again."""
        table = schema.sighting
        query = select(func.min(table.c.report)).where(table.c.actor.in_(sorted(ids))).group_by(table.c.actor)
        reports = list(self.connection.scalars(query))
        self.connection.execute(delete(schema.registered).where(schema.registered.c.report.in_(reports)))

    def judged_with(self, reports: Iterable[str]) -> set[str]:
        """Ids of the actors about whom people judged something, of a judgement that is about one whom these reports
        name."""
        table, named = schema.judgement, self.named_in(reports)
        query = select(table.c.names).where(table.c.verdict.in_(("same_actor", "different_actor")))
        return {id for names in self.connection.scalars(query) if named & {*names} for id in names}

    def named_in(self, reports: Iterable[str]) -> frozenset[str]:
        """Ids of the actors whom these reports name."""
        table, found = schema.sighting, set[str]()
        for some in _parts(sorted(reports)):
            query = select(table.c.actor).where(table.c.report.in_(some), table.c.actor.is_not(None))
            found |= {str(id) for id in self.connection.scalars(query)}
        return frozenset(found)

    def is_behind(self, rules: str) -> bool:
        """Whether there are reports that these rules did not put into the register."""
        there = select(schema.registered.c.report).where(schema.registered.c.rules == rules)
        query = select(schema.report.c.id).where(schema.report.c.id.not_in(there)).limit(1)
        return self.connection.scalar(query) is not None

    def unregistered(self, rules: str) -> list[str]:
        """Ids of reports that are not in the register, or were put there by other rules; all where any was."""
        other = select(func.count()).select_from(schema.registered).where(schema.registered.c.rules != rules)
        if self.connection.scalar(other):
            self._empty()
        there = select(schema.registered.c.report)
        query = select(schema.report.c.id).where(schema.report.c.id.not_in(there)).order_by(schema.report.c.id)
        return list(self.connection.scalars(query))

    def _empty(self) -> None:
        """Forget all but the ids of actors and what they stand for."""
        for table in (schema.actor_name, schema.office, schema.sighting, schema.registered):
            self.connection.execute(delete(table))

    def persons_of(self, families: Iterable[str]) -> dict[Seen, tuple[Sighting, Naming]]:
        """Every sighting of a person under these family names, with who it is taken for now."""
        found: dict[Seen, tuple[Sighting, Naming]] = {}
        for some in _parts(sorted(families)):
            offices = self._offices(some)
            for report, local, name, country, day, *naming in self.connection.execute(_PERSONS, {"some": some}):
                id = (report, local)
                one = Sighting(id, "person", name, (), country, day, tuple(offices.get(id, ())))
                found[id] = (one, Naming(*naming))
        return found

    def _offices(self, families: Sequence[str]) -> dict[Seen, list[Office]]:
        found: dict[Seen, list[Office]] = {}
        for report, local, *office in self.connection.execute(_OFFICES, {"some": families}):
            found.setdefault((report, local), []).append(Office(*office))
        return found

    def stated(self, office: Office, first: date, last: date) -> list[tuple[date, str, str]]:
        """Who is stated with a name to hold a role in reports of these days: the day, the actor, the report."""
        rows = self._holding(office, first, last, named=True)
        return [(day, naming.actor, id[0]) for id, day, naming in rows if naming.actor is not None]

    def unnamed(self, office: Office, first: date, last: date) -> list[tuple[Seen, date, Naming]]:
        """Sightings of a role without a name in reports of these days, with who they are taken for now."""
        return self._holding(office, first, last, named=False)

    def _holding(self, office: Office, first: date, last: date, *, named: bool) -> list[tuple[Seen, date, Naming]]:
        own, table = _OFFICE, _SEEN
        query = (
            select(own.c.report, own.c.local, own.c.day, table.c.actor, table.c.basis, table.c.because)
            .join_from(own, table, _SAME)
            .where(own.c.family == office.family, own.c.owner == office.owner, own.c.domain == office.domain)
            .where(own.c.day >= first, own.c.day <= last, own.c.named == int(named))
        )
        return [((r, local), day, Naming(*rest)) for r, local, day, *rest in self.connection.execute(query)]

    def offices_of(self, ids: Iterable[Seen]) -> list[tuple[Office, date]]:
        """The roles that these sightings of persons state, with the days of their reports."""
        wanted, found = set(ids), list[tuple[Office, date]]()
        for some in _parts(sorted({report for report, _ in wanted})):
            rows = self.connection.execute(_STATED, {"some": some})
            found += [(Office(*office), day) for r, local, *office, day in rows if (r, local) in wanted]
        return found

    def keys_of(self, ids: Iterable[str]) -> dict[str, str]:
        """The keys of those actors that have one, each with the actor's id."""
        table = schema.actor
        found: dict[str, str] = {}
        for some in _parts(sorted(ids)):
            rows = self.connection.execute(select(table.c.key, table.c.id).where(table.c.id.in_(some)))
            found |= {key: id for key, id in rows if key is not None}
        return found

    def of_key(self, key: str) -> dict[Seen, Naming]:
        """The sightings that a key names, with who they are taken for now."""
        table = schema.sighting
        query = select(*(table.c[n] for n in ("report", "local", "actor", "basis", "because")))
        rows = self.connection.execute(query.where(table.c.key == key))
        return {(report, local): Naming(*rest) for report, local, *rest in rows}

    def name(
        self, changes: Mapping[Seen, tuple[Naming, Naming]], others: Mapping[tuple[str, str], int] | None = None
    ) -> None:
        """Write who sightings are of, each with who it was taken for before; `others` are counts as `add_names` takes
        them, which are added with theirs."""
        if not changes:
            self.add_names(others or {})
            return
        rows = [
            {"r": r, "l": local, "new_actor": new.actor, "new_basis": new.basis, "new_because": new.because}
            for (r, local), (_, new) in sorted(changes.items())
        ]
        self.connection.execute(_TAKEN, rows)
        self._count_names({id: pair for id, pair in changes.items() if pair[0].actor != pair[1].actor}, others or {})

    # actors and their names ------------------------------------------------------------------------------------------
    def _count_names(self, moved: Mapping[Seen, tuple[Naming, Naming]], others: Mapping[tuple[str, str], int]) -> None:
        """Keep in how many sightings an actor has each name."""
        counts: Counter[tuple[str, str]] = Counter()
        names = self._names_of(moved)
        for id, (old, new) in moved.items():
            for actor, by in ((old.actor, -1), (new.actor, 1)):
                for name in names.get(id, ()) if actor else ():
                    counts[actor or "", name] += by
        self.add_names({**others, **{told: by for told, by in counts.items() if by}})

    def _names_of(self, ids: Iterable[Seen]) -> dict[Seen, list[str]]:
        """The names of sightings, but for those by a role only."""
        wanted = set(ids)
        found: dict[Seen, list[str]] = {}
        for some in _parts(sorted({report for report, _ in wanted})):  # by report: no index serves pairs
            for report, local, name, names in self.connection.execute(_NAMES_SEEN, {"some": some}):
                if (report, local) in wanted:
                    found[report, local] = list(dict.fromkeys([name, *names]))
        return found

    def add_names(self, counts: Mapping[tuple[str, str], int]) -> None:
        """Count names of actors, as pairs of both, in some more (or fewer) sightings; one of no sighting left is
        forgotten."""
        known = self._counted(counts)
        new, more, gone = [], [], []
        for (actor, name), by in sorted(counts.items()):
            before = known.get((actor, name))
            if before is None:
                new.append({"actor": actor, "name": name, "key": name_key(name), "reports": by})
            elif by and before + by <= 0:
                gone.append({"a": actor, "n": name})
            elif by:
                more.append({"a": actor, "n": name, "sum": before + by})
        for step, rows in ((_ENTER["actor_name"], new), (_COUNT, more), (_FORGET, gone)):
            if rows:
                self.connection.execute(step, rows)

    def _counted(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """In how many sightings each of these names of actors is, where it is known."""
        wanted = set(pairs)
        found: dict[tuple[str, str], int] = {}
        for some in _parts(sorted({name for _, name in wanted})):
            actors = sorted({actor for actor, name in wanted if name in set(some)})
            rows = self.connection.execute(_COUNTED, {"some": some, "actors": actors})
            found |= {(row[0], row[1]): row[2] for row in rows}
        return found

    def names(self, actor: str) -> list[tuple[str, int]]:
        """The names of an actor, each with the number of sightings that have it, the commonest first."""
        return [(n, c) for n, c in self.connection.execute(_NAMES, {"own": actor})]

    def country_of(self, actor: str) -> str | None:
        """The country that most sightings of an actor state."""
        return self.connection.scalar(_COUNTRY, {"own": actor})

    def keyed(self, key: str) -> tuple[str, str | None] | None:
        """The id of the actor that a table, a list or a body's name tells, and who it is merged into."""
        row = self.connection.execute(_KEYED, {"own": key}).first()
        return None if row is None else (row[0], row[1])

    def has(self, id: str) -> bool:
        """Whether there is an actor of that id."""
        return self.connection.scalar(_THERE, {"own": id}) is not None

    def make(self, id: str, kind: str, name: str, country: str | None, stands_for: str | tuple[Seen, str]) -> None:
        """Enter an actor: `stands_for` is its key, or its anchor with the family name of that one."""
        row: dict[str, Any] = {"key": None, "anchor_report": None, "anchor_local": None, "family": None}
        if isinstance(stands_for, str):
            row["key"] = stands_for
        else:
            (row["anchor_report"], row["anchor_local"]), row["family"] = stands_for
        more = {"id": id, "kind": kind, "name": name, "country": country, "recorded_at": datetime.now(UTC)}
        self.connection.execute(_ENTER["actor"], {**row, **more})

    def describe(self, id: str, **columns: str | None) -> None:
        """Change an actor's `kind`, `name`, `country` or `merged_into`."""
        given = {f"new_{name}": value for name, value in columns.items()}
        self.connection.execute(_described(tuple(columns)), {"own": id, **given})

    def anchored(self, *, families: Iterable[str] = (), ids: Iterable[str] = ()) -> list[Anchored]:
        """Persons' ids by the family names of their anchors, or by id; the oldest first."""
        found = list[Anchored]()
        for column, values in (("family", sorted(families)), ("id", sorted(ids))):
            for some in _parts(values):
                rows = self.connection.execute(_ANCHORED[column], {"some": some})
                found += [Anchored(id, (r, local), *rest) for id, r, local, *rest in rows]
        return sorted(found, key=lambda a: (a.recorded_at, a.id))

    def anchored_at(self, ids: Iterable[Seen]) -> dict[str, Seen]:
        """The ids of persons that stand for these sightings."""
        table, wanted = schema.actor, set(ids)
        found: dict[str, Seen] = {}
        for some in _parts(sorted({report for report, _ in wanted})):
            query = select(table.c.id, table.c.anchor_report, table.c.anchor_local)
            for id, *anchor in self.connection.execute(query.where(table.c.anchor_report.in_(some))):
                if tuple(anchor) in wanted:
                    found[id] = (anchor[0], anchor[1])
        return found

    # lists of one's own ----------------------------------------------------------------------------------------------
    def listed(self, sort: str) -> list[Listed]:
        """The list of actors, or of places, that the ledger remembers."""
        rows = self.connection.execute(_LISTED, {"own": sort}).mappings()
        names = ("id", "name", "kind", "country", "lat", "lon")
        return [Listed(**{n: row[n] for n in names}, names=tuple(row["names"])) for row in rows]

    def remember(self, sort: str, rows: Iterable[Listed]) -> None:
        """Keep a list instead of the one before."""
        table = schema.listed
        self.connection.execute(delete(table).where(table.c.sort == sort))
        fields = [
            {"sort": sort, "id": r.id, "name": r.name, "names": list(r.names), "kind": r.kind, "country": r.country,
             "lat": r.lat, "lon": r.lon}
            for r in rows
        ]  # fmt: skip
        if fields:
            self.connection.execute(insert(table), fields)


@cache
def _described(columns: tuple[str, ...]) -> Any:
    """The statement that changes these columns of an actor."""
    return update(_ACTOR).where(_ACTOR.c.id == bindparam("own")).values({n: bindparam(f"new_{n}") for n in columns})


def find_actor(connection: Connection, words: str) -> list[str]:
    """Ids of the actors whose id this is, or one of whose names, in any spelling of it that was seen; merged ones
    lead to whom they were merged into."""
    key, table = name_key(words), schema.actor_name
    found = set(connection.scalars(select(schema.actor.c.id).where(schema.actor.c.id == words)))
    found |= set(connection.scalars(select(table.c.actor).where(table.c.key == key))) if key else set()
    return sorted({_followed(connection, id) for id in found})


def _followed(connection: Connection, id: str) -> str:
    seen = {id}
    while True:
        onward = connection.scalar(select(schema.actor.c.merged_into).where(schema.actor.c.id == id))
        if onward is None:
            return id
        if onward in seen:
            raise LookupFailed("the actor {id!r} was merged into itself; run greffier verify.", id=id)
        seen.add(onward)
        id = onward


def _parts(values: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (values[i : i + _MANY] for i in range(0, len(values), _MANY))
