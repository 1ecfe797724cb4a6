"""The ledger on a terminal: one line an entry, under it the words that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from greffier.export.checks import check_line, check_signs
from greffier.export.holders import holder_lines
from greffier.export.words import Line, date_words, line_of
from greffier.lexicon import Interface
from greffier.model import STATUSES, Check, Entry, Report, Span, When

if TYPE_CHECKING:
    from greffier.ledger import Holder, Withdrawal

__all__ = ["print_lines", "print_report", "withdrawn_words"]

_WIDE = 140  # columns of terminal from which every cell has a column of its own
_WIDTHS = {"kind": 11, "when": 13, "where": 13, "who": 17, "what": 20, "number": 8, "factuality": 10, "source": 12}
_JUDGED = {"accepted": "green", "corrected": "green", "rejected": "red"}
_GROWING = ("who", "what")  # take the room that a wider terminal leaves
_STYLES = {"kind": "bold", "when": "cyan", "where": "green", "number": "bold yellow", "source": "blue"}
_LONGEST_WORDS = 280
_DAY, _FIGURE, _ID = 15, 12, 8  # columns of a narrow terminal: the longest day, the longest number, an id


def print_report(
    report: Report,
    entries: Sequence[Entry],
    interface: Interface,
    console: Console,
    checks: Sequence[Check] = (),
    *,
    signs: bool = False,
    statuses: Mapping[str, str] = MappingProxyType({}),
    holders: Mapping[str, Holder] = MappingProxyType({}),
    withdrawn: Sequence[Withdrawal] = (),
) -> None:
    """Print one report's ledger, as wide as `console` is; entries that rest on the same words stand together.

    Below them stand what those of `checks` come to whose claims are among the words, or with `signs` their signs, and
    what people judged (`statuses`, by id), and who holds a role that is told without a name (`holders`); above them
    that the report was taken back (`withdrawn`).
    """
    wide = console.width >= _WIDE
    console.print(_heading(report, len(entries), interface, withdrawn))
    if entries and wide:
        console.print(_cells({name: interface.label("heading", name) for name in _WIDTHS}, console.width, "dim"))
    told = sorted(entries, key=lambda e: (_shown(e), e.anchor))
    for span, group in groupby(told, key=_shown):
        same = list(group)
        for entry in same:
            line = line_of(entry, report.text, interface)
            if wide:
                console.print(_cells(line, console.width))
            else:
                _print_block(line, entry, interface, console)
            for told_as in holder_lines(entry, holders, interface):
                _print_below(Text(told_as, "blue"), console)
            judged = statuses.get(entry.id, STATUSES[0])
            if judged != STATUSES[0]:
                _print_below(Text(f"= {interface.label('status', judged)}", _JUDGED[judged]), console)
            if entry.doubts:
                _print_below(Text("? " + "; ".join(interface.say(d) for d in entry.doubts), "yellow"), console)
        here = [check for check in checks if span.holds(check.span)]
        for words in [check_signs(here, interface)] if signs and here else []:
            _print_below(words, console)
        for check in here if not signs else ():
            _print_below(check_line(check, report.text, interface), console)
        _print_below(_words(span, [e.anchor for e in same], report.text), console)
        console.print()


def print_lines(told: Iterable[tuple[Report, Entry]], interface: Interface, console: Console) -> None:
    """Print entries of one kind from several reports: what is told, by whom, and where it was published.

    A row each, or on a narrow terminal a few lines each.
    """
    if console.width < _WIDE:
        _print_narrow(list(told), interface, console)
        return
    table = Table(box=None, padding=(0, 1), pad_edge=False, header_style="dim")
    names = ("when", "where", "number", "what", "source", "outlet", "published", "entry")
    for name in names:
        heading, style = interface.label("heading", name), _STYLES.get(name, "")
        table.add_column(heading, style=style, no_wrap=name == "entry", overflow="fold")
    for report, entry in told:
        line = line_of(entry, report.text, interface)
        line["outlet"], line["entry"] = report.outlet or "", entry.id[:8]
        line["published"] = _day_words(report, interface)
        line["what"] = " · ".join(part for part in (line["who"], line["what"]) if part)
        if entry.factuality != "actual":
            line["what"] += f" ({line['factuality']})"
        table.add_row(*(line[name] for name in names))
    console.print(table)


def _print_narrow(told: Sequence[tuple[Report, Entry]], interface: Interface, console: Console) -> None:
    """Two lines each or more: when, how many, and what; below, dim, who says so and where it was published."""
    lines = [(report, entry, line_of(entry, report.text, interface)) for report, entry in told]
    figures = max((len(line["number"]) for _, _, line in lines), default=0)
    when = min(_DAY, max((len(line["when"]) for _, _, line in lines), default=0))
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=when, style=_STYLES["when"], overflow="fold")
    if figures:
        grid.add_column(width=min(figures, _FIGURE), style=_STYLES["number"], justify="right", overflow="fold")
    spare = console.width - when - _ID - 6 - (min(figures, _FIGURE) + 2 if figures else 0)
    grid.add_column(width=spare, overflow="fold")
    grid.add_column(width=_ID, style="dim", no_wrap=True)
    for report, entry, line in lines:
        figure = [Text(line["number"])] if figures else []
        cells = [Text(line["when"] or "–"), *figure, _body(report, entry, line, interface), Text(entry.id[:_ID])]
        grid.add_row(*cells)
    console.print(grid)


def _body(report: Report, entry: Entry, line: Line, interface: Interface) -> Text:
    hedge = line["factuality"] if entry.factuality != "actual" else ""
    told = " · ".join(part for part in (line["who"], line["what"], line["where"], hedge) if part)
    source = interface.say("according to {source}", source=line["source"]) if line["source"] else ""
    about = " · ".join(part for part in (source, report.outlet, _day_words(report, interface)) if part)
    return Text("\n").join([Text(told or "–"), *([Text(about, "dim")] if about else [])])


def _day_words(report: Report, interface: Interface) -> str:
    return date_words(When(report.published, report.published), interface.code) if report.published else ""


def _heading(report: Report, count: int, interface: Interface, withdrawn: Sequence[Withdrawal]) -> RenderableType:
    day, authors = _day_words(report, interface), ", ".join(report.authors)
    moment = f"{report.published_at:%H:%M %z}" if report.published_at else ""
    about = " · ".join(part for part in (report.outlet, authors, day, moment, _count(count, interface)) if part)
    title = report.title or report.path or report.id[:12]
    told = [Text(f"? {interface.say(doubt)}", "yellow") for doubt in report.doubts]
    told += [Text(withdrawn_words(withdrawn, interface), "red")] if withdrawn else []
    return Group(Text(title, style="bold underline"), Text(about, style="dim"), *told)


def withdrawn_words(withdrawn: Sequence[Withdrawal], interface: Interface) -> str:
    """That a report was taken back, and on which day if the notice says so."""
    day = withdrawn[0].notice.published
    if day is None:
        return interface.say("its outlet took this report back: its entries do not count.")
    words = date_words(When(day, day), interface.code)
    return interface.say("its outlet took this report back ({day}): its entries do not count.", day=words)


def _count(count: int, interface: Interface) -> str:
    return interface.say("{count} {count:entry|entries}", count=count)


def _print_below(words: Text, console: Console) -> None:
    """Print words below their line, set in by two columns, without blanks at the ends of lines."""
    for line in words.wrap(console, console.width - 2):
        line.rstrip()
        console.print(Text("  ").append_text(line))


def _cells(line: Line, width: int, style: str = "") -> RenderableType:
    """All cells side by side; what is too long for its column goes on below."""
    spare = max(0, width - sum(_WIDTHS.values()) - 2 * len(_WIDTHS))
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, least in _WIDTHS.items():
        grid.add_column(width=least + (spare // len(_GROWING) if name in _GROWING else 0), overflow="fold")
    grid.add_row(*(Text(line[name], style or _STYLES.get(name, "")) for name in _WIDTHS))
    return grid


def _print_block(line: Line, entry: Entry, interface: Interface, console: Console) -> None:
    """For a narrow terminal: what happened, when and where; then who and what; then who says so."""
    top = Text(f"{line['kind']:<14}", style="bold")
    top.append(f"{line['when']:<14}", style=_STYLES["when"])
    for name in ("where", "number", "factuality"):
        if line[name] and (name != "factuality" or entry.factuality != "actual"):
            top.append("  ").append(line[name], style=_STYLES.get(name, "magenta"))
    top.rstrip()
    console.print(top)
    who = " → ".join(part for part in (line["who"], line["what"]) if part)
    if who:
        _print_below(Text(who), console)
    if line["source"]:
        _print_below(Text(interface.say("according to {source}", source=line["source"]), "blue"), console)


def _shown(entry: Entry) -> Span:
    """The words to show: the evidence that holds the anchor, else the fullest."""
    holding = (span for span in entry.evidence if span.holds(entry.anchor))
    return next(holding, entry.evidence[0] if entry.evidence else entry.anchor)


def _words(span: Span, anchors: Sequence[Span], text: str) -> Text:
    """The words that entries rest on, their anchors underlined."""
    words = Text(span.of(text).replace("\n", " "), style="dim")
    for anchor in anchors:
        if span.holds(anchor):
            words.stylize("not dim underline", anchor.start - span.start, anchor.end - span.start)
    words.truncate(_LONGEST_WORDS, overflow="ellipsis")
    return words
