"""`greffier tolls --by event`: who told how many of each event, and when."""

from __future__ import annotations

from typing import Any

import click

from greffier.cli.bilingual import spoken
from greffier.cli.filters import asking, not_rejected
from greffier.cli.ledgers import console, print_rows

__all__ = ["print_toll_histories"]


def print_toll_histories(ledger: str | None, question: Any, form: str) -> int:
    """Print the history of each toll of the events that hold an entry asked for; gives the exit code."""
    from greffier.export import flat_history_rows, has_history, history_rows, print_histories
    from greffier.pipeline.asking import events_told

    with asking(ledger, not_rejected(question), linked=True) as connection:
        found = events_told(connection, question)
    told = [event for event in found if has_history(event)]
    if form != "table":
        print_rows(list(flat_history_rows(told) if form == "csv" else history_rows(told)), form)
    elif told:
        print_histories(told, spoken(), console())
    else:
        click.echo(spoken().say("no entries."))
    left = sum(voice.entry.kind == "toll" for event in found if not has_history(event) for voice in event.voices)
    if left:
        sentence = "{count} {count:total or toll|totals or tolls} without a figure {count:has|have} no history."
        click.echo(f"greffier: {spoken().say(sentence, count=left)}", err=True)
    return 0
