"""The ledger on a terminal: one line an entry, under it the words that it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from greffier.export.words import Line, date_words, line_of
from greffier.lexicon import Interface
from greffier.model import Entry, Report, When

__all__ = ["print_report"]

_WIDE = 110  # columns of terminal from which every cell has a column of its own
_SHARES = {"kind": 10, "when": 13, "where": 14, "who": 20, "what": 22, "number": 10, "factuality": 8, "source": 13}
_STYLES = {
    "kind": "bold",
    "when": "cyan",
    "where": "green",
    "number": "bold yellow",
    "factuality": "magenta",
    "source": "blue",
}
_LONGEST_WORDS = 240


def print_report(report: Report, entries: Sequence[Entry], interface: Interface, console: Console) -> None:
    """Print one report's ledger to `console`, as wide as that is."""
    console.print(_heading(report, len(entries), interface))
    if entries and console.width >= _WIDE:
        console.print(_cells({name: interface.label("heading", name) for name in _SHARES}, console.width, "dim"))
    for entry in entries:
        line = line_of(entry, report.text, interface)
        top = _cells(line, console.width) if console.width >= _WIDE else _block(line, entry, interface)
        console.print(Group(top, _words(entry, report.text, interface)))
    console.print()


def _heading(report: Report, count: int, interface: Interface) -> RenderableType:
    day = date_words(When(report.published, report.published), interface.code) if report.published else ""
    about = " · ".join(part for part in (report.outlet, day, _count(count, interface)) if part)
    title = report.title or report.path or report.id[:12]
    return Group(Text(title, style="bold underline"), Text(about, style="dim"))


def _count(count: int, interface: Interface) -> str:
    return interface.say("1 entry") if count == 1 else interface.say("{count} entries", count=count)


def _cells(line: Line, width: int, style: str = "") -> RenderableType:
    """All cells side by side; what is too long for its column goes on below."""
    spare = max(0, width - sum(_SHARES.values()) - 2 * len(_SHARES))
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, share in _SHARES.items():
        grid.add_column(width=share + (spare // 2 if name in {"who", "what"} else 0), overflow="fold")
    grid.add_row(*(Text(line[name], style or _STYLES.get(name, "")) for name in _SHARES))
    return grid


def _block(line: Line, entry: Entry, interface: Interface) -> RenderableType:
    """For a narrow terminal: what happened, when and where; then who and what; then who says so."""
    top = Text(f"{line['kind']:<12}", style="bold")
    for name in ("when", "where", "number", "factuality"):
        if line[name] and (name != "factuality" or entry.factuality != "actual"):
            top.append("  ").append(line[name], style=_STYLES[name])
    parts: list[RenderableType] = [top]
    who = " → ".join(part for part in (line["who"], line["what"]) if part)
    if who:
        parts.append(Padding(Text(who), (0, 0, 0, 2)))
    if line["source"]:
        parts.append(Padding(Text(interface.say("according to {source}", source=line["source"]), "blue"), (0, 0, 0, 2)))
    return Group(*parts)


def _words(entry: Entry, text: str, interface: Interface) -> RenderableType:
    """The fullest evidence with the anchor marked, and the entry's doubts."""
    span = next(
        (s for s in entry.evidence if s.holds(entry.anchor)), entry.evidence[0] if entry.evidence else entry.anchor
    )
    words = Text(span.of(text).replace("\n", " "), style="dim")
    if span.holds(entry.anchor):
        words.stylize("not dim underline", entry.anchor.start - span.start, entry.anchor.end - span.start)
    words.truncate(_LONGEST_WORDS, overflow="ellipsis")
    quoted = (
        Text("“" if interface.code == "en" else "« ", "dim")
        + words
        + Text("”" if interface.code == "en" else " »", "dim")
    )
    doubts = [Text("? " + "; ".join(interface.say(d) for d in entry.doubts), "yellow")] if entry.doubts else []
    return Padding(Group(quoted, *doubts), (0, 0, 1, 2))
