"""Groups of what the ledger holds: sums of pledges, tolls by place or month."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from greffier.export.words import month_words, names_of, quantity_words
from greffier.lexicon import Interface
from greffier.model import Entry, Filler, Quantity, Report

if TYPE_CHECKING:
    from greffier.ledger import Sum

__all__ = ["LONG", "print_sums", "sum_rows", "toll_groups"]

LONG = 3  # days from which what is counted is no single happening
Telling = tuple[Report, Entry]
Cell = str | int | float | None


def toll_groups(told: Sequence[Telling], by: str | None, interface: Interface) -> Iterator[tuple[str, list[Telling]]]:
    """Tolls under headings, by `place` or `period`, in the order given; totals over a period last, always apart."""
    groups: dict[str, list[Telling]] = {}
    totals = [one for one in told if _is_total(one[1])]
    for one in told:
        if not _is_total(one[1]):
            groups.setdefault(_heading(one[1], by, interface), []).append(one)
    untold = {interface.say("no place told"), interface.say("no date told")}
    yield from sorted(groups.items(), key=lambda group: group[0] in untold)
    if totals:
        yield interface.say("Totals over a period (not to be added to anything)"), totals


def _is_total(entry: Entry) -> bool:
    """Told as a total, or dated to more days than one happening takes."""
    number, when = entry.roles.get("number"), entry.when
    long = when is not None and (when.end - when.start).days >= LONG
    return long or (isinstance(number, Quantity) and number.scope is not None)


def _heading(entry: Entry, by: str | None, interface: Interface) -> str:
    if by == "place":
        value = entry.roles.get("place")
        names = names_of(value, interface.code) if isinstance(value, tuple) else ""
        return names or interface.say("no place told")
    if by == "period":
        day = entry.when.start.isoformat()[:7] if entry.when else ""
        return month_words(day, interface.code) if day else interface.say("no date told")
    return ""


def sum_rows(sums: Sequence[Sum], by: str, code: str) -> list[dict[str, Cell]]:
    """Plain rows: the group, stage, currency, least and most, how many pledges and how many tellings."""
    return [
        {
            by: _group(one.group, code),
            **({} if by == "stage" else {"stage": one.stage}),
            **({} if by == "currency" else {"currency": one.currency}),
            "min": _whole(one.min),
            "max": None if one.max is None else _whole(one.max),
            "pledges": len(one.pledges),
            "tellings": one.tellings,
            "entries": " ".join(entry.id for pledge in one.pledges for _, entry in pledge.tellings),
        }
        for one in sums
    ]


def _group(group: tuple[Filler, ...] | str, code: str) -> str:
    return group if isinstance(group, str) else names_of(group, code)


def _whole(number: float) -> int | float:
    return int(number) if number.is_integer() else number


def print_sums(sums: Sequence[Sum], by: str, interface: Interface, console: Console) -> None:
    """A row for each group, stage and currency; nothing is added over stages or currencies."""
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    names = list(dict.fromkeys((by, "stage", "sum", "pledges", "tellings")))
    for name in names:
        right = name in {"sum", "pledges", "tellings"}
        table.add_column(interface.label("heading", name), justify="right" if right else "left", overflow="fold")
    for one in sums:
        cells = {
            by: _label(one.group, by, interface),
            "stage": interface.label("value", one.stage) if one.stage else "–",
            "sum": quantity_words(Quantity(one.min, one.max, currency=one.currency), interface.code),
            "pledges": str(len(one.pledges)),
            "tellings": str(one.tellings),
        }
        table.add_row(*(Text(cells[name], "bold yellow" if name == "sum" else "") for name in names))
    console.print(table)


def _label(group: tuple[Filler, ...] | str, by: str, interface: Interface) -> str:
    words = _group(group, interface.code)
    if not words:
        return "–"
    if by == "period":
        return month_words(words, interface.code)
    return interface.label("value", words) if by == "stage" else words
