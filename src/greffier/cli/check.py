"""`greffier check`: what reports claim that can be reckoned again."""

from __future__ import annotations

import json
from datetime import date

import click

from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.reports import Readings, report_options
from greffier.desk.checked import held_against
from greffier.model import VERDICTS, Check

__all__ = ["check"]

_FORMATS = ("table", "jsonl")
_WORDS = {verdict.replace(" ", "-"): verdict for verdict in VERDICTS}


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Reckon again what reports claim: weekdays, distances, parts and wholes, sums, intervals. "
    "Each claim holds, is contradicted, or cannot be told, with the figures.",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@report_options
@click.option("--verdict", type=OneOf(tuple(_WORDS)), help="Only these: holds, contradicted or cannot-tell.")
@click.option("--ledger", metavar="FILE", help="Hold them against what other reports of this ledger tell, too.")
@click.option("--format", "form", type=OneOf(_FORMATS), default="table", help="What to print: table or jsonl.")
def check(
    paths: tuple[str, ...],
    published: date | None,
    language: str | None,
    verdict: str | None,
    ledger: str | None,
    form: str,
) -> int:
    """Check the reports at `paths`; gives the exit code."""
    from rich.console import Console

    from greffier.export import checks_to_json, print_checks

    readings, console = Readings(published, language), Console(highlight=False, emoji=False, markup=False)
    for _, reading in readings.of(paths):
        every = held_against(ledger, reading.report, readings.checks(reading))
        found = [c for c in every if _wanted(c, verdict)]
        if form == "table":
            print_checks(reading.report, found, spoken(), console)
            continue
        for line in checks_to_json(reading.report, found):
            click.echo(json.dumps(line, ensure_ascii=False))
    return readings.exit_code()


def _wanted(found: Check, verdict: str | None) -> bool:
    return verdict is None or found.verdict == _WORDS[verdict]
