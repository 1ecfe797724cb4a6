"""A negotiation: rounds of talks, proposals, who stands where, what is unsettled, from the entries about a topic."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, select

from greffier.ledger import schema
from greffier.ledger.ask import allowed, matching
from greffier.ledger.load import Kept
from greffier.ledger.question import Question
from greffier.ledger.search import search
from greffier.ledger.who import fillers_in, who, whole_key
from greffier.model import Entry, Filler, Report, SpanRole

__all__ = ["KINDS", "Offer", "Party", "Round", "Track", "about", "track"]

KINDS = ("talks", "agreement", "position")
_OFFERS = frozenset({"proposes", "demands"})
_ANSWERS = frozenset({"accepts", "rejects", "supports", "opposes", "conditions"})
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
    """A proposal, a demand or a condition, and those who have not answered, or not met it, as far as is told."""

    telling: Telling
    waiting: tuple[Filler, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """A negotiation. `proposals` are positions that offer and agreements at any stage, by day."""

    rounds: tuple[Round, ...]
    proposals: tuple[Telling, ...]
    parties: tuple[Party, ...]
    unanswered: tuple[Offer, ...]
    unmet: tuple[Offer, ...]


def about(connection: Connection, words: str, pair: Sequence[str], question: Question) -> list[Kept]:
    """Reports with their entries of KINDS about the topic: `words`, a pair of actors, or both.

    Words choose entries anchored in a sentence that holds all of them, and positions and agreements right after one.
    A pair chooses talks and agreements in which both take part, and positions of either.
    """
    wanted = _by_words(connection, words, question) if words else None
    for one in [_by_pair(connection, pair, question)] if pair else []:
        wanted = one if wanted is None else wanted & one
    chosen = wanted or frozenset()
    found = []
    for kept in matching(connection, _of(question)):
        entries = tuple(e for e in kept.entries if e.id in chosen)
        if entries:
            found.append(replace(kept, entries=entries))
    return found


def _of(question: Question, actor: str = "") -> Question:
    return replace(question, kinds=KINDS, actor=actor or question.actor)


def _by_words(connection: Connection, words: str, question: Question) -> frozenset[str]:
    """Entries anchored in a sentence with the words, or in one of the next that have such entries."""
    entry, sentence = schema.entry, schema.sentence
    found: set[str] = set()
    for hit in search(connection, words, None, _reports_of(question)):
        here = (sentence.c.report == hit.report, sentence.c.start >= hit.start)
        ends = list(connection.scalars(select(sentence.c.stop).where(*here).order_by(sentence.c.start).limit(3)))
        last = ends[min(_FOLLOWING, len(ends) - 1)]
        own = (entry.c.report == hit.report, entry.c.start >= hit.start, entry.c.start < hit.stop)
        after = (entry.c.report == hit.report, entry.c.start >= hit.stop, entry.c.start < last)
        found.update(connection.scalars(select(entry.c.id).where(*own)))
        found.update(connection.scalars(select(entry.c.id).where(*after, entry.c.kind != "talks")))
    return frozenset(found)


def _reports_of(question: Question) -> Question:
    """What is asked of reports alone."""
    return Question(outlet=question.outlet, as_of=question.as_of, as_known=question.as_known)


def _by_pair(connection: Connection, pair: Sequence[str], question: Question) -> frozenset[str]:
    sets = [allowed(connection, _of(question, actor=name)) for name in pair]
    entry = schema.entry
    positions = frozenset(connection.scalars(select(entry.c.id).where(entry.c.kind == "position")))
    either: frozenset[str] = frozenset().union(*sets) & positions
    return frozenset.intersection(*sets) | either


def track(kept: Iterable[Kept]) -> Track:
    """The negotiation that these entries tell."""
    told = [(k.report, e) for k in kept for e in k.entries if k.statuses.get(e.id) != "rejected"]
    told.sort(key=_order)
    stands = [t for t in told if t[1].kind == "position" and t[1].factuality == "actual"]
    agreements = [t for t in told if t[1].kind == "agreement"]
    proposals = sorted([*(t for t in stands if _stance(t[1]) in _OFFERS), *agreements], key=_order)
    named = _named(told)
    return Track(
        rounds=tuple(_rounds([t for t in told if t[1].kind == "talks"])),
        proposals=tuple(proposals),
        parties=tuple(_parties(stands)),
        unanswered=tuple(_unanswered(stands, agreements, named)),
        unmet=tuple(_unmet(stands, agreements)),
    )


def _stance(entry: Entry) -> str:
    return str(entry.roles.get("stance", ""))


def _day(told: Telling) -> date | None:
    report, entry = told
    return entry.when.end if entry.when is not None else report.published


def _order(told: Telling) -> tuple[bool, date, int, str]:
    day = _day(told)
    return day is None, day or date.min, told[1].anchor.start, told[1].id


def _rounds(talks: Sequence[Telling]) -> list[Round]:
    """Talks told alike: one day, one place, and none of the participants of either missing from all others."""
    groups: dict[tuple[object, ...], list[Telling]] = {}
    for told in talks:
        entry = told[1]
        dated = entry.when.end if entry.when is not None else entry.id  # undated talks are not known to be one
        key = (dated, whole_key(entry.roles.get("place")), entry.factuality)
        groups.setdefault(key, []).append(told)
    return [_round(part) for group in groups.values() for part in _overlapping(group)]


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
    day = entries[0].when.end if entries[0].when is not None else None
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


def _unanswered(stands: Sequence[Telling], agreements: Sequence[Telling], named: dict[str, Filler]) -> Iterable[Offer]:
    for told in stands:
        if _stance(told[1]) in _OFFERS:
            own = set(whole_key(told[1].roles.get("actor")))
            answered = {key for t in stands if _is_after(t, told) and _stance(t[1]) in _ANSWERS for key in _actors(t)}
            answered |= {key for t in agreements if _is_after(t, told) for key in whole_key(t[1].roles.get("parties"))}
            waiting = tuple(named[key] for key in sorted(named.keys() - own - answered))
            if waiting:
                yield Offer(told, waiting)


def _actors(told: Telling) -> tuple[str, ...]:
    return whole_key(told[1].roles.get("actor"))


def _is_after(told: Telling, other: Telling) -> bool:
    return told != other and _order(told) >= _order(other)


def _unmet(stands: Sequence[Telling], agreements: Sequence[Telling]) -> Iterable[Offer]:
    """Conditions whose party neither accepted later, nor signed."""
    for told in stands:
        condition = told[1].roles.get("condition")
        if not isinstance(condition, SpanRole):
            continue
        own = set(_actors(told))
        accepted = any(_is_after(t, told) and _stance(t[1]) == "accepts" and own & set(_actors(t)) for t in stands)
        signed = any(_is_after(t, told) and _settles(t[1], own) for t in agreements)
        if not accepted and not signed:
            yield Offer(told, ())


def _settles(agreement: Entry, own: set[str]) -> bool:
    return agreement.roles.get("status") in _SETTLED and bool(own & set(whole_key(agreement.roles.get("parties"))))
