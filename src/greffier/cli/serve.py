"""`greffier serve`: the pages of a ledger, in a browser of this machine."""

from __future__ import annotations

import os

import click

from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.settings import from_environment

__all__ = ["serve"]


@click.command(
    cls=Command,
    help="Show the ledger in a browser: a server for this machine only, which no other can reach. It prints an address "
    "that works once, within a minute; press Enter for a new one, Ctrl-C to stop.",
)
@ledger_option
@click.option(
    "--port",
    type=click.IntRange(min=0, max=65535),
    metavar="N",
    help="Port to listen on, 0 for any that is free; without it 8765, or the next that is free.",
)
@click.option("-o", "--open", "browse", is_flag=True, help="Open the address in the browser.")
@click.option("--lang", type=OneOf(("fr", "en")), help="Language of the pages; without it the browser's.")
@click.option("--api", is_flag=True, help="Let every program of this machine read by the API, without a token.")
def serve(ledger: str | None, port: int | None, browse: bool, lang: str | None, api: bool) -> int:
    """Serve until interrupted; gives the exit code."""
    from greffier.web import serve as run
    from greffier.web.api.access import tokens_beside

    settings, path = from_environment(os.environ), ledger_path(ledger)
    language = lang or os.environ.get("GREFFIER_LANG", "")[:2].lower()
    run(
        path,
        port=port,
        browse=browse,
        language=language if language in {"fr", "en"} else "",
        author=settings.author or "?",
        api=api,
        tokens=tokens_beside(path),
        tell=lambda address: click.echo(f"{spoken().say('Open within a minute:')} {address}"),
    )
    return 0
