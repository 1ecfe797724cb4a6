"""`greffier add`: what comes in goes into the ledger. One report is one transaction: a broken run goes on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.events import link_what_waits
from greffier.cli.fetching import fetch_option, fetcher
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.cli.memory import remember
from greffier.cli.progress import bar, count_files, tell_sum
from greffier.cli.reports import Readings, Spread, jobs_option, list_options, listed_in, report_options, spark_option
from greffier.cli.rerun import carried_over
from greffier.desk.adding import Adding, keep_notice, keep_report, prepare
from greffier.desk.failing import fields_of, given_at, given_words, keep_failure
from greffier.desk.jobs import taken
from greffier.desk.renew import lists_of
from greffier.desk.runs import this_run
from greffier.errors import InputError, ReportError
from greffier.intake import Defaults, is_json
from greffier.model import Notice, Report

if TYPE_CHECKING:
    from greffier.desk.incoming import Arrival
    from greffier.desk.reading import Findings
    from greffier.ledger import Ledger, Run, TakenBack

__all__ = ["add", "failure_keeper", "notice_words", "told_of"]


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Read reports and keep them in the ledger. Each is kept as soon as it is read, and one that is known already "
    "adds nothing: when a run is broken off, call it again. A report with another date, or another text at the same "
    "address, is a new version. Lists of your own are remembered for the next call; another list takes the place of "
    "the one before.",
)
@click.argument("paths", nargs=-1, metavar="PATH…")
@ledger_option
@report_options
@list_options
@fetch_option
@jobs_option
@spark_option
@click.option("--watch", metavar="FOLDER", help="Stay, and take what arrives in this folder, until Ctrl-C.")
def add(
    paths: tuple[str, ...],
    ledger: str | None,
    published: date | None,
    language: str | None,
    actors: str | None,
    places: str | None,
    fetch: bool,
    jobs: int,
    spark: str | None,
    watch: str | None,
) -> int:
    """Keep the reports at `paths` in a ledger; gives the exit code."""
    from greffier.ledger import open_ledger

    if not paths and watch is None:
        raise InputError("{name} is missing.", name="PATH")
    spread = Spread(jobs, spark)
    given = {sort: listed_in(file, sort) for sort, file in (("actor", actors), ("place", places)) if file is not None}
    run = this_run()
    with open_ledger(ledger_path(ledger)) as opened:
        gazetteer, naming = prepare(opened, given)
        readings = Readings(
            published, language, gazetteer=gazetteer if gazetteer.own.branches else None, fetch=fetcher(asked=fetch),
            on_failure=failure_keeper(opened, published, language),
        )  # fmt: skip
        keeper = _Keeper(opened, readings, run, naming, spread)
        if paths:
            keeper.take(paths)
        if watch is not None:
            keeper.watch(Path(watch))
        link_what_waits(opened, spread.master)
    readings.list_failed()
    tell_sum(readings, known=keeper.known, entries=keeper.entries)
    return readings.exit_code()


@dataclass(slots=True)
class _Keeper:
    """Keeps what arrives, and counts it."""

    ledger: Ledger
    readings: Readings
    run: Run
    naming: Callable[..., None]
    spread: Spread = field(default_factory=Spread)
    known: int = 0
    entries: int = 0

    def take(self, paths: Sequence[str]) -> None:
        """All that is at some paths."""
        with bar(count_files(paths)) as seen:
            self.readings.seen = seen
            self._arrived(paths, self.spread)

    def _arrived(self, paths: Sequence[str], spread: Spread) -> None:
        from greffier.ledger import knows

        lists = lists_of(self.ledger)
        for arrival, outcome in self.readings.ahead(paths, spread, lists, partial(knows, self.ledger)):
            try:
                self._keep(arrival, None if outcome is None else taken(outcome))
            except ReportError as error:
                self.readings.fail(error, arrival)

    def _keep(self, arrival: Arrival, found: Findings | None) -> None:
        if isinstance(arrival.what, Notice):
            taken = keep_notice(self.ledger, arrival.what, self.run, path=arrival.path, inner=arrival.item)
            self.readings.notices += 1
            click.echo(f"{arrival.name}: {notice_words(taken)}")
        elif isinstance(arrival.what, Report):
            done = keep_report(
                self.ledger, arrival.what, self.readings, self.run, self.naming,
                path=arrival.path, inner=arrival.item, found=found,
            )  # fmt: skip
            self.readings.done += 1
            self.known += done.added is None
            self.entries += len(done.entries)
            if done.added is not None:
                remember(self.readings.settings.state, arrival.path, arrival.item, done.report, done.entries)
            click.echo(f"{arrival.name}: {told_of(done)}")

    def watch(self, folder: Path) -> None:
        """What arrives in a folder, until it is interrupted; events are made whenever nothing more waits."""
        from greffier.desk.watching import Watch

        click.echo(f"greffier: {spoken().say('watching {folder}; Ctrl-C ends it.', folder=folder)}", err=True)
        pending = False
        try:
            for path in Watch(folder).files():
                if path is not None:
                    self._arrived([path], Spread())
                    pending = True
                elif pending:
                    link_what_waits(self.ledger)
                    pending = False
        except KeyboardInterrupt:
            click.echo("", err=True)


def failure_keeper(
    ledger: Ledger, published: date | None, language: str | None
) -> Callable[[Arrival, ReportError], None]:
    """What keeps in the ledger an item that failed."""
    fields = fields_of(Defaults(published, language or ""))

    def keep(arrival: Arrival, error: ReportError) -> None:
        if arrival.path is not None:
            keep_failure(ledger, given_at(arrival.name.removesuffix(arrival.item), fields, arrival.item), error)
        elif arrival.content is not None:
            form = "json" if is_json(arrival.content) else "text"
            keep_failure(ledger, given_words(arrival.name, arrival.content, form, fields, arrival.item), error)

    return keep


def notice_words(taken: TakenBack) -> str:
    """What became of a notice, in words."""
    interface = spoken()
    if not taken.new:
        return interface.say("known already.")
    if not taken.reports:
        return interface.say("takes a report back that is not in the ledger; it will, should that one come.")
    return interface.say("takes {count} {count:report|reports} back.", count=len(taken.reports))


def told_of(done: Adding) -> str:
    """What became of a report, in words."""
    interface = spoken()
    if done.forgotten:
        return interface.say("was forgotten and is not added again; greffier forget --back lets it in.")
    if done.added is None:
        return interface.say("known already.") + carried_over(done.standings)
    count = interface.say("{count} {count:entry|entries}", count=len(done.entries))
    if done.added.replaces is None:
        told = interface.say("added, {count}.", count=count)
    else:
        told = interface.say("new version of {report}, {count}.", report=done.added.replaces[:12], count=count)
    doubts = "".join(f" ? {interface.say(doubt)}" for doubt in done.report.doubts)
    return told + doubts + carried_over(done.standings)
