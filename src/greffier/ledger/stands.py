"""Who stands where: the positions of a negotiation put against its proposals, a row a party, a column a proposal.

A position speaks of the proposal whose own telling it is; else of the one that its words share most with, in any
language; else, where its words point back (*this proposal*, *it*), of the last one told before it in its report. What
speaks of none of them stands apart, and is never guessed into a column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from greffier.ledger.track import Offer, Track, day_of, order_of
from greffier.ledger.who import fillers_in, who
from greffier.lexicon import languages, load_language
from greffier.lexicon.name_key import name_key
from greffier.lexicon.topics import is_general, topics_in
from greffier.model import Entry, Filler, Report, SpanRole

__all__ = ["Matrix", "Stance", "matrix"]

Telling = tuple[Report, Entry]
_SHORT = 3  # letters of the longest word that tells nothing by itself
_BACK = 2  # words of the longest phrase that only points back


@dataclass(frozen=True, slots=True)
class Stance:
    """How a party stands to a proposal: its tellings, the latest last."""

    tellings: tuple[Telling, ...]

    @property
    def latest(self) -> Telling:
        """What was told last."""
        return self.tellings[-1]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`cells` holds by party and proposal (their numbers in `parties` and `proposals`) the stance; `apart` by party
    the positions on no proposal that was told."""

    parties: tuple[Filler, ...]
    proposals: tuple[Offer, ...]
    cells: dict[tuple[int, int], Stance]
    apart: dict[int, Stance]


def matrix(track: Track) -> Matrix:
    """The positions of a negotiation against its proposals; parties to an agreement stand to it as it was told."""
    parties: dict[str, Filler] = {}
    cells: dict[tuple[str, int], list[Telling]] = {}
    apart: dict[str, list[Telling]] = {}
    for number, offer in enumerate(track.proposals):
        for told in offer.tellings:
            for filler in _of(told):
                parties.setdefault(who(filler), filler)
                cells.setdefault((who(filler), number), []).append(told)
    for party in track.parties:
        key = who(party.name)
        parties.setdefault(key, party.name)
        for told in party.positions:
            found = _about(told, track.proposals)
            into = apart.setdefault(key, []) if found is None else cells.setdefault((key, found), [])
            into += [told] if told not in into else []
    rows = {key: n for n, key in enumerate(sorted(parties))}
    return Matrix(
        parties=tuple(parties[key] for key in rows),
        proposals=track.proposals,
        cells={(rows[key], n): _stance(told) for (key, n), told in cells.items()},
        apart={rows[key]: _stance(told) for key, told in apart.items()},
    )


def _stance(told: Iterable[Telling]) -> Stance:
    """In order; of one day, what a party says comes after what it is told to have agreed to."""
    return Stance(tuple(sorted(told, key=lambda one: (*order_of(one)[:2], one[1].kind == "position", order_of(one)))))


def _of(told: Telling) -> tuple[Filler, ...]:
    """Who proposes, or who are parties."""
    entry = told[1]
    return fillers_in(entry.roles.get("parties" if entry.kind == "agreement" else "actor"))


def _about(told: Telling, proposals: Sequence[Offer]) -> int | None:
    """The number of the proposal that a position speaks of, None where none is told."""
    own = [n for n, offer in enumerate(proposals) if told in offer.tellings]
    if own:
        return own[0]
    there = [n for n, offer in enumerate(proposals) if not _earlier(told, offer.telling)]
    words = _words(told)
    shared = {n: len(words & frozenset().union(*map(_words, proposals[n].tellings))) for n in there}
    best = max(there, key=lambda n: (shared[n], n), default=None)
    if best is not None and shared[best]:
        return best
    return _before(told, proposals, there) if _points_back(told) else None


def _earlier(told: Telling, other: Telling) -> bool:
    mine, theirs = day_of(told), day_of(other)
    return mine is not None and theirs is not None and mine < theirs


def _before(told: Telling, proposals: Sequence[Offer], there: Sequence[int]) -> int | None:
    """The proposal told last before a position, in its own report."""
    report, entry = told
    found = [
        (one[1].anchor.start, n)
        for n in there for one in proposals[n].tellings
        if one[0].id == report.id and one[1].anchor.start < entry.anchor.start
    ]  # fmt: skip
    return max(found)[1] if found else None


def _points_back(told: Telling) -> bool:
    """Whether the words of its object tell no matter of their own."""
    value = told[1].roles.get("object")
    words = value.span.of(told[0].text).split() if isinstance(value, SpanRole) else []
    return len(words) <= _BACK or not _words(told)


def _words(told: Telling) -> frozenset[str]:
    report, entry = told
    spans = (entry.roles.get(role) for role in ("object", "topic"))
    return frozenset[str]().union(*(_telling(v.span.of(report.text)) for v in spans if isinstance(v, SpanRole)))


@lru_cache(maxsize=20_000)
def _telling(words: str) -> frozenset[str]:
    """What words tell, comparable over languages: keys of topics, and other words that are long enough."""
    topics = topics_in(words)
    named = frozenset(topic for topic in topics if not is_general(topic))
    keys = {name_key(word.split("’")[-1].split("'")[-1]) for word in words.split() if not topics_in(word)}
    return named | frozenset(key for key in keys if len(key) > _SHORT and key not in _idle())


@lru_cache(maxsize=1)
def _idle() -> frozenset[str]:
    sections = (load_language(code).section("linking") for code in languages())
    return frozenset(name_key(word) for section in sections for word in section.get("idle", ()))
