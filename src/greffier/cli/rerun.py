"""`greffier rerun`: every report read again with today's words and models, what people judged played over it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.judgements import standing_line
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.cli.reports import Readings, Spread, jobs_option, spark_option
from greffier.desk.renew import gazetteer_of, lists_of, settle
from greffier.desk.runs import read_report, this_run
from greffier.errors import LookupFailed, ReportError

if TYPE_CHECKING:
    from greffier.desk.reading import Findings
    from greffier.judge import Changes, Standing
    from greffier.ledger import Ledger, Run
    from greffier.model import Report

__all__ = ["carried_over", "rerun"]

_BATCH = 100  # reports after which actors and events are made again: once for all of them


@click.command(
    cls=Command,
    help="Read reports of the ledger again, from the texts that it keeps, where other words or models read them last; "
    "all, or those of these ids. What people judged is carried over: applied, or listed with the reason why not. When "
    "a run is broken off, call it again.",
)
@click.argument("names", nargs=-1, metavar="[REPORT]…")
@click.option("--all", "everything", is_flag=True, help="Also those that today's words and models read last.")
@jobs_option
@spark_option
@ledger_option
def rerun(names: tuple[str, ...], everything: bool, jobs: int, spark: str | None, ledger: str | None) -> int:
    """Read reports again; gives the exit code."""
    from greffier.ledger import open_ledger, read_ledger

    spread, path, run = Spread(jobs, spark), ledger_path(ledger), this_run()
    with read_ledger(path):
        pass
    with open_ledger(path) as opened:
        gazetteer = gazetteer_of(opened)
        readings = Readings(gazetteer=gazetteer if gazetteer.own.branches else None)
        reports = _reports(opened, names, everything, run)
        changes = []
        settle(opened)  # what a run that was broken off left
        for number, (kept, outcome) in enumerate(_found(opened, reports, readings, spread), 1):
            try:
                changes.append(_again(opened, kept, outcome, run))
            except ReportError as error:
                readings.fail(error)
                continue
            readings.done += 1
            if number % _BATCH == 0:
                settle(opened)
        settle(opened)
        _sum_up(opened, changes)
    readings.list_failed()
    return readings.exit_code()


def _reports(ledger: Ledger, names: Sequence[str], everything: bool, run: Run) -> list[str]:
    from greffier.judge import unread
    from greffier.ledger import find_report, report_ids

    stale = set(unread(ledger, run))
    with ledger.begin() as connection:
        known = report_ids(connection)
        wanted = [find_report(connection, name) for name in names]
    for name, report in zip(names, wanted, strict=True):
        if report is None:
            raise LookupFailed("no report {id!r} in the ledger.", id=name)
    return [r for r in known if (not names or r in wanted) and (everything or r in stale)]


def _found(
    ledger: Ledger, reports: Sequence[str], readings: Readings, spread: Spread
) -> Iterator[tuple[Report, Callable[[], Findings]]]:
    """Each report with what gives, when it is called, what was found in it."""
    from greffier.desk.jobs import taken
    from greffier.ledger import kept_report

    def kept() -> Iterator[Report]:
        for report in reports:
            with ledger.look() as connection:
                found = kept_report(connection, report).report
            yield found

    if not spread:
        yield from ((report, partial(read_report, report, readings)) for report in kept())
        return
    for report, outcome in spread.read(kept(), lambda report: report, lists_of(ledger)):
        if outcome is not None:
            yield report, partial(taken, outcome)


def _again(ledger: Ledger, kept: Report, outcome: Callable[[], Findings], run: Run) -> Changes:
    from greffier.judge import read_again

    found, report = outcome(), kept.id
    changes = read_again(ledger, kept, found.entries, found.sentences, run, found.checks)
    counts = spoken().say(
        "{same} the same, {changed} told otherwise, {new} new, {gone} gone",
        same=changes.same, changed=changes.changed, new=changes.new, gone=changes.gone,
    )  # fmt: skip
    click.echo(f"{report[:12]}  {kept.title or kept.path or ''}: {counts}{carried_over(changes.standings)}")
    return changes


def carried_over(standings: Iterable[Standing]) -> str:
    """What became of judgements on a report, "" where there are none."""
    states = [s.state for s in standings]
    sentence = " judgements: {applied} applied, {orphans} without anything to bear on."
    return spoken().say(sentence, **_counted(states)) if states else ""


def _counted(states: Sequence[str]) -> dict[str, int]:
    return {"applied": states.count("applied"), "orphans": states.count("orphan")}


def _sum_up(ledger: Ledger, changes: Sequence[Changes]) -> None:
    from greffier.judge import history

    interface = spoken()
    counts = {name: sum(getattr(c, name) for c in changes) for name in ("same", "changed", "new", "gone")}
    sentence = (
        "{reports} {reports:report|reports} read again; entries: {same} the same, {changed} told otherwise, {new} new, "
        "{gone} gone."
    )
    click.echo(interface.say(sentence, reports=len(changes), **counts))
    with ledger.begin() as connection:
        found = history(connection)
    if found:
        sentence = (
            "{count} {count:judgement|judgements}, none dropped: {applied} applied, {orphans} without anything to "
            "bear on."
        )
        click.echo(interface.say(sentence, count=len(found), **_counted([s.state for s in found])))
    for standing in found:
        if standing.state == "orphan":
            click.echo(standing_line(standing))
