"""`greffier brief`: a chronology in which every sentence carries its reference."""

from __future__ import annotations

from typing import Any

import click

from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.filters import asking, filters, kind_option, not_rejected, question_of
from greffier.cli.ledgers import write_output

__all__ = ["brief"]


@click.command(
    cls=Command,
    help="Write a chronology of the ledger, in Markdown or HTML, by the day of what happened: a sentence for an event, "
    "with its toll as reports told it. Every sentence refers to all reports and words that tell it; who says it is "
    "kept, and that it is denied, planned or only possible.",
)
@kind_option
@filters
@click.option("--format", "form", type=OneOf(("markdown", "html")), default="markdown", help="markdown or html.")
@click.option("--language", metavar="CODE", help="Language of the sentences: fr or en; without it, the interface's.")
@click.option("--output", metavar="PATH", help="File to write; without it, standard output.")
def brief(
    kinds: tuple[str, ...], ledger: str | None, form: str, language: str | None, output: str | None, **given: Any
) -> int:
    """Write the chronology; gives the exit code."""
    from greffier.export import brief_of, html_page, markdown_page
    from greffier.ledger import matching
    from greffier.lexicon import load_interface
    from greffier.lexicon.wording import load_wording
    from greffier.pipeline.asking import events_among

    code = language or spoken().code
    wording = load_wording(code)
    question = not_rejected(question_of(given, kinds))
    with asking(ledger, question, linked=True) as connection:
        kept = list(matching(connection, question))
        events = events_among(connection, kept)
    found = brief_of(kept, events, wording, load_interface(code))
    page = html_page(found, wording) if form == "html" else markdown_page(found, wording)
    write_output([page], output)
    return 0
