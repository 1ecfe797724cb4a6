"""`greffier add`: from files into the ledger. One report is one transaction: a run that was broken off goes on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.events import link_what_waits
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.cli.memory import remember
from greffier.cli.reports import Readings, list_options, listed_in, report_options
from greffier.cli.rerun import carried_over
from greffier.cli.runs import read_report, this_run
from greffier.desk.renew import gazetteer_of, pairs_in
from greffier.errors import ReportError

if TYPE_CHECKING:
    from greffier.ledger import Added, Ledger, Run
    from greffier.lexicon import Gazetteer
    from greffier.model import Listed, Report
    from greffier.pipeline import Judged

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
    from greffier.pipeline import register_report

    given = {sort: listed_in(file, sort) for sort, file in (("actor", actors), ("place", places)) if file is not None}
    run = this_run()
    with open_ledger(ledger_path(ledger)) as opened:
        gazetteer, judged = _gazetteer(opened, given)
        naming = partial(register_report, gazetteer=gazetteer, judged=judged)
        readings = Readings(published, language, gazetteer=gazetteer if gazetteer.own.branches else None)
        for path, report in readings.reports(paths):
            try:
                sentence = _add(opened, path, report, readings, run, naming)
            except ReportError as error:
                readings.fail(error)
                continue
            readings.done += 1
            click.echo(f"{path}: {sentence}")
        link_what_waits(opened)
    readings.list_failed()
    return readings.exit_code()


def _gazetteer(ledger: Ledger, given: dict[str, list[Listed]]) -> tuple[Gazetteer, Judged]:
    """The tables with the lists that the ledger remembers, of which those `given` take the place; the register is
    brought up to date with them."""
    from greffier.ledger import ActorStore
    from greffier.pipeline import Judged, catch_up

    with ledger.begin() as connection:
        for sort, rows in given.items():
            ActorStore(connection).remember(sort, rows)
    gazetteer, pairs = gazetteer_of(ledger), pairs_in(ledger)
    judged = Judged(pairs.same_actor, pairs.different_actor)
    with ledger.begin() as connection:
        catch_up(connection, gazetteer, judged)
    return gazetteer, judged


def _add(ledger: Ledger, path: str, report: Report, readings: Readings, run: Run, naming: Callable[..., None]) -> str:
    """Keep one report, read first when it is not known; gives what to tell."""
    from greffier.judge import add_report
    from greffier.ledger import knows

    if knows(ledger, report.id):
        return spoken().say("known already.")
    reading = read_report(report, readings)
    then = partial(naming, report=reading.report, entries=reading.entries)
    checks = readings.checks(reading)
    added, standings = add_report(ledger, reading.report, reading.entries, reading.sentences, run, checks, then=then)
    remember(readings.settings.state, path, reading.report, reading.entries)
    return _told(added, len(reading.entries)) + carried_over(standings)


def _told(added: Added, entries: int) -> str:
    interface = spoken()
    if not added.new:
        return interface.say("known already.")
    count = interface.say("1 entry") if entries == 1 else interface.say("{count} entries", count=entries)
    if added.replaces is None:
        return interface.say("added, {count}.", count=count)
    return interface.say("new version of {report}, {count}.", report=added.replaces[:12], count=count)
