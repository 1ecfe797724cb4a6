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
from typing import Any

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from greffier.errors import LookupFailed
from greffier.ledger import schema
from greffier.lexicon.name_key import name_key
from greffier.model import Listed, Office, Seen, Sighting

__all__ = ["Anchored", "ActorStore", "Naming", "find_actor"]

_MANY = 400  # values in one IN (…)


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
        for table, some in ((schema.sighting, rows), (schema.office, offices)):
            if some:
                self.connection.execute(insert(table), some)
        self.connection.execute(insert(schema.registered), {"report": report, "rules": rules})

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
        table = schema.sighting
        columns = [table.c[n] for n in ("report", "local", "name", "country", "day", "actor", "basis", "because")]
        found: dict[Seen, tuple[Sighting, Naming]] = {}
        for some in _parts(sorted(families)):
            offices = self._offices(some)
            for report, local, name, country, day, *naming in self.connection.execute(
                select(*columns).where(table.c.family.in_(some))
            ):
                id = (report, local)
                one = Sighting(id, "person", name, (), country, day, tuple(offices.get(id, ())))
                found[id] = (one, Naming(*naming))
        return found

    def _offices(self, families: Sequence[str]) -> dict[Seen, list[Office]]:
        table, own = schema.sighting, schema.office
        same = (own.c.report == table.c.report) & (own.c.local == table.c.local)
        query = select(own.c.report, own.c.local, own.c.family, own.c.owner, own.c.domain).join_from(table, own, same)
        found: dict[Seen, list[Office]] = {}
        for report, local, *office in self.connection.execute(query.where(table.c.family.in_(families))):
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
        own, table = schema.office, schema.sighting
        same = (own.c.report == table.c.report) & (own.c.local == table.c.local)
        query = (
            select(own.c.report, own.c.local, own.c.day, table.c.actor, table.c.basis, table.c.because)
            .join_from(own, table, same)
            .where(own.c.family == office.family, own.c.owner == office.owner, own.c.domain == office.domain)
            .where(own.c.day >= first, own.c.day <= last, own.c.named.is_(named))
        )
        return [((r, local), day, Naming(*rest)) for r, local, day, *rest in self.connection.execute(query)]

    def offices_of(self, ids: Iterable[Seen]) -> list[tuple[Office, date]]:
        """The roles that these sightings of persons state, with the days of their reports."""
        own, wanted, found = schema.office, set(ids), []
        columns = [own.c[n] for n in ("report", "local", "family", "owner", "domain", "day")]
        for some in _parts(sorted({report for report, _ in wanted})):
            query = select(*columns).where(own.c.report.in_(some), own.c.named.is_(True), own.c.day.is_not(None))
            rows = self.connection.execute(query)
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

    def name(self, changes: Mapping[Seen, tuple[Naming, Naming]]) -> None:
        """Write who sightings are of, each with who it was taken for before."""
        if not changes:
            return
        table = schema.sighting
        where = (table.c.report == bindparam("r"), table.c.local == bindparam("l"))
        step = update(table).where(*where).values({n: bindparam(f"new_{n}") for n in ("actor", "basis", "because")})
        rows = [
            {"r": r, "l": local, "new_actor": new.actor, "new_basis": new.basis, "new_because": new.because}
            for (r, local), (_, new) in sorted(changes.items())
        ]
        self.connection.execute(step, rows)
        self._count_names({id: pair for id, pair in changes.items() if pair[0].actor != pair[1].actor})

    # actors and their names ------------------------------------------------------------------------------------------
    def _count_names(self, moved: Mapping[Seen, tuple[Naming, Naming]]) -> None:
        """Keep in how many sightings an actor has each name."""
        counts: Counter[tuple[str, str]] = Counter()
        names = self._names_of(moved)
        for id, (old, new) in moved.items():
            for actor, by in ((old.actor, -1), (new.actor, 1)):
                for name in names.get(id, ()) if actor else ():
                    counts[actor or "", name] += by
        for (actor, name), by in sorted(counts.items()):
            if by:
                self.add_name(actor, name, by)

    def _names_of(self, ids: Iterable[Seen]) -> dict[Seen, list[str]]:
        """The names of sightings, but for those by a role only."""
        table, wanted = schema.sighting, set(ids)
        found: dict[Seen, list[str]] = {}
        for some in _parts(sorted({report for report, _ in wanted})):  # by report: no index serves pairs
            query = select(table.c.report, table.c.local, table.c.name, table.c.names)
            query = query.where(table.c.report.in_(some), table.c.kind != "role")
            for report, local, name, names in self.connection.execute(query):
                if (report, local) in wanted:
                    found[report, local] = list(dict.fromkeys([name, *names]))
        return found

    def add_name(self, actor: str, name: str, reports: int = 0) -> None:
        """Count a name of an actor in some more (or fewer) sightings; one of no sighting left is forgotten."""
        table = schema.actor_name
        here = (table.c.actor == actor, table.c.name == name)
        before = self.connection.scalar(select(table.c.reports).where(*here))
        if before is None:
            row = {"actor": actor, "name": name, "key": name_key(name), "reports": reports}
            self.connection.execute(insert(table), row)
        elif reports and before + reports <= 0:
            self.connection.execute(delete(table).where(*here))
        elif reports:
            self.connection.execute(update(table).where(*here).values(reports=before + reports))

    def names(self, actor: str) -> list[tuple[str, int]]:
        """The names of an actor, each with the number of sightings that have it, the commonest first."""
        table = schema.actor_name
        query = select(table.c.name, table.c.reports).where(table.c.actor == actor)
        return [(n, c) for n, c in self.connection.execute(query.order_by(table.c.reports.desc(), table.c.name))]

    def country_of(self, actor: str) -> str | None:
        """The country that most sightings of an actor state."""
        table, many = schema.sighting, func.count()
        query = select(table.c.country).where(table.c.actor == actor, table.c.country.is_not(None))
        return self.connection.scalar(query.group_by(table.c.country).order_by(many.desc(), table.c.country).limit(1))

    def keyed(self, key: str) -> str | None:
        """The id of the actor that a table, a list or a body's name tells."""
        return self.connection.scalar(select(schema.actor.c.id).where(schema.actor.c.key == key))

    def has(self, id: str) -> bool:
        """Whether there is an actor of that id."""
        return self.connection.scalar(select(schema.actor.c.id).where(schema.actor.c.id == id)) is not None

    def make(self, id: str, kind: str, name: str, country: str | None, stands_for: str | tuple[Seen, str]) -> None:
        """Enter an actor: `stands_for` is its key, or its anchor with the family name of that one."""
        row: dict[str, Any] = {"key": None, "anchor_report": None, "anchor_local": None, "family": None}
        if isinstance(stands_for, str):
            row["key"] = stands_for
        else:
            (row["anchor_report"], row["anchor_local"]), row["family"] = stands_for
        more = {"id": id, "kind": kind, "name": name, "country": country, "recorded_at": datetime.now(UTC)}
        self.connection.execute(insert(schema.actor), {**row, **more})

    def describe(self, id: str, **columns: str | None) -> None:
        """Change an actor's `kind`, `name`, `country` or `merged_into`."""
        self.connection.execute(update(schema.actor).where(schema.actor.c.id == id).values(**columns))

    def anchored(self, *, families: Iterable[str] = (), ids: Iterable[str] = ()) -> list[Anchored]:
        """Persons' ids by the family names of their anchors, or by id; the oldest first."""
        table, found = schema.actor, []
        names = ("id", "anchor_report", "anchor_local", "family", "recorded_at", "merged_into")
        query = select(*(table.c[n] for n in names)).where(table.c.anchor_report.is_not(None))
        for column, values in ((table.c.family, sorted(families)), (table.c.id, sorted(ids))):
            for some in _parts(values):
                rows = self.connection.execute(query.where(column.in_(some)))
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
        table = schema.listed
        rows = self.connection.execute(select(table).where(table.c.sort == sort).order_by(table.c.id)).mappings()
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
