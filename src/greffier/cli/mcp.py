"""`greffier mcp`: the ledger's answers for an agent."""

from __future__ import annotations

import click

from greffier.cli.bilingual import Command
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.desk.renew import catch_up_register

__all__ = ["mcp"]


@click.command(
    cls=Command,
    help="Answer the questions of an agent about the ledger over standard input and output (Model Context Protocol). "
    "It is only read; every answer carries the words of reports, where they stand, and a citation.",
)
@ledger_option
def mcp(ledger: str | None) -> int:
    """Serve until the agent hangs up; gives the exit code."""
    from greffier.agent import serve

    path = ledger_path(ledger)
    if path.exists():
        catch_up_register(path)
    serve(path)
    return 0
