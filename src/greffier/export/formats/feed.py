"""`rss` (RSS 2.0): the events that are new or have changed, the latest first.

An item is an event in one state: its guid is made of the event's id and of what is told of it, so that a reader of
feeds shows it again when a toll, a date, a place or a stand has changed, and not when one more report repeats what was
told. Its date is the moment at which the ledger came to that state, never that of writing.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from hashlib import sha256
from html import escape
from itertools import groupby
from typing import Any, BinaryIO
from xml.sax.saxutils import XMLGenerator

from greffier import __version__
from greffier.errors import InputError
from greffier.export.formats.base import Format, Left, Options, Wanted
from greffier.export.formats.told import Linked, clean, linked, story_lines, title_of, url_of
from greffier.ledger import Question, walk_events
from greffier.ledger.behind import latest_moments
from greffier.link.known import Event, Voice, event_from
from greffier.pipeline.leeway import leeway_of

__all__ = ["FIELDS", "RSS"]

FIELDS = (
    "title", "link", "description", "language", "generator", "lastBuildDate", "atom:link", "guid", "pubDate",
    "category",
)  # fmt: skip
_ATOM = "http://www.w3.org/2005/Atom"
_HOME = "http://127.0.0.1:8765/"  # where `greffier serve` shows the ledger to whoever runs it
_AT_ONCE = 100  # events that are looked at together
_Item = tuple[datetime, str, str, Linked]  # when its state began, the event's id, the digest of the state


def _write(wanted: Wanted, out: BinaryIO, options: Options) -> tuple[Left, ...]:
    if options.link and not _is_address(options.link):
        raise InputError("{name}: {value!r} is no address.", name="--link", value=options.link)
    ranked = _ranked(wanted)
    items, xml = _newest(wanted, ranked, options.limit), _Xml(out)
    xml.open("rss", {"version": "2.0", "xmlns:atom": _ATOM})
    xml.open("channel")
    _channel(xml, wanted, options)
    for item in items:
        _item(xml, item, options)
    xml.close("channel", "rss")
    return (
        Left("{count} older {count:event is|events are} left out; --limit N takes more.", len(ranked) - len(items)),
    )


def _is_address(link: str) -> bool:
    """Whether it is an address of the web."""
    return link.isascii() and link.startswith(("http://", "https://")) and link.isprintable() and " " not in link


def _ranked(wanted: Wanted) -> list[tuple[datetime, str]]:
    """The events wanted with the last moment of any entry of theirs, the latest first."""
    asked = wanted.question
    plain = Question(as_of=asked.as_of, as_known=asked.as_known, withdrawn=asked.withdrawn)
    ranked = latest_moments(wanted.connection, plain, wanted.statuses)
    if asked == plain:
        return ranked
    ids = {id for some in walk_events(wanted.connection, asked, wanted.statuses) for id in some}
    return [one for one in ranked if one[1] in ids]


def _newest(wanted: Wanted, ranked: list[tuple[datetime, str]], limit: int) -> list[_Item]:
    """The events whose state is the newest. No state began after its event's last moment: looking ends where all that
    are left are older than the oldest found."""
    found: list[_Item] = []
    for start in range(0, len(ranked), _AT_ONCE):
        if len(found) == limit and found[-1][0] >= ranked[start][0]:
            break
        events = wanted.told([id for _, id in ranked[start : start + _AT_ONCE]])
        more = [(*_state(one), one) for one in linked(wanted, events)]
        states = [(moment, one.held.event.id, digest, one) for moment, digest, one in more]
        found = heapq.nsmallest(limit, [*found, *states], key=lambda s: (-s[0].timestamp(), s[1]))
    return found


def _state(one: Linked) -> tuple[datetime, str]:
    """When an event came to be told as it is, and the digest of that."""
    event = one.held.event
    known = [voice for voice in event.voices if voice.entry.id in one.moments]
    ordered = sorted(known, key=lambda voice: (one.moments[voice.entry.id], voice.entry.id))
    steps = [(moment, list(some)) for moment, some in groupby(ordered, key=lambda voice: one.moments[voice.entry.id])]
    now, since = _digest(event), steps[-1][0]
    for count in range(len(steps) - 1, 0, -1):
        before = [voice for _, some in steps[:count] for voice in some]
        if _digest(event_from(event.id, before, leeway_of)) != now:
            break
        since = steps[count - 1][0]
    return since, now


def _digest(event: Event) -> str:
    """What a reader of the feed would call news, in 16 characters."""
    figures = sorted({repr((t.harm, f.low, f.high, f.quantity.open)) for t in event.tolls for f in t.history})
    told = sorted({(v.entry.kind, v.entry.factuality, *_closed(v)) for v in event.voices})
    days = (event.when.start, event.when.end) if event.when else ()
    against = sorted({contradiction.what for contradiction in event.contradictions})
    state = (event.kind, event.place, [str(day) for day in days], figures, told, against)
    return sha256(repr(state).encode("utf-8", "backslashreplace")).hexdigest()[:16]


def _closed(voice: Voice) -> Iterator[str]:
    return (f"{role}={value}" for role, value in sorted(voice.entry.roles.items()) if isinstance(value, str))


def _channel(xml: _Xml, wanted: Wanted, options: Options) -> None:
    interface, changed = options.interface, wanted.changed()
    xml.leaf("title", interface.say("greffier: new and changed events"))
    xml.leaf("link", options.link or _HOME)
    xml.leaf("description", interface.say("What reports tell, who says so, and what has changed."))
    xml.leaf("language", interface.code)
    xml.leaf("generator", f"greffier {__version__}")
    if changed is not None:
        xml.leaf("lastBuildDate", _moment(changed))
    if options.link:
        xml.leaf("atom:link", "", {"href": options.link, "rel": "self", "type": "application/rss+xml"})


def _item(xml: _Xml, item: _Item, options: Options) -> None:
    moment, id, digest, one = item
    event, interface = one.held.event, options.interface
    xml.open("item")
    xml.leaf("title", title_of(event, options))
    address = next((found for voice in event.voices if (found := url_of(voice.report))), "")
    if address:
        xml.leaf("link", address)
    xml.leaf("description", "".join(f"<p>{escape(line, quote=False)}</p>" for line in story_lines(event, options)))
    told = dict.fromkeys(voice.entry.factuality for voice in event.voices)
    words = [interface.label("kind", event.kind), *(interface.label("value", word) for word in told)]
    for word in [*words, one.held.status]:
        xml.leaf("category", clean(word))
    xml.leaf("guid", f"urn:greffier:event:{id}:{digest}", {"isPermaLink": "false"})
    xml.leaf("pubDate", _moment(moment))
    xml.close("item")


def _moment(moment: datetime) -> str:
    return format_datetime(moment.astimezone(UTC), usegmt=True)


class _Xml:
    """Elements written as they come; one that holds others begins its line."""

    def __init__(self, out: BinaryIO) -> None:
        self.writer = XMLGenerator(out, "utf-8", short_empty_elements=True)
        self.writer.startDocument()

    def open(self, name: str, attributes: dict[str, str] | None = None) -> None:
        """Begin an element."""
        self.writer.startElement(name, _attributes(attributes))
        self.writer.ignorableWhitespace("\n")

    def close(self, *names: str) -> None:
        """End elements."""
        for name in names:
            self.writer.endElement(name)
            self.writer.ignorableWhitespace("\n")

    def leaf(self, name: str, words: str, attributes: dict[str, str] | None = None) -> None:
        """An element with text alone."""
        self.writer.startElement(name, _attributes(attributes))
        self.writer.characters(words)
        self.writer.endElement(name)
        self.writer.ignorableWhitespace("\n")


def _attributes(given: dict[str, str] | None) -> Any:
    return given or {}


RSS = Format("rss", _write, takes=frozenset({"link", "limit"}), suffix="xml")
