"""A report as its page shows it: its entries as cards, with where their words stand, and what lies beside it."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel.core import get_global

from greffier.desk.checked import checked
from greffier.judge import DIFFER, Scene, Standing, scene_of
from greffier.ledger import Beside, Connection, Holder, Kept, beside, holders
from greffier.ledger.events import events_of, members_of
from greffier.lexicon import load_gazetteer, load_kinds
from greffier.model import Check, Entry, Filler, Place, Role, Span, SpanRole

__all__ = ["Card", "Seen", "see"]

_NO_EXTENT = 40.0  # kilometres drawn around a region or sea of which no table knows the extent
_IN_TABLES = re.compile(r"geonames:\d+$|admin1:[^.]+\..+|place:[^.]+\..+")
_AREAS = ("region", "sea")


@dataclass(frozen=True, slots=True)
class Card:
    """An entry with all that is known of it. `told` is by how many reports its event is told, 0 while it is not linked;
    `marks` and `places` are for the script: stretches in code points, and where to draw what how wide."""

    entry: Entry
    status: str
    roles: Sequence[tuple[str, Role]]
    checks: Sequence[Check]
    standings: Sequence[Standing]
    event: str
    told: int
    marks: Mapping[str, Any]
    places: Sequence[Mapping[str, Any]]

    @property
    def differing(self) -> list[str]:
        """Those who left it differently, while nobody has settled it."""
        if DIFFER not in self.entry.doubts:
            return []
        return sorted({one.judgement.author for one in self.standings if one.state == "applied"})


@dataclass(frozen=True, slots=True)
class Seen:
    """A report: its cards in order, the judgements that are on none of them, the checks of its other claims, the
    reports beside it, and who holds the roles that it tells without a name (by `Filler.id`)."""

    kept: Kept
    cards: Sequence[Card]
    standings: Sequence[Standing]
    checks: Sequence[Check]
    beside: Sequence[Beside]
    holders: Mapping[str, Holder]

    @property
    def judged(self) -> int:
        """How many entries people have judged."""
        return sum(1 for status in self.kept.statuses.values() if status != "unreviewed")

    @property
    def count(self) -> int:
        """How many entries there are."""
        return len(self.kept.entries)

    def following(self, entry: str) -> str | None:
        """The entry to look at after one: the next that is not judged, from the top again at the end."""
        ids = [one.id for one in self.kept.entries]
        at = ids.index(entry) + 1 if entry in ids else 0
        waiting = (one for one in (*ids[at:], *ids[:at]) if self.kept.statuses[one] == "unreviewed")
        return next((one for one in waiting if one != entry), None)


def see(connection: Connection, report: str, only: Container[str] | None = None) -> Seen:
    """Everything about a report, by its whole id; with `only`, cards of those entries, and nothing that lies beside it.

    Raises LookupFailed.
    """
    scene = scene_of(connection, report)
    kept, standings = scene.kept, _standings(scene)
    shown = [entry for entry in kept.entries if only is None or entry.id in only]
    events = events_of(connection, [entry.id for entry in shown])
    told = _told(connection, events)
    checks = checked(connection, kept)
    known = {entry.id for entry in kept.entries}
    cards = [_card(kept, entry, checks, standings.get(entry.id, ()), events.get(entry.id, ""), told) for entry in shown]
    rest = [one for entry, some in standings.items() for one in some if entry not in known]
    others = [check for check in checks if not known & set(check.entries)]
    held = holders(connection, [report]).get(report, {})
    return Seen(kept, cards, rest, others, beside(connection, kept) if only is None else (), held)


def _standings(scene: Scene) -> dict[str, list[Standing]]:
    """What became of each judgement, by the entry that it bears on, or bore on when it was made; "" for no entry."""
    found: dict[str, list[Standing]] = {}
    own = scene.kept.report.id
    for one in scene.shown().standings if scene.judgements else ():
        anchors = one.judgement.anchors
        entry = one.entry or next((a.entry for a in anchors if a.report == own and a.entry), None)
        found.setdefault(entry or "", []).append(one)
    for some in found.values():
        some.sort(key=lambda s: (s.judgement.recorded_at, s.judgement.id))
    return found


def _told(connection: Connection, events: Mapping[str, str]) -> dict[str, int]:
    found: dict[str, set[str]] = {}
    for member in members_of(connection, set(events.values())) if events else ():
        found.setdefault(member.event, set()).add(member.report)
    return {event: len(reports) for event, reports in found.items()}


def _card(
    kept: Kept,
    entry: Entry,
    checks: Sequence[Check],
    standings: Sequence[Standing],
    event: str,
    told: Mapping[str, int],
) -> Card:
    order = [role for role in load_kinds()[entry.kind].roles if role in entry.roles]
    roles = [(role, entry.roles[role]) for role in [*order, *(r for r in entry.roles if r not in order)]]
    mine = [check for check in checks if entry.id in check.entries]
    places = [_drawn(f.place) for f in _fillers(entry) if f.place is not None and f.place.lat is not None]
    return Card(
        entry, kept.statuses[entry.id], roles, mine, standings, event, told.get(event, 0), _marks(entry), places
    )


def _fillers(entry: Entry) -> list[Filler]:
    return [f for value in entry.roles.values() if isinstance(value, tuple) for f in value]


def _marks(entry: Entry) -> dict[str, Any]:
    """Where its words stand, in code points of the text."""
    spans = [f.span for f in _fillers(entry)] + ([entry.source.span] if entry.source else [])
    spans += [value.span for value in entry.roles.values() if isinstance(value, SpanRole)]
    return {
        "anchor": _ends(entry.anchor),
        "evidence": [_ends(span) for span in entry.evidence],
        "fillers": sorted({tuple(_ends(span)) for span in spans}),
    }


def _ends(span: Span) -> list[int]:
    return [span.start, span.end]


def _drawn(place: Place) -> dict[str, Any]:
    """What the map is told of a place: a country by its code in the atlas, an area with its reach in kilometres."""
    found: dict[str, Any] = {"name": place.name, "lat": place.lat, "lon": place.lon, "precision": place.precision}
    if place.precision == "country":
        found["country"] = _numeric().get(place.country or place.id.removeprefix("country:"))
    elif place.precision in _AREAS:
        found["km"] = _reach(place.id)
    return found


def _reach(place: str) -> float:
    gazetteer = load_gazetteer()
    town = gazetteer.town(place) if _IN_TABLES.match(place) else None
    known = gazetteer.known.get(place)
    return next((one.radius for one in (town, known) if one is not None and one.radius), _NO_EXTENT)


def _numeric() -> dict[str, str]:
    """The three digits (ISO 3166-1) by which the atlas names countries, by their two letters."""
    if not _DIGITS:
        aliases = get_global("territory_aliases")
        _DIGITS.update({now[0]: code for code, now in aliases.items() if code.isdecimal() and len(now) == 1})
    return _DIGITS


_DIGITS: dict[str, str] = {}
