"""`greffier search`: sentences of the ledger's reports by their words."""

from __future__ import annotations

from typing import Any

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.filters import filters, kind_option, question_of, tell_undated
from greffier.cli.ledgers import ledger_path

__all__ = ["search"]


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Find sentences of the ledger's reports that hold all WORDS, in any form that shares their dictionary form; "
    "accents do not matter. What is asked of entries (who, where, when…) leaves the sentences in which such an entry "
    "stands.",
)
@click.argument("words", nargs=-1, required=True, metavar="WORDS…")
@kind_option
@filters
@click.option("--limit", type=click.IntRange(min=1), default=50, metavar="N", help="How many sentences at most.")
def search(words: tuple[str, ...], kinds: tuple[str, ...], ledger: str | None, limit: int, **given: Any) -> int:
    """Print the sentences found, best first; gives the exit code."""
    from greffier.ledger import read_ledger
    from greffier.ledger import search as find

    question = question_of(given, kinds)
    with read_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        found = find(connection, " ".join(words), limit, question)
        tell_undated(connection, question)
    for one in found:
        about = (str(one.published or ""), one.outlet, one.title, one.report[:12])
        click.secho(" · ".join(part for part in about if part), dim=True)
        click.echo(f"  {' '.join(one.words.split())}")
        if one.entries:
            click.echo(f"  → {', '.join(one.entries)}")
    if not found:
        click.echo(spoken().say("nothing found."))
    return 0
