"""`greffier add`: from files into the ledger. One report is one transaction: a run that was broken off goes on."""

from __future__ import annotations

import os
from datetime import date
from typing import TYPE_CHECKING

import click

from greffier import __version__
from greffier.cli.bilingual import Command, spoken
from greffier.cli.events import link_what_waits
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.cli.memory import remember
from greffier.cli.reports import Readings, report_options
from greffier.errors import GreffierError, ReportError
from greffier.settings import debugging

if TYPE_CHECKING:
    from greffier.ledger import Added, Ledger, Run
    from greffier.model import Report
    from greffier.pipeline import Reading

__all__ = ["add"]


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Read reports and keep them in the ledger. Each is kept as soon as it is read, and one that is known already "
    "adds nothing: when a run is broken off, call it again. A report with another date, or another text at the same "
    "address, is a new version.",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@ledger_option
@report_options
def add(paths: tuple[str, ...], ledger: str | None, published: date | None, language: str | None) -> int:
    """Keep the reports at `paths` in a ledger; gives the exit code."""
    from greffier.ledger import open_ledger

    readings, run = Readings(published, language), _run()
    with open_ledger(ledger_path(ledger)) as opened:
        for path, report in readings.reports(paths):
            try:
                sentence = _add(opened, path, report, readings, run)
            except ReportError as error:
                readings.fail(error)
                continue
            readings.done += 1
            click.echo(f"{path}: {sentence}")
        link_what_waits(opened)
    readings.list_failed()
    return readings.exit_code()


def _run() -> Run:
    from greffier.ledger import Run
    from greffier.parse.pinned import PINNED

    return Run(f"greffier {__version__}", {code: f"{m.distribution} {m.version}" for code, m in PINNED.items()})


def _add(ledger: Ledger, path: str, report: Report, readings: Readings, run: Run) -> str:
    """Keep one report, read first when it is not known; gives what to tell."""
    from greffier.ledger import add_report, knows

    if knows(ledger, report.id):
        return spoken().say("known already.")
    reading = _read(report, readings)
    checks = readings.checks(reading)
    added = add_report(ledger, reading.report, reading.entries, reading.sentences, run, checks)
    remember(readings.settings.state, path, reading.report, reading.entries)
    return _told(added, len(reading.entries))


def _read(report: Report, readings: Readings) -> Reading:
    """A report as read; one on which the program itself fails is a failed item, so that the others go on."""
    try:
        return readings.read(report)
    except GreffierError:
        raise
    except Exception as error:
        if debugging(os.environ):
            raise
        sentence = "{name}: greffier itself fails on it ({kind}: {reason}); please tell us."
        raise ReportError(sentence, name=report.path, kind=type(error).__name__, reason=error) from error


def _told(added: Added, entries: int) -> str:
    interface = spoken()
    if not added.new:
        return interface.say("known already.")
    count = interface.say("1 entry") if entries == 1 else interface.say("{count} entries", count=entries)
    if added.replaces is None:
        return interface.say("added, {count}.", count=count)
    return interface.say("new version of {report}, {count}.", report=added.replaces[:12], count=count)
