"""`geojson` (RFC 7946): a feature an event, put where its entries put it most finely, or nowhere."""

from __future__ import annotations

import json
from typing import Any, BinaryIO

from greffier.export.events import headline_of
from greffier.export.formats.base import Format, Held, Left, Options, Wanted, text_of
from greffier.link.known import finest_place
from greffier.model import Place

__all__ = ["GEOJSON", "PROPERTIES", "feature_of"]

PROPERTIES = (
    "id", "kind", "what", "date_start", "date_end", "date_prec", "place", "country", "geo_prec", "killed_min",
    "killed_max", "injured_min", "injured_max", "status", "n_entries", "n_sources", "n_independent", "contradictions",
    "first_seen", "last_changed", "outlets", "url",
)  # fmt: skip
_HARMS = {"killed": "killed", "wounded": "injured"}


def feature_of(held: Held, options: Options) -> dict[str, Any]:
    """The feature of an event; what is not known is null."""
    event = held.event
    place = finest_place(event)
    reports = {voice.report.id: voice.report for voice in event.voices}
    days = sorted(one.published.isoformat() for one in reports.values() if one.published)
    found: dict[str, Any] = dict.fromkeys(PROPERTIES) | {
        "id": event.id,
        "kind": event.kind,
        "what": headline_of(event, options.interface) or None,
        "date_start": event.when.start.isoformat() if event.when else None,
        "date_end": event.when.end.isoformat() if event.when else None,
        "date_prec": event.when.granularity if event.when else None,
        "place": event.place or None,
        "country": place.country if place else None,
        "geo_prec": place.precision if place else None,
        "status": held.status,
        "n_entries": len(event.voices),
        "n_sources": len(reports),
        "n_independent": len(event.origins),
        "contradictions": len(event.contradictions),
        "first_seen": days[0] if days else None,
        "last_changed": days[-1] if days else None,
        "outlets": list(dict.fromkeys(one.outlet for one in reports.values() if one.outlet)),
        "url": next((one.url for one in reports.values() if one.url), None),
    }
    for toll in event.tolls:
        if toll.harm in _HARMS:
            name = _HARMS[toll.harm]
            found |= {f"{name}_min": _whole(toll.minimum), f"{name}_max": _whole(toll.maximum)}
    return {"type": "Feature", "id": event.id, "geometry": _point(place), "properties": found}


def _point(place: Place | None) -> dict[str, Any] | None:
    if place is None or place.lat is None or place.lon is None:
        return None
    return {"type": "Point", "coordinates": [round(place.lon, 6), round(place.lat, 6)]}


def _whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


def _write(wanted: Wanted, out: BinaryIO, options: Options) -> tuple[Left, ...]:
    placeless = 0
    with text_of(out) as text:
        text.write('{"type":"FeatureCollection","features":[')
        for number, held in enumerate(wanted.events()):
            feature = feature_of(held, options)
            placeless += feature["geometry"] is None
            line = json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
            text.write(f"{',' if number else ''}\n{line}")
        text.write("\n]}\n")
    sentence = "{count} {count:event|events} without a place on the map {count:has|have} an empty geometry."
    return (Left(sentence, placeless),)


GEOJSON = Format("geojson", _write)
