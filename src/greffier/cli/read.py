"""`greffier read`: from files to their ledger."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date

import click

from greffier.cli.bilingual import Command, OneOf, Share, spoken
from greffier.cli.fetching import fetch_option, fetcher
from greffier.cli.ledgers import FORMATS, console
from greffier.cli.memory import remember
from greffier.cli.progress import bar, count_files
from greffier.cli.reports import Readings, list_options, listed_in, report_options
from greffier.errors import InputError
from greffier.model import Check, Entry, Report

__all__ = ["read"]


Ledger = tuple[Report, tuple[Entry, ...]]
Checked = tuple[Ledger, tuple[Check, ...]]


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Read reports and print what they tell. PATH is a file (text, page, feed, mail, document, table, archive…), a "
    "folder, - for standard input, or with --fetch an address. The options say what a file does not.",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@report_options
@click.option(
    "--format",
    "form",
    type=OneOf(FORMATS),
    default="table",
    help="What to print: table (for people), jsonl, json or csv.",
)
@click.option(
    "--min-confidence", type=Share(), default=0.0, help="Leave out entries less likely than this (0 to 1) to be right."
)
@click.option("--checks", is_flag=True, help="Show below each entry what its claims come to (table only).")
@list_options
@fetch_option
def read(
    paths: tuple[str, ...],
    published: date | None,
    language: str | None,
    form: str,
    min_confidence: float,
    checks: bool,
    actors: str | None,
    places: str | None,
    fetch: bool,
) -> int:
    """Read the reports at `paths` and print their ledgers; gives the exit code."""
    from greffier.lexicon import load_gazetteer

    if checks and form != "table":
        raise InputError("--checks goes with a table; `greffier check --format jsonl` gives checks as data.")
    lists = listed_in(actors, "actor"), listed_in(places, "place")
    gazetteer = load_gazetteer().with_lists(*lists) if any(lists) else None
    readings = Readings(published, language, gazetteer=gazetteer, fetch=fetcher(asked=fetch))
    with bar(1 if sys.stdout.isatty() else count_files(paths)) as readings.seen:  # what is printed shows it by itself
        _print(_ledgers(readings, paths, min_confidence, checks), form)
    return readings.exit_code()


def _ledgers(readings: Readings, paths: tuple[str, ...], min_confidence: float, checks: bool) -> Iterator[Checked]:
    for arrival, reading in readings.of(paths):
        remember(readings.settings.state, arrival.path, arrival.item, reading.report, reading.entries)
        kept = tuple(e for e in reading.entries if e.confidence >= min_confidence)
        yield (reading.report, kept), readings.checks(reading) if checks else ()


def _print(checked: Iterable[Checked], form: str) -> None:
    from greffier import export

    if form == "table":
        _print_table(checked)
        return
    ledgers = (ledger for ledger, _ in checked)
    match form:
        case "csv":
            export.write_csv(ledgers, sys.stdout)
        case "json":
            click.echo(json.dumps([export.report_to_json(*ledger) for ledger in ledgers], ensure_ascii=False, indent=2))
        case _:
            for ledger in ledgers:
                click.echo(json.dumps(export.report_to_json(*ledger), ensure_ascii=False))


def _print_table(checked: Iterable[Checked]) -> None:
    from greffier.export import print_report

    terminal = console()
    for (report, entries), checks in checked:
        print_report(report, entries, spoken(), terminal, checks)
