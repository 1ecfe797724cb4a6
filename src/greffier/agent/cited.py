"""Entries and events as an agent can cite them: with the words, where they stand, and who published them.

What reports say is quoted, never told as our own: it stands in fields of its own (`quotes`, `text`), so that nothing in
a report reads like an instruction to who asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from typing_extensions import TypedDict  # typing's own lacks what the SDK asks of it before Python 3.12

from greffier.export import entry_to_json
from greffier.export.events import toll_to_json
from greffier.link.known import Event, Voice
from greffier.model import Entry, Report, Span

__all__ = ["AboutReport", "CitedEntry", "CitedEvent", "Quote", "about_report", "cited_entry", "cited_event", "quote"]


class AboutReport(TypedDict):
    """A report: its id in the ledger, and what it says of its own publication; null where it does not."""

    report: str
    title: str | None
    outlet: str | None
    published: str | None
    language: str
    url: str | None


class Quote(TypedDict):
    """Words of a report, verbatim, and where they stand in its text: code points, `start` included, `end` not.

    `cite` is a citation ready to be used.
    """

    exact: str
    start: int
    end: int
    cite: str


class CitedEntry(TypedDict):
    """One fact as one report tells it. `factuality` is actual, planned, possible or denied; `said_by` who the report
    says it from, null where it speaks in its own name; `doubts` are what is unsure; `status` what people judged of it
    (unreviewed: nobody has); `confidence` how likely the machine's reading is right (0 to 1)."""

    id: str
    kind: str
    event: str | None
    factuality: str
    said_by: dict[str, Any] | None
    when: dict[str, str] | None
    roles: dict[str, Any]
    doubts: list[str]
    status: str
    confidence: float
    quotes: list[Quote]
    published_in: AboutReport


class CitedEvent(TypedDict):
    """What several reports tell of. `tolls` are histories of figures, never summed; `contradictions` name two entries
    that cannot both be right; `independent` and `copies` count reports that tell it on their own and that copy one."""

    id: str
    kind: str
    when: dict[str, str] | None
    place: str | None
    tolls: list[dict[str, Any]]
    contradictions: list[dict[str, Any]]
    independent: int
    copies: int
    entries: list[CitedEntry]


def about_report(report: Report) -> AboutReport:
    """What names a report."""
    return {
        "report": report.id,
        "title": report.title,
        "outlet": report.outlet,
        "published": report.published.isoformat() if report.published else None,
        "language": report.language,
        "url": report.url,
    }


def quote(report: Report, span: Span) -> Quote:
    """A stretch of a report with its citation."""
    words = span.of(report.text)
    where = f"characters {span.start}-{span.end}"
    day = report.published.isoformat() if report.published else "no date"
    told = [report.outlet or "no outlet told", day, report.url, f"report {report.id[:12]}, {where}"]
    cite = f"“{' '.join(words.split())}” ({', '.join(part for part in told if part)})"
    return {"exact": words, "start": span.start, "end": span.end, "cite": cite}


def cited_entry(report: Report, entry: Entry, status: str, event: str | None) -> CitedEntry:
    """An entry with its evidence quoted."""
    plain = entry_to_json(entry, report.text)
    return {
        "id": entry.id,
        "kind": entry.kind,
        "event": event,
        "factuality": entry.factuality,
        "said_by": plain["source"],
        "when": plain["when"],
        "roles": plain["roles"],
        "doubts": plain["doubts"],
        "status": status,
        "confidence": plain["confidence"],
        "quotes": [quote(report, span) for span in entry.evidence],
        "published_in": about_report(report),
    }


def cited_event(event: Event, statuses: Mapping[str, str], most: int | None = None) -> CitedEvent:
    """An event with its entries, at most `most` of them."""
    voices: Iterable[Voice] = event.voices if most is None else event.voices[:most]
    return {
        "id": event.id,
        "kind": event.kind,
        "when": {"start": event.when.start.isoformat(), "end": event.when.end.isoformat()} if event.when else None,
        "place": event.place or None,
        "tolls": [toll_to_json(toll) for toll in event.tolls],
        "contradictions": [
            {"about": c.what, "entries": [c.one.entry.id, c.other.entry.id]} for c in event.contradictions
        ],
        "independent": len(event.origins),
        "copies": len(event.copies),
        "entries": [cited_entry(v.report, v.entry, statuses[v.entry.id], event.id) for v in voices],
    }
