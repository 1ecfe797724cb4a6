"""`greffier add`: from files into the ledger. One report is one transaction: a run that was broken off goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.events import link_what_waits
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.cli.memory import remember
from greffier.cli.reports import Readings, list_options, listed_in, report_options
from greffier.cli.rerun import carried_over
from greffier.desk.adding import Adding, keep_report, prepare
from greffier.desk.failing import fields_of, given_at, given_words, keep_failure
from greffier.desk.runs import this_run
from greffier.errors import ReportError
from greffier.read import Defaults, is_json

if TYPE_CHECKING:
    from greffier.ledger import Ledger

__all__ = ["add", "failure_keeper", "told_of"]


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
        readings = Readings(
            published, language, gazetteer=gazetteer if gazetteer.own.branches else None,
            on_failure=failure_keeper(opened, published, language),
        )  # fmt: skip
        for path, report in readings.reports(paths):
            where = None if path == "-" else str(Path(path).resolve())
            try:
                done = keep_report(opened, report, readings, run, naming, path=where)
            except ReportError as error:
                readings.fail(error, path)
                continue
            readings.done += 1
            if done.entries or done.added is not None:
                remember(readings.settings.state, path, done.report, done.entries)
            click.echo(f"{path}: {told_of(done)}")
        link_what_waits(opened)
    readings.list_failed()
    return readings.exit_code()


def failure_keeper(
    ledger: Ledger, published: date | None, language: str | None
) -> Callable[[str, bytes | None, ReportError], None]:
    """What keeps in the ledger an item that failed; `streamed` is what stood on standard input, None for a file."""
    fields = fields_of(Defaults(published, language or ""))

    def keep(path: str, streamed: bytes | None, error: ReportError) -> None:
        form = "json" if streamed is not None and is_json(streamed) else "text"
        given = given_at(path, fields) if streamed is None else given_words(path, streamed, form, fields)
        keep_failure(ledger, given, error)

    return keep


def told_of(done: Adding) -> str:
    """What became of a report, in words."""
    interface = spoken()
    if done.added is None:
        return interface.say("known already.") + carried_over(done.standings)
    count = interface.say("{count} {count:entry|entries}", count=len(done.entries))
    if done.added.replaces is None:
        told = interface.say("added, {count}.", count=count)
    else:
        told = interface.say("new version of {report}, {count}.", report=done.added.replaces[:12], count=count)
    return told + carried_over(done.standings)
