"""`acled`: a row an event, in ACLED's columns. What has no home there is left out, never coded as something else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO

from greffier.export.formats.base import Format, Held, Left, Options, Wanted
from greffier.export.formats.coding import Coded, code, figure_of, joined, precision_of
from greffier.export.formats.rows import STATUS, Row, Rows, columns_of, write_rows
from greffier.export.words import name_of
from greffier.lexicon.records import Sheet, lands, load_sheet, says
from greffier.model import Filler

__all__ = ["ACLED", "acled_row"]

_NAME = "ACLED"
_BY, _UPON = ("attacker", "actor", "parties"), ("target", "detainee")


def _write(wanted: Wanted, out: BinaryIO, options: Options) -> tuple[Left, ...]:
    sheet, found = load_sheet("acled"), Rows()
    write_rows(out, columns_of(sheet, wanted), _rows(wanted, options, sheet, found))
    sentence = "{count} {count:event|events} dated to no day, week or month {count:is|are} left out."
    return found.told(options, _NAME, Left(sentence, found.left["undated"]))


def _rows(wanted: Wanted, options: Options, sheet: Sheet, found: Rows) -> Iterator[Row]:
    changed = wanted.changed()
    stamp = int(changed.timestamp()) if changed else None
    for held in wanted.events():
        rule = _home(held, sheet)
        if rule is None:
            found.homeless[held.event.kind] += 1
            continue
        coded = code(held, _BY, _UPON)
        precision = precision_of(coded.when, sheet) if isinstance(coded, Coded) else None
        if isinstance(coded, str) or precision is None:
            found.left[coded if isinstance(coded, str) else "undated"] += 1
            continue
        row = acled_row(coded, rule, options, sheet) | {"time_precision": precision, "timestamp": stamp}
        found.left["figure"] += row["fatalities"] is None and coded.deaths is not None
        yield row


def _home(held: Held, sheet: Sheet) -> Mapping[str, Any] | None:
    """The heading of an event, {} where it has a home but no line tells which, None where it has none."""
    kind = held.event.kind
    if kind not in sheet.table("disorder"):
        return None
    rules = [rule for rule in sheet.table("event") if rule["kind"] == kind]
    coded = code(held, _BY, _UPON)
    if isinstance(coded, str):
        return {}
    fitting = next((rule for rule in rules if _fits(rule, coded)), None)
    return fitting if fitting is not None or kind != "attack" else {}


def _fits(rule: Mapping[str, Any], coded: Coded) -> bool:
    anchors = coded.anchors()
    listed = {"weapon": (*coded.told("weapon"), *anchors), "anchor": anchors}
    if any(not any(says(words, rule[key]) for words in listed[key]) for key in listed if key in rule):
        return False
    if ("target" in rule and rule["target"] != coded.target) or ("attacker" in rule and not coded.by):
        return False
    closed = [key for key in ("status", "movement") if key in rule]
    return all(set(coded.closed(key)) & set(rule[key]) for key in closed)


def acled_row(coded: Coded, rule: Mapping[str, Any], options: Options, sheet: Sheet) -> Row:
    """The cells of an event under its heading; those that nothing tells are left out."""
    event, spot, land = coded.event, coded.spot, lands()[coded.spot.country or ""]
    inter = _inter(coded, rule, sheet)
    civilians = coded.target == "civilians" and event.kind == "attack"
    return {
        "event_id_cnty": coded.id,
        "event_date": coded.when.start.isoformat(),
        "year": coded.when.start.year,
        "disorder_type": rule.get("disorder") or sheet.table("disorder")[event.kind],
        "event_type": rule.get("type", ""),
        "sub_event_type": rule.get("sub", ""),
        **_sides(coded),
        "inter1": inter[0],
        "inter2": inter[1],
        "interaction": _interaction(coded, inter, sheet),
        "civilian_targeting": sheet.table("targeting")["civilians"] if civilians else "",
        "iso": land.numeric,
        "region": land.acled_region,
        "country": land.acled,
        "admin1": spot.region,
        "location": spot.name,
        "latitude": _degrees(spot.lat),
        "longitude": _degrees(spot.lon),
        "geo_precision": sheet.table("place").get(spot.precision),
        "source": joined(report.outlet for report in coded.reports),
        "notes": " ".join(_evidence(coded)),
        "fatalities": figure_of(coded.deaths, options.toll, coded.held.statuses),
        STATUS: coded.held.status,
    }


def _degrees(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def _sides(coded: Coded) -> dict[str, str]:
    """Who acted and whom it hit: the first of each, the others beside it; parties of a deal stand on both sides."""
    by, upon = coded.by, coded.upon
    if coded.event.kind == "agreement":
        by, upon = coded.by[:1], coded.by[1:]
    names = [[name_of(filler, "en") for filler in side] for side in (by, upon)]
    return {
        "actor1": next(iter(names[0]), ""),
        "assoc_actor_1": joined(names[0][1:]),
        "actor2": next(iter(names[1]), ""),
        "assoc_actor_2": joined(names[1][1:]),
    }


def _inter(coded: Coded, rule: Mapping[str, Any], sheet: Sheet) -> tuple[str, str]:
    words, kind = sheet.table("inter"), coded.event.kind
    if kind == "protest":
        crowd = {"Riots": words["rioters"], "Protests": words["protesters"]}
        return crowd.get(str(rule.get("type")), ""), ""
    by, upon = coded.by, coded.upon
    if kind == "agreement":
        by, upon = coded.by[:1], coded.by[1:]
    second = _sort(coded, upon[0], words) if upon else ""
    if kind == "attack" and coded.target == "civilians":
        second = words["civilians"]
    return (_sort(coded, by[0], words) if by else ""), second


def _sort(coded: Coded, actor: Filler, words: Mapping[str, str]) -> str:
    state = coded.state_of(actor)
    return "" if not state else words["state"] if state == coded.spot.country else words["abroad"]


def _interaction(coded: Coded, inter: tuple[str, str], sheet: Sheet) -> str:
    one, other = inter
    forms = sheet.table("interaction")
    if one and other:
        return str(forms["joined"].format(one=one, other=other))
    return str(forms["alone"].format(one=one)) if one and not coded.upon and not coded.target else ""


def _evidence(coded: Coded) -> Iterator[str]:
    """The sentence of each report that tells it, each once."""
    told = dict.fromkeys(" ".join(v.entry.evidence[0].of(v.report.text).split()) for v in coded.heads)
    return iter(told)


ACLED = Format("acled", _write, takes=frozenset({"toll"}), suffix="csv")
