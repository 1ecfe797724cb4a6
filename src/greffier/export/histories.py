"""Tolls by event: who told how many and when, and what the figures come to; a row for each harm of an event."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.console import Console
from rich.text import Text

from greffier.export.events import print_toll, toll_to_json
from greffier.export.groups import LONG
from greffier.export.jsonl import quantity_to_json, when_to_json
from greffier.export.words import date_words, quantity_words
from greffier.lexicon import Interface
from greffier.link.known import Event, Figure

__all__ = ["flat_history_rows", "has_history", "history_rows", "print_histories"]

Json = dict[str, Any]


def has_history(event: Event) -> bool:
    """Whether an event has a toll that is of one happening: dated to more days than one takes, it is a total."""
    long = event.when is not None and (event.when.end - event.when.start).days >= LONG
    return bool(event.tolls) and not long


def history_rows(events: Iterable[Event]) -> Iterator[Json]:
    """A row for each harm of each event: event, when, place, harm, min, max, latest, history, contradictions."""
    for event in events:
        opposed = [{one.entry.id, other.entry.id} for one, other in _opposed(event)]
        for toll in event.tolls:
            mine = {figure.voice.entry.id for figure in toll.history}
            yield {
                "event": event.id,
                "when": when_to_json(event.when) if event.when else None,
                "place": event.place or None,
                **toll_to_json(toll),
                "contradictions": [sorted(pair) for pair in opposed if pair <= mine],
            }


def _opposed(event: Event) -> Iterator[tuple[Any, Any]]:
    return ((c.one, c.other) for c in event.contradictions if c.what == "toll")


def flat_history_rows(events: Iterable[Event]) -> Iterator[Json]:
    """The same for a table of cells: a row for each figure told, with what its history comes to."""
    for event in events:
        when = event.when
        for toll in event.tolls:
            about = {
                "event": event.id,
                "when_start": when.start.isoformat() if when else None,
                "when_end": when.end.isoformat() if when else None,
                "place": event.place or None,
                "harm": toll.harm,
            }
            told = toll_to_json(toll)
            sums = {"lowest": told["min"], "highest": told["max"], "latest": quantity_words(toll.latest.quantity, "en")}
            for figure in (*toll.history, *toll.copied):
                yield about | _cells(figure) | {"copied": figure.voice.copied} | sums


def _cells(figure: Figure) -> Json:
    report, entry, number = figure.voice.report, figure.voice.entry, quantity_to_json(figure.quantity)
    return {
        "published": report.published.isoformat() if report.published else None,
        "outlet": report.outlet,
        "source": entry.source.name if entry.source else None,
        "number": quantity_words(figure.quantity, "en"),
        "min": number.get("min"),
        "max": number.get("max"),
        "entry": entry.id,
        "report": report.id,
    }


def print_histories(events: Iterable[Event], interface: Interface, console: Console) -> None:
    """Each event, and the history of each of its harms below it."""
    for event in events:
        when = date_words(event.when, interface.code) if event.when else interface.say("no date told")
        title = " · ".join((event.place or interface.say("no place told"), when))
        console.print(Text(title, "bold underline").append(f"  {event.id}", style="not bold not underline dim"))
        for toll in event.tolls:
            print_toll(toll, interface, console)
        if any(_opposed(event)):
            console.print(Text(f"  ! {interface.say('tolls that cannot both be')}", "yellow"))
        console.print()
