"""Events as people and programs take them: what is known of each, and who told it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from greffier.export.csv import safe_cell
from greffier.export.jsonl import entry_to_json, filler_to_json, quantity_to_json, when_to_json
from greffier.export.words import date_words, line_of, quantity_words
from greffier.lexicon import Interface
from greffier.link.known import Contradiction, Event, Figure, Stand, Toll, Voice
from greffier.model import Quantity, Report, When

__all__ = [
    "EVENT_COLUMNS", "contradiction_words", "event_row",
    "event_to_json", "figure_of", "headline_of", "print_event", "print_events",
    "print_toll", "toll_to_json", "toll_words", "write_events_csv",
]  # fmt: skip

Json = dict[str, Any]

_WIDE = 120
_LONGEST = 240
_SOURCES = 40
EVENT_COLUMNS = (
    "event", "kind", "when_start", "when_end", "place", "what", "entries", "reports", "independent", "copies",
    "first_published", "last_published", "killed_min", "killed_max", "killed_latest", "wounded_min", "wounded_max",
    "wounded_latest", "contradictions", "today",
)  # fmt: skip


# --- for programs ----------------------------------------------------------------------------------------------------
def event_to_json(event: Event) -> Json:
    """An event with all that it knows; reports are named by their ids, and each entry stands in full."""
    return {
        "event": event.id,
        "today": list(event.today),
        "kind": event.kind,
        "when": when_to_json(event.when) if event.when else None,
        "place": event.place or None,
        "tolls": [toll_to_json(toll) for toll in event.tolls],
        "positions": [_stand_to_json(stand) for stand in event.stands],
        "contradictions": [{"what": c.what, "entries": [_said(c.one), _said(c.other)]} for c in event.contradictions],
        "independent": [_about(report) for report in event.origins],
        "copies": [_about(report) for report in event.copies],
        "doubts": list(event.doubts),
        "entries": [_voice_to_json(voice) for voice in event.voices],
    }


def _stand_to_json(stand: Stand) -> Json:
    about = {"actor": stand.actor, "key": stand.key, "stance": stand.stance}
    return {**about, "factuality": stand.voice.entry.factuality, **_said(stand.voice)}


def _voice_to_json(voice: Voice) -> Json:
    about = {"report": voice.report.id, "copy_of": voice.original if voice.copied else None}
    return {**about, **entry_to_json(voice.entry, voice.report.text)}


def toll_to_json(toll: Toll) -> Json:
    """The history of one harm, with its lowest and highest figure and the one told last."""
    return {
        "harm": toll.harm,
        "min": _whole(toll.minimum),
        "max": _whole(toll.maximum),
        "latest": quantity_to_json(toll.latest.quantity),
        "history": [_figure_to_json(f, copied=False) for f in toll.history]
        + [_figure_to_json(f, copied=True) for f in toll.copied],
    }


def _figure_to_json(figure: Figure, *, copied: bool) -> Json:
    source = figure.voice.entry.source
    about = {"source": filler_to_json(source) if source else None, "copied": copied}
    return {**quantity_to_json(figure.quantity), **_said(figure.voice), **about}


def _said(voice: Voice) -> Json:
    published = voice.report.published
    return {
        "entry": voice.entry.id,
        "report": voice.report.id,
        "outlet": voice.report.outlet,
        "published": published.isoformat() if published else None,
    }


def _about(report: Report) -> Json:
    published = report.published.isoformat() if report.published else None
    return {"report": report.id, "outlet": report.outlet, "published": published, "title": report.title}


def _whole(value: float | None) -> float | int | None:
    return int(value) if value is not None and float(value).is_integer() else value


def write_events_csv(events: Iterable[Event], out: TextIO, interface: Interface) -> None:
    """A header and one row an event."""
    writer = csv.DictWriter(out, EVENT_COLUMNS, restval="")
    writer.writeheader()
    for event in events:
        writer.writerow({key: safe_cell(cell) for key, cell in event_row(event, interface).items()})


def event_row(event: Event, interface: Interface) -> dict[str, Any]:
    """The cells of an event, by column of EVENT_COLUMNS."""
    days = sorted(v.report.published for v in event.voices if v.report.published)
    found: dict[str, Any] = {
        "event": event.id,
        "kind": event.kind,
        "when_start": event.when.start.isoformat() if event.when else "",
        "when_end": event.when.end.isoformat() if event.when else "",
        "place": event.place,
        "what": headline_of(event, interface),
        "entries": len(event.voices),
        "reports": len({v.report.id for v in event.voices}),
        "independent": len(event.origins),
        "copies": len(event.copies),
        "first_published": days[0].isoformat() if days else "",
        "last_published": days[-1].isoformat() if days else "",
        "contradictions": len(event.contradictions),
        "today": " ".join(event.today),
    }
    for toll in event.tolls:
        if f"{toll.harm}_min" in EVENT_COLUMNS:
            found |= {f"{toll.harm}_min": _whole(toll.minimum), f"{toll.harm}_max": _whole(toll.maximum)}
            found[f"{toll.harm}_latest"] = quantity_words(toll.latest.quantity, "en")
    return found


# --- for people ------------------------------------------------------------------------------------------------------
def print_events(events: Iterable[Event], interface: Interface, console: Console) -> None:
    """A row an event, or on a narrow terminal a few lines: when, where, what, its toll, how many told it."""
    if console.width < _WIDE:
        for event in events:
            _print_block(event, interface, console)
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style="dim")
    styles = {"when": "cyan", "where": "green", "kind": "bold", "what": "", "number": "bold yellow", "told": "blue"}
    for name, style in styles.items():
        table.add_column(interface.label("heading", name), style=style, overflow="fold", no_wrap=name == "when")
    table.add_column(interface.label("heading", "event"), style="dim", no_wrap=True)
    for event in events:
        table.add_row(*_cells(event, interface), event.id)
    console.print(table)


def _cells(event: Event, interface: Interface) -> tuple[Text | str, ...]:
    when = date_words(event.when, interface.code) if event.when else ""
    what = Text(headline_of(event, interface))
    for contradiction in _kinds_of(event.contradictions):
        what.append(f"\n! {contradiction_words(contradiction, interface)}", style="yellow")
    tolls = "\n".join(toll_words(toll, interface) for toll in event.tolls)
    return when, event.place, interface.label("kind", event.kind), what, tolls, _told_by(event, interface)


def _print_block(event: Event, interface: Interface, console: Console) -> None:
    top = Text(interface.label("kind", event.kind), style="bold")
    when = date_words(event.when, interface.code) if event.when else ""
    for words, style in ((when, "cyan"), (event.place, "green"), (event.id, "dim")):
        if words:
            top.append("  ").append(words, style=style)
    console.print(top)
    for words, style in (
        (headline_of(event, interface), ""),
        (" · ".join(toll_words(toll, interface) for toll in event.tolls), "bold yellow"),
        (_told_by(event, interface), "blue"),
    ):
        _below(words, style, console)
    for contradiction in _kinds_of(event.contradictions):
        _below(f"! {contradiction_words(contradiction, interface)}", "yellow", console)
    console.print()


def _kinds_of(contradictions: Sequence[Contradiction]) -> list[Contradiction]:
    """One contradiction of each sort, for a list."""
    return list({c.what: c for c in reversed(contradictions)}.values())[::-1]


def _below(words: str, style: str, console: Console, indent: int = 2) -> None:
    if words:
        for line in Text(words, style).wrap(console, console.width - indent):
            line.rstrip()
            console.print(Text(" " * indent).append_text(line))


def headline_of(event: Event, interface: Interface) -> str:
    """Who and what, as the entry tells it that tells most of it, in the reader's language if there is one."""
    heads = [v for v in event.voices if v.entry.kind == event.kind] or list(event.voices)
    own = [v for v in heads if v.report.language == interface.code] or heads
    voice = max(own, key=lambda v: (v.entry.factuality == "actual", len(v.entry.roles), -own.index(v)))
    line = line_of(voice.entry, voice.report.text, interface)
    number = line["number"] if not event.tolls else ""
    return " → ".join(part for part in (line["who"], " · ".join(w for w in (number, line["what"]) if w)) if part)


def toll_words(toll: Toll, interface: Interface) -> str:
    """*killed: 3 → 7*, or the one figure."""
    first, last = (quantity_words(f.quantity, interface.code) for f in (toll.history[0], toll.latest))
    figures = last if first == last else f"{first} → {last}"
    return f"{interface.label('value', toll.harm)} {figures}"


def _told_by(event: Event, interface: Interface) -> str:
    reports = len({v.report.id for v in event.voices})
    parts = [interface.say("{count} {count:report|reports}", count=reports)]
    if len(event.origins) != reports:
        parts.append(interface.say("{count} independent {count:source|sources}", count=len(event.origins)))
    if event.copies:
        parts.append(interface.say("{count} {count:copy|copies}", count=len(event.copies)))
    return ", ".join(parts)


def contradiction_words(contradiction: Contradiction, interface: Interface) -> str:
    """What it is that contradicts."""
    match contradiction.what:
        case "toll":
            return interface.say("tolls that cannot both be")
        case "stance":
            return interface.say("stands that exclude each other")
        case _:
            return interface.say("told as having happened, and denied")


def print_event(event: Event, interface: Interface, console: Console) -> None:
    """Everything that an event knows, and the words of each report."""
    _print_block_head(event, interface, console)
    for toll in event.tolls:
        print_toll(toll, interface, console)
    if event.stands:
        _heading(interface.label("kind", "position"), console)
        for stand in sorted(event.stands, key=lambda s: s.key):
            said = interface.label("value", stand.stance)
            denied = f" ({interface.label('value', 'denied')})" if stand.voice.entry.factuality == "denied" else ""
            _below(f"{stand.actor} : {said}{denied} – {_teller(stand.voice, interface)}", "", console)
    if event.contradictions:
        _heading(interface.label("heading", "contradictions"), console)
        for found in event.contradictions:
            _below(contradiction_words(found, interface), "yellow", console)
            for voice in (found.one, found.other):
                _below(f"{figure_of(voice, interface)} – {_teller(voice, interface)}", "", console, 4)
    _print_words(event, interface, console)
    _print_copies(event, interface, console)
    if event.doubts:
        _heading(interface.label("role", "doubts"), console)
        _below("; ".join(interface.say(doubt) for doubt in event.doubts), "yellow", console)


def _print_block_head(event: Event, interface: Interface, console: Console) -> None:
    when = date_words(event.when, interface.code) if event.when else ""
    title = " · ".join(part for part in (interface.label("kind", event.kind), event.place, when) if part)
    console.print(Text(title, style="bold underline").append(f"  {event.id}", style="not bold not underline dim"))
    _below(headline_of(event, interface), "", console)
    _below(_told_by(event, interface), "blue", console)


def _heading(words: str, console: Console) -> None:
    console.print()
    console.print(Text(words[:1].upper() + words[1:], style="bold"))


def print_toll(toll: Toll, interface: Interface, console: Console) -> None:
    """The history of one harm: by day of publication who told which figure, and who said so; its bounds, the last."""
    _heading(interface.label("value", toll.harm), console)
    table = Table.grid(padding=(0, 2, 0, 0))
    for justify in ("left", "right", "left", "left"):
        table.add_column(justify=justify, overflow="fold")
    for figure in toll.history:
        table.add_row(*_figure_cells(figure, interface))
    for figure in toll.copied:
        table.add_row(
            *(Text(str(cell), style="dim") for cell in _figure_cells(figure, interface)),
            Text(interface.say("copy"), "dim"),
        )
    console.print(table)
    if len(toll.history) > 1 and toll.minimum is not None and toll.maximum is not None:
        bounds = quantity_words(Quantity(toll.minimum, toll.maximum), interface.code)
        last = quantity_words(toll.latest.quantity, interface.code)
        _below(interface.say("told: {bounds}; told last: {last}", bounds=bounds, last=last), "dim", console)


def _figure_cells(figure: Figure, interface: Interface) -> tuple[str, ...]:
    entry, report = figure.voice.entry, figure.voice.report
    number = quantity_words(figure.quantity, interface.code)
    if entry.factuality != "actual":
        number += f" ({interface.label('value', entry.factuality)})"
    source = entry.source.text if entry.source else ""
    return f"  {_day(report, interface)}", number, report.outlet or report.id[:8], source


def _day(report: Report, interface: Interface) -> str:
    return date_words(When(report.published, report.published), interface.code) if report.published else "?"


def _teller(voice: Voice, interface: Interface) -> str:
    outlet = voice.report.outlet or voice.report.id[:8]
    return f"{outlet}, {_day(voice.report, interface)}"


def figure_of(voice: Voice, interface: Interface) -> str:
    """What an entry says, in a few words."""
    line = line_of(voice.entry, voice.report.text, interface)
    words = " · ".join(part for part in (line["number"], line["who"], line["what"]) if part)
    return f"{words} ({line['factuality']})" if voice.entry.factuality != "actual" else words


def _print_words(event: Event, interface: Interface, console: Console) -> None:
    """The sentences of each report, copies told in a line."""
    copies = {report.id for report in event.copies}
    for report, voices in _by_report(event.voices):
        console.print()
        about = " · ".join(part for part in (_day(report, interface), report.outlet, report.title) if part)
        copied = f"  {interface.say('copy')}" if report.id in copies else ""
        console.print(Text(about, style="bold").append(copied, style="dim"))
        for words, ids in _sentences(voices):
            text = Text(words)
            text.truncate(_LONGEST, overflow="ellipsis")
            _below(text.plain, "dim" if copied else "", console)
            _below(", ".join(ids), "dim", console, 4)


def _print_copies(event: Event, interface: Interface, console: Console) -> None:
    """Each copy beside what it copies, sentence by sentence."""
    reports = {report.id: (report, voices) for report, voices in _by_report(event.voices)}
    for report, voices in reports.values():
        original = reports.get(voices[0].original)
        if original is None or original[0].id == report.id:
            continue
        console.print()
        table = Table(box=None, padding=(0, 2, 0, 2), pad_edge=False, header_style="dim", expand=True)
        told = (_about_words(one, interface) for one in (original[0], report))
        for head in (next(told), f"{next(told)}  {interface.say('copy')}"):
            table.add_column(head, overflow="fold", ratio=1)
        sides = [[words for words, _ in _sentences(some)] for some in (original[1], voices)]
        for row in zip_longest(*sides, fillvalue=""):
            table.add_row(*row)
        console.print(table)


def _about_words(report: Report, interface: Interface) -> str:
    return " · ".join(part for part in (_day(report, interface), report.outlet) if part)


def _by_report(voices: Iterable[Voice]) -> Iterator[tuple[Report, list[Voice]]]:
    found: dict[str, list[Voice]] = {}
    for voice in voices:
        found.setdefault(voice.report.id, []).append(voice)
    for some in found.values():
        yield some[0].report, some


def _sentences(voices: Iterable[Voice]) -> Iterator[tuple[str, list[str]]]:
    """Each sentence once, with the beginnings of the ids of the entries that rest on it."""
    found: dict[str, list[str]] = {}
    for voice in voices:
        entry = voice.entry
        span = next((s for s in entry.evidence if s.holds(entry.anchor)), entry.anchor)
        found.setdefault(" ".join(span.of(voice.report.text).split()), []).append(entry.id[:8])
    yield from found.items()
