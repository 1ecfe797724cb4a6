"""Values of entries as plain data in the form of the codebook's gold files (section 3)."""

from __future__ import annotations

from typing import Any

from greffier.model.entry import Filler, Role, SpanRole
from greffier.model.span import Span
from greffier.model.value import Quantity, When

__all__ = [
    "MOST_ALIASES",
    "filler_to_json",
    "quantity_to_json",
    "role_to_json",
    "span_to_json",
    "when_to_json",
]

MOST_ALIASES = 12

Json = dict[str, Any]


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


def role_to_json(value: Role, text: str) -> Any:
    """What fills a role of an entry of a report with this `text`."""
    if isinstance(value, Quantity):
        return quantity_to_json(value)
    if isinstance(value, When):
        return when_to_json(value)
    if isinstance(value, SpanRole):
        return span_to_json(value.span, text)
    return value if isinstance(value, str) else [filler_to_json(filler) for filler in value]
