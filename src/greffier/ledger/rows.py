"""Reports and entries as rows of tables, and back again: `entry_of(entry_rows(e, …)) == e`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any

from greffier.model import STATUSES, Entry, Filler, Place, Quantity, Report, Role, Span, SpanRole, When

__all__ = ["SOURCE", "EntryRows", "Row", "entry_of", "entry_rows", "moment_rows", "report_of", "words_at", "zoned"]

SOURCE = "source"  # the role under which an entry's source is kept among the fillers
Row = Mapping[str, Any]
EntryRows = dict[str, list[dict[str, Any]]]  # table -> rows


def words_at(span: Span, text: str) -> dict[str, Any]:
    """A stretch with its words. Raises ValueError where it ends after the text."""
    if span.end > len(text):
        raise ValueError(f"the stretch {span.start}-{span.end} ends after the text ({len(text)} characters)")
    return {"start": span.start, "stop": span.end, "words": span.of(text)}


def entry_rows(entry: Entry, position: int, text: str) -> EntryRows:
    """The rows of each table that keep an entry of a report with this `text`."""
    when = entry.when
    own = {
        "id": entry.id,
        "report": entry.report,
        "position": position,
        "kind": entry.kind,
        **words_at(entry.anchor, text),
        "factuality": entry.factuality,
        "when_start": when.start if when else None,
        "when_end": when.end if when else None,
        "when_granularity": when.granularity if when else None,
        "when_basis": when.basis if when else None,
        "when_rule": when.rule if when else None,
        "found_by": entry.by,
        "confidence": float(entry.confidence),
        "status": STATUSES[0],
    }
    parts = [{"entry": entry.id, "position": i, **words_at(s, text)} for i, s in enumerate(entry.evidence)]
    doubts = [{"entry": entry.id, "position": i, "doubt": doubt} for i, doubt in enumerate(entry.doubts)]
    roles = [_role_row(entry.id, i, role, value, text) for i, (role, value) in enumerate(entry.roles.items())]
    fillers = [_filler_row(entry.id, SOURCE, 0, entry.source, text)] if entry.source else []
    for role, value in entry.roles.items():
        if isinstance(value, tuple):
            fillers += [_filler_row(entry.id, role, i, filler, text) for i, filler in enumerate(value)]
    return {"entry": [own], "evidence": parts, "doubt": doubts, "role": roles, "filler": fillers}


_EMPTY_ROLE: dict[str, Any] = dict.fromkeys(
    (
        *("value", "min", "max", "open", "currency", "scope", "first_day", "last_day", "granularity", "basis", "rule"),
        *("start", "stop", "words", "how"),
    )
)


def _role_row(entry: str, position: int, role: str, value: Role, text: str) -> dict[str, Any]:
    row = {"entry": entry, "role": role, "position": position, "form": "fillers", **_EMPTY_ROLE}
    if isinstance(value, str):
        return row | {"form": "closed", "value": value}
    if isinstance(value, Quantity):
        bounds = {key: None if bound is None else float(bound) for key, bound in _bounds(value)}
        return row | {
            "form": "quantity", **bounds, "open": value.open, "currency": value.currency, "scope": value.scope
        }  # fmt: skip
    if isinstance(value, When):
        return row | {
            "form": "period", "first_day": value.start, "last_day": value.end, "granularity": value.granularity,
            "basis": value.basis, "rule": value.rule,
        }  # fmt: skip
    if isinstance(value, SpanRole):
        return row | {"form": "span", **words_at(value.span, text), "how": value.how}
    return row


def _bounds(quantity: Quantity) -> tuple[tuple[str, int | float | None], ...]:
    return ("min", quantity.min), ("max", quantity.max)


def _filler_row(entry: str, role: str, position: int, filler: Filler, text: str) -> dict[str, Any]:
    place = filler.place
    return {
        "entry": entry,
        "role": role,
        "position": position,
        "name": filler.name,
        "names": list(filler.names),
        "said": filler.text,
        **words_at(filler.span, text),
        "how": filler.how,
        "actor": filler.id,
        "country": filler.country,
        "place": place.id if place else None,
        "place_name": place.name if place else None,
        "place_names": list(place.names) if place else None,
        "place_country": place.country if place else None,
        "lat": _real(place.lat) if place else None,
        "lon": _real(place.lon) if place else None,
        "precision": place.precision if place else None,
        "runner_up": place.runner_up if place else None,
        "margin": _real(place.margin) if place else None,
    }


def _real(value: float | None) -> float | None:
    return None if value is None else float(value)


def report_of(row: Row, text: str) -> Report:
    """The report that a row of `report` keeps, with its text."""
    fields = {key: row[key] for key in ("title", "published", "language", "outlet", "url", "path")}
    moment = zoned(row["published_at"], row["published_offset"])
    authors, doubts = (tuple(row[key] or ()) for key in ("authors", "doubts"))
    return Report(row["id"], text, **fields, authors=authors, published_at=moment, doubts=doubts)


def zoned(moment: datetime | None, offset: int | None) -> datetime | None:
    """A moment of UTC in the zone that it was given in, `offset` minutes east of Greenwich."""
    return None if moment is None else moment.astimezone(timezone(timedelta(minutes=offset or 0)))


def moment_rows(moment: datetime | None) -> dict[str, Any]:
    """A moment as two columns: in UTC, and how many minutes its zone is east of it. `zoned` gives it back."""
    ahead = moment.utcoffset() if moment is not None else None
    return {"published_at": moment, "published_offset": None if ahead is None else round(ahead.total_seconds() / 60)}


def entry_of(
    own: Row, evidence: Sequence[Row], doubts: Sequence[Row], roles: Sequence[Row], fillers: Sequence[Row]
) -> Entry:
    """The entry that these rows keep, each list in the order of its `position`."""
    by_role: dict[str, list[Filler]] = {}
    for row in fillers:
        by_role.setdefault(row["role"], []).append(_filler(row))
    return Entry(
        id=own["id"],
        report=own["report"],
        kind=own["kind"],
        anchor=_span(own),
        evidence=tuple(_span(row) for row in evidence),
        factuality=own["factuality"],
        source=next(iter(by_role.get(SOURCE, ())), None),
        when=_when(own["when_start"], own["when_end"], own["when_granularity"], own["when_basis"], own["when_rule"]),
        roles={row["role"]: _role(row, tuple(by_role.get(row["role"], ()))) for row in roles},
        doubts=tuple(row["doubt"] for row in doubts),
        by=own["found_by"],
        confidence=own["confidence"],
    )


def _span(row: Row) -> Span:
    return Span(row["start"], row["stop"])


def _when(start: Any, end: Any, granularity: str, basis: str, rule: str) -> When | None:
    return None if start is None else When(start, end, granularity, basis, rule)


def _role(row: Row, fillers: tuple[Filler, ...]) -> Role:
    match row["form"]:
        case "closed":
            return str(row["value"])
        case "quantity":
            return Quantity(row["min"], row["max"], bool(row["open"]), row["currency"], row["scope"])
        case "period":
            return When(row["first_day"], row["last_day"], row["granularity"], row["basis"], row["rule"])
        case "span":
            return SpanRole(row["role"], _span(row), row["how"])
        case _:
            return fillers


def _filler(row: Row) -> Filler:
    place = None
    if row["place"] is not None:
        place = Place(
            row["place"], row["place_name"], row["place_country"], row["lat"], row["lon"], row["precision"],
            tuple(row["place_names"]), row["runner_up"], row["margin"],
        )  # fmt: skip
    return Filler(
        row["role"], row["said"], _span(row), row["name"], tuple(row["names"]), row["actor"], row["country"], place,
        row["how"],
    )  # fmt: skip
