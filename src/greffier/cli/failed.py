"""`greffier failed`: what could not be added, and why; tried again, or dismissed."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from greffier.cli.add import notice_words, told_of
from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.events import link_what_waits
from greffier.cli.ledgers import FORMATS, ledger_option, ledger_path, print_rows
from greffier.cli.reports import Readings
from greffier.desk.adding import keep_notice, keep_report, prepare
from greffier.desk.failing import given_at, items_again, keep_failure
from greffier.desk.runs import this_run
from greffier.errors import InputError, ReportError
from greffier.model import Notice
from greffier.settings import from_environment

if TYPE_CHECKING:
    from greffier.ledger import Failed, Ledger, Run
    from greffier.model import Report

__all__ = ["failed"]


@click.command(
    cls=Command,
    help="List what greffier add, or the pages, could not add, with the reason; all of it, or those of these ids. What "
    "is added later, in another way, is settled and listed no more.",
)
@click.argument("names", nargs=-1, metavar="[ID]…")
@click.option("--again", is_flag=True, help="Try them again: from their file, else as they were given.")
@click.option("--dismiss", is_flag=True, help="Nothing is to be done about them: list them no more.")
@click.option("--all", "everything", is_flag=True, help="Also those that were added since, or dismissed.")
@ledger_option
@click.option(
    "--format",
    "form",
    type=OneOf(FORMATS),
    default="table",
    help="What to print: table (for people), jsonl, json or csv.",
)
def failed(names: tuple[str, ...], again: bool, dismiss: bool, everything: bool, ledger: str | None, form: str) -> int:
    """Print the items, or act on them; gives the exit code."""
    from greffier.ledger import dismiss_failed, open_ledger, read_ledger

    if again and dismiss:
        raise InputError("{one} and {other} do not go together.", one="--again", other="--dismiss")
    path = ledger_path(ledger)
    with read_ledger(path) as opened:
        found = _asked(opened, names, everything and not (again or dismiss))
    if not (again or dismiss):
        _print(found, form)
        return 0
    with open_ledger(path) as opened:
        if again:
            return _again(opened, found)
        author = from_environment(os.environ).author or "?"
        for one in found:
            with opened.begin() as connection:
                dismiss_failed(connection, one.id, author)
    click.echo(spoken().say("{count} {count:item|items} dismissed.", count=len(found)))
    return 0


def _asked(ledger: Ledger, names: Sequence[str], everything: bool) -> list[Failed]:
    from greffier.ledger import failed_items, find_failed

    with ledger.begin() as connection:
        if names:
            return [find_failed(connection, name) for name in names]
        return failed_items(connection, settled=everything)


def _again(ledger: Ledger, items: Sequence[Failed]) -> int:
    """Try items again; gives the exit code."""
    run, (gazetteer, naming) = this_run(), prepare(ledger, {})
    readings = Readings(gazetteer=gazetteer if gazetteer.own.branches else None)
    for one in items:
        for found in items_again(one, readings.settings.text_limit):
            try:
                click.echo(f"{one.given.name}: {_kept(ledger, one, found, readings, run, naming)}")
            except ReportError as error:
                given = given_at(one.given.path, one.given.fields, one.given.item) if one.given.path else None
                keep_failure(ledger, replace(given, name=one.given.name) if given else one.given, error)
                readings.fail(error)
    link_what_waits(ledger)
    if not items:
        click.echo(spoken().say("nothing has failed."))
    return readings.exit_code()


def _kept(
    ledger: Ledger, one: Failed, found: Report | Notice | ReportError, readings: Readings, run: Run,
    naming: Callable[..., None],
) -> str:  # fmt: skip
    """What became of what an item holds now, in words. Raises ReportError."""
    if isinstance(found, ReportError):
        raise found
    same: dict[str, Any] = {"path": one.given.path, "inner": one.given.item, "item": one.id}
    if isinstance(found, Notice):
        readings.notices += 1
        return notice_words(keep_notice(ledger, found, run, **same))
    done = keep_report(ledger, found, readings, run, naming, **same)
    readings.done += 1
    return told_of(done)


def _print(items: Sequence[Failed], form: str) -> None:
    interface = spoken()
    if form != "table":
        print_rows([_row(one) for one in items], form)
        return
    for one in items:
        settled = interface.label("settled", one.settled) if one.settled else ""
        reason = interface.explain(one.reason)
        told = reason if reason.startswith(one.given.name) else f"{one.given.name}: {reason}"
        parts = (one.id[:8], f"{one.tried_at:%Y-%m-%d %H:%M}", told, settled)
        click.echo("  ".join(part for part in parts if part))
    if not items:
        click.echo(interface.say("nothing has failed."))


def _row(one: Failed) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.given.name, "path": one.given.path, "item": one.given.item,
        "reason": spoken().explain(one.reason),
        "form": one.given.form, "recorded_at": one.recorded_at.isoformat(), "tried_at": one.tried_at.isoformat(),
        "tries": one.tries, "kept": one.given.content is not None, "settled": one.settled,
        "settled_at": one.settled_at.isoformat() if one.settled_at else None, "settled_by": one.settled_by,
        "report": one.report,
    }  # fmt: skip
