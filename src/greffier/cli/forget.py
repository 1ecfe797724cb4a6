"""`greffier forget`: a report leaves the ledger, and its words the file."""

from __future__ import annotations

import os
from pathlib import Path

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.cli.memory import forget_entries
from greffier.errors import InputError
from greffier.settings import Location, from_environment

__all__ = ["forget"]


@click.command(
    cls=Command,
    help="Forget a report, in all its versions: its text, its entries, its names, what was read in it and what failed "
    "of it leave the ledger, and their bytes the file. Of judgements stay who, when, which verdict and ids. It is not "
    "added again, unless --back lets it in. Without REPORT, list what was forgotten.",
)
@click.argument("report", required=False, metavar="[REPORT]")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--back", is_flag=True, help="Let a report that was forgotten be added again.")
@ledger_option
def forget(report: str | None, yes: bool, back: bool, ledger: str | None) -> int:
    """Forget one report, or let it in again; gives the exit code."""
    from greffier.desk.forgetting import doomed
    from greffier.desk.forgetting import forget as forget_reports
    from greffier.ledger import let_back, open_ledger, read_ledger

    path, interface = ledger_path(ledger), spoken()
    if report is None:
        if yes or back:
            raise InputError("which report? give its id, or the beginning of it.")
        return _list(path)
    with read_ledger(path):
        pass  # one that is not there is not made
    with open_ledger(path) as opened:
        if back:
            with opened.begin() as connection:
                count = let_back(connection, report)
            click.echo(interface.say("{count} {count:report|reports} may be added again.", count=count))
            return 0
        found = doomed(opened, report)
        told = {"count": len(found.reports), "entries": len(found.entries), "judgements": found.judgements}
        sentence = (
            "{id} {title}: {count} {count:version|versions}, {entries} {entries:entry|entries}, "
            "{judgements} {judgements:judgement|judgements}."
        )
        click.echo(interface.say(sentence, id=found.reports[0][:8], title=found.title, **told))
        for other in found.others:
            click.echo(interface.say("{id} stays, though it has the same text, or nearly.", id=other[:8]))
        sentence = "Forget this for good? It cannot be undone."
        if not yes and not click.confirm(interface.say(sentence), default=False, err=True):
            click.echo(interface.say("Nothing was forgotten."))
            return 0
        settings = from_environment(os.environ)
        clean = forget_reports(opened, found.reports, settings.author or "?")
        forget_entries(settings.state, found.entries)
    _told(path, clean)
    return 0


def _told(path: Location, clean: bool) -> None:
    from greffier.desk.forgetting import copies_of

    interface = spoken()
    click.echo(interface.say("Forgotten."))
    if not isinstance(path, Path):
        sentence = "A server keeps old rows until VACUUM FULL has run, and its own log and backups longer: see to them."
        click.echo(interface.say(sentence))
    elif not clean:
        sentence = (
            "Another program has the ledger open, so the file still holds old bytes: close it, then greffier forget."
        )
        click.echo(interface.say(sentence), err=True)
    for one in copies_of(path) if isinstance(path, Path) else ():
        click.echo(interface.say("{path}: this backup may still hold it.", path=one))


def _list(path: Location) -> int:
    from greffier.ledger import clear, forgotten, open_ledger, read_ledger

    with read_ledger(path) as opened, opened.look() as connection:
        found = forgotten(connection)
    for one in found:
        click.echo(f"{one.report[:8]}  {one.recorded_at:%Y-%m-%d %H:%M}  {one.author}")
    if not found:
        click.echo(spoken().say("nothing was forgotten."))
        return 0
    with open_ledger(path) as opened:  # what another program held up then
        clear(opened)
    return 0
