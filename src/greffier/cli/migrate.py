"""`greffier migrate`: a ledger from a file to a server, or back."""

from __future__ import annotations

import click

from greffier.cli.bilingual import Command, spoken
from greffier.settings import located

__all__ = ["migrate"]


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Copy a whole ledger to another place: from a file to a PostgreSQL server, or back. FROM and TO are files or "
    "postgresql://user@host/database; at TO there must be no ledger yet. Every row goes as it is and is compared "
    "afterwards; a copy that is broken off leaves nothing.",
)
@click.argument("source", metavar="FROM")
@click.argument("target", metavar="TO")
def migrate(source: str, target: str) -> int:
    """Copy a ledger; gives the exit code."""
    from greffier.ledger import move_ledger

    place = located(target)
    count = move_ledger(located(source), place)
    click.echo(spoken().say("{path}: {count} {count:row|rows} copied and compared.", path=place, count=count))
    return 0
