"""`ucdp`: a row an event in which at least one person died, in the columns of UCDP's georeferenced dataset."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import BinaryIO

from greffier.export.formats.base import Format, Left, Options, Wanted
from greffier.export.formats.coding import Coded, code, figure_of, joined, precision_of
from greffier.export.formats.rows import STATUS, Row, Rows, columns_of, write_rows
from greffier.export.words import name_of
from greffier.lexicon.records import Sheet, lands, load_sheet
from greffier.link.known import Toll

__all__ = ["UCDP", "grid_cell", "ucdp_row"]

_NAME = "UCDP"
_HALF = 2  # cells of the grid in a degree
_ROUND = 360 * _HALF  # cells around the globe


def _write(wanted: Wanted, out: BinaryIO, options: Options) -> tuple[Left, ...]:
    sheet, found = load_sheet("ucdp"), Rows()
    write_rows(out, columns_of(sheet, wanted), _rows(wanted, options, sheet, found))
    sentence = "{count} {count:attack|attacks} in which nobody is told to have died {count:is|are} left out."
    deathless = Left(sentence, found.left["deathless"])
    sentence = "{count} {count:event|events} dated to no year or less {count:is|are} left out."
    return found.told(options, _NAME, deathless, Left(sentence, found.left["undated"]))


def _rows(wanted: Wanted, options: Options, sheet: Sheet, found: Rows) -> Iterator[Row]:
    for held in wanted.events():
        if held.event.kind != "attack":
            found.homeless[held.event.kind] += 1
            continue
        coded = code(held, ("attacker",), ("target",))
        why = coded if isinstance(coded, str) else _why_not(coded, sheet)
        if isinstance(coded, str) or why:
            found.left[why] += 1
            continue
        row = ucdp_row(coded, options, sheet)
        found.left["figure"] += row["best"] is None
        yield row


def _why_not(coded: Coded, sheet: Sheet) -> str:
    if coded.deaths is None or not coded.deaths.maximum:
        return "deathless"
    return "" if precision_of(coded.when, sheet) is not None else "undated"


def ucdp_row(coded: Coded, options: Options, sheet: Sheet) -> Row:
    """The cells of an event; those that nothing tells are left out."""
    return {
        "id": coded.id,
        "year": coded.when.start.year,
        "type_of_violence": _violence(coded, sheet),
        "side_a": joined(name_of(filler, "en") for filler in coded.by),
        "side_b": joined(name_of(filler, "en") for filler in coded.upon),
        **_sources(coded),
        **_place(coded, sheet),
        **_time(coded, sheet),
        **_deaths(coded, options),
        STATUS: coded.held.status,
    } | _clarity(coded, sheet)


def _violence(coded: Coded, sheet: Sheet) -> int | None:
    """State-based or one-sided, where the words tell who struck whom."""
    state = bool(coded.by) and bool(coded.state_of(coded.by[0]))
    for rule in sheet.table("violence"):
        if rule["target"] == coded.target and coded.by and (state or rule["attacker"] == "any"):
            return int(rule["type"])
    return None


def _sources(coded: Coded) -> Row:
    """The reports, one beside the other in the same order."""
    reports = coded.reports
    days = [report.published.isoformat() if report.published else "" for report in reports]
    told = [f"{r.outlet or ''}, {day}, {r.title or r.url or r.id[:12]}" for r, day in zip(reports, days, strict=True)]
    who = (voice.entry.source.name for voice in coded.event.voices if voice.entry.source)
    return {
        "number_of_sources": len(coded.event.origins),
        "source_article": joined(told),
        "source_office": joined(report.outlet for report in reports),
        "source_date": joined(days),
        "source_headline": joined(report.title for report in reports),
        "source_original": joined(who),
    }


def _place(coded: Coded, sheet: Sheet) -> Row:
    spot, land = coded.spot, lands()[coded.spot.country or ""]
    at = None if spot.lat is None or spot.lon is None else (round(spot.lat, 6), round(spot.lon, 6))
    return {
        "where_prec": sheet.table("place").get(spot.precision),
        "where_coordinates": spot.name,
        "where_description": " ".join(spot.said.split()),
        "adm_1": spot.region,
        "latitude": at[0] if at else None,
        "longitude": at[1] if at else None,
        "geom_wkt": f"POINT ({at[1]} {at[0]})" if at else "",
        "priogrid_gid": grid_cell(*at) if at else None,
        "country": land.ucdp,
        "region": land.ucdp_region,
    }


def grid_cell(lat: float, lon: float) -> int:
    """The number of the half-degree cell of PRIO-GRID that a point is in: from the south-west, row by row."""
    row, column = math.floor((lat + 90) * _HALF), math.floor((lon + 180) * _HALF)
    return row * _ROUND + column + 1


def _time(coded: Coded, sheet: Sheet) -> Row:
    when = coded.when
    days = {"date_start": when.start.isoformat(), "date_end": when.end.isoformat()}
    return {"date_prec": precision_of(when, sheet), **days}


def _clarity(coded: Coded, sheet: Sheet) -> Row:
    clear = sheet.table("clarity")
    time, place = precision_of(coded.when, sheet), sheet.table("place").get(coded.spot.precision)
    sure = (time, place) == (clear["date_prec"], clear["where_prec"])
    return {"event_clarity": clear["clarity"] if sure else None}


def _deaths(coded: Coded, options: Options) -> Row:
    toll: Toll | None = coded.deaths
    best = figure_of(toll, options.toll, coded.held.statuses)
    low, high = (toll.minimum, toll.maximum) if toll is not None else (None, None)
    return {
        "deaths_unknown": best,
        "best": best,
        "high": None if high is None else int(high),
        "low": None if low is None else int(low),
    }


UCDP = Format("ucdp", _write, takes=frozenset({"toll"}), suffix="csv")
