"""`greffier import`: what other programs made, into the ledger: a function a format."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.cli.reports import SOME_FAILED

__all__ = ["import_", "import_records"]

_MOST = 20  # bad rows that are told one by one


def import_records(form: str, file: str, ledger: str | None, name: str | None) -> int:
    """Take in a table of another dataset and tell what came of it; gives the exit code."""
    from greffier.desk.recording import take_in

    taken, bad = take_in(ledger_path(ledger), form, Path(file), name or Path(file).stem)
    say = spoken().say
    for row in bad[:_MOST]:
        told = say("{path}, line {line}: {why}; left out.", path=file, line=row.line, why=spoken().explain(row.why))
        click.echo(f"greffier: {told}", err=True)
    if len(bad) > _MOST:
        more = say("{count} more {count:row|rows} {count:was|were} left out.", count=len(bad) - _MOST)
        click.echo(f"greffier: {more}", err=True)
    sentence = "{name}: {added} {added:record|records} added, {changed} changed, {known} known already, {bad} left out."
    counts = {"added": taken.added, "changed": taken.changed, "known": taken.known, "bad": len(bad)}
    click.echo(say(sentence, name=name or Path(file).stem, **counts))
    return SOME_FAILED if bad else 0


FORMATS: dict[str, Callable[[str, str, str | None, str | None], int]] = {
    "acled": import_records,
    "ucdp": import_records,
    "kiel": import_records,
}


@click.command(
    name="import",
    cls=Command,
    no_args_is_help=True,
    help="Take in what another program made. FORMAT is acled, ucdp or kiel: FILE is a table of theirs, kept beside the "
    "ledger's events as reference records; greffier compare sets the two side by side.",
)
@click.argument("form", type=OneOf(tuple(FORMATS)), metavar="FORMAT")
@click.argument("file", metavar="FILE")
@click.option("--name", metavar="NAME", help="What to call the table; without it, its file's name.")
@ledger_option
def import_(form: str, file: str, name: str | None, ledger: str | None) -> int:
    """Take in `file`; gives the exit code."""
    return FORMATS[form](form, file, ledger, name)
