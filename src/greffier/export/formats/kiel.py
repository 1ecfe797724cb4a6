"""`kiel`: a row a pledge to Ukraine, in the columns of the Ukraine Support Tracker's main sheet.

A pledge that several reports tell is one row; totals over a period are no rows, as they hold others; stages stay apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import BinaryIO

from greffier.export.formats.base import Format, Left, Options, Wanted
from greffier.export.formats.coding import PREFIX, joined
from greffier.export.formats.rows import STATUS, Row, Rows, columns_of, write_rows
from greffier.export.words import name_of
from greffier.ledger import Pledge, pledges_in
from greffier.lexicon.records import Sheet, load_sheet
from greffier.link.features import actor_key
from greffier.model import Quantity

__all__ = ["KIEL", "kiel_id", "kiel_row"]


def _write(wanted: Wanted, out: BinaryIO, _options: Options) -> tuple[Left, ...]:
    sheet, found = load_sheet("kiel"), Rows()
    write_rows(out, columns_of(sheet, wanted), _rows(wanted, sheet, found))
    left = found.left
    sentence = "{count} {count:entry|entries} of other kinds than aid {count:is|are} left out."
    others = Left(sentence, left["entries"])
    sentence = "{count} {count:entry|entries} of aid not told as a fact {count:is|are} left out."
    unsure = Left(sentence, left["unsure"])
    sentence = "{count} {count:total|totals} over a period {count:is|are} left out: other pledges are part of it."
    total = Left(sentence, left["total"])
    sentence = "{count} {count:pledge|pledges} to others than Ukraine, or to nobody told, {count:is|are} left out."
    recipient = Left(sentence, left["recipient"])
    sentence = "{count} {count:pledge|pledges} asked for or withheld {count:is|are} left out."
    return others, unsure, total, recipient, Left(sentence, left["stage"])


def _rows(wanted: Wanted, sheet: Sheet, found: Rows) -> Iterator[Row]:
    events: dict[str, str] = {}
    kept, statuses = [], dict[str, str]()
    for page in wanted.pages():
        found.left["entries"] += sum(entry.kind != "aid" for one in page.kept for entry in one.entries)
        aid = [one for one in page.kept if any(entry.kind == "aid" for entry in one.entries)]
        found.left["unsure"] += sum(e.kind == "aid" and e.factuality != "actual" for o in aid for e in o.entries)
        kept += aid
        statuses |= {entry.id: one.statuses[entry.id] for one in aid for entry in one.entries}
        events |= page.events
    for pledge in pledges_in(kept, events):
        why = _why_not(pledge, sheet)
        if why:
            found.left[why] += 1
        else:
            yield kiel_row(pledge, events, sheet) | {STATUS: _status(pledge, statuses)}


def _why_not(pledge: Pledge, sheet: Sheet) -> str:
    if pledge.total:
        return "total"
    recipients = {actor_key(filler) for filler in pledge.recipients}
    if f"country:{sheet.tables['recipient']}" not in recipients:
        return "recipient"
    return "stage" if pledge.stage and pledge.stage not in sheet.table("measure") else ""


def _status(pledge: Pledge, statuses: dict[str, str]) -> str:
    seen = [statuses[entry.id] in ("accepted", "corrected") for _, entry in pledge.tellings]
    return "accepted" if all(seen) else "partly" if any(seen) else "unreviewed"


def kiel_id(pledge: Pledge, events: dict[str, str]) -> str:
    """Its id: the event's public one, with what tells two pledges of one event apart."""
    event = next((events[entry.id] for _, entry in pledge.tellings if entry.id in events), pledge.tellings[0][1].id)
    apart = sha256(repr((pledge.stage, pledge.amount)).encode()).hexdigest()[:6]
    return f"{PREFIX}{event}-{apart}"


def kiel_row(pledge: Pledge, events: dict[str, str], sheet: Sheet) -> Row:
    """The cells of a pledge; those that nothing tells are left out. A day is one that a report tells of it."""
    days = sorted(entry.when.start for _, entry in pledge.tellings if entry.when is not None)
    forms = [form for _, entry in pledge.tellings if isinstance(form := entry.roles.get("form"), str)]
    sentences = (entry.evidence[0].of(report.text) for report, entry in pledge.tellings)
    return {
        "ID": kiel_id(pledge, events),
        "donor": joined(name_of(filler, "en") for filler in pledge.donors),
        "announcement_date": days[0].isoformat() if days else None,
        "month": days[0].month if days else None,
        "month_exists_dummy": int(bool(days)),
        "measure": sheet.table("measure").get(pledge.stage, ""),
        "aid_type_general": next((sheet.table("form").get(form, "") for form in forms), ""),
        "explanation": joined(sentences),
        **_amounts(pledge),
    }


def _amounts(pledge: Pledge) -> Row:
    """The sum as it is told, with its bounds; as a number only where it is one number."""
    amount = pledge.amount
    if amount is None or amount.currency is None:
        return {}
    number = _number(amount)
    euros = number if amount.currency == "EUR" else None
    return {
        "reporting_currency": amount.currency,
        "source_reported_value": number if number is not None else _bounds(amount),
        "tot_activity_value": number,
        "tot_activity_value_EUR": euros,
        "tot_sub_activity_value": number,
        "tot_sub_activity_value_EUR": euros,
        "tot_value_deliv_EUR": euros if pledge.stage == "delivered" else None,
    }


def _bounds(amount: Quantity) -> str:
    """Bounds in plain figures: `40000000–60000000`, `≥ 20000000`."""
    low, high = (None if value is None else f"{value:.15g}" for value in (amount.min, amount.max))
    if low is None or high is None or amount.open:
        sign = "≤" if low is None else ">" if amount.open else "≥"
        return f"{sign} {high if low is None else low}"
    return f"{low}–{high}"


def _number(amount: Quantity) -> int | float | None:
    if amount.open or amount.min is None or amount.min != amount.max:
        return None
    return int(amount.min) if float(amount.min).is_integer() else amount.min


KIEL = Format("kiel", _write, suffix="csv")
