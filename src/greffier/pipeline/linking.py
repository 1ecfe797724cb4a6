"""Linking in the ledger: reports that are new are linked to what they touch; the rest stays as it is.

The result is the same as if everything were linked at once. It can be broken off anywhere: what is not linked yet is
known, and the next call goes on with it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, partial
from hashlib import sha256
from itertools import islice
from time import sleep
from typing import Any

from greffier.ledger import Ledger, copies, events, kept_entries
from greffier.ledger.events import Connection
from greffier.lexicon import load_gazetteer, load_kinds
from greffier.lexicon.gazetteer import Gazetteer
from greffier.lexicon.name_key import name_key, pieces
from greffier.link import copies as copying
from greffier.link.beforehand import Weighed
from greffier.link.blocks import blocks, cap_of
from greffier.link.clusters import Links
from greffier.link.features import Looks, actor_key, told
from greffier.link.groups import group
from greffier.link.records import Telling, telling_read, telling_to
from greffier.link.scoring import load_weights, weigh
from greffier.link.tellings import Pair, pair, tellings
from greffier.model import Filler, Place, Span

__all__ = [
    "Judged", "Work", "is_linked", "link_pending", "link_reports", "linking_method", "part_around", "tellings_of",
    "tellings_of_many",
]  # fmt: skip

_AT_ONCE = 200  # reports whose pairs are weighed together
_BACKLOG = 100  # reports from which on what waits is linked in the order of days, many in one transaction
_TOGETHER = 40  # reports in one transaction then: it is over in half a second
_ON_CLUSTER = 10_000  # the same on a cluster, where each time costs seconds; in whole transactions, so that ids agree
_PAGE = 20_000  # ids of reports that are held at once
_BREATH = 0.005  # seconds for whoever waits to write
_VERSION = 3  # raised when the code of linking changes what it gives


@dataclass(frozen=True, slots=True)
class Judged:
    """What people decided, as pairs of entries: of one event, or of two. Where both are said, `different` holds."""

    same: frozenset[Pair] = frozenset()
    different: frozenset[Pair] = frozenset()


@dataclass(frozen=True, slots=True)
class Work:
    """What every step needs: judgements, and what is looked up."""

    judged: Judged
    actor: Callable[[Filler], str | None]
    gazetteer: Gazetteer
    places: dict[str, Place | None] = field(default_factory=dict)

    def place(self, id: str) -> Place | None:
        """A place of the gazetteer by its id."""
        if id not in self.places:
            self.places[id] = _place(self.gazetteer, id)
        return self.places[id]


def linking_method() -> str:
    """A digest of all that decides what is one event: weights, the kinds' traits, the code's own number."""
    kinds = {name: repr(kind.traits) for name, kind in sorted(load_kinds().items())}
    parts = json.dumps([_VERSION, load_weights().digest, kinds], sort_keys=True)
    return sha256(parts.encode()).hexdigest()


def is_linked(connection: Connection) -> bool:
    """True when every report is linked, and as it would be linked now."""
    return events.method_of(connection) == linking_method() and not events.count_unlinked(connection)


def link_pending(
    ledger: Ledger, judged: Judged | None = None, actor: Callable[[Filler], str | None] = actor_key, spark: Any = None
) -> int:
    """Link every report that is not linked yet; gives how many there were.

    `judged` are all judgements on pairs of entries, `actor` gives the key of who fills a role; `spark` is a Spark
    session on whose cluster a backlog is weighed.
    """
    work, done = Work(judged or Judged(), actor, load_gazetteer()), 0
    with ledger.look() as connection:
        method = events.method_of(connection)
    if method != linking_method():
        _begin_anew(ledger)
    with ledger.look() as connection:
        many = events.count_unlinked(connection) >= _BACKLOG
    while True:
        with ledger.look() as connection:
            waiting = events.unlinked(connection, _PAGE, by_day=many)
        if not waiting:
            return done
        cluster = spark if many else None
        for some in _parts_of(waiting, _AT_ONCE if cluster is None else _ON_CLUSTER):
            done += _link_all(ledger, some, work, again=False, together=_TOGETHER if many else 1, spark=cluster)


def _parts_of(reports: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (reports[first : first + size] for first in range(0, len(reports), size))


def link_reports(
    ledger: Ledger, reports: Iterable[str], judged: Judged, actor: Callable[[Filler], str | None] = actor_key
) -> None:
    """Link these reports anew, because a judgement on their entries was made or undone."""
    with ledger.look() as connection:
        method = events.method_of(connection)
    if method is None:  # the first that are linked here; what an older method linked is for `link_pending`
        _begin_anew(ledger)
    work, rest = Work(judged, actor, load_gazetteer()), iter(sorted(set(reports)))
    while some := list(islice(rest, _AT_ONCE)):
        _link_all(ledger, some, work, again=True)


def _begin_anew(ledger: Ledger) -> None:
    with ledger.begin() as connection:
        events.set_method(connection, linking_method())


def _link_all(
    ledger: Ledger, reports: Sequence[str], work: Work, *, again: bool, together: int = 1, spark: Any = None
) -> int:
    """Link reports; those that are linked already only where it is `again`. Gives how many were linked.

    What takes long, weighing, is done before the ledger is locked, and few reports (`together`) are one transaction:
    whoever judges meanwhile waits for a part of a second.
    """
    with ledger.look() as connection:
        weighed = _look_ahead(connection, reports, work, spark)
    done = 0
    for some in _parts_of(reports, together):
        if again:
            with ledger.begin() as connection:
                seeds = _place_anew(connection, some, work, weighed)
                _join(connection, some, _part(connection, seeds, work))
            done += len(some)
        else:
            done += _link_new(ledger, some, work, weighed)
        sleep(_BREATH)
    return done


def _link_new(ledger: Ledger, reports: Sequence[str], work: Work, weighed: Weighed) -> int:
    """Link reports that are in no event yet, but for those that another process has linked meanwhile; gives how many.

    Several are one transaction. Of one, groups are found without a lock: between the two locks its tellings are there
    and in no event, as they were; broken off there, all is done again.
    """
    with ledger.begin() as connection:
        linked = events.linked_among(connection, reports)
        new = [one for one in reports if one not in linked]
        if not new:
            return 0
        seeds = _place_anew(connection, new, work, weighed)
        if len(new) > 1:  # of a backlog: what is found twice would cost more than it saves who waits
            _join(connection, new, _part(connection, seeds, work))
            return len(new)
    with ledger.look() as connection:
        ahead = _part(connection, seeds, work)
    with ledger.begin() as connection:
        _join(connection, new, _part(connection, seeds, work, ahead))
    return len(new)


def _look_ahead(connection: Connection, reports: Sequence[str], work: Work, spark: Any = None) -> Weighed:
    """Weigh what linking these reports will ask for, without writing. What changes meanwhile is weighed again then, on
    this machine."""
    weighed = Weighed(weigh if spark is None else partial(weigh, spark=spark))
    made = tellings_of_many(connection, reports, work)
    keys = {t.id: blocks(t) for t in made}
    coming = Counter(key for some in keys.values() for key in some)
    coming.subtract(events.sizes_of(connection, coming, events.tellings_of_reports(connection, reports)))
    _compare(connection, made, keys, weighed, coming)
    weighed.weigher = weigh
    return weighed


def _place_anew(connection: Connection, reports: Sequence[str], work: Work, weighed: Weighed) -> set[str]:
    """Make the tellings of reports and their links anew; gives the tellings whose events that may change."""
    old = events.tellings_of_reports(connection, reports)
    seeds = events.touching(connection, old, load_weights().threshold)
    seeds |= events.tellings_of_events(connection, old)
    events.forget(connection, reports)
    made = tellings_of_many(connection, reports, work)
    keys = {t.id: blocks(t) for t in made}
    rows = [(t.id, t.report, t.family, telling_to(t), keys[t.id]) for t in made]
    events.put_tellings(connection, rows)
    found = _compare(connection, made, keys, weighed)
    before = events.touching(connection, found.moved, load_weights().threshold)
    events.write_links(connection, found.about, found.pairs)
    return (seeds - old) | found.about | before


def _join(connection: Connection, reports: Sequence[str], part: _Part) -> None:
    """Put a part's entries into its events, and find what the reports copy."""
    events.assign(connection, [{one: part.known[one].entries for one in some} for some in part.groups])
    _find_copies(connection, reports)
    events.mark_linked(connection, reports)


@dataclass(frozen=True, slots=True)
class _Part:
    """The connected parts around some tellings, and the groups of them that are one event each."""

    known: Mapping[str, Telling]
    links: Links
    groups: Sequence[tuple[str, ...]]


def _part(connection: Connection, seeds: Collection[str], work: Work, ahead: _Part | None = None) -> _Part:
    """Form the events of the connected parts that were touched, anew and in canonical order; `ahead` is what was found
    before, which holds where nothing has changed since."""
    known, links = part_around(connection, seeds, work.judged)
    if ahead is not None and (known, links) == (ahead.known, ahead.links):
        return ahead
    return _Part(known, links, group(known, links))


def tellings_of(connection: Connection, report: str, work: Work) -> list[Telling]:
    """The tellings of one report of the ledger."""
    return tellings_of_many(connection, [report], work)


def tellings_of_many(connection: Connection, reports: Iterable[str], work: Work) -> list[Telling]:
    """The tellings of reports of the ledger, report by report in their order."""
    wanted = list(reports)
    entries, lemmas = events.entries_in(connection, wanted), events.lemmas_of(connection, wanted)
    found: list[Telling] = []
    for kept in kept_entries(connection, {report: entries.get(report, ()) for report in wanted}):
        looks = Looks(work.actor, work.place, partial(_lemmas_at, lemmas.get(kept.report.id, ())), _common_names())
        told_of = (told(e, kept.report, looks) for e in kept.entries)
        found += tellings(told_of, kept.report.language, work.judged.different)
    return found


def _lemmas_at(sentences: Sequence[tuple[int, int, str]], span: Span) -> str | None:
    return " ".join(words for start, stop, words in sentences if start < span.end and span.start < stop) or None


@cache
def _common_names() -> frozenset[str]:
    """Folded names of countries, and of their people."""
    tables = (some for c in load_gazetteer().countries.values() for some in (c.names, c.demonyms))
    return frozenset(name_key(name) for table in tables for names in table.values() for name in names)


def _place(gazetteer: Gazetteer, id: str) -> Place | None:
    town = gazetteer.town(id) if id.startswith(("geonames:", "admin1:", "place:")) else None
    if town is not None:
        precision = "region" if town.kind == "region" else "city"
        return Place(id, town.name, town.country, town.lat, town.lon, precision, gazetteer.names_of_town(town))
    known = gazetteer.get(id)
    return None if known is None else Place(id, known.name, known.country, known.lat, known.lon, "region")


@dataclass(frozen=True, slots=True)
class _Found:
    """Whose pairs were weighed (`moved`: among them those whose block has become too full), and what they weigh."""

    about: frozenset[str]
    moved: frozenset[str]
    pairs: Mapping[Pair, float]


def _compare(
    connection: Connection, made: Sequence[Telling], keys: Mapping[str, Sequence[int]], weighed: Weighed,
    coming: Mapping[int, int] | None = None,
) -> _Found:  # fmt: skip
    """Weigh the pairs of new tellings, and of those whose block they make too full; `coming` tells how many tellings
    will be in a block that are not there yet."""
    new, added = {t.id: t for t in made}, Counter(key for some in keys.values() for key in some)
    sizes = _sizes(connection, added, coming)
    burst = [key for key, count in added.items() if sizes[key] - count <= cap_of(key) < sizes[key]]
    moved = events.tellings_in_blocks(connection, burst) - new.keys()
    known = new | {t.id: t for t in _load(connection, moved)}
    sizes = _sizes(connection, {key for one in known.values() for key in blocks(one)}, coming)
    open_blocks = [key for key, size in sizes.items() if 1 < size <= cap_of(key)]
    near = events.tellings_in_blocks(connection, open_blocks) - known.keys()
    some = [*known.values(), *_load(connection, near)]
    pairs = weighed.of(known)(some, load_weights(), sizes)
    return _Found(frozenset(known), frozenset(moved), pairs)


def _sizes(connection: Connection, keys: Iterable[int], coming: Mapping[int, int] | None) -> dict[int, int]:
    found = events.sizes_of(connection, keys)
    return found if coming is None else {key: found.get(key, 0) + coming.get(key, 0) for key in keys}


def _load(connection: Connection, ids: Iterable[str]) -> list[Telling]:
    return [telling_read(facts) for facts in events.telling_texts(connection, ids)]


def part_around(connection: Connection, seeds: Collection[str], judged: Judged) -> tuple[dict[str, Telling], Links]:
    """The tellings of the connected parts that hold some tellings, and the links between them: what may change when
    one of them does. `judged` are all judgements on pairs of entries."""
    judged = _judged(connection, judged)
    part, edge = set[str](), set(seeds)
    while edge:
        part |= edge
        near = events.touching(connection, edge, load_weights().threshold) | events.tellings_of_events(connection, edge)
        near |= {other for p in judged.same for one, other in (p, p[::-1]) if one in edge}
        edge = near - part
    known = {t.id: t for t in _load(connection, part)}
    return known, Links(events.links_among(connection, known), judged.same, judged.different)


def _judged(connection: Connection, judged: Judged) -> Judged:
    """Judgements as pairs of tellings; the telling of an entry that is not linked yet is found by its report."""
    entries = {one for p in (*judged.same, *judged.different) for one in p}
    of = events.judged_tellings(connection, entries)
    of |= {e: t.id for t in _load(connection, _tellings_with(connection, entries)) for e in t.entries if e in entries}

    def pairs(some: Iterable[Pair]) -> frozenset[Pair]:
        return frozenset(pair(of[a], of[b]) for a, b in some if a in of and b in of and of[a] != of[b])

    return Judged(pairs(judged.same), pairs(judged.different))


def _tellings_with(connection: Connection, entries: Iterable[str]) -> set[str]:
    return events.tellings_of_reports(connection, events.reports_of(connection, entries))


def _find_copies(connection: Connection, reports: Sequence[str]) -> None:
    """Find what these reports copy, or are copied by, and what that makes of copies known before."""
    texts = {report: _text(*row) for row in copies.texts_of(connection, reports) for report in row[:1]}
    copies.put_bands(connection, {report: copying.bands(text.runs) for report, text in texts.items()})
    about = set(reports)
    while True:
        members = copies.band_members(connection, about)
        more = {one for some in members for one in some}
        more |= {one for c in copies.copies_in(connection, about | more) for one in (c.report, c.original)}
        if more <= about:
            break
        about |= more
    for row in copies.texts_of(connection, about - texts.keys()):
        texts[row[0]] = _text(*row)
    found = copying.copies(texts.values(), copying.near_pairs(members))
    copies.write_copies(connection, about, [copies.Copied(c.report, c.original, c.share) for c in found])


def _text(report: str, published: date | None, characters: str, outlet: str | None) -> copying.Text:
    day = published.toordinal() if published else None
    return copying.Text(report, day, copying.shingles(characters), outlet, " ".join(pieces(characters)))
