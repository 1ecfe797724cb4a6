"""A comparison with a reference for people and programs: counts first, then what each of them is."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import wrap
from typing import Any, TextIO

from rich.console import Console
from rich.text import Text

from greffier.export.csv import safe_cell
from greffier.export.words import date_words
from greffier.lexicon import Interface
from greffier.link.beside.result import Alone, Comparison, Difference, Matched, Near, Told
from greffier.link.beside.score import Likeness
from greffier.model import When

__all__ = ["COMPARISON_COLUMNS", "SORTS", "comparison_rows", "comparison_to_json", "print_comparison",
           "write_comparison_csv"]  # fmt: skip

SORTS = ("matched", "differing", "here", "there")  # what can be asked for alone; differing ones are matched, too
COMPARISON_COLUMNS = (
    "sort", "event", "kind", "status", "day", "place", "what", "toll_min", "toll_max", "record", "type", "their_day",
    "their_place", "their_what", "their_toll_min", "their_toll_max", "score", "days_apart", "km_apart", "actors",
    "reason", "nearest", "differences",
)  # fmt: skip

Json = dict[str, Any]


# --- words -----------------------------------------------------------------------------------------------------------
def _reason_words(alone: Alone, interface: Interface) -> str:
    """Why something stands on one side only."""
    say = interface.say
    reasons = {
        "undated": say("no day is told of it"),
        "unsure": say("told here only as planned, possible or denied"),
        "long": say("over too many days for a record of theirs"),
        "deathless": say("nobody is told to have died, and theirs needs one death"),
        "total": say("a total over a period, which is no pledge of its own"),
        "recipient": say("to another than the reference is about"),
        "stage": say("asked for or withheld, which is no record there"),
        "days": say("out of the days of the reference"),
        "country": say("in a country of which the reference has nothing"),
        "taken": say("the nearest is one with another"),
        "near": say("near, but not alike enough"),
        "nothing": say("nothing like it there"),
        "rejected": say("here, but rejected"),
        "unreviewed": say("here, but nobody has accepted it"),
        "filtered": say("here, but not among what the options ask for"),
        "untold": say("reports of those days tell nothing like it"),
        "unreported": say("your ledger has no report of those days"),
    }
    return reasons[alone.reason]


def _near_words(near: Near, interface: Interface) -> str:
    """*nearest: EV1 · 2 May · Odesa (2 days and 40 km away; one with EV2)*."""
    apart = _apart(near.likeness, interface)
    more = [apart] if apart else []
    if near.taken:
        more.append(interface.say("one with {id}", id=near.taken))
    told = " · ".join(part for part in (near.told.item.id, near.told.day, near.told.place) if part)
    return interface.say("nearest: {told}", told=told) + (f" ({'; '.join(more)})" if more else "")


def _apart(likeness: Likeness, interface: Interface) -> str:
    days, km = likeness.days or 0, round(likeness.km or 0)
    if days and km:
        return interface.say("{days} {days:day|days} and {km} km away", days=days, km=km)
    if days:
        return interface.say("{days} {days:day|days} away", days=days)
    return interface.say("{km} km away", km=km) if km else ""


def _difference_words(difference: Difference, interface: Interface) -> str:
    """*toll: 3–5 here, 9 there*."""
    none = interface.say("not told")
    say, sides = interface.say, {"here": difference.here or none, "there": difference.there or none}
    words = {
        "toll": say("toll"),
        "date": say("date"),
        "place": say("place"),
        "amount": say("amount"),
        "currency": say("currency"),
        "stage": say("stage"),
    }
    return say("{what}: {here} here, {there} there", what=words[difference.what], **sides)


# --- for programs ----------------------------------------------------------------------------------------------------
def comparison_to_json(found: Comparison, interface: Interface) -> Json:
    """All of it."""
    return {"reference": _about(found), "counts": _counts_of(found), "rows": list(comparison_rows(found, interface))}


def _about(found: Comparison) -> Json:
    one = found.reference
    days = [day.isoformat() if day else None for day in (one.first, one.last)]
    return {"name": one.name, "form": one.form, "rows": one.rows, "first": days[0], "last": days[1]}


def _counts_of(found: Comparison) -> Json:
    """How many of what, reasons and differences by their words in the data."""
    differing = Counter(d.what for pair in found.matched for d in {d.what: d for d in pair.differences}.values())
    return {
        "matched": len(found.matched),
        "differing": sum(bool(pair.differences) for pair in found.matched),
        "differences": dict(sorted(differing.items())),
        "here": len(found.here),
        "here_because": dict(sorted(Counter(one.reason for one in found.here).items())),
        "there": len(found.there),
        "there_because": dict(sorted(Counter(one.reason for one in found.there).items())),
        "not_compared_here": dict(found.aside_here),
        "not_compared_there": dict(found.aside_there),
    }


def comparison_rows(found: Comparison, interface: Interface, only: str | None = None) -> Iterator[Json]:
    """A row for each pair, and for each that stands alone; `only` one of SORTS."""
    if only in (None, "matched", "differing"):
        pairs = (pair for pair in found.matched if only != "differing" or pair.differences)
        yield from (_pair_row(pair, interface) for pair in pairs)
    for sort, some in (("here", found.here), ("there", found.there)):
        if only in (None, sort):
            yield from (_alone_row(one, sort, interface) for one in some)


def _pair_row(pair: Matched, interface: Interface) -> Json:
    words = "; ".join(_difference_words(one, interface) for one in pair.differences)
    sort = "differing" if pair.differences else "matched"
    return {"sort": sort, **_ours(pair.here), **_theirs(pair.there), **_likeness(pair.likeness), "differences": words}


def _alone_row(one: Alone, sort: str, interface: Interface) -> Json:
    nearest = _near_words(one.near, interface) if one.near else None
    side = _ours(one.told) if sort == "here" else _theirs(one.told)
    like = _likeness(one.near.likeness) if one.near else {}
    return {"sort": sort, **side, **like, "reason": _reason_words(one, interface), "nearest": nearest}


def _ours(told: Told) -> Json:
    item = told.item
    about = {"event": item.id, "kind": told.heading, "status": told.status, "day": _iso(told)}
    return {**about, "place": told.place, "what": told.what, **_toll(told, "")}


def _theirs(told: Told) -> Json:
    about = {"record": told.item.id, "type": told.heading, "their_day": _iso(told), "their_place": told.place}
    return {**about, "their_what": told.what, **_toll(told, "their_")}


def _iso(told: Told) -> str | None:
    first, last = told.item.first, told.item.last
    if first is None or last is None:
        return None
    days = [date.fromordinal(day).isoformat() for day in (first, last)]
    return days[0] if first == last else "/".join(days)


def _toll(told: Told, prefix: str) -> Json:
    low, high = told.item.toll or (None, None)
    whole = [int(value) if value is not None else None for value in (low, high)]
    return {f"{prefix}toll_min": whole[0], f"{prefix}toll_max": whole[1]}


def _likeness(like: Likeness) -> Json:
    km = None if like.km is None else round(like.km, 1)
    return {"score": like.score, "days_apart": like.days, "km_apart": km, "actors": ", ".join(sorted(like.actors))}


def write_comparison_csv(rows: Iterable[Json], out: TextIO) -> None:
    """A header and one row each."""
    writer = csv.DictWriter(out, COMPARISON_COLUMNS, restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({key: safe_cell("" if cell is None else cell) for key, cell in row.items()})


# --- for people ------------------------------------------------------------------------------------------------------
def print_comparison(found: Comparison, interface: Interface, console: Console, only: str | None = None) -> None:
    """Counts with reasons, then what differs, what is only here and what is only there."""
    _print_counts(found, interface, console)
    say = interface.say
    differing = [pair for pair in found.matched if pair.differences]
    if only in (None, "differing") and differing:
        _heading(say("Matched, and told otherwise"), console)
        for pair in differing:
            _print_pair(pair, interface, console)
    if only == "matched" and found.matched:
        _heading(say("Matched"), console)
        for pair in found.matched:
            _print_pair(pair, interface, console)
    for sort, heading, some in (("here", say("Only here"), found.here), ("there", say("Only there"), found.there)):
        if only in (None, sort) and some:
            _heading(heading, console)
            for one in some:
                _print_alone(one, interface, console)


def _print_counts(found: Comparison, interface: Interface, console: Console) -> None:
    one, say = found.reference, interface.say
    days = date_words(When(one.first, one.last), interface.code) if one.first and one.last else ""
    rows = say("{count} {count:record|records}", count=one.rows)
    console.print(Text(" · ".join(part for part in (one.name, one.form, rows, days) if part), style="bold"))
    counts = _counts_of(found)
    differing = say("{count} of them differ", count=counts["differing"])
    _count(say("matched"), counts["matched"], differing if counts["differing"] else "", console)
    for what, count in counts["differences"].items():
        _count(_difference_name(what, interface), count, "", console, deeper=True)
    for heading, some in ((say("only here"), found.here), (say("only there"), found.there)):
        _count(heading, len(some), "", console)
        firsts = {alone.reason: alone for alone in some}
        for reason, count in Counter(alone.reason for alone in some).most_common():
            _count(_reason_words(firsts[reason], interface), count, "", console, deeper=True)
    _print_aside(found, interface, console)


def _difference_name(what: str, interface: Interface) -> str:
    """The name of a sort of difference."""
    return _difference_words(Difference(what, "", ""), interface).split(":")[0].strip()


def _print_aside(found: Comparison, interface: Interface, console: Console) -> None:
    if found.aside_here:
        kinds = ", ".join(f"{interface.label('kind', kind)} {count}" for kind, count in found.aside_here.items())
        _below(interface.say("not compared, of kinds that the reference has not: {kinds}", kinds=kinds), console, "dim")
    if found.aside_there:
        types = ", ".join(f"{type or '–'} {count}" for type, count in found.aside_there.items())
        _below(interface.say("not compared, of types that the ledger has not: {types}", types=types), console, "dim")


def _count(words: str, count: int, more: str, console: Console, *, deeper: bool = False) -> None:
    line = Text(f"{'    ' if deeper else '  '}{count:>7}  ", style="dim" if deeper else "bold yellow")
    console.print(line.append(words, style="" if deeper else "bold").append(f" ({more})" if more else "", style="dim"))


def _heading(words: str, console: Console) -> None:
    console.print()
    console.print(Text(words, style="bold underline"))


def _print_pair(pair: Matched, interface: Interface, console: Console) -> None:
    differing = (f"! {_difference_words(difference, interface)}" for difference in pair.differences)
    there = f"= {pair.there.item.id}  {_words(pair.there)}"
    _print_block(pair.here, ((there, "dim"), *((words, "yellow") for words in differing)), console)


def _print_alone(one: Alone, interface: Interface, console: Console) -> None:
    near = ((_near_words(one.near, interface), "dim"),) if one.near is not None else ()
    _print_block(one.told, ((_reason_words(one, interface), "yellow"), *near), console)


def _print_block(told: Told, below: Iterable[tuple[str, str]], console: Console) -> None:
    """Something in a line or two, and what is to be said of it below; wrapped here: they may be tens of thousands."""
    words = "  ".join(part for part in (told.item.id, told.day, told.place, told.what) if part)
    block = Text("\n").join(
        Text(line, style)
        for some, style, indent in ((words, "", 0), *((some, style, 4) for some, style in below))
        for line in wrap(some, console.width, initial_indent=" " * indent, subsequent_indent=" " * (indent or 4))
    )
    console.print(block, soft_wrap=True, highlight=False)


def _words(told: Told) -> str:
    return "  ".join(part for part in (told.day, told.place, told.heading, told.what) if part)


def _below(words: str, console: Console, style: str) -> None:
    for line in wrap(words, console.width, initial_indent="    ", subsequent_indent="    "):
        console.print(Text(line, style), soft_wrap=True)
