"""Entries as plain data in the form of the codebook's gold files (section 3), with what greffier knows besides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from greffier.model import Entry, Report
from greffier.model.gold import (
    MOST_ALIASES,
    filler_to_json,
    quantity_to_json,
    role_to_json,
    span_to_json,
    when_to_json,
)

__all__ = [
    "MOST_ALIASES",
    "entry_to_json",
    "filler_to_json",
    "quantity_to_json",
    "report_to_json",
    "span_to_json",
    "when_to_json",
]

Json = dict[str, Any]


def report_to_json(report: Report, entries: Iterable[Entry]) -> Json:
    """A report and its entries: `{"report": {…}, "text": …, "entries": […]}`."""
    about = {
        "id": report.id,
        "title": report.title,
        "published": None if report.published is None else report.published.isoformat(),
        "published_at": None if report.published_at is None else report.published_at.isoformat(),
        "language": report.language,
        "outlet": report.outlet,
        "authors": list(report.authors),
        "url": report.url,
        "doubts": list(report.doubts),
    }
    return {"report": about, "text": report.text, "entries": [entry_to_json(e, report.text) for e in entries]}


def entry_to_json(entry: Entry, text: str) -> Json:
    """An entry of a report with this `text`. Offsets count code points; `confidence` is a probability."""
    return {
        "id": entry.id,
        "kind": entry.kind,
        "anchor": span_to_json(entry.anchor, text),
        "evidence": [span_to_json(span, text) for span in entry.evidence],
        "factuality": entry.factuality,
        "source": None if entry.source is None else filler_to_json(entry.source),
        "when": None if entry.when is None else when_to_json(entry.when),
        "roles": {role: role_to_json(value, text) for role, value in entry.roles.items()},
        "by": entry.by,
        "doubts": list(entry.doubts),
        "confidence": round(entry.confidence, 2),
    }
