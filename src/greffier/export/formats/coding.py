"""What events come to in the terms of datasets that code a row an event (ACLED, UCDP): who, whom, where, how many died.

Only what the entries tell is coded. What a column asks for beyond that stays empty.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from greffier.export.formats.base import Held, Left, Options
from greffier.export.words import name_of
from greffier.lexicon import load_gazetteer
from greffier.lexicon.records import Sheet, lands, says, words
from greffier.link.beside.items import PREFIX
from greffier.link.features import actor_key
from greffier.link.known import Event, Figure, Toll, Voice, finest_place
from greffier.model import Filler, Report, When

__all__ = ["PREFIX", "Coded", "Spot", "code", "figure_of", "is_official", "joined", "left_by_kind", "precision_of"]

_STATE = re.compile(r"[A-Z]{2}|country:[A-Z]{2}|group:[^:]*:[A-Z]{2}")
_LANGUAGE = "en"


@dataclass(frozen=True, slots=True)
class Spot:
    """Where: names in English, degrees None where nothing tells them, `precision` as of a `Place`."""

    name: str
    country: str | None
    region: str
    lat: float | None
    lon: float | None
    precision: str
    said: str


@dataclass(frozen=True, slots=True)
class Coded:
    """An event with what was picked out of it: `heads` are the entries of its own kind that tell it as a fact."""

    held: Held
    heads: tuple[Voice, ...]
    when: When
    spot: Spot
    by: tuple[Filler, ...]
    upon: tuple[Filler, ...]

    @property
    def event(self) -> Event:
        """The event."""
        return self.held.event

    @property
    def id(self) -> str:
        """Its id in a file of another dataset's form: the event's public one, marked as ours."""
        return f"{PREFIX}{self.event.id}"

    @property
    def deaths(self) -> Toll | None:
        """The history of how many died."""
        return next((toll for toll in self.event.tolls if toll.harm == "killed"), None)

    @property
    def reports(self) -> tuple[Report, ...]:
        """The reports that tell it, by day of publication."""
        return tuple({voice.report.id: voice.report for voice in self.event.voices}.values())

    def told(self, role: str) -> tuple[str, ...]:
        """The words that fill a role of its own entries, or of its tolls."""
        return tuple(f"{one.name} {one.text}" for one in _fillers(self.event.voices, role))

    def anchors(self) -> tuple[str, ...]:
        """The words that tell of it."""
        return tuple(voice.entry.anchor.of(voice.report.text) for voice in self.heads)

    def closed(self, role: str) -> tuple[str, ...]:
        """The closed values of a role of its own entries."""
        return tuple(value for v in self.heads if isinstance(value := v.entry.roles.get(role), str))

    @property
    def target(self) -> str:
        """Whom it hit: `armed`, `civilians`, or "" where the words do not tell."""
        found = [_sort_of(words) for role in ("target", "victims") for words in self.told(role)]
        return next((one for one in ("armed", "civilians") if one in found), "")

    def state_of(self, actor: Filler) -> str:
        """The code of the state whose government or forces an actor is, "" where it is none for sure."""
        if not _STATE.fullmatch(actor.id or ""):
            return ""
        noun = (actor.id or "").split(":")[1] if (actor.id or "").startswith("group:") else ""
        known = not noun or says(noun, "armed") or says(noun, "official")
        return (actor.id or "")[-2:] if known else ""


def code(held: Held, by: Sequence[str], upon: Sequence[str]) -> Coded | str:
    """An event as it is coded, or why it is not: `unsure` (no entry tells it as a fact), `undated`, `placeless`.

    `by` and `upon` are the roles in which who acted and who underwent it stand.
    """
    event = held.event
    heads = tuple(v for v in event.voices if v.entry.kind == event.kind and v.entry.factuality == "actual")
    if not heads:
        return "unsure"
    if event.when is None:
        return "undated"
    spot = _spot(event)
    if spot is None or spot.country not in lands():
        return "placeless"
    return Coded(held, heads, event.when, spot, _actors(heads, by), _actors(heads, upon))


def _fillers(voices: Iterable[Voice], role: str) -> Iterator[Filler]:
    for voice in voices:
        value = voice.entry.roles.get(role)
        yield from value if isinstance(value, tuple) else ()


def _actors(voices: Sequence[Voice], roles: Sequence[str]) -> tuple[Filler, ...]:
    """Each actor once, those that are known by more than their words first."""
    found: dict[str, Filler] = {}
    for role in roles:
        for filler in _fillers(voices, role):
            found.setdefault(actor_key(filler) or filler.name.casefold(), filler)
    return tuple(sorted(found.values(), key=lambda filler: actor_key(filler) is None))


def _sort_of(told: str) -> str:
    if says(told, "armed"):
        return "armed"
    return "civilians" if says(told, "civilians") and not says(told, "things") else ""


def _spot(event: Event) -> Spot | None:
    """Where it happened most finely, completed from the tables of places."""
    gazetteer = load_gazetteer()
    finest = finest_place(event)
    fillers = [f for voice in event.voices for f in _fillers([voice], "place")]
    best = next((f for f in fillers if finest is not None and f.place == finest), next(iter(fillers), None))
    if best is None:
        return None
    place, id = best.place, best.place.id if best.place else best.id or ""
    town = gazetteer.town(id) if id.startswith(("geonames:", "admin1:", "place:")) else None
    if place is None and town is None:
        country = (best.country or id.removeprefix("country:")) if id else best.country
        return Spot(name_of(best, _LANGUAGE), country, "", None, None, "country", best.text)
    region = gazetteer.town(f"admin1:{town.country}.{town.admin1}") if town else None
    name = town.name if town else name_of(best, _LANGUAGE)
    lat, lon = (place.lat, place.lon) if place else (town.lat, town.lon) if town else (None, None)
    precision = place.precision if place else "region" if town and town.kind == "region" else "city"
    country = (place.country if place else None) or (town.country if town else best.country)
    return Spot(name, country, region.name if region else "", lat, lon, precision, best.text)


def precision_of(when: When, sheet: Sheet) -> int | None:
    """The dataset's number for how finely a time is told, None where it is too long to have one."""
    days = (when.end - when.start).days + 1
    for step in sheet.table("days"):
        if days <= step["most"] and when.granularity in step.get("only", (when.granularity,)):
            return int(step["precision"])
    return None


# --- the one figure --------------------------------------------------------------------------------------------------
def figure_of(toll: Toll | None, policy: str, statuses: Mapping[str, str]) -> int | None:
    """How many, by a policy: the lowest figure that anybody told, the last one, the last that an official body told or
    the last that a person accepted; None where there is none such."""
    if toll is None:
        return None
    if policy == "min":
        return None if toll.minimum is None else int(toll.minimum)
    chosen: Callable[[Figure], bool] = {
        "latest": lambda _figure: True,
        "official": lambda figure: is_official(figure.voice.entry.source),
        "reviewed": lambda figure: statuses.get(figure.voice.entry.id) in ("accepted", "corrected"),
    }[policy]
    last = next((figure for figure in reversed(toll.history) if chosen(figure)), None)
    value = None if last is None else last.low if last.low is not None else last.high
    return None if value is None else int(value)


def is_official(source: Filler | None) -> bool:
    """Whether a source speaks for a state: a country, an office of one, or a body whose name begins as those do."""
    if source is None:
        return False
    id = source.id or ""
    if re.fullmatch(r"[A-Z]{2}|country:[A-Z]{2}", id):
        return True
    return id.split(":")[:2][-1] in words()["offices"] or says(source.name, "official", first=True)


# --- text ------------------------------------------------------------------------------------------------------------
def joined(parts: Iterable[str | None]) -> str:
    """Several values in one cell, in their order, each once; their own semicolons are commas."""
    return "; ".join(dict.fromkeys(" ".join(part.replace(";", ",").split()) for part in parts if part))


def left_by_kind(left: Mapping[str, int], options: Options, name: str) -> Left:
    """Events of kinds that a dataset has no place for: how many of which."""
    interface = options.interface
    kinds = ", ".join(f"{interface.label('kind', kind)} {count}" for kind, count in sorted(left.items()))
    sentence = "{count} {count:event|events} of kinds that {name} has no place for {count:is|are} left out ({kinds})."
    total = sum(left.values())
    return Left(interface.say(sentence, count=total, name=name, kinds=kinds), total)
