"""`plover`: a row an event, with the 40 columns of POLECAT, separated by tabs; types by data/export/plover.toml.

Only what reports tell as a fact, with days: PLOVER's modes for what is planned, possible or denied are not in use. What
a ledger cannot know (intensity, quad code, contexts, COW and Wikipedia ids) stays empty.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any, BinaryIO

from babel.core import get_global

from greffier import __version__
from greffier.export.csv import safe_cell
from greffier.export.formats.base import Format, Left, Options, Wanted, text_of
from greffier.export.formats.told import Linked, best_voice, clean, fillers_of, linked
from greffier.export.words import name_of, named
from greffier.ledger.behind import Behind, behind
from greffier.lexicon import load_kinds
from greffier.lexicon.language import read_toml
from greffier.link.known import Event, Voice, finest_place
from greffier.model import Filler, Place

__all__ = ["COLUMNS", "PLOVER", "plover_rules", "type_of"]

_PARTY = ("{} Name", "{} Country", "{} COW", "Primary {} Sector", "{} Sectors", "{} Title", "{} Name Raw")
_SIDES = ("Actor", "Recipient")
COLUMNS = (
    "Event ID", "Event Date", "Event Type", "Event Mode", "Intensity", "Quad Code", "Contexts",
    *(name for side in _SIDES for name in (*(part.format(side) for part in _PARTY), f"Wikipedia {side} ID")),
    "Placename", "City", "District", "Province", "Country", "Latitude", "Longitude", "GeoNames ID", "Raw Placename",
    "Feature Type", "Source", "Publication Date", "Story People", "Story Organizations", "Story Locations", "Language",
    "Version",
)  # fmt: skip
_LONG = 7  # days from which an event has no day that could stand in a column of days
_UNTOLD, _UNDATED, _HOMELESS = "untold", "undated", "homeless"  # why an event is left out
_GEONAMES = "geonames:"


@cache
def plover_rules() -> Mapping[str, Any]:
    """The file of rules."""
    return read_toml(files("greffier.data").joinpath("export", "plover.toml"))


def type_of(event: Event, voice: Voice) -> tuple[str, str]:
    """PLOVER's type and mode of an event as an entry tells it, "" where it has none."""
    rules = plover_rules()
    kind, rule = load_kinds().get(event.kind), rules.get(event.kind, {})
    if not rule:
        codes = kind.plover if kind is not None else ()
        return (codes[0] if len(codes) == 1 else ""), rules["mode"].get(event.kind, "")
    value = voice.entry.roles.get(rule["role"])
    told = value if isinstance(value, str) else ""
    return rule["values"].get(told, ""), rule.get("modes", {}).get(told, "")


def _write(wanted: Wanted, out: BinaryIO, options: Options) -> tuple[Left, ...]:
    left = Counter[str]()
    with text_of(out) as text:
        text.write("\t".join(COLUMNS) + "\n")
        for one in linked(wanted):
            why, voice = _left_out(one.held.event, options)
            if why:
                left[why] += 1
                continue
            row = _row(one, voice, wanted, options.interface.code)
            text.write("\t".join(str(safe_cell(clean(row.get(name, "")))) for name in COLUMNS) + "\n")
    return (
        Left("{count} {count:event is|events are} left out: no report tells {count:it|them} as a fact.", left[_UNTOLD]),
        Left("{count} {count:event is|events are} left out: no day is told, or more than a week.", left[_UNDATED]),
        Left("{count} {count:event is|events are} left out: PLOVER has no type for {count:it|them}.", left[_HOMELESS]),
    )


def _left_out(event: Event, options: Options) -> tuple[str, Voice]:
    """Why an event has no row, "" where it has one; and the entry that tells most of it."""
    voice = best_voice(event, options.interface)
    if voice.entry.factuality != "actual":
        return _UNTOLD, voice
    if event.when is None or (event.when.end - event.when.start).days >= _LONG:
        return _UNDATED, voice
    return ("" if type_of(event, voice)[0] else _HOMELESS), voice


def _row(one: Linked, voice: Voice, wanted: Wanted, code: str) -> dict[str, str]:
    event = one.held.event
    reports = {v.report.id: v.report for v in event.voices}
    days = [r.published.isoformat() for r in reports.values() if r.published]
    kind, mode = type_of(event, voice)
    assert event.when is not None
    found = {
        "Event ID": f"GREF-{event.id}",
        "Event Date": event.when.start.isoformat(),
        "Event Type": kind,
        "Event Mode": mode,
        "Source": _joined(r.outlet or r.id[:12] for r in reports.values()),
        "Publication Date": min(days, default=""),
        "Language": _joined(r.language for r in reports.values()),
        "Version": f"greffier {__version__}; {one.held.status}",
    }
    known = behind(wanted.connection, (id for v in event.voices for _, f in fillers_of(v) if (id := one.actor(v, f))))
    for side in _SIDES:
        found |= _party(side, [(f, known.get(one.actor(voice, f) or "")) for f in _fillers(voice, side)], code)
    return found | _where(finest_place(event), event) | _story(event, one, known)


def _fillers(voice: Voice, side: str) -> list[Filler]:
    """Who does, or to whom it is done: those of the first role of that side that the entry fills."""
    told = list(fillers_of(voice))
    for role in plover_rules()["parties"][side.lower()]:
        if found := [filler for name, filler in told if name == role]:
            return found
    return []


def _party(side: str, some: Sequence[tuple[Filler, Behind | None]], code: str) -> dict[str, str]:
    """The columns of one side: who fills its role, with whom the register knows behind it."""
    sectors = [plover_rules()["sector"].get(actor.kind, "") if actor else "" for _, actor in some]
    countries = (_alpha3((actor.country if actor else filler.country) or "") for filler, actor in some)
    return {
        f"{side} Name": _joined(named(a.id, a.name, code) if a else name_of(filler, code) for filler, a in some),
        f"{side} Country": _joined(countries),
        f"Primary {side} Sector": next((sector for sector in sectors if sector), ""),
        f"{side} Sectors": _joined(sectors),
        f"{side} Name Raw": _joined(filler.text for filler, _ in some),
    }


def _where(place: Place | None, event: Event) -> dict[str, str]:
    if place is None:
        return {"Placename": event.place}
    named = {"city": "City", "point": "City", "region": "Province"}.get(place.precision)
    said = next((f.text for v in event.voices for f in _places(v) if f.place and f.place.id == place.id), "")
    return {
        "Placename": place.name,
        **({named: place.name} if named else {}),
        "Country": _alpha3(place.country or ""),
        "Latitude": f"{place.lat:.6f}".rstrip("0").rstrip(".") if place.lat is not None else "",
        "Longitude": f"{place.lon:.6f}".rstrip("0").rstrip(".") if place.lon is not None else "",
        "GeoNames ID": place.id.removeprefix(_GEONAMES) if place.id.startswith(_GEONAMES) else "",
        "Raw Placename": said,
        "Feature Type": place.precision,
    }


def _story(event: Event, one: Linked, known: Mapping[str, Behind]) -> dict[str, str]:
    """Who and what the entries of the event name, by sort."""
    people, bodies, places = list[str](), list[str](), list[str]()
    for voice in event.voices:
        places += [filler.name for filler in _places(voice)]
        for _, filler in fillers_of(voice):
            actor = known.get(one.actor(voice, filler) or "")
            if actor is not None and actor.kind != "country":
                (people if actor.kind == "person" else bodies).append(actor.name)
    return {
        "Story People": _joined(people), "Story Organizations": _joined(bodies), "Story Locations": _joined(places),
    }  # fmt: skip


def _places(voice: Voice) -> tuple[Filler, ...]:
    value = voice.entry.roles.get("place")
    return value if isinstance(value, tuple) else ()


def _joined(words: Iterable[str]) -> str:
    """Words of a cell, each once; a semicolon parts them, and none is in them."""
    return "; ".join(dict.fromkeys(word.replace(";", ",") for word in words if word))


def _alpha3(code: str) -> str:
    """A country's code of three letters, which the columns ask for; "" for none."""
    return _letters().get(code, "")


@cache
def _letters() -> Mapping[str, str]:
    rules, found = plover_rules()["letters"], dict[str, str]()
    for long, short in get_global("territory_aliases").items():
        if len(long) == 3 and long.isalpha() and len(short) == 1 and long not in rules["withdrawn"]:
            found[short[0]] = long
    return found | dict(rules["own"])


PLOVER = Format("plover", _write, suffix="tsv")
