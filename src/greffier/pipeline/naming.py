"""Who the actors of reports are over the whole ledger: sightings meet the register (link) and its tables (ledger).

What is written is a function of all sightings, the tables, the lists and the judgements; a new report is held only
against the family names and the roles that it tells, never against the whole ledger.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import starmap

from greffier.ledger import ActorStore, Anchored, Kept, Naming, Transaction, kept_report
from greffier.lexicon import Gazetteer
from greffier.lexicon.name_key import name_key
from greffier.lexicon.persons import register_rules
from greffier.link import WINDOW, Pair, Pairs, Stated, holder_of, parse_name, put_together
from greffier.model import STATUSES, Entry, Listed, Office, Report, Seen, Sighting
from greffier.pipeline.sightings import Sightings

__all__ = ["Judged", "Register", "catch_up", "forget_actors", "register_report", "renew_register"]

_LISTED = "\0list"  # the "report" of a listed person's names, which stand among the sightings
_Changes = dict[Seen, tuple[Naming, Naming]]


@dataclass(frozen=True, slots=True)
class Judged:
    """Pairs of actors' ids that people judged to be one actor, or two."""

    same: tuple[tuple[str, str], ...] = ()
    different: tuple[tuple[str, str], ...] = ()


class Register:
    """The register of one ledger, within one transaction of it."""

    def __init__(
        self, store: ActorStore, gazetteer: Gazetteer, actors: Sequence[Listed] = (), judged: Judged | None = None
    ) -> None:
        self.store = store
        self.gazetteer = gazetteer
        self.actors = {row.id: row for row in actors}
        self.judged = judged or Judged()
        self.rules = register_rules(actors)
        told = {id for pair in (*self.judged.same, *self.judged.different) for id in pair}
        self._anchors = {a.id: a for a in store.anchored(ids=told)} if told else {}
        self._keyed: dict[str, str] = {}
        self._aliases: dict[tuple[str, str], int] = {}  # names that tables have, to be written
        self._of_lists = _by_family(actors)

    def add(self, batch: Mapping[str, Sequence[Sighting]]) -> None:
        """Enter the sightings of reports (by their ids) that are not in the register yet."""
        some = [one for sightings in batch.values() for one in sightings]
        families = {s.id: parse_name(s.name).family for s in some if s.kind == "person" and not s.key}
        for report, sightings in batch.items():
            self.store.add(report, sightings, families, self.rules)
        changes: _Changes = {s.id: (Naming(), Naming(self._by_key(s), s.basis)) for s in some if s.key}
        self._redirect({s.id: s for s in some if s.basis == "list"})
        changes |= self._persons({family for family in families.values() if family})
        self._write(changes, [s for s in some if s.kind == "role"])

    def renew(self, batch: Mapping[str, Sequence[Sighting]]) -> None:
        """Enter reports of the register again, because their entries changed."""
        left = [self.store.leave(report) for report in sorted(batch)]
        families = {family for some, _ in left for family in some}
        offices = [told for _, some in left for told in some]
        self.add(batch)
        self._write(self._persons(families), [])
        renamed: _Changes = {}
        for office, day in offices:
            renamed |= self._holders(office, day - WINDOW, day + WINDOW)
        self.store.name(renamed)

    def rejudge(self, ids: Iterable[str]) -> None:
        """Look again at actors about whom people judged something, or took it back."""
        changes: _Changes = {}
        asked = sorted(ids)
        for key, own in self.store.keys_of(asked).items():
            id = self._merged(own)
            if id == own:
                self.store.describe(own, merged_into=None)
            for seen, old in self.store.of_key(key).items():
                basis = "judgement" if id != own else self._basis(key)
                changes[seen] = (old, Naming(id, basis, old.because))
        families = {a.family for a in self.store.anchored(ids=asked)}
        self._write(changes | self._persons(families), [])

    def _basis(self, key: str) -> str:
        return "list" if key in self.actors else "table" if self.gazetteer.get(key) else "name"

    def _write(self, changes: _Changes, roles: Sequence[Sighting]) -> None:
        changed = {id: pair for id, pair in changes.items() if pair[0] != pair[1]}
        self.store.name(changed, self._aliases)
        self._aliases = {}
        self._describe(changed)
        self._roles(changed, roles)

    # those whom a table, a list or their own name tells --------------------------------------------------------------
    def _by_key(self, one: Sighting) -> str:
        if one.key not in self._keyed:
            own, into = self.store.keyed(one.key) or (self._made(one), None)
            self._keyed[one.key] = self._merged(own)
            if self._keyed[one.key] == own and into is not None:
                self.store.describe(own, merged_into=None)
            self._aliases |= {(self._keyed[one.key], name): 0 for name in self.gazetteer.aliases(one.key)}
        return self._keyed[one.key]

    def _made(self, one: Sighting) -> str:
        told = one.basis in {"table", "list"}
        id = one.key if told and not self.store.has(one.key) else self._free(one.key if told else _slug(one))
        self.store.make(id, one.kind, one.name, one.country, one.key)
        return id

    def _redirect(self, listed: Mapping[Seen, Sighting]) -> None:
        """Ids that were made before a list named the actor lead to the list's from now on."""
        for old, seen in self.store.anchored_at(listed).items():
            self.store.describe(old, merged_into=self._by_key(listed[seen]))
        for seen, one in listed.items():
            before = self.store.keyed(seen[1])
            if before is not None and before[0] != self._by_key(one):
                self.store.describe(before[0], merged_into=self._by_key(one))

    def _free(self, stem: str) -> str:
        """An id that nothing has, and no table could give later."""
        taken = self.actors.keys() | self.gazetteer.known.keys()
        number, id = 1, stem
        while id in taken or self.store.has(id):
            number, id = number + 1, f"{stem}-{number + 1}"
        return id

    def _merged(self, id: str) -> str:
        """Who an actor with a key is, after what people judged; two persons are told apart by their sightings."""
        pairs = [pair for pair in self.judged.same if not all(x in self._anchors for x in pair)]
        if not any(id in pair for pair in pairs):
            return id
        group, grew = {id}, True
        while grew:
            more = {x for pair in pairs for x in pair if group & {*pair}}
            grew = not more <= group
            group |= more
        keyed = sorted(x for x in group if x not in self._anchors and self.store.has(x))
        first = keyed[0] if keyed else id
        if first != id:
            self.store.describe(id, merged_into=first)
        return first

    # persons ---------------------------------------------------------------------------------------------------------
    def _persons(self, families: set[str]) -> _Changes:
        """Put the persons of these family names together again."""
        families, pairs = self._judged(families)
        kept = self.store.persons_of(families)
        listed = [one for family in sorted(families) for one in self._of_lists.get(family, ())]
        found = put_together([*(one for one, _ in kept.values()), *listed], pairs)
        groups: dict[str, list[Seen]] = defaultdict(list)
        for id, named in found.items():
            groups[named.person].append(id)
        ids = self._ids(groups, kept, self.store.anchored(families=families))
        changes: _Changes = {}
        of_lists = {named.person for id, named in found.items() if id[0] == _LISTED}
        for id, (_, old) in kept.items():
            told, new = found.get(id), Naming()
            if told is not None:
                basis = "judgement" if told.judged else "list" if told.person in of_lists else "name"
                because = told.because if told.because not in {id[0], _LISTED} else None
                new = Naming(ids[told.person], basis, because)
            changes[id] = (old, new)
        return changes

    def _judged(self, families: set[str]) -> tuple[set[str], Pairs]:
        """Pairs of anchors that people judged, and the family names together with those that they join to them."""
        anchors, grown = self._anchors, set(families)
        joined = [{anchors[x].family for x in pair} for pair in self.judged.same if all(x in anchors for x in pair)]
        while more := {family for pair in joined if pair & grown for family in pair - grown}:
            grown |= more

        def pairs(of: Iterable[tuple[str, str]]) -> tuple[Pair, ...]:
            return tuple((anchors[a].anchor, anchors[b].anchor) for a, b in of if a in anchors and b in anchors)

        return grown, Pairs(pairs(self.judged.same), pairs(self.judged.different))

    def _ids(
        self,
        groups: Mapping[str, Sequence[Seen]],
        kept: Mapping[Seen, tuple[Sighting, Naming]],
        anchored: Sequence[Anchored],
    ) -> dict[str, str]:
        """The id of each person: the list's, else the oldest anchored there, else a new one."""
        person_of = {id: person for person, members in groups.items() for id in members}
        there: dict[str, list[Anchored]] = defaultdict(list)
        for anchor in anchored:
            if anchor.anchor in person_of:
                there[person_of[anchor.anchor]].append(anchor)
            elif anchor.merged_into is not None:
                self.store.describe(anchor.id, merged_into=None)  # now a name that could be of several
        found: dict[str, str] = {}
        for person, members in sorted(groups.items()):
            real = [id for id in members if id[0] != _LISTED]
            if not real and not there[person]:
                continue
            found[person] = self._id(members, real, there[person], kept)
            for anchor in there[person]:
                into = found[person] if anchor.id != found[person] else None
                if anchor.merged_into != into:
                    self.store.describe(anchor.id, merged_into=into)
        return found

    def _id(
        self,
        members: Sequence[Seen],
        real: Sequence[Seen],
        anchored: Sequence[Anchored],
        kept: Mapping[Seen, tuple[Sighting, Naming]],
    ) -> str:
        listed = sorted({id[1].partition("\0")[0] for id in members if id[0] == _LISTED})
        if listed:
            row = self.actors[listed[0]]
            like = Sighting(("", ""), row.kind, row.name, row.names, row.country, key=row.id, basis="list")
            return self._by_key(like)
        full = [id for id in real if not parse_name(kept[id][0].name).loose] or list(real)
        own = [anchor for anchor in anchored if anchor.anchor in full or not real]
        if own:  # never one that stands for a family name alone: that one may turn out to be of several
            return self._merged(own[0].id)
        first = min((kept[id][0] for id in full), key=lambda s: (s.day or date.max, s.id))
        best = max((kept[id][0] for id in full), key=lambda s: (_telling(s.name), s.id))
        id = self._free(_slug(best))
        self.store.make(id, "person", best.name, None, (first.id, parse_name(first.name).family))
        return id

    def _describe(self, changes: _Changes) -> None:
        """Renew the name and the country of persons who won or lost sightings."""
        for id in sorted({named.actor for pair in changes.values() for named in pair if named.actor}):
            told = id in self.actors or self.gazetteer.get(id) is not None  # by a list or a table
            names = [] if told else self.store.names(id)
            if names:
                best = max(names, key=lambda n: (_telling(n[0]) > 0, n[1], _telling(n[0]), n[0]))
                self.store.describe(id, name=best[0], country=self.store.country_of(id))

    # roles without a name --------------------------------------------------------------------------------------------
    def _roles(self, changes: _Changes, new: Sequence[Sighting]) -> None:
        """Who holds the roles that reports name alone: those of new reports, and those near a change of persons."""
        days: dict[Office, set[date]] = defaultdict(set)
        for one in new:
            for office in one.offices:
                days[office] |= {one.day} if one.day is not None else set()
        for office, day in self.store.offices_of(changes):
            days[office] |= {day - WINDOW, day + WINDOW}
        renamed: _Changes = {}
        for office, some in sorted(days.items(), key=lambda o: (o[0].family, o[0].owner, o[0].domain)):
            if some:
                renamed |= self._holders(office, min(some), max(some))
        self.store.name(renamed)

    def _holders(self, office: Office, first: date, last: date) -> _Changes:
        """Who is meant where a report of these days names the office alone."""
        alone = self.store.unnamed(office, first, last)
        if not alone:
            return {}
        stated = sorted(starmap(Stated, self.store.stated(office, first - WINDOW, last + WINDOW)), key=lambda s: s.day)
        days, changes = [s.day for s in stated], {}
        for id, day, old in alone:
            near = stated[bisect_left(days, day - WINDOW) : bisect_right(days, day + WINDOW)]
            holder = holder_of(day, near)
            new = Naming(holder.person, "role", holder.because) if holder is not None else Naming()
            if new != old:
                changes[id] = (old, new)
        return changes


def _by_family(actors: Iterable[Listed]) -> dict[str, list[Sighting]]:
    """The names of listed persons as sightings without a day, which stand among the others."""
    found: dict[str, list[Sighting]] = defaultdict(list)
    for row in actors:
        for name in row.names if row.kind == "person" else ():
            one = Sighting((_LISTED, f"{row.id}\0{name}"), "person", name, (), row.country)
            found[parse_name(name).family].append(one)
    return found


def _telling(name: str) -> int:
    """How much of a person's name there is: its given names that are no initials."""
    return sum(len(unit) > 1 for unit in parse_name(name).given)


def _slug(one: Sighting) -> str:
    words = one.key if one.kind == "forces" else one.name
    return name_key(re.sub(r"[:'’]", " ", words)).replace(" ", "-") or one.kind


def register_report(
    connection: Transaction,
    gazetteer: Gazetteer,
    report: Report,
    entries: Iterable[Entry],
    judged: Judged | None = None,
) -> None:
    """Enter one report that was just kept, in the same transaction."""
    store = ActorStore(connection)
    actors = store.listed("actor")
    found = Sightings(gazetteer, actors).of(report, entries)
    Register(store, gazetteer, actors, judged).add({report.id: found})


def renew_register(
    connection: Transaction, gazetteer: Gazetteer, reports: Iterable[str], ids: Iterable[str], judged: Judged
) -> None:
    """Look again at reports whose entries changed, and at actors (by id) about whom people judged something."""
    store = ActorStore(connection)
    actors = store.listed("actor")
    register, sightings = Register(store, gazetteer, actors, judged), Sightings(gazetteer, actors)
    changed = {r: kept_report(connection, r) for r in sorted(set(reports))}
    if changed:
        register.renew({r: sightings.of(kept.report, _counting(kept)) for r, kept in changed.items()})
    register.rejudge(ids)


def forget_actors(
    connection: Transaction, gazetteer: Gazetteer, reports: Iterable[str], judged: Judged
) -> frozenset[str]:
    """Take reports out of the register, before they are deleted; gives the ids of the actors that they named."""
    store, wanted = ActorStore(connection), sorted(reports)
    named = store.named_in(wanted)
    Register(store, gazetteer, store.listed("actor"), judged).renew({report: [] for report in wanted})
    return named


def catch_up(connection: Transaction, gazetteer: Gazetteer, judged: Judged | None = None) -> frozenset[str]:
    """Enter the reports that are not in the register: all of them after the rules or the lists changed, those that
    were read again or judged since, and those that a run broken off left out. Gives their ids.
    """
    store = ActorStore(connection)
    actors = store.listed("actor")
    register, sightings = Register(store, gazetteer, actors, judged), Sightings(gazetteer, actors)
    batch = {}
    for report in store.unregistered(register.rules):
        kept = kept_report(connection, report)
        batch[report] = sightings.of(kept.report, _counting(kept))
    again = store.seen_in(batch)
    asked = store.judged_with(again)
    new = {report: some for report, some in batch.items() if report not in again}
    if again:
        register.renew({report: batch[report] for report in again})
    if new:
        register.add(new)
    if again:
        register.rejudge(asked)
    return frozenset(batch)


def _counting(kept: Kept) -> list[Entry]:
    """The entries of a report that people did not reject."""
    return [entry for entry in kept.entries if kept.statuses[entry.id] != STATUSES[-1]]
