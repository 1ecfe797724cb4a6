"""`greffier import`: what other programs made, into the ledger; each sort of format has a module of its own."""

from __future__ import annotations

from typing import Any

import click

from greffier.cli.bilingual import Command, OneOf
from greffier.cli.import_codings import CODINGS, import_codings
from greffier.cli.ledgers import ledger_option
from greffier.cli.reports import report_options

__all__ = ["FORMATS", "import_"]

FORMATS = CODINGS


@click.command(
    "import",
    cls=Command,
    no_args_is_help=True,
    help="Take in what people coded in another program: entries accepted, corrected, rejected and added become "
    "judgements, pinned to their words. FORMAT is a format of the page docs/reference/imports.md; PATH is a file, or a "
    "folder of them. What cannot be placed for certain is listed with the reason, and the rest goes in; the same file "
    "again adds nothing.",
)
@click.argument("form", type=OneOf(FORMATS), metavar="FORMAT")
@click.argument("paths", nargs=-1, required=True, metavar="PATH…")
@ledger_option
@click.option(
    "--as", "author", metavar="NAME",
    help="Who judged; without it whom the file names, else GREFFIER_AUTHOR or the login name.",
)  # fmt: skip
@click.option("--apart", is_flag=True, help="They coded without seeing what others judged.")
@click.option(
    "--keep-missing", is_flag=True, help="Leave alone what was sent out and did not come back, instead of rejecting it."
)
@click.option("--add", "adds", is_flag=True, help="Read and keep reports that are not in the ledger.")
@click.option("--dry-run", "dry", is_flag=True, help="Tell what would be judged, and change nothing.")
@report_options
def import_(form: str, paths: tuple[str, ...], ledger: str | None, **how: Any) -> int:
    """Take in files; gives the exit code."""
    return import_codings(form, paths, ledger, **how)
