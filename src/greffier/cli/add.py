"""`greffier add`: from files into the ledger. One report is one transaction: a run that was broken off goes on."""

from __future__ import annotations

from datetime import date

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.events import link_what_waits
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.cli.memory import remember
from greffier.cli.reports import Readings, list_options, listed_in, report_options
from greffier.cli.rerun import carried_over
from greffier.desk.adding import Adding, keep_report, prepare
from greffier.desk.runs import this_run
from greffier.errors import ReportError

__all__ = ["add"]


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Read reports and keep them in the ledger. Each is kept as soon as it is read, and one that is known already "
    "adds nothing: when a run is broken off, call it again. A report with another date, or another text at the same "
    "address, is a new version. Lists of your own are remembered for the next call; another list takes the place of "
    "the one before.",
)
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@ledger_option
@report_options
@list_options
def add(
    paths: tuple[str, ...],
    ledger: str | None,
    published: date | None,
    language: str | None,
    actors: str | None,
    places: str | None,
) -> int:
    """Keep the reports at `paths` in a ledger; gives the exit code."""
    from greffier.ledger import open_ledger

    given = {sort: listed_in(file, sort) for sort, file in (("actor", actors), ("place", places)) if file is not None}
    run = this_run()
    with open_ledger(ledger_path(ledger)) as opened:
        gazetteer, naming = prepare(opened, given)
        readings = Readings(published, language, gazetteer=gazetteer if gazetteer.own.branches else None)
        for path, report in readings.reports(paths):
            try:
                done = keep_report(opened, report, readings, run, naming)
            except ReportError as error:
                readings.fail(error)
                continue
            readings.done += 1
            if done.entries or done.added is not None:
                remember(readings.settings.state, path, done.report, done.entries)
            click.echo(f"{path}: {_told(done)}")
        link_what_waits(opened)
    readings.list_failed()
    return readings.exit_code()


def _told(done: Adding) -> str:
    interface = spoken()
    if done.added is None:
        return interface.say("known already.") + carried_over(done.standings)
    count = interface.say("{count} {count:entry|entries}", count=len(done.entries))
    if done.added.replaces is None:
        told = interface.say("added, {count}.", count=count)
    else:
        told = interface.say("new version of {report}, {count}.", report=done.added.replaces[:12], count=count)
    return told + carried_over(done.standings)
