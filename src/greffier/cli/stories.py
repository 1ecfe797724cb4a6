"""`greffier stories`: which reports tell the same, entries or not."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

import click

from greffier.cli.bilingual import Command, Day, OneOf, spoken
from greffier.cli.events import linked_ledger
from greffier.cli.ledgers import ledger_option, ledger_path

if TYPE_CHECKING:
    from greffier.pipeline.stories import Story

__all__ = ["stories"]


@click.command(
    cls=Command,
    help="Print which reports of the ledger tell the same story, by their words and by the events that they share, the "
    "most told first. A story is wider than an event, and needs no entry.",
)
@click.option("--from", "--since", "since", type=Day(), help="First day of publication.")
@click.option("--to", "--until", "until", type=Day(), help="Last day of publication.")
@ledger_option
@click.option(
    "--format", "form", type=OneOf(("table", "jsonl")), default="table", help="What to print: table or jsonl."
)
def stories(since: date | None, until: date | None, ledger: str | None, form: str) -> int:
    """Print the stories; gives the exit code."""
    from greffier.pipeline.stories import stories_between

    with linked_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        found = stories_between(connection, since, until)
    for story in found:
        if form == "jsonl":
            click.echo(json.dumps(_to_json(story), ensure_ascii=False))
        else:
            _print(story)
    if not found and form == "table":
        click.echo(spoken().say("no stories."))
    return 0


def _to_json(story: Story) -> dict[str, object]:
    reports = [
        {
            "report": a.id,
            "published": a.published.isoformat() if a.published else None,
            "outlet": a.outlet,
            "title": a.title,
        }
        for a in story.reports
    ]
    return {"reports": reports, "events": list(story.events)}


def _print(story: Story) -> None:
    first, interface = story.reports[0], spoken()
    count = len(story.reports)
    told = interface.say("{count} {count:report|reports}", count=count)
    click.secho(first.title or first.id[:12], bold=True, nl=False)
    click.secho(f"  {told}", fg="blue")
    for about in story.reports:
        day = about.published.isoformat() if about.published else "?"
        click.echo("  " + " · ".join(part for part in (day, about.outlet, about.title, about.id[:8]) if part))
    click.echo()
