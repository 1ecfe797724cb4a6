"""Rows of each table, as a ledger holds them: a few reports or events at a time."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import Any

from greffier.ledger import (
    Connection,
    Kept,
    KeptActor,
    Question,
    actors,
    counted,
    judgements,
    named_actors,
    walk,
    walk_event_ids,
    walk_reports,
)
from greffier.ledger.events import events_of
from greffier.ledger.rows import entry_rows, moment_rows
from greffier.link.known import Event, Figure, Toll
from greffier.model import STATUSES, Entry, Judgement, Quantity, Report, text_id
from greffier.pipeline.gathered import gathered

__all__ = ["GROUPS", "Asked", "Rows", "actor_rows", "event_rows", "told_rows"]

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]  # by table


@dataclass(frozen=True, slots=True)
class Asked:
    """What is wanted: entries that `question` asks for and that have one of `statuses`."""

    connection: Connection
    question: Question
    statuses: tuple[str, ...] = STATUSES[:-1]

    @property
    def reports_only(self) -> Question:
        """The same, asked of reports alone: their days, and whether those taken back count."""
        own = self.question
        return Question(outlet=own.outlet, as_of=own.as_of, as_known=own.as_known, withdrawn=own.withdrawn)


# --- reports ---------------------------------------------------------------------------------------------------------
def _reports(asked: Asked) -> Iterator[Rows]:
    if asked.question.about_entries:
        for some in walk(asked.connection, asked.question, asked.statuses):
            yield _of_reports(some, {one.report.id: len(one.entries) for one in some})
        return
    for some in walk_reports(asked.connection, asked.question):
        yield _of_reports(some, counted(asked.connection, [one.report.id for one in some], asked.statuses))


def _of_reports(some: Iterable[Kept], counts: Mapping[str, int]) -> Rows:
    return {"reports": [_report(kept, counts.get(kept.report.id, 0)) for kept in some]}


def _report(kept: Kept, entries: int) -> Row:
    report = kept.report
    own = {name: getattr(report, name) for name in ("id", "title", "published", "language", "outlet", "url", "text")}
    return {
        **own, **moment_rows(report.published_at), "authors": list(report.authors), "doubts": list(report.doubts),
        "text_id": text_id(report.text), "length": len(report.text), "publication": kept.publication,
        "replaces": kept.replaces, "withdrawn": bool(kept.withdrawn), "recorded_at": kept.recorded_at,
        "entries": entries,
    }  # fmt: skip


# --- entries and what hangs on them ----------------------------------------------------------------------------------
_PARTS = {"entry": "entries", "evidence": "evidence", "doubt": "doubts", "role": "roles", "filler": "fillers"}


def _entries(asked: Asked) -> Iterator[Rows]:
    for some in walk(asked.connection, asked.question, asked.statuses):
        yield _of_entries(asked, some)


def _of_entries(asked: Asked, some: Sequence[Kept]) -> Rows:
    events = events_of(asked.connection, [entry.id for kept in some for entry in kept.entries])
    registered = named_actors(asked.connection, [kept.report.id for kept in some])
    found: dict[str, list[Row]] = {name: [] for name in (*_PARTS.values(), "memberships")}
    for kept in some:
        named = registered.get(kept.report.id, {})
        for table, rows in told_rows(kept.report, kept.entries, kept.statuses, events, named).items():
            found[table] += rows
    return found


def told_rows(
    report: Report,
    entries: Sequence[Entry],
    statuses: Mapping[str, str],
    events: Mapping[str, str] = MappingProxyType({}),
    registered: Mapping[str, str] = MappingProxyType({}),
) -> Rows:
    """Rows of every table that entries of one report fill; `events` by entry, `registered` by what it calls actors."""
    found: dict[str, list[Row]] = {name: [] for name in (*_PARTS.values(), "memberships")}
    for position, entry in enumerate(entries):
        parts = entry_rows(entry, position, report.text)
        parts["filler"] = [_filler(row, registered) for row in parts["filler"]]
        status, event = statuses.get(entry.id, STATUSES[0]), events.get(entry.id)
        about = {"status": status, "event": event, "published": report.published, "outlet": report.outlet}
        parts["entry"] = [parts["entry"][0] | about | _gist(entry)]
        for part, table in _PARTS.items():
            found[table] += parts[part]
        if event is not None:
            own = {"event": event, "entry": entry.id, "report": report.id, "status": status}
            found["memberships"].append(own)
    return found


def _gist(entry: Entry) -> Row:
    """What most people ask of an entry, in one row: its other roles are in tables of their own."""
    found: Row = {"source": entry.source.name if entry.source else None}
    places = entry.roles.get("place")
    if isinstance(places, tuple) and places:
        place = next((filler.place for filler in places if filler.place is not None), None)
        found["place"] = places[0].name
        if place is not None:
            found |= {"country": place.country, "lat": place.lat, "lon": place.lon}
    for role in ("number", "amount"):
        value = entry.roles.get(role)
        if isinstance(value, Quantity):
            found |= {f"{role}_min": value.min, f"{role}_max": value.max}
            found |= {"currency": value.currency} if value.currency else {}
    return found


def _filler(row: Row, registered: Mapping[str, str]) -> Row:
    local = row["actor"]
    return row | {"local": local, "actor": registered.get(local) if row["role"] != "place" else None}


# --- events ----------------------------------------------------------------------------------------------------------
def _events(asked: Asked) -> Iterator[Rows]:
    for ids in walk_event_ids(asked.connection, asked.question, asked.statuses):
        yield {"events": event_rows(gathered(asked.connection, ids, asked.reports_only, asked.statuses))}


def event_rows(events: Iterable[Event]) -> list[Row]:
    """Rows of `events`."""
    return [_event(event) for event in events]


def _event(event: Event) -> Row:
    when = event.when
    return {
        "id": event.id, "kind": event.kind, "when_start": when.start if when else None,
        "when_end": when.end if when else None, "place": event.place or None, "entries": len(event.voices),
        "reports": len({v.report.id for v in event.voices}), "independent": len(event.origins),
        "tolls": [_toll(toll) for toll in event.tolls], "contradictions": len(event.contradictions),
        "sources": _sources(event), "doubts": list(event.doubts),
    }  # fmt: skip


def _toll(toll: Toll) -> Row:
    last: Figure = toll.latest
    latest = {"latest_min": last.quantity.min, "latest_max": last.quantity.max, "latest_open": last.quantity.open}
    return {"harm": toll.harm, "min": toll.minimum, "max": toll.maximum, **latest}


def _sources(event: Event) -> list[Row]:
    found: dict[str, Row] = {}
    for voice in event.voices:
        own = {name: getattr(voice.report, name) for name in ("outlet", "published", "title", "url")}
        copied = voice.original if voice.copied else None
        found.setdefault(voice.report.id, {"report": voice.report.id, **own, "copy_of": copied})
    return list(found.values())


# --- judgements and actors -------------------------------------------------------------------------------------------
def _judgements(asked: Asked) -> Iterator[Rows]:
    """Those on what is asked for; where nothing narrows that, all of them."""
    known = asked.question.as_known
    before = None if known is None else datetime.combine(known + timedelta(days=1), time(), UTC)
    found = judgements(asked.connection, before=before)
    if asked.question != Question(as_known=known):
        reports = {row["id"] for rows in _reports(asked) for row in rows["reports"]}
        found = [one for one in found if any(anchor.report in reports for anchor in one.anchors)]
    yield {"judgements": [_judgement(one) for one in found]}


def _judgement(one: Judgement) -> Row:
    names = ("id", "author", "recorded_at", "verdict", "field", "because", "apart", "settles", "undoes")
    plain = {name: _json(getattr(one, name)) for name in ("before", "after", "base")}
    own = {name: getattr(one, name) for name in names}
    return {**own, **plain, "names": list(one.names), "anchors": [_anchor(anchor) for anchor in one.anchors]}


def _anchor(anchor: Any) -> Row:
    found = {name: getattr(anchor, name) for name in ("report", "text", "entry", "kind")}
    quote = anchor.quote
    if quote is not None:
        found |= {"start": quote.span.start, "stop": quote.span.end, "words": quote.exact}
        found |= {"prefix": quote.prefix, "suffix": quote.suffix}
    return found


def _json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)


def _actors(asked: Asked) -> Iterator[Rows]:
    question = asked.question
    yield {"actors": actor_rows(actors(asked.connection, as_of=question.as_of, as_known=question.as_known))}


def actor_rows(found: Iterable[KeptActor]) -> list[Row]:
    """Rows of `actors`."""
    names = ("id", "name", "kind", "country", "entries", "reports", "first", "last")
    return [{name: getattr(one, name) for name in names} | _lists(one) for one in found]


def _lists(one: KeptActor) -> Row:
    roles = [{"words": r.words, "role": r.family, "of": r.owner, "first": r.first, "last": r.last} for r in one.roles]
    return {"names": list(one.names), "merged": list(one.merged), "roles": roles}


# Tables that one walk fills together, and the walk.
GROUPS: tuple[tuple[tuple[str, ...], Callable[[Asked], Iterator[Rows]]], ...] = (
    (("reports",), _reports),
    ((*_PARTS.values(), "memberships"), _entries),
    (("events",), _events),
    (("judgements",), _judgements),
    (("actors",), _actors),
)
