"""`greffier token`: tokens by which programs write to a ledger."""

from __future__ import annotations

import click

from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.errors import InputError

__all__ = ["token"]

_ACTS = ("list", "new", "revoke")


@click.command(
    cls=Command,
    help="Make, list or take away tokens for the API of greffier serve. ACT is list, new NAME or revoke NAME. A token "
    "is printed once; only its digest is kept, beside the ledger. What it judges bears its name as author.",
)
@click.argument("act", type=OneOf(_ACTS), default=_ACTS[0], metavar="[ACT]")
@click.argument("name", required=False, metavar="[NAME]")
@click.option("--write", "writes", is_flag=True, help="It may judge and add reports, too.")
@ledger_option
def token(act: str, name: str | None, writes: bool, ledger: str | None) -> int:
    """Do it; gives the exit code."""
    from greffier.web.api.access import new_token, read_tokens, revoke_token, tokens_beside

    path = ledger_path(ledger)
    file, interface = tokens_beside(path), spoken()
    if act == "list":
        for one in read_tokens(file):
            may = interface.say("reads and writes") if one.writes else interface.say("reads")
            click.echo(f"{one.name}  {may}  {one.made}")
        return 0
    if not name:
        raise InputError("{name} is missing.", name="NAME")
    if act == "new":
        click.echo(new_token(file, name, writes=writes))
        click.echo(f"greffier: {interface.say('keep it: it is not shown again.')}", err=True)
    else:
        revoke_token(file, name)
    return 0
