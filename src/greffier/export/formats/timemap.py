"""`timemap`: a folder of events.json, sources.json and associations.json, as a TimeMap reads them.

From the list of its fields alone: an event has a day or a place, else it is left out; degrees are text; its
associations are filters by kind, by how it is told, and by what people judged.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from greffier.export.formats.base import Format, Held, Left, Options, Wanted
from greffier.export.formats.told import clean, history_words, said_line, title_of, url_of
from greffier.export.words import date_words
from greffier.lexicon import Interface
from greffier.link.known import Event, finest_place
from greffier.model import FACTUALITIES, Report, When

__all__ = ["FIELDS", "TIMEMAP"]

FIELDS = {
    "events.json": (
        "id", "civId", "description", "date", "time", "time_precision", "location", "latitude", "longitude", "type",
        "category", "category_full", "associations", "sources", "comments", "time_display",
    ),
    "sources.json": (
        "id", "title", "thumbnail", "paths", "type", "affil_s", "url", "description", "parent", "author", "date",
        "notes",
    ),
    "associations.json": ("id", "title", "desc", "mode", "filter_paths"),
}  # fmt: skip
_STATUSES = ("accepted", "partly", "unreviewed")
Json = dict[str, Any]


class _Put(Protocol):
    def __call__(self, item: Json) -> None: ...


def _write(wanted: Wanted, folder: Path, options: Options) -> tuple[Left, ...]:
    seen, kinds, left = set[str](), dict[str, None](), 0
    with _array(folder / "events.json") as put_event, _array(folder / "sources.json") as put_source:
        for held in wanted.events():
            item = _event(held, options)
            if not item["date"] and not item["latitude"]:
                left += 1
                continue
            put_event(item)
            kinds[held.event.kind] = None
            for report in (voice.report for voice in held.event.voices):
                if report.id not in seen:
                    seen.add(report.id)
                    put_source(_source(report))
    with _array(folder / "associations.json") as put:
        for association in _associations(kinds, options.interface):
            put(association)
    return (Left("{count} {count:event is|events are} left out: neither a day nor a place on the map is told.", left),)


@contextmanager
def _array(path: Path) -> Iterator[_Put]:
    """A file of one array, an item a line, written as they come."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write("[")
        count = 0

        def put(item: Json) -> None:
            nonlocal count
            out.write("," * bool(count) + "\n" + json.dumps(item, ensure_ascii=False, separators=(",", ":")))
            count += 1

        yield put
        out.write("\n]\n")


def _event(held: Held, options: Options) -> Json:
    event, interface = held.event, options.interface
    place, when = finest_place(event), event.when
    lat, lon = (place.lat, place.lon) if place is not None else (None, None)
    lines = [title_of(event, options) + ".", *dict.fromkeys(said_line(v, options) for v in event.voices)]
    told = list(dict.fromkeys(voice.entry.factuality for voice in event.voices))
    return {
        "id": event.id,
        "civId": event.id,
        "description": "\n".join(lines),
        "date": _american(when),
        "time": "",
        "time_precision": when.granularity if when else "",
        "location": clean(event.place),
        "latitude": "" if lat is None else f"{lat:.6f}",
        "longitude": "" if lon is None else f"{lon:.6f}",
        "type": interface.label("kind", event.kind),
        "category": event.kind,
        "category_full": interface.label("kind", event.kind),
        "associations": [f"kind-{event.kind}", *(f"told-{one}" for one in told), f"status-{held.status}"],
        "sources": list(dict.fromkeys(voice.report.id for voice in event.voices)),
        "comments": _comments(event, interface),
        "time_display": date_words(when, interface.code) if when else "",
    }


def _american(when: When | None) -> str:
    """The first day, month before day, as a TimeMap reads it."""
    return f"{when.start.month}/{when.start.day}/{when.start.year}" if when else ""


def _comments(event: Event, interface: Interface) -> str:
    """The history of each toll."""
    return "\n".join(clean(history_words(toll, interface)) for toll in event.tolls)


def _source(report: Report) -> Json:
    address = url_of(report)
    return {
        "id": report.id,
        "title": clean(report.title or report.outlet or report.id[:12]),
        "thumbnail": "",
        "paths": [address] if address else [],
        "type": "Article",
        "affil_s": [clean(report.outlet)] if report.outlet else [],
        "url": address,
        "description": "",
        "parent": "",
        "author": clean("; ".join(report.authors)),
        "date": report.published.isoformat() if report.published else "",
        "notes": "",
    }


def _associations(kinds: dict[str, None], interface: Interface) -> Iterator[Json]:
    """A filter for each kind that there is, each way of telling, each standing."""
    for kind in sorted(kinds):
        yield _filter(f"kind-{kind}", interface.label("heading", "kind"), interface.label("kind", kind))
    for word in FACTUALITIES:
        yield _filter(f"told-{word}", interface.label("heading", "factuality"), interface.label("value", word))
    for word in _STATUSES:
        yield _filter(f"status-{word}", interface.label("heading", "judged"), interface.label("status", word))


def _filter(id: str, group: str, title: str) -> Json:
    return {"id": id, "title": title, "desc": "", "mode": "FILTER", "filter_paths": [group, title]}


TIMEMAP = Format("timemap", write_folder=_write)
