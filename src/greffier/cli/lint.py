"""`greffier lint`: what is wrong in a data file, and where."""

from __future__ import annotations

import click

from greffier.cli.bilingual import Command, spoken
from greffier.errors import DataError

__all__ = ["lint"]


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Check a data file of a kind or of a language and say what is wrong where.",
)
@click.argument("file", metavar="FILE")
def lint(file: str) -> int:
    """Check the data file at `file`; gives 0 when nothing is wrong, DataError's exit code otherwise."""
    from greffier.frames.fills import FILLS
    from greffier.lexicon import lint_file

    problems = lint_file(file, FILLS)
    for problem in problems:
        click.echo(spoken().explain(problem))
    if problems:
        return DataError.exit_code
    click.echo(spoken().say("{file}: nothing wrong.", file=file))
    return 0
