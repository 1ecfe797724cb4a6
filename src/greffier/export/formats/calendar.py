"""`ics` (RFC 5545): visits and talks, what is planned for a day, and the last days of periods that aid is promised for.

All-day events, as reports tell days. UIDs are made of the event's own id, stamps of the ledger, so that the same ledger
gives the same file and a calendar knows an event again. Nobody's mail address is made up: who takes part is a name with
a URN.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import BinaryIO
from urllib.parse import quote

from icalendar import Event as Item
from icalendar import vCalAddress, vText

from greffier import __version__
from greffier.export.formats.base import Format, Left, Options, Wanted
from greffier.export.formats.told import Linked, clean, fillers_of, linked, story_lines, title_of, url_of
from greffier.export.words import name_of
from greffier.lexicon import load_kinds
from greffier.link.known import Event, Voice, finest_place
from greffier.model import When

__all__ = ["FIELDS", "ICS"]

FIELDS = (
    "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "LOCATION", "GEO",
    "ATTENDEE", "URL", "CATEGORIES", "STATUS", "TRANSP", "X-GREFFIER-STATUS",
)  # fmt: skip
_LONGEST = 14  # days: what is told to be within a month is no appointment
_NAME = 200  # characters of a name
_FINE = ("point", "city")
_MEETING = "CONSULT"  # the PLOVER code of kinds in which people meet
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:-//greffier//greffier {__version__}//FR", "CALSCALE:GREGORIAN",
         "X-WR-CALNAME:greffier")  # fmt: skip
_OTHER, _UNDATED, _LONG = "other", "undated", "long"  # why an event is left out


def _write(wanted: Wanted, out: BinaryIO, options: Options) -> tuple[Left, ...]:
    stamp = wanted.changed() or _EPOCH
    left = Counter[str]()
    out.write("".join(f"{line}\r\n" for line in _HEAD).encode())
    for one in linked(wanted):
        why = _left_out(one.held.event)
        if why:
            left[why] += 1
        else:
            out.write(_appointment(one, options, stamp).to_ical())
        for day, voice in _deadlines(one.held.event):
            out.write(_deadline(one, voice, day, options, stamp).to_ical())
    out.write(b"END:VCALENDAR\r\n")
    return (
        Left(
            "{count} {count:event is|events are} neither a visit, nor talks, nor planned: no calendar holds them.",
            left[_OTHER],
        ),
        Left("{count} {count:event has|events have} no date and {count:is|are} left out.", left[_UNDATED]),
        Left("{count} {count:event is|events are} left out: their dates span more than 14 days.", left[_LONG]),
    )


def _left_out(event: Event) -> str:
    """Why an event is no appointment, nothing where it is one."""
    kind = load_kinds().get(event.kind)
    if not (kind is not None and _MEETING in kind.plover) and _status(event) != "TENTATIVE":
        return _OTHER
    if event.when is None:
        return _UNDATED
    return _LONG if (event.when.end - event.when.start).days >= _LONGEST else ""


def _heads(event: Event) -> list[Voice]:
    return [v for v in event.voices if v.entry.kind == event.kind] or list(event.voices)


def _status(event: Event) -> str:
    """CONFIRMED where a report tells it as a fact, else as the last report tells it: CANCELLED where that denies it."""
    told = [voice.entry.factuality for voice in _heads(event)]
    return "CONFIRMED" if "actual" in told else "CANCELLED" if told[-1] == "denied" else "TENTATIVE"


def _deadlines(event: Event) -> Iterator[tuple[date, Voice]]:
    """The last days of periods that aid is told for, each with the first entry that tells it."""
    found: dict[date, Voice] = {}
    for voice in event.voices:
        periods = (value for value in voice.entry.roles.values() if isinstance(value, When))
        for period in periods if voice.entry.factuality != "denied" else ():
            found.setdefault(period.end, voice)
    yield from sorted(found.items(), key=lambda one: one[0])


def _appointment(one: Linked, options: Options, stamp: datetime) -> Item:
    event, place = one.held.event, finest_place(one.held.event)
    assert event.when is not None
    item = _item(one, f"urn:greffier:event:{event.id}", event.when.start, event.when.end, options, stamp)
    item.add("summary", title_of(event, options))
    item.add("status", _status(event))
    if event.place:
        item.add("location", clean(event.place, _NAME))
    if place is not None and place.lat is not None and place.lon is not None and place.precision in _FINE:
        item.add("geo", (round(place.lat, 6), round(place.lon, 6)))
    for who, name in _attendees(one, options.interface.code).items():
        address = vCalAddress(who)
        address.params["CN"] = vText(name)
        item.add("attendee", address, encode=False)
    return item


def _deadline(one: Linked, voice: Voice, day: date, options: Options, stamp: datetime) -> Item:
    interface = options.interface
    item = _item(one, f"urn:greffier:deadline:{one.held.event.id}:{day}", day, day, options, stamp)
    item.add("summary", clean(interface.say("End of the period: {what}", what=title_of(one.held.event, options))))
    item.add("status", "CONFIRMED" if voice.entry.factuality == "actual" else "TENTATIVE")
    return item


def _item(one: Linked, uid: str, start: date, end: date, options: Options, stamp: datetime) -> Item:
    """What all have: who they are, when, the words of the reports, and what people judged."""
    event, interface, item = one.held.event, options.interface, Item()
    item.add("uid", uid)
    item.add("dtstamp", stamp)
    item.add("last-modified", one.changed or stamp)
    item.add("sequence", len({voice.report.id for voice in event.voices}) - 1)
    item.add("dtstart", start)
    if end < date.max:
        item.add("dtend", end + timedelta(days=1))
    item.add("description", "\n".join(story_lines(event, options)))
    told = [voice.entry.factuality for voice in _heads(event)]
    words = [interface.label("kind", event.kind), *(interface.label("value", f) for f in dict.fromkeys(told))]
    item.add("categories", [clean(word) for word in words])
    item.add("transp", "TRANSPARENT")  # it takes up none of the reader's time
    item.add("x-greffier-status", one.held.status)
    address = next((found for voice in event.voices if (found := url_of(voice.report))), "")
    if address:
        item.add("url", address)
    return item


def _attendees(one: Linked, code: str) -> dict[str, str]:
    """Who takes part, by URN: those of the register by their id, others by their name."""
    found: dict[str, str] = {}
    for voice in _heads(one.held.event):
        for role, filler in fillers_of(voice):
            if load_kinds()[voice.entry.kind].roles.get(role, {}).get("takes") == "actor":
                actor, name = one.actor(voice, filler), clean(name_of(filler, code), _NAME)
                urn = f"urn:greffier:actor:{quote(actor)}" if actor else f"urn:greffier:name:{quote(name.lower())}"
                found.setdefault(urn, name)
    return {urn: name for urn, name in found.items() if name}


ICS = Format("ics", _write)
