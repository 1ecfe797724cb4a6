"""Entries as plain data in the form of the codebook's gold files (section 3), with what greffier knows besides."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from greffier.model import Entry, Filler, Quantity, Report, Role, Span, SpanRole, When

__all__ = [
    "MOST_ALIASES",
    "entry_to_json",
    "filler_to_json",
    "quantity_to_json",
    "report_to_json",
    "span_to_json",
    "when_to_json",
]

MOST_ALIASES = 12

Json = dict[str, Any]


def report_to_json(report: Report, entries: Iterable[Entry]) -> Json:
    """A report and its entries: `{"report": {…}, "text": …, "entries": […]}`."""
    about = {
        "id": report.id,
        "title": report.title,
        "published": None if report.published is None else report.published.isoformat(),
        "language": report.language,
        "outlet": report.outlet,
        "url": report.url,
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
        "roles": {role: _role(value, text) for role, value in entry.roles.items()},
        "by": entry.by,
        "doubts": list(entry.doubts),
        "confidence": round(entry.confidence, 2),
    }


def span_to_json(span: Span, text: str) -> Json:
    """A stretch of `text` with its exact words."""
    return {"start": span.start, "end": span.end, "exact": span.of(text)}


def when_to_json(when: When) -> Json:
    """A closed interval of ISO dates."""
    return {"start": when.start.isoformat(), "end": when.end.isoformat()}


def quantity_to_json(quantity: Quantity) -> Json:
    """The bounds that a quantity has, `open` only where it is, currency and scope only where known."""
    found: Json = {}
    for key, bound in (("min", quantity.min), ("max", quantity.max)):
        if bound is not None:
            found[key] = int(bound) if float(bound).is_integer() else bound
    if quantity.open:
        found["open"] = True
    for key, word in (("currency", quantity.currency), ("scope", quantity.scope)):
        if word is not None:
            found[key] = word
    return found


def filler_to_json(filler: Filler) -> Json:
    """A filler: its name, its words and where they stand; id, country and coordinates where they are resolved."""
    place = filler.place
    resolved = {
        "id": filler.id or (place.id if place else None),
        "country": filler.country or (place.country if place else None),
        "lat": place.lat if place else None,
        "lon": place.lon if place else None,
        "precision": place.precision if place else None,
    }
    others = dict.fromkeys(n for n in filler.names if n not in {filler.name, filler.text})
    found: Json = {"name": filler.name, "text": filler.text, "start": filler.span.start, "end": filler.span.end}
    found |= {key: value for key, value in resolved.items() if value is not None}
    return found | ({"aliases": list(others)[:MOST_ALIASES]} if others else {})


def _role(value: Role, text: str) -> Any:
    if isinstance(value, Quantity):
        return quantity_to_json(value)
    if isinstance(value, When):
        return when_to_json(value)
    if isinstance(value, SpanRole):
        return span_to_json(value.span, text)
    return value if isinstance(value, str) else [filler_to_json(filler) for filler in value]
