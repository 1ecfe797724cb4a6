"""A negotiation and a difference as rows: section, day, who, what, and the entries that each rests on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from textwrap import shorten
from typing import TYPE_CHECKING

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from greffier.export.references import References
from greffier.export.words import date_words, line_of, name_of, names_of, quantity_words
from greffier.lexicon import Interface
from greffier.model import Entry, Filler, Quantity, Report, Role, SpanRole, When

if TYPE_CHECKING:
    from greffier.ledger import Change, Difference, Offer, Round, Track

__all__ = ["Row", "difference_rows", "print_rows_of", "row_to_json", "track_rows"]

Telling = tuple[Report, Entry]
_DAY = 16  # columns of the longest day
_QUOTED = 200  # characters of a reference's words on a terminal


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a page: its section's name, when, who, what, and what it rests on."""

    section: str
    when: str
    who: str
    what: str
    tellings: tuple[Telling, ...]


def track_rows(track: Track, interface: Interface) -> Iterator[Row]:
    """The lines of a negotiation, section by section: rounds, proposals, parties, unanswered, unmet."""
    yield from (_round(one, interface) for one in track.rounds)
    yield from (_offer("proposals", offer, interface) for offer in track.proposals)
    for party in track.parties:
        for told in reversed(party.positions):
            latest = told is party.positions[-1]
            name = name_of(party.name, interface.code) if latest else ""
            yield Row("parties", _when(told, interface), name, _what(told, interface), (told,))
    yield from (_offer("unanswered", offer, interface) for offer in track.unanswered)
    yield from (_offer("unmet", offer, interface) for offer in track.unmet)


def _round(one: Round, interface: Interface) -> Row:
    entry = one.tellings[0][1]
    topic = next((w for told in one.tellings if (w := _span(told, "topic"))), "")
    places = names_of(one.places, interface.code)
    hedge = interface.label("value", entry.factuality) if entry.factuality != "actual" else ""
    what = " · ".join(part for part in (places, topic, hedge) if part)
    dated = next((e.when for _, e in one.tellings if e.when is not None), None)
    when = date_words(dated, interface.code) if dated else "–"
    return Row("rounds", when, names_of(one.participants, interface.code) or "–", what, one.tellings)


def _offer(section: str, offer: Offer, interface: Interface) -> Row:
    told = offer.telling
    what = _what(told, interface)
    if offer.waiting:
        waiting = interface.say("no answer told from {who}", who=names_of(offer.waiting, interface.code))
        what = f"{what} – {waiting}"
    return Row(section, _when(told, interface), _by(told, interface), what, offer.tellings)


def _when(told: Telling, interface: Interface) -> str:
    """When it was; else, in brackets, when it was published."""
    report, entry = told
    if entry.when is not None:
        return date_words(entry.when, interface.code)
    day = report.published
    return f"({date_words(When(day, day), interface.code)})" if day is not None else "–"


def _by(told: Telling, interface: Interface) -> str:
    entry = told[1]
    role: Role | None = entry.roles.get("actor") or entry.roles.get("parties") or entry.roles.get("broker")
    fillers: tuple[Filler, ...] = role if isinstance(role, tuple) else ()
    return names_of(fillers, interface.code) or "–"


def _span(told: Telling, role: str) -> str:
    value = told[1].roles.get(role)
    return " ".join(value.span.of(told[0].text).split()) if isinstance(value, SpanRole) else ""


def _what(told: Telling, interface: Interface) -> str:
    """Stance or stage, its object, and the condition."""
    entry = told[1]
    value = entry.roles.get("stance") or entry.roles.get("status")
    state = interface.label("value", value) if isinstance(value, str) else interface.label("kind", entry.kind)
    matter, condition = _span(told, "object") or _span(told, "topic"), _span(told, "condition")
    words = [f"{state}{interface.say(': ')}{matter}" if matter else state]
    if condition and condition not in matter:
        words.append(interface.say("on condition: {what}", what=condition))
    if entry.factuality != "actual":
        words.append(interface.label("value", entry.factuality))
    return " · ".join(words)


def difference_rows(found: Difference, interface: Interface) -> Iterator[Row]:
    """The lines of a difference: reports, versions, tolls, positions, entries, entries that are gone."""
    for kept in found.reports:
        day = kept.report.published
        when = date_words(When(day, day), interface.code) if day else "–"
        yield Row("reports", when, kept.report.outlet or "–", kept.report.title or kept.report.id[:12], ())
    for one in found.replaced:
        after = one.after.report.id[:12] if one.after else interface.say("not counted any more")
        yield Row("replaced", "", one.before.report.outlet or "–", f"{one.before.report.id[:12]} → {after}", ())
    yield from (_change("tolls", change, interface) for change in found.tolls)
    yield from (_change("positions", change, interface) for change in found.positions)
    for section, tellings in (("new", found.entries), ("gone", found.gone)):
        for told in sorted(tellings, key=_by_when):
            yield Row(
                section, _when(told, interface), interface.label("kind", told[1].kind), _told(told, interface), (told,)
            )


def _by_when(told: Telling) -> tuple[bool, date, str]:
    day = told[1].when.start if told[1].when is not None else told[0].published
    return day is None, day or date.min, told[1].id


def _told(told: Telling, interface: Interface) -> str:
    line = line_of(told[1], told[0].text, interface)
    hedge = line["factuality"] if told[1].factuality != "actual" else ""
    return " · ".join(part for part in (line["who"], line["what"], line["number"], line["where"], hedge) if part)


def _change(section: str, change: Change, interface: Interface) -> Row:
    entry, both = change.after[1], (change.before, change.after)
    if section == "tolls":
        place = entry.roles.get("place")
        named = names_of(place if isinstance(place, tuple) else (), interface.code)
        harm = interface.label("value", str(entry.roles.get("harm")))
        numbers = " → ".join(_number(told[1], interface) for told in (change.before, change.after))
        return Row(section, _when(change.after, interface), named, f"{harm}{interface.say(': ')}{numbers}", both)
    stands = " → ".join(_what(told, interface) for told in (change.before, change.after))
    return Row(
        section, _when(change.after, interface), _by(change.after, interface), stands, (change.before, change.after)
    )


def _number(entry: Entry, interface: Interface) -> str:
    number = entry.roles.get("number")
    return quantity_words(number, interface.code) if isinstance(number, Quantity) else "?"


def row_to_json(row: Row) -> dict[str, str]:
    """A row as plain data, with the ids of the entries that it rests on."""
    entries = " ".join(entry.id for _, entry in row.tellings)
    return {"section": row.section, "when": row.when, "who": row.who, "what": row.what, "entries": entries}


def print_rows_of(rows: Iterable[Row], interface: Interface, console: Console) -> None:
    """Print sections one below the other, then the references."""
    references = References(interface)
    for section, group in groupby(rows, key=lambda row: row.section):
        console.print(Text(interface.label("section", section), style="bold underline"))
        console.print(_table(list(group), references, console.width))
        console.print()
    _print_references(references, interface, console)


def _table(rows: Sequence[Row], references: References, width: int) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    who = max(18, width // 5)
    for style, wide in (("cyan", _DAY), ("bold", who), ("", width - _DAY - who - 6)):
        table.add_column(style=style, width=wide, overflow="fold")
    for row in rows:
        what = Text(row.what)
        if row.tellings:
            what.append(f" {references.marks(row.tellings)}", "dim")
        table.add_row(Text(row.when), Text(row.who), what)
    return table


def _print_references(references: References, interface: Interface, console: Console) -> None:
    if not references.cited:
        return
    console.print(Text(interface.label("section", "references"), style="bold underline"))
    for one in references.cited.values():
        ids = " ".join(entry[:8] for entry in one.entries)
        console.print(Text(f"[{one.number}] {one.about} · {ids}", "dim"))
        console.print(Padding(Text(shorten(one.words, _QUOTED, placeholder="…")), (0, 0, 0, 4)))
