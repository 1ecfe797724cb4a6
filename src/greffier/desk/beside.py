"""What of a ledger is set beside a reference: its events, or for Kiel its pledges, as they are compared and shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from greffier.export.events import headline_of
from greffier.export.formats.base import Wanted
from greffier.export.formats.coding import precision_of
from greffier.export.formats.kiel import kiel_id
from greffier.export.words import date_words, name_of, names_of, quantity_words
from greffier.ledger import Connection, Kept, Pledge, Question, pledges_in
from greffier.lexicon import Interface
from greffier.lexicon.name_key import name_key
from greffier.lexicon.records import Sheet, load_sheet
from greffier.link.beside import Item, item_of_event, item_of_record
from greffier.link.beside.result import Told
from greffier.link.features import actor_key
from greffier.link.known import Event
from greffier.model import Quantity, Record, When

__all__ = ["Own", "kinds_of", "own_of", "told_record"]

_NEVER = frozenset({"undated", "total", "recipient"})


@dataclass(frozen=True, slots=True)
class Own:
    """One of ours; `bar` is why it has no home in the dataset, "" where it has one."""

    told: Told
    bar: str = ""

    @property
    def fits(self) -> bool:
        """Whether it can be a record of theirs all the same: they may know more of it."""
        return self.bar not in _NEVER


def kinds_of(sheet: Sheet) -> tuple[str, ...]:
    """The kinds of ours that a dataset's records may be."""
    found = dict.fromkeys(str(kind) for kind in sheet.table("read")["kinds"].values())
    return (*found, "toll") if "attack" in found else tuple(found)


def own_of(
    connection: Connection, question: Question, statuses: Sequence[str], form: str, interface: Interface
) -> list[Own]:
    """What the entries asked for with one of these statuses tell, as it is set beside records of a form."""
    wanted = Wanted(connection, question, tuple(statuses))
    if form == "kiel":
        return list(_pledges(wanted, interface))
    sheet, found = load_sheet(form), []
    for held in wanted.events():
        told = _told(held.event, held.status, interface)
        if told.item.kind in kinds_of(sheet):
            found.append(Own(told, _bar(held.event, told.item, sheet)))
    return found


def _told(event: Event, status: str, interface: Interface) -> Told:
    item = item_of_event(event)
    day = date_words(event.when, interface.code) if event.when else ""
    return Told(item, day, event.place, headline_of(event, interface), event.kind, status)


def _bar(event: Event, item: Item, sheet: Sheet) -> str:
    """Why an event has no home in a dataset at all, though its kind has one."""
    if event.when is None:
        return "undated"
    if all(voice.entry.factuality != "actual" for voice in event.voices):
        return "unsure"
    if precision_of(event.when, sheet) is None:
        return "long"
    if sheet.name == "ucdp" and (item.toll is None or item.toll[1] == 0):
        return "deathless"
    return ""


# --- pledges ---------------------------------------------------------------------------------------------------------
def _pledges(wanted: Wanted, interface: Interface) -> Iterator[Own]:
    kept: list[Kept] = []
    events, statuses = dict[str, str](), dict[str, str]()
    for page in wanted.but(replace(wanted.question, kinds=("aid",))).pages():
        kept += page.kept
        events |= page.events
        statuses |= {e.id: one.statuses[e.id] for one in page.kept for e in one.entries}
    sheet = load_sheet("kiel")
    for pledge in pledges_in(kept, events) if "rejected" not in wanted.statuses else ():
        seen = {statuses[entry.id] for _, entry in pledge.tellings}
        accepted = seen & {"accepted", "corrected"}
        status = "unreviewed" if not accepted else "partly" if "unreviewed" in seen else "accepted"
        yield Own(_pledge(pledge, kiel_id(pledge, events), status, interface), _why_not(pledge, sheet))


def _pledge(pledge: Pledge, id: str, status: str, interface: Interface) -> Told:
    days = sorted(entry.when.start for _, entry in pledge.tellings if entry.when is not None)
    givers = [actor_key(f) or "" for f in pledge.donors]
    names = {name_key(name) for f in pledge.donors for name in (f.name, *f.names, name_of(f, "en"))}
    amount = pledge.amount
    item = Item(
        id=id,
        kind="aid",
        first=days[0].toordinal() if days else None,
        last=days[0].toordinal() if days else None,
        actors=frozenset({key.removeprefix("country:") for key in givers if key} | names),
        amount=_bounds(amount),
        currency=(amount.currency or "") if amount else "",
        stages=frozenset(filter(None, (pledge.stage,))),
    )
    code = interface.code
    what = [names_of(pledge.donors, code), quantity_words(amount, code) if amount else ""]
    day = date_words(When(days[0], days[0]), code) if days else ""
    return Told(item, day, "", " · ".join(filter(None, what)), "aid", status)


def _bounds(amount: Quantity | None) -> tuple[float, float | None] | None:
    if amount is None or amount.min is None:
        return None
    return float(amount.min), None if amount.open or amount.max is None else float(amount.max)


def _why_not(pledge: Pledge, sheet: Sheet) -> str:
    if pledge.total:
        return "total"
    keys = {actor_key(filler) for filler in pledge.recipients}
    if keys and f"country:{sheet.tables['recipient']}" not in keys:
        return "recipient"
    return "stage" if pledge.stage and pledge.stage not in sheet.table("measure") else ""


# --- theirs ----------------------------------------------------------------------------------------------------------
def told_record(record: Record, interface: Interface) -> Told:
    """A record of others as it is compared and shown."""
    item = item_of_record(record)
    day = date_words(_when(record.start, record.end), interface.code) if record.start and record.end else ""
    amount = (
        quantity_words(Quantity(record.amount, record.most, currency=record.currency), interface.code)
        if (record.amount is not None and record.currency)
        else ""
    )
    what = " · ".join(part for part in (", ".join(record.actors), amount or record.note[:120]) if part)
    return Told(item, day, record.place or ("" if record.kind == "aid" else record.country), what, record.type)


def _when(start: date, end: date) -> When:
    return When(start, end)
