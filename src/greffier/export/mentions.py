"""What a report's words name, as plain data: one object a mention, in the order of the text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from greffier.export.jsonl import quantity_to_json, when_to_json
from greffier.model import Mention, Place, Quotation, TimeExpression, When

if TYPE_CHECKING:
    from greffier.pipeline import Reading

__all__ = ["mentions_to_json"]

Json = dict[str, Any]


def mentions_to_json(reading: Reading) -> list[Json]:
    """All mentions of a reading, each with `type`, `start`, `end`, `text` and `value` (None where not resolved)."""
    found = reading.mentions
    every = [_time(t, w) for t, w in zip(found.times, found.whens, strict=True)]
    every += [_quantity(m) for m in found.quantities]
    every += [_name(m, reading.places.get(m.span)) for m in found.names]
    every += list(_quotations(found.quotations, reading.report.text))
    return sorted(every, key=lambda m: (m["start"], -m["end"]))


def _time(time: TimeExpression, when: When | None) -> Json:
    value = None if when is None else {**when_to_json(when), "granularity": when.granularity, "basis": when.basis}
    return _mention("time", time.span.start, time.span.end, time.text, value) | {"rule": time.rule, "vague": time.vague}


def _quantity(mention: Mention) -> Json:
    value = None if mention.quantity is None else quantity_to_json(mention.quantity)
    return _mention(mention.type, mention.span.start, mention.span.end, mention.text, value)


def _name(mention: Mention, place: Place | None) -> Json:
    value: Json = {"id": mention.id, "country": mention.country, "names": list(mention.names) or None}
    if place is not None:
        on_map = {"name": place.name, "lat": place.lat, "lon": place.lon, "precision": place.precision}
        value |= {**on_map, "id": place.id, "country": place.country, "runner_up": place.runner_up}
    known = {key: part for key, part in value.items() if part is not None}
    return _mention(mention.type, mention.span.start, mention.span.end, mention.text, known or None)


def _quotations(quotations: tuple[Quotation, ...], text: str) -> Iterator[Json]:
    for q in quotations:
        value = {"start": q.content.start, "end": q.content.end, "depth": q.depth, "closed": q.closed}
        yield _mention("quotation", q.span.start, q.span.end, q.span.of(text), value)


def _mention(kind: str, start: int, end: int, text: str, value: Json | None) -> Json:
    return {"type": kind, "start": start, "end": end, "text": text, "value": value}
