"""A negotiation: rounds of talks, proposals, who stands where, what is unsettled, from the entries about a topic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from sqlalchemy import Connection, select

from greffier.ledger import schema
from greffier.ledger.ask import matching
from greffier.ledger.events import events_holding, members_of, parts
from greffier.ledger.load import Kept
from greffier.ledger.named import entries_naming
from greffier.ledger.question import Question, within
from greffier.ledger.search import sentences_about
from greffier.ledger.who import fillers_in, who, whole_key
from greffier.model import Entry, Filler, Report, SpanRole

__all__ = ["KINDS", "Offer", "Party", "Round", "Track", "about", "day_of", "order_of", "track"]

KINDS = ("talks", "agreement", "position")
_POINTING = ("agreement", "position")  # kinds of entries that may point back to what was told before
_OFFERS = frozenset({"proposes", "demands"})
_ANSWERS = frozenset({"accepts", "rejects", "supports", "opposes", "conditions"})
_TOLD = frozenset({"actual", "denied"})  # a denied acceptance is a stand, and an answer: no
_SETTLED = frozenset({"signed", "in_force"})
_FOLLOWING = 2  # sentences after one about the topic in which it may be pointed back to (*this proposal*)

Telling = tuple[Report, Entry]


@dataclass(frozen=True, slots=True)
class Round:
    """Talks of one day at one place, told by one or more reports; `day` is None where none of them dates it."""

    day: date | None
    participants: tuple[Filler, ...]
    places: tuple[Filler, ...]
    factuality: str
    tellings: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Party:
    """One party with all of its positions, the latest last."""

    name: Filler
    positions: tuple[Telling, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A proposal, a demand or a condition, told first in the first of its `tellings`; and those who have not answered
    it, as far as is told."""

    tellings: tuple[Telling, ...]
    waiting: tuple[Filler, ...] = ()

    @property
    def telling(self) -> Telling:
        """The first telling."""
        return self.tellings[0]


@dataclass(frozen=True, slots=True)
class Track:
    """A negotiation. `proposals` are positions that offer and agreements at any stage, by day, one for an event."""

    rounds: tuple[Round, ...]
    proposals: tuple[Offer, ...]
    parties: tuple[Party, ...]
    unanswered: tuple[Offer, ...]
    unmet: tuple[Offer, ...]


def about(
    connection: Connection, words: str, pair: Sequence[str], question: Question, most: int | None = None
) -> list[Kept]:
    """Reports with their entries of KINDS about the topic: `words`, a pair of actors, or both.

    Words choose entries anchored in a sentence about the topic, in any language, and positions and agreements right
    after one; and what other reports tell of the same event as one of these.
    A pair chooses talks and agreements in which both take part, and positions of either. `most`: no more entries than
    so many, the last ones.
    """
    wanted = _by_words(connection, words, question, most) if words else None
    for one in [_by_pair(connection, pair, question)] if pair else []:
        wanted = one if wanted is None else wanted & one
    return list(matching(connection, _of(question), wanted or frozenset(), most))


def _of(question: Question) -> Question:
    return replace(question, kinds=KINDS)


def _by_words(connection: Connection, words: str, question: Question, most: int | None) -> frozenset[str]:
    """Entries anchored in a sentence with the words, or in one of the next that have such entries; and others of their
    events."""
    by_report: dict[str, list[tuple[int, int]]] = {}
    for report, start, stop in sentences_about(connection, words, _reports_of(question), most):
        by_report.setdefault(report, []).append((start, stop))
    found = {entry for part in parts(by_report) for entry in _anchored(connection, part, by_report)}
    together = members_of(connection, events_holding(connection, found))
    return frozenset(found.union(member.entry for member in together))


def _anchored(
    connection: Connection, reports: Sequence[str], sentences: Mapping[str, Sequence[tuple[int, int]]]
) -> Iterator[str]:
    """Entries of reports anchored in these sentences; and those that may point back, in the next ones."""
    entry, table = schema.entry, schema.sentence
    columns = (entry.c.report, entry.c.id, entry.c.kind, entry.c.start)
    rows = connection.execute(select(*columns).where(entry.c.report.in_(reports), entry.c.kind.in_(KINDS))).all()
    told = {row[0] for row in rows}
    query = select(table.c.report, table.c.start, table.c.stop).where(table.c.report.in_(told))
    all_of: dict[str, list[tuple[int, int]]] = {}
    for report, start, stop in connection.execute(query.order_by(table.c.report, table.c.start)) if told else ():
        all_of.setdefault(report, []).append((start, stop))
    for report, id, kind, at in rows:
        for start, stop in sentences[report]:
            last = stop if kind not in _POINTING else _reach(all_of[report], start)
            if start <= at < last:
                yield id
                break


def _reach(sentences: Sequence[tuple[int, int]], start: int) -> int:
    """Where the last of the sentences ends in which one that begins at `start` may be pointed back to."""
    return [stop for first, stop in sentences if first >= start][: _FOLLOWING + 1][-1]


def _reports_of(question: Question) -> Question:
    """What is asked of reports alone."""
    return Question(
        outlet=question.outlet, as_of=question.as_of, as_known=question.as_known, withdrawn=question.withdrawn
    )


def _by_pair(connection: Connection, pair: Sequence[str], question: Question) -> frozenset[str]:
    days = question.as_of, question.as_known
    sets = [entries_naming(connection, name, *days) for name in pair]
    entry = schema.entry
    either = within(entry.c.id, frozenset().union(*sets))
    positions = connection.scalars(select(entry.c.id).where(entry.c.kind == "position", either))
    return frozenset.intersection(*sets) | frozenset(positions)


def track(kept: Iterable[Kept], events: Mapping[str, str] = MappingProxyType({})) -> Track:
    """The negotiation that these entries tell. `events` gives the event of an entry: what is told of one is one."""
    told = [(k.report, e) for k in kept for e in k.entries if k.statuses.get(e.id) != "rejected"]
    told.sort(key=order_of)
    stands = [t for t in told if t[1].kind == "position" and t[1].factuality in _TOLD]
    actual = [t for t in stands if t[1].factuality == "actual"]
    agreements = [t for t in told if t[1].kind == "agreement"]
    offers = _as_one([t for t in actual if _stance(t[1]) in _OFFERS], events)
    proposals = sorted([*offers, *_as_one(agreements, events)], key=lambda offer: order_of(offer.telling))
    return Track(
        rounds=tuple(_rounds([t for t in told if t[1].kind == "talks"], events)),
        proposals=tuple(proposals),
        parties=tuple(_parties(stands)),
        unanswered=tuple(_unanswered(offers, stands, agreements, _named(told))),
        unmet=tuple(_unmet(actual, agreements)),
    )


def _as_one(told: Sequence[Telling], events: Mapping[str, str]) -> list[Offer]:
    """One for each event, kind and closed value (a stance, a stage); what is in no event is one of its own."""
    groups: dict[tuple[object, ...], list[Telling]] = {}
    for one in told:
        entry = one[1]
        stage = (entry.kind, entry.factuality, _stance(entry), entry.roles.get("status"))
        groups.setdefault((events.get(entry.id, entry.id), *stage), []).append(one)
    return [Offer(tuple(group)) for group in groups.values()]


def _stance(entry: Entry) -> str:
    return str(entry.roles.get("stance", ""))


def day_of(told: Telling) -> date | None:
    """The last day on which it was, else that of publication."""
    report, entry = told
    return entry.when.end if entry.when is not None else report.published


def order_of(told: Telling) -> tuple[bool, date, int, str]:
    """Where a telling comes by its day, then by its place in the report; undated ones last."""
    day = day_of(told)
    return day is None, day or date.min, told[1].anchor.start, told[1].id


def _rounds(talks: Sequence[Telling], events: Mapping[str, str]) -> list[Round]:
    """Talks told alike: of one event; or one day, one place, and somebody takes part in both as far as is told."""
    groups: dict[tuple[object, ...], list[Telling]] = {}
    for told in talks:
        entry = told[1]
        dated = entry.when.end if entry.when is not None else entry.id  # undated talks are not known to be one
        key = (dated, whole_key(entry.roles.get("place")), entry.factuality)
        groups.setdefault(key, []).append(told)
    apart = [part for group in groups.values() for part in _overlapping(group)]
    return sorted(map(_round, _of_one_event(apart, events)), key=lambda one: order_of(one.tellings[0]))


def _of_one_event(parts: Sequence[list[Telling]], events: Mapping[str, str]) -> list[list[Telling]]:
    """Parts that share an event put together, each in order; what did not happen stays apart from what did."""
    found: list[tuple[set[tuple[str, str]], list[Telling]]] = []
    for part in parts:
        keys = {(events.get(entry.id, entry.id), entry.factuality) for _, entry in part}
        same = [one for one in found if one[0] & keys]
        found = [one for one in found if one not in same]
        found.append((keys.union(*(k for k, _ in same)), [*(t for _, some in same for t in some), *part]))
    return [sorted(tellings, key=order_of) for _, tellings in found]


def _overlapping(group: Sequence[Telling]) -> list[list[Telling]]:
    """Parts of a group whose participants have somebody in common, or are not told."""
    parts: list[tuple[set[str], list[Telling]]] = []
    for told in group:
        here = set(whole_key(told[1].roles.get("participants")))
        same = next((p for p in parts if not here or not p[0] or here & p[0]), None)
        if same is None:
            parts.append((here, [told]))
        else:
            same[0].update(here)
            same[1].append(told)
    return [tellings for _, tellings in parts]


def _round(tellings: Sequence[Telling]) -> Round:
    entries = [entry for _, entry in tellings]
    day = next((entry.when.end for entry in entries if entry.when is not None), None)
    together = {who(f): f for e in entries for f in fillers_in(e.roles.get("participants"))}
    places = next((found for e in entries if (found := fillers_in(e.roles.get("place")))), ())
    return Round(day, tuple(together.values()), places, entries[0].factuality, tuple(tellings))


def _parties(stands: Sequence[Telling]) -> list[Party]:
    found: dict[str, tuple[Filler, list[Telling]]] = {}
    for told in stands:
        for filler in fillers_in(told[1].roles.get("actor")):
            found.setdefault(who(filler), (filler, []))[1].append(told)
    return [Party(name, tuple(positions)) for _, (name, positions) in sorted(found.items())]


def _named(told: Sequence[Telling]) -> dict[str, Filler]:
    """Those who take part in talks, are parties to agreements, or take a stand."""
    roles = {"talks": "participants", "agreement": "parties", "position": "actor"}
    found: dict[str, Filler] = {}
    for _, entry in told:
        for filler in fillers_in(entry.roles.get(roles[entry.kind])):
            found.setdefault(who(filler), filler)
    return found


def _unanswered(
    offers: Sequence[Offer], stands: Sequence[Telling], agreements: Sequence[Telling], named: dict[str, Filler]
) -> Iterator[Offer]:
    """Offers that somebody named has not answered on the day they were first told or later: a refusal is an answer."""
    for offer in offers:
        own = {key for told in offer.tellings for key in _actors(told)}
        answers = [t for t in stands if _stance(t[1]) in _ANSWERS and not _is_before(t, offer.telling)]
        answered = {key for told in answers for key in _actors(told)}
        agreed = [t for t in agreements if not _is_before(t, offer.telling)]
        answered |= {key for t in agreed for key in whole_key(t[1].roles.get("parties"))}
        waiting = tuple(named[key] for key in sorted(named.keys() - own - answered))
        if waiting:
            yield replace(offer, waiting=waiting)


def _actors(told: Telling) -> tuple[str, ...]:
    return whole_key(told[1].roles.get("actor"))


def _is_before(told: Telling, offer: Telling) -> bool:
    """Whether it is told of an earlier day: news put the refusal first, and then what was proposed that day."""
    mine, theirs = day_of(told), day_of(offer)
    return mine is not None and theirs is not None and mine < theirs


def _is_after(told: Telling, other: Telling) -> bool:
    return told != other and order_of(told) >= order_of(other)


def _unmet(stands: Sequence[Telling], agreements: Sequence[Telling]) -> Iterator[Offer]:
    """Conditions whose party neither accepted later, nor signed."""
    for told in stands:
        condition = told[1].roles.get("condition")
        if not isinstance(condition, SpanRole):
            continue
        own = set(_actors(told))
        accepted = any(_is_after(t, told) and _stance(t[1]) == "accepts" and own & set(_actors(t)) for t in stands)
        signed = any(_is_after(t, told) and _settles(t[1], own) for t in agreements)
        if not accepted and not signed:
            yield Offer((told,))


def _settles(agreement: Entry, own: set[str]) -> bool:
    return agreement.roles.get("status") in _SETTLED and bool(own & set(whole_key(agreement.roles.get("parties"))))
