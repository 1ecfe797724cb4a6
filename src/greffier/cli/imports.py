"""`greffier import`: what other programs made, into the ledger; each sort of format has a module of its own."""

from __future__ import annotations

from typing import Any

import click

from greffier.cli.bilingual import Command, OneOf
from greffier.cli.import_codings import CODINGS, import_codings
from greffier.cli.import_records import RECORDS, import_records
from greffier.cli.ledgers import ledger_option
from greffier.cli.reports import report_options
from greffier.errors import InputError

__all__ = ["FORMATS", "import_"]

FORMATS = (*CODINGS, *RECORDS)


@click.command(
    "import",
    cls=Command,
    no_args_is_help=True,
    help="Take in what other programs made. What people coded (entries accepted, corrected, rejected and "
    "added) becomes judgements, pinned to their words; tables of acled, kiel or ucdp are kept beside the "
    "ledger's events as reference records, for greffier compare. FORMAT is a format of the page "
    "docs/reference/imports.md; PATH is a file, or a folder of them. What cannot be placed for certain is "
    "listed with the reason, and the rest goes in; the same file again adds nothing.",
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
@click.option("--name", metavar="NAME", help="What to call a table of reference records; without it, its file's name.")
@report_options
def import_(form: str, paths: tuple[str, ...], ledger: str | None, name: str | None, **how: Any) -> int:
    """Take in files; gives the exit code."""
    if form not in RECORDS:
        _refuse(form, {"name": name})
        return import_codings(form, paths, ledger, **how)
    _refuse(form, {"as": how.pop("author"), "add": how.pop("adds"), "dry-run": how.pop("dry"), **how})
    return import_records(form, paths, ledger, name)


def _refuse(form: str, given: dict[str, Any]) -> None:
    """Raises InputError for an option that goes with other formats."""
    for option, value in given.items():
        if value:
            raise InputError("--{option} does not go with {form}.", option=option.replace("_", "-"), form=form)
