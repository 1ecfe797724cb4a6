"""Events as they were known on a day: linked from the reports, readings and judgements that the ledger held by then.

Linking is a function of the set of tellings and judgements, part by part. So only parts that hold something of later,
or that a later judgement touches, are formed anew, by the weights that are kept; all others were what they are now.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from greffier.ledger import events
from greffier.ledger.events import Connection
from greffier.lexicon import load_gazetteer
from greffier.link.blocks import blocks, cap_of
from greffier.link.clusters import Links
from greffier.link.features import actor_key
from greffier.link.groups import entry_pairs, group, linked_pairs
from greffier.link.records import Telling, telling_from
from greffier.link.scoring import load_weights
from greffier.link.tellings import Pair
from greffier.pipeline.linking import Judged, Work, tellings_of_many

__all__ = ["Later", "groups_then"]

Group = Mapping[str, Sequence[str]]  # the ids of its entries, telling by telling


@dataclass(frozen=True, slots=True)
class Later:
    """What a day takes back: reports `added` later, those whose entries were `others`, judgements `then` and `now`."""

    added: frozenset[str]
    others: frozenset[str]
    then: Judged
    now: Judged


def groups_then(connection: Connection, later: Later) -> list[Group]:
    """The events of that day which are not what they are today, and all that have to do with them.

    Asked where the tables of entries show what they held then (`greffier.ledger.shadowed`).
    """
    past = _Past(connection, later)
    return past.groups(past.touched())


class _Past:
    """The tellings of a day: those of today without `gone` ones, with those `made` anew of reports told otherwise."""

    def __init__(self, connection: Connection, later: Later) -> None:
        self._connection, self._later = connection, later
        self._others = (later.others | _torn_otherwise(connection, later)) - later.added
        self._gone = events.tellings_of_reports(connection, later.added | self._others)
        work = Work(later.then, actor_key, load_gazetteer())
        made = tellings_of_many(connection, sorted(self._others), work)
        self._made = {t.id: t for t in made}
        self._found, self._renewed = self._weigh()

    def touched(self) -> set[str]:
        """Tellings whose event may have been another: what is left of a part, what is weighed anew, what is judged."""
        near = events.touching(self._connection, self._gone, load_weights().threshold)
        near |= events.tellings_of_events(self._connection, self._gone)
        of = self._tellings_by_entry(self._judged_otherwise())
        return (near - self._gone) | self._renewed | set(of.values())

    def groups(self, seeds: Collection[str]) -> list[Group]:
        """The events of the connected parts of these tellings."""
        same = self._pairs(self._later.then.same)
        part, edge = set[str](), set(seeds)
        while edge:
            part |= edge
            near = self._touching(edge) | {o for p in same for one, o in (p, p[::-1]) if one in edge}
            edge = near - part
        known = self._load(part)
        links = Links(self._links(known), same, self._pairs(self._later.then.different))
        return [{one: known[one].entries for one in some} for some in group(known, links)]

    def _weigh(self) -> tuple[dict[Pair, float], set[str]]:
        """Pairs of what was told otherwise, and of whom a block held that was not too full then; and who they are."""
        mine = {one: blocks(t) for one, t in self._made.items()}
        moved = self._members(self._turned(mine)) - mine.keys()
        known = self._made | {t.id: t for t in self._stored(moved)}
        if not known:
            return {}, set()
        sizes = self._sizes({key for t in known.values() for key in blocks(t)}, mine)
        near = self._members(key for key, size in sizes.items() if 1 < size <= cap_of(key)) - known.keys()
        found = linked_pairs([*known.values(), *self._stored(near)], load_weights(), sizes)
        return {p: w for p, w in found.items() if p[0] in known or p[1] in known}, set(known)

    def _turned(self, mine: Mapping[str, Sequence[int]]) -> list[int]:
        """Blocks that were too full then and are not now, or the other way round."""
        keys = events.blocks_of(self._connection, self._gone) | {key for some in mine.values() for key in some}
        today, then = events.sizes_of(self._connection, keys), self._sizes(keys, mine)
        return [key for key in keys if (today.get(key, 0) > cap_of(key)) != (then[key] > cap_of(key))]

    def _sizes(self, keys: Collection[int], mine: Mapping[str, Sequence[int]]) -> dict[int, int]:
        today = events.sizes_of(self._connection, keys)
        less = events.sizes_of(self._connection, keys, self._gone)
        more = [key for some in mine.values() for key in some]
        return {key: today.get(key, 0) - less.get(key, 0) + more.count(key) for key in keys}

    def _members(self, keys: Iterable[int]) -> set[str]:
        return events.tellings_in_blocks(self._connection, keys) - self._gone

    def _touching(self, ids: Collection[str]) -> set[str]:
        least = load_weights().threshold
        kept = events.touching(self._connection, set(ids) - self._renewed, least) - self._gone - self._renewed
        anew = (p for p, weight in self._found.items() if weight >= least)
        return kept | {other for p in anew for one, other in (p, p[::-1]) if one in ids}

    def _links(self, known: Mapping[str, Telling]) -> dict[Pair, float]:
        kept = events.links_among(self._connection, known.keys() - self._renewed)
        return kept | {p: w for p, w in self._found.items() if p[0] in known and p[1] in known}

    def _load(self, ids: Collection[str]) -> dict[str, Telling]:
        stored = {t.id: t for t in self._stored(set(ids) - self._made.keys())}
        return stored | {one: self._made[one] for one in ids if one in self._made}

    def _stored(self, ids: Iterable[str]) -> list[Telling]:
        return [telling_from(facts) for facts in events.telling_facts(self._connection, ids)]

    def _judged_otherwise(self) -> set[str]:
        then, now = self._later.then, self._later.now
        return {one for p in (then.same ^ now.same) | (then.different ^ now.different) for one in p}

    def _tellings_by_entry(self, entries: Iterable[str]) -> dict[str, str]:
        stored = events.judged_tellings(self._connection, entries)
        kept = {entry: telling for entry, telling in stored.items() if telling not in self._gone}
        return kept | {e: t.id for t in self._made.values() for e in t.entries}

    def _pairs(self, judged: Collection[Pair]) -> frozenset[Pair]:
        of = self._tellings_by_entry({one for p in judged for one in p})
        return entry_pairs(sorted(judged), of)


def _torn_otherwise(connection: Connection, later: Later) -> set[str]:
    """Reports in which people have told two things apart since, or had then: their tellings were others."""
    entries = {one for p in later.then.different ^ later.now.different for one in p}
    return events.reports_of(connection, entries)
