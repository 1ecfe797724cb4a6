"""`greffier mentions`: all times, quantities, places, names and quotations of a report."""

from __future__ import annotations

import json
from datetime import date

import click

from greffier.cli.bilingual import Command
from greffier.cli.reports import Readings, report_options

__all__ = ["mentions"]


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Print all times, quantities, places, names and quotations of reports as JSON lines. "
    "Each line has a type, start and end (code points), text, and value.",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@report_options
def mentions(paths: tuple[str, ...], published: date | None, language: str | None) -> int:
    """Print the mentions of the reports at `paths`; gives the exit code."""
    from greffier.export import mentions_to_json

    readings = Readings(published, language)
    for arrival, reading in readings.of(paths):
        named = {"path": arrival.name} if len(paths) > 1 or arrival.item else {}
        for mention in mentions_to_json(reading):
            click.echo(json.dumps({**named, **mention}, ensure_ascii=False))
    return readings.exit_code()
