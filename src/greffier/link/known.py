"""What an event knows: who told which toll and when, who stands where, what contradicts what, and how many told it.

Pure functions of its entries and their reports. Nothing is summed, and a total over a period stands in no history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from greffier.lexicon import load_kinds
from greffier.link.features import actor_key, family_of
from greffier.model import Entry, Filler, Place, Quantity, Report, When

__all__ = ["Contradiction", "Event", "Figure", "Stand", "Toll", "Voice", "event_from", "finest_place", "when_told"]

_HAPPENED = frozenset({"actual", "possible"})


@dataclass(frozen=True, slots=True)
class Voice:
    """One entry as a report tells it. `original` is the report that its report copies, itself where it copies none."""

    entry: Entry
    report: Report
    original: str

    @property
    def copied(self) -> bool:
        """Whether its report only copies another one."""
        return self.original != self.report.id


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a toll as one report told it; `low`, `high` None for no bound."""

    harm: str
    low: float | None
    high: float | None
    voice: Voice
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Toll:
    """The history of one harm: figures by day of publication, copies left out; what they come to.

    `minimum` and `maximum` are the lowest and the highest figure told, `latest` the one told last.
    """

    harm: str
    history: tuple[Figure, ...]
    copied: tuple[Figure, ...]
    minimum: float | None
    maximum: float | None
    latest: Figure


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a party stands, as told on a day; `actor` is how the report names it."""

    key: str
    actor: str
    stance: str
    voice: Voice


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two entries that cannot both be right, the one published first before: `what` is toll, stance or factuality."""

    what: str
    one: Voice
    other: Voice


@dataclass(frozen=True, slots=True)
class Event:
    """An event with all that it knows; `origins` are the independent reports, one an outlet; `voices` by day told.

    `today` are the events that it is, or is a part of, today, where that is not the event of its own id.
    """

    id: str
    kind: str
    name: str
    when: When | None
    place: str
    voices: tuple[Voice, ...]
    tolls: tuple[Toll, ...]
    stands: tuple[Stand, ...]
    contradictions: tuple[Contradiction, ...]
    origins: tuple[Report, ...]
    copies: tuple[Report, ...]
    doubts: tuple[str, ...]
    today: tuple[str, ...] = ()


Leeway = Callable[[Voice], float]


def event_from(id: str, voices: Iterable[Voice], leeway: Leeway = lambda _voice: 0.0) -> Event:
    """The event of these entries, at least one.

    `leeway` tells by how much the figure of an entry may be off, as its words say (*environ 10*): it is asked only
    where two figures would exclude each other without it.
    """
    told = sorted(voices, key=_order)
    kinds = [family_of(v.entry.kind) for v in told]
    kind = max(sorted(set(kinds)), key=kinds.count)
    heads = [v for v in told if v.entry.kind == kind] or told
    origins, copies = _reports(told)
    tolls, stands = tuple(_tolls(told)), tuple(_stands(told))
    return Event(
        id=id,
        kind=kind if any(v.entry.kind == kind for v in told) else told[0].entry.kind,
        name=min(v.entry.id for v in told),
        when=when_told(told),
        place=_place([*heads, *told]),
        voices=tuple(told),
        tolls=tolls,
        stands=stands,
        contradictions=(*_opposed(tolls, leeway), *_turned(stands), *_denied(heads)),
        origins=origins,
        copies=copies,
        doubts=tuple(dict.fromkeys(d for v in told for d in v.entry.doubts)),
    )


def _order(voice: Voice) -> tuple[bool, date, bool, datetime, str, str, int, str]:
    """By day of publication, within it by the moment where that is known; then by what does not change."""
    report, entry = voice.report, voice.entry
    day, moment = report.published or date.max, report.published_at or datetime.max.replace(tzinfo=UTC)
    untimed = report.published_at is None
    return report.published is None, day, untimed, moment, report.outlet or "", report.id, entry.anchor.start, entry.id


def _reports(voices: Sequence[Voice]) -> tuple[tuple[Report, ...], tuple[Report, ...]]:
    """Reports that tell it on their own, one an outlet and one a wire, and those that copy one of them."""
    reports = {v.report.id: v for v in voices}
    firsts, copies, wires, outlets = list[Report](), list[Report](), set[str](), set[str]()
    for voice in sorted(reports.values(), key=lambda v: (v.copied, _order(v))):
        outlet = voice.report.outlet or voice.report.id
        if voice.original in wires:
            copies.append(voice.report)
        elif outlet not in outlets:
            firsts.append(voice.report)
        wires.add(voice.original)
        outlets.add(outlet)
    return tuple(firsts), tuple(copies)


def when_told(voices: Sequence[Voice]) -> When | None:
    """The days that most reports give, the shortest of those, the earliest of these."""
    dated = [v.entry.when for v in voices if v.entry.when is not None]
    if not dated:
        return None
    days = [(w.start, w.end) for w in dated]
    best = max(sorted(set(days)), key=lambda d: (_tellers(voices, d), d[0] - d[1]))
    return next(w for w in dated if (w.start, w.end) == best)


def _tellers(voices: Sequence[Voice], days: tuple[date, date]) -> int:
    return len({v.original for v in voices if v.entry.when and (v.entry.when.start, v.entry.when.end) == days})


def _place(voices: Sequence[Voice]) -> str:
    """The place that is told most finely, then most often."""
    return next((filler.name for filler in _places(voices)), "")


def finest_place(event: Event) -> Place | None:
    """The place of an event that is on the map and told most finely, then most often."""
    heads = [v for v in event.voices if v.entry.kind == event.kind]
    places = (filler.place for filler in _places([*heads, *event.voices]) if filler.place is not None)
    return next((place for place in places if place.lat is not None and place.lon is not None), None)


def _places(voices: Sequence[Voice]) -> list[Filler]:
    """Each place once, the best first."""
    fine = {"point": 0, "city": 0, "region": 1, "sea": 1, "country": 2}
    found: dict[str, list[Filler]] = {}
    for voice in voices:
        value = voice.entry.roles.get("place")
        for filler in value if isinstance(value, tuple) else ():
            found.setdefault(filler.place.id if filler.place else filler.name, []).append(filler)
    ranked = sorted(found.items(), key=lambda kv: (_rank(kv[1][0], fine), -len(kv[1]), kv[0]))
    return [fillers[0] for _, fillers in ranked]


def _rank(filler: Filler, fine: Mapping[str, int]) -> int:
    if filler.place is not None:
        return fine.get(filler.place.precision, 1)
    return 1 if filler.id else 3


# --- tolls -----------------------------------------------------------------------------------------------------------
def _tolls(voices: Sequence[Voice]) -> Iterator[Toll]:
    figures = list(_figures(voices))
    for harm in dict.fromkeys(f.harm for f in figures):
        told = _one_a_report([f for f in figures if f.harm == harm])
        own, copied = [f for f in told if not f.voice.copied], [f for f in told if f.voice.copied]
        history = tuple(own or copied)
        bounds = [b for f in history for b in (f.low, f.high) if b is not None]
        again = tuple(copied) if own else ()
        yield Toll(harm, history, again, min(bounds, default=None), max(bounds, default=None), history[-1])


def _figures(voices: Sequence[Voice]) -> Iterator[Figure]:
    for voice in voices:
        harm = voice.entry.roles.get("harm")
        number = voice.entry.roles.get("number")
        if not isinstance(harm, str) or not isinstance(number, Quantity) or number.scope == "total":
            continue
        if voice.entry.factuality in _HAPPENED or number.max == 0:
            yield Figure(harm, number.min, None if number.open else number.max, voice, number)


def _one_a_report(figures: Sequence[Figure]) -> list[Figure]:
    """The highest figure of each report: smaller ones are parts of it."""
    best: dict[str, Figure] = {}
    for figure in figures:
        before = best.get(figure.voice.report.id)
        if before is None or (figure.low or 0) > (before.low or 0):
            best[figure.voice.report.id] = figure
    return list(best.values())


def _opposed(tolls: Iterable[Toll], leeway: Leeway) -> Iterator[Contradiction]:
    """Figures of one day that exclude each other, and a figure that falls; approximate ones are as wide as they are."""
    for toll in tolls:
        for i, one in enumerate(toll.history):
            for other in toll.history[i + 1 :]:
                if _excludes(one, other, 0.0) and _excludes(one, other, leeway(one.voice) + leeway(other.voice)):
                    yield Contradiction("toll", one.voice, other.voice)


def _excludes(one: Figure, other: Figure, leeway: float) -> bool:
    same_day = one.voice.report.published == other.voice.report.published
    return _above(one, other, leeway) or (same_day and _above(other, one, leeway))


def _above(one: Figure, other: Figure, leeway: float) -> bool:
    """Whether all that one figure leaves open is more than all that the other does; *plus de 20* is more than 20."""
    if one.low is None or other.high is None:
        return False
    gap = one.low - other.high - leeway
    return gap > 0 or (one.quantity.open and gap == 0)


# --- positions -------------------------------------------------------------------------------------------------------
def _stands(voices: Sequence[Voice]) -> Iterator[Stand]:
    for voice in voices:
        kind = load_kinds().get(voice.entry.kind)
        role = next((r for r, spec in kind.roles.items() if "opposed" in spec), "") if kind else ""
        stance, actors = voice.entry.roles.get(role), voice.entry.roles.get("actor")
        if isinstance(stance, str) and isinstance(actors, tuple):
            yield from (Stand(actor_key(f) or f.name, f.name, stance, voice) for f in actors)


def _turned(stands: Sequence[Stand]) -> Iterator[Contradiction]:
    """One party on both sides: *accepts* beside *rejects*, or a stand that a report denies."""
    for i, one in enumerate(stands):
        for other in stands[i + 1 :]:
            if one.key != other.key or one.voice.report.id == other.voice.report.id:
                continue
            denied = [s.voice.entry.factuality == "denied" for s in (one, other)]
            if (one.stance == other.stance and denied[0] != denied[1]) or (
                _against(one, other) and denied[0] == denied[1]
            ):
                yield Contradiction("stance", one.voice, other.voice)


def _against(one: Stand, other: Stand) -> bool:
    kind = load_kinds()[one.voice.entry.kind]
    for spec in kind.roles.values():
        for some, rest in (spec.get("opposed", [[], []]), spec.get("opposed", [[], []])[::-1]):
            if one.stance in some and other.stance in rest:
                return True
    return False


def _denied(heads: Sequence[Voice]) -> Iterator[Contradiction]:
    """What one tells as having been and another denies."""
    told = next((v for v in heads if v.entry.factuality == "actual" and not v.entry.roles.get("stance")), None)
    for voice in heads:
        if told is not None and voice.entry.factuality == "denied" and not voice.entry.roles.get("stance"):
            yield Contradiction("factuality", *sorted((told, voice), key=_order))
