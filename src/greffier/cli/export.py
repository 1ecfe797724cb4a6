"""`greffier export`: the ledger as files for other programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.events import linked_ledger
from greffier.cli.ledgers import ledger_option, ledger_path, write_output
from greffier.desk.exporting import REVIEWED, statuses_of, whole

if TYPE_CHECKING:
    from greffier.ledger import Ledger

__all__ = ["export"]


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Write the ledger to a file or standard output. FORMAT is jsonl: one report a line, canonical, so that the "
    "same content gives the same bytes. Only entries that a person accepted or corrected are in it, unless you ask for "
    "more.",
)
@click.argument("form", type=OneOf(("jsonl",)), metavar="FORMAT")
@ledger_option
@click.option("--output", metavar="PATH", help="File to write; without it, standard output.")
@click.option("--include-unreviewed", is_flag=True, help="Entries that nobody has judged yet, too.")
@click.option("--include-withdrawn", is_flag=True, help="Entries of reports that their outlet took back, too.")
@click.option("--current", is_flag=True, help="Only the current version of each report.")
def export(
    form: str, ledger: str | None, output: str | None, include_unreviewed: bool, include_withdrawn: bool, current: bool
) -> int:
    """Write the ledger; gives the exit code."""
    from greffier.ledger import count_entries

    statuses = statuses_of(unreviewed=include_unreviewed)
    with linked_ledger(ledger_path(ledger)) as opened:
        write_output(_lines(opened, statuses, current, include_withdrawn), output)
        with opened.begin() as connection:
            accepted = count_entries(connection, *REVIEWED, current=current)
            total = count_entries(connection, current=current)
            left_out = count_entries(connection, "unreviewed", current=current)
    if left_out and not include_unreviewed:
        sentence = "{accepted} accepted of {total}; --include-unreviewed adds them."
        click.echo(f"greffier: {spoken().say(sentence, accepted=accepted, total=total)}", err=True)
    return 0


def _lines(ledger: Ledger, statuses: tuple[str, ...], current: bool, withdrawn: bool) -> Iterator[str]:
    with ledger.begin() as connection:
        yield from whole(connection, statuses, current=current, withdrawn=withdrawn)
