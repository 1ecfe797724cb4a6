"""`greffier search`: sentences of the ledger's reports by their words."""

from __future__ import annotations

from textwrap import wrap
from typing import Any

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.filters import asking, filters, kind_option, question_of
from greffier.cli.ledgers import console

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
    from greffier.ledger import search as find

    question = question_of(given, kinds)
    with asking(ledger, question) as connection:
        found = find(connection, " ".join(words), limit, question)
    for one in found:
        about = (str(one.published or ""), one.outlet, one.title, one.report[:12])
        _wrapped(" · ".join(part for part in about if part), 0, dim=True)
        _wrapped(" ".join(one.words.split()), 2)
        if one.entries:
            _wrapped(f"→ {', '.join(one.entries)}", 2)
    if not found:
        click.echo(spoken().say("nothing found."))
    return 0


def _wrapped(words: str, indent: int, **style: Any) -> None:
    """Print words as wide as the terminal is, set in by some columns."""
    for line in wrap(words, console().width - indent):
        click.secho(f"{' ' * indent}{line}", **style)
