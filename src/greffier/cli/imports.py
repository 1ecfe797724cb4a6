"""`greffier import`: what other programs made, into the ledger."""

from __future__ import annotations

import click

from greffier.cli.bilingual import Command, OneOf
from greffier.cli.import_records import RECORDS, import_records
from greffier.cli.ledgers import ledger_option

__all__ = ["FORMATS", "import_"]

FORMATS = RECORDS


@click.command(
    "import",
    cls=Command,
    no_args_is_help=True,
    help="Take in what another program made. FORMAT is acled, kiel or ucdp: PATH is a table of theirs, kept beside the "
    "ledger's events as reference records; greffier compare sets the two side by side.",
)
@click.argument("form", type=OneOf(FORMATS), metavar="FORMAT")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@click.option("--name", metavar="NAME", help="What to call a table of reference records; without it, its file's name.")
@ledger_option
def import_(form: str, paths: tuple[str, ...], name: str | None, ledger: str | None) -> int:
    """Take in files; gives the exit code."""
    return import_records(form, paths, ledger, name)
