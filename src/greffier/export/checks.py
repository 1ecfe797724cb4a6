"""Checks as plain data, and in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from rich.console import Console
from rich.table import Table
from rich.text import Text

from greffier.export.jsonl import span_to_json
from greffier.lexicon import Interface
from greffier.model import Check, Figure, Report

__all__ = ["check_line", "check_signs", "check_to_json", "checks_to_json", "print_checks", "reason_words"]

_STYLES = {"holds": "green", "contradicted": "bold red", "cannot tell": "yellow"}
_SIGNS = {"holds": "=", "contradicted": "≠", "cannot tell": "~"}
_DAY_FIRST = {"en": "en_GB"}

Json = dict[str, Any]


def check_to_json(check: Check, text: str) -> Json:
    """A check of a report with this `text`: verdict, the claim's words, what it was reckoned from, the figures."""
    return {
        "check": check.kind,
        "verdict": check.verdict,
        "claim": span_to_json(check.span, text),
        "reason": check.reason,
        "figures": {name: value.isoformat() if isinstance(value, date) else value for name, value in check.figures},
        "grounds": [span_to_json(span, text) for span in check.grounds],
        "entries": list(check.entries),
    }


def checks_to_json(report: Report, checks: Iterable[Check]) -> list[Json]:
    """A line for each check, with the report that claims it."""
    return [{"report": report.id, "path": report.path, **check_to_json(check, report.text)} for check in checks]


def check_line(check: Check, text: str, interface: Interface) -> Text:
    """One line: a sign, the verdict, the claim's words, and why."""
    words = " ".join(check.span.of(text).split())
    line = Text(f"{_SIGNS[check.verdict]} {interface.label('check', check.verdict)}", _STYLES[check.verdict])
    return line.append(f": {words} – ", "default").append(reason_words(check, interface), "default")


def check_signs(checks: Sequence[Check], interface: Interface) -> Text:
    """A sign and what was checked, for each: `= weekday  ≠ distance`."""
    parts = [Text(f"{_SIGNS[c.verdict]} {interface.label('check', c.kind)}", _STYLES[c.verdict]) for c in checks]
    return Text("  ").join(parts)


def reason_words(check: Check, interface: Interface) -> str:
    """Why the verdict is what it is, figures and all."""
    figures = {name: _Shown(value, interface) for name, value in check.figures}
    return interface.label("reason", check.reason).format_map(figures)


class _Shown:
    """A figure as people read it; `{day:weekday}` is the weekday of a date, `{days:day|days}` declines a word."""

    def __init__(self, value: Figure, interface: Interface) -> None:
        self.value, self.interface = value, interface
        self.locale = _DAY_FIRST.get(interface.code, interface.code)

    def __format__(self, form: str) -> str:
        if isinstance(self.value, date):
            return str(format_date(self.value, "EEEE" if form == "weekday" else "d MMM y", self.locale))
        if isinstance(self.value, str):
            return self.value
        if "|" in form:
            return self.interface.number(self.value, form)
        return str(format_decimal(self.value, locale=self.locale))


def print_checks(report: Report, checks: Iterable[Check], interface: Interface, console: Console) -> None:
    """Print one report's checks, a row each: verdict, what was checked, the claim's words, and why."""
    console.print(Text(report.title or report.path or report.id[:12], style="bold underline"))
    table = Table.grid(padding=(0, 2, 0, 0))
    for width in (12, 16):
        table.add_column(width=width, overflow="fold")
    table.add_column(ratio=2, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    for check in checks:
        verdict = Text(interface.label("check", check.verdict), _STYLES[check.verdict])
        words = " ".join(check.span.of(report.text).split())
        table.add_row(verdict, interface.label("check", check.kind), words, reason_words(check, interface))
    console.print(table if table.row_count else Text(interface.say("Nothing to check."), "dim"))
    console.print()
