"""A report with its evidence marked, for notebooks: plain HTML without scripts, which inherits the page's colours."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape

from rich.console import Console

from greffier.export import Line, line_of, print_report
from greffier.lexicon import Interface, load_interface
from greffier.model import STATUSES, Check, Entry, Report, Span
from greffier.settings import interface_language

__all__ = ["interface", "report_html", "report_text"]

_COLUMNS = ("kind", "when", "where", "who", "what", "number", "factuality", "source")
_MARK = "background:rgba(255,190,0,.2);color:inherit;border-bottom:1px solid rgba(190,130,0,.9);padding:.05em 0"
_CHIP = (
    "font-size:.72em;border:1px solid currentColor;border-radius:.7em;padding:0 .45em;margin:0 .15em 0 .3em;"
    "opacity:.85;white-space:nowrap;font-weight:normal"
)
_CELL = (
    "text-align:left;vertical-align:top;padding:.3em .9em .3em 0;border-top:1px solid rgba(128,128,128,.4);"
    "line-height:1.4"
)
_SHORT = frozenset({"kind", "when", "number", "factuality", "judged"})  # cells that are not broken
_BOX = "max-width:72em;line-height:1.6;color:inherit;background:transparent"
_WIDTH = 100


def interface() -> Interface:
    """The words that people read, in the language of GREFFIER_LANG, else the locale's."""
    return load_interface(interface_language(os.environ))


def report_text(report: Report, entries: Sequence[Entry], checks: Sequence[Check], statuses: Mapping[str, str]) -> str:
    """The report as `greffier read` prints it, without colours."""
    out = io.StringIO()
    console = Console(file=out, width=_WIDTH, highlight=False, emoji=False, markup=False, color_system=None)
    print_report(report, entries, interface(), console, checks, statuses=statuses)
    return out.getvalue()


def report_html(report: Report, entries: Sequence[Entry], statuses: Mapping[str, str]) -> str:
    """The text with what each entry rests on marked, each anchor in bold with the entry's number and kind, and the
    entries in a table under it."""
    words, told = interface(), sorted(entries, key=lambda entry: (entry.anchor, entry.id))
    chips = [(entry.anchor, f"{n} {words.label('kind', entry.kind)}") for n, entry in enumerate(told, 1)]
    evidence = _merged(span for entry in told for span in entry.evidence)
    text = "".join(_marked(report.text, evidence, chips))
    return (
        f'<div lang="{escape(report.language)}" style="{_BOX}">{_head(report, len(told), words)}'
        f'<div style="white-space:pre-wrap;max-width:60em;margin:.6em 0">{text}</div>'
        f"{_table(report, told, statuses, words) if told else ''}</div>"
    )


def _head(report: Report, count: int, words: Interface) -> str:
    title = "" if report.text.startswith(report.title or "") else escape(report.title or "")  # told once
    about = [report.outlet, report.published.isoformat() if report.published else words.say("no date told")]
    about.append(words.say("{count} {count:entry|entries}", count=count))
    line = " · ".join(escape(part) for part in about if part)
    strong = f'<div style="font-weight:600;font-size:1.1em">{title}</div>' if title else ""
    return f'{strong}<div style="opacity:.75">{line}</div>'


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Stretches that overlap as one, in order; empty ones hold nothing to mark."""
    found: list[Span] = []
    for span in sorted(one for one in spans if len(one)):
        if found and span.start < found[-1].end:
            found[-1] = found[-1].join(span)
        else:
            found.append(span)
    return found


def _marked(text: str, evidence: Sequence[Span], chips: Sequence[tuple[Span, str]]) -> Iterator[str]:
    """The whole text; evidence is what stands in `mark`."""
    at = 0
    bold = _merged(anchor for anchor, _ in chips)
    for span in evidence:
        yield from _stretch(text, at, span.start, bold, chips)
        yield f'<mark style="{_MARK}">{"".join(_stretch(text, span.start, span.end, bold, chips))}</mark>'
        at = span.end
    yield from _stretch(text, at, len(text), bold, chips)


def _stretch(text: str, start: int, end: int, bold: Sequence[Span], chips: Sequence[tuple[Span, str]]) -> Iterator[str]:
    """A part of the text with anchors in bold; behind each stands which entries it evokes."""
    at = start
    for span in bold:
        low, high = max(span.start, start), min(span.end, end)
        if low >= high:
            continue
        yield escape(text[at:low]) + f"<b>{escape(text[low:high])}</b>"
        if high == span.end:
            mine = (label for anchor, label in chips if span.holds(anchor))
            yield "".join(f'<span style="{_CHIP}">{escape(label)}</span>' for label in mine)
        at = high
    yield escape(text[at:end])


def _table(report: Report, told: Sequence[Entry], statuses: Mapping[str, str], words: Interface) -> str:
    lines = [line_of(entry, report.text, words) for entry in told]
    shown = [name for name in _COLUMNS if any(line[name] for line in lines)]
    for entry, line in zip(told, lines, strict=True):
        status = statuses.get(entry.id, STATUSES[0])
        line["judged"] = words.label("status", status) if status != STATUSES[0] else ""
    shown += ["judged"] * any(line["judged"] for line in lines)
    heads = ("", *(words.label("heading", name) for name in shown))
    head = "".join(f'<th scope="col" style="{_CELL};opacity:.75;font-weight:600">{escape(name)}</th>' for name in heads)
    rows = (_row(number, line, shown) for number, line in enumerate(lines, 1))
    table = f'<table style="border-collapse:collapse;font-size:.92em"><thead><tr>{head}</tr></thead>'
    return f'<div style="overflow-x:auto">{table}<tbody>{"".join(rows)}</tbody></table></div>'


def _row(number: int, line: Line, shown: Sequence[str]) -> str:
    cells = [("", str(number)), *((name, line[name]) for name in shown)]
    style = {name: f"{_CELL};white-space:nowrap" if name in _SHORT else _CELL for name, _ in cells}
    told = "".join(f'<td style="{style[name]}">{escape(cell)}</td>' for name, cell in cells)
    return f'<tr style="background:transparent">{told}</tr>'
