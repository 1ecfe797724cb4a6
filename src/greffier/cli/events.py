"""`greffier events`: what several reports tell of, and what is known of it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.filters import filters, format_option, kind_option, not_rejected, question_of, tell_undated
from greffier.cli.ledgers import console, ledger_path
from greffier.desk.renew import judged_events, pairs_in
from greffier.errors import LookupFailed

if TYPE_CHECKING:
    from greffier.ledger import Ledger
    from greffier.link.known import Event
    from greffier.settings import Location

__all__ = ["events", "link_what_waits", "linked_ledger", "print_one_event"]


@click.command(
    cls=Command,
    help="Print the events of the ledger: what one or several reports tell of, in any language, with its toll as it "
    "was told and how many told it on their own. With EVENT, an id or its beginning, all that is known of that one.",
)
@click.argument("name", required=False, metavar="[EVENT]")
@click.option("--all", "everything", is_flag=True, help="Statements that only one report tells, too.")
@kind_option
@filters
@format_option
def events(
    name: str | None, kinds: tuple[str, ...], ledger: str | None, form: str, everything: bool, **given: Any
) -> int:
    """Print the events asked for, or one; gives the exit code."""
    from greffier.judge import as_known
    from greffier.pipeline.asking import ask_events

    question = not_rejected(question_of(given, kinds))
    if name is not None:
        return print_one_event(name, ledger, form, question.as_of, question.as_known)
    with linked_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        with as_known(connection, question.as_known):
            found = ask_events(connection, question)
        tell_undated(connection, question)
    shown = found if everything or "statement" in kinds else [e for e in found if not _lone_statement(e)]
    _print(shown, form)
    if len(shown) < len(found) and form == "table":
        sentence = (
            "{count} {count:statement|statements} that only one report tells {count:is|are} left out; --all shows all."
        )
        click.echo(spoken().say(sentence, count=len(found) - len(shown)))
    return 0


def _lone_statement(event: Event) -> bool:
    """Whether it is only words that one report gives: every quotation is one, and they would hide the rest."""
    return event.kind == "statement" and len({v.report.id for v in event.voices}) == 1


def _print(found: Sequence[Event], form: str) -> None:
    from greffier import export

    match form:
        case "csv":
            export.write_events_csv(found, sys.stdout, spoken())
        case "json":
            click.echo(json.dumps([export.event_to_json(e) for e in found], ensure_ascii=False, indent=2))
        case "jsonl":
            for event in found:
                click.echo(json.dumps(export.event_to_json(event), ensure_ascii=False))
        case _ if found:
            export.print_events(found, spoken(), console())
        case _:
            click.echo(spoken().say("no events."))


def print_one_event(
    name: str, ledger: str | None, form: str, as_of: date | None = None, as_known: date | None = None
) -> int:
    """Print all that is known of the event `name`; gives the exit code. Raises LookupFailed when there is none."""
    from greffier import judge
    from greffier.ledger import Question
    from greffier.ledger.events import find_event
    from greffier.pipeline.asking import ask_event, find_events

    question = Question(as_of=as_of, as_known=as_known)
    with linked_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        with judge.as_known(connection, as_known):
            ids = find_events(connection, name)
            found = [event for id in ids if (event := ask_event(connection, id, question)) is not None]
        known = ids or find_event(connection, name)
    if not known:
        raise LookupFailed("no event {id!r} in the ledger; greffier events lists them.", id=name)
    if not found:
        raise LookupFailed("the event {id!r} is told by no report that is current, or by none of that time.", id=name)
    _print_alone(name, found, form)
    return 0


def _print_alone(name: str, found: Sequence[Event], form: str) -> None:
    """Print what is known of an event; several where they are one today."""
    from greffier import export

    if form != "table":
        _print(found, form)
        return
    if len(found) > 1:
        click.echo(spoken().say("{event} was {count} {count:event|events} on that day:", event=name, count=len(found)))
    for event in found:
        if not any(id.startswith(name) for id in (event.id, *event.today)):
            click.echo(spoken().say("{old} is a part of {event} now.", old=name, event=event.id))
        for today in event.today:
            click.echo(spoken().say("{old} is a part of {event} now.", old=event.id, event=today))
        export.print_event(event, spoken(), console())


@contextmanager
def linked_ledger(path: Location) -> Iterator[Ledger]:
    """The ledger for reading, once everything in it is linked: a run may have been broken off before."""
    from greffier.ledger import open_ledger, read_ledger
    from greffier.pipeline.linking import is_linked

    with read_ledger(path) as opened:
        with opened.begin() as connection:
            linked = is_linked(connection)
        if linked:
            yield opened
            return
    with open_ledger(path) as opened:
        link_what_waits(opened)
    with read_ledger(path) as opened:
        yield opened


def link_what_waits(ledger: Ledger, master: str | None = None) -> None:
    """Link what is not linked yet, and tell on standard error when that is much; then on the Spark cluster at `master`,
    if there is one."""
    from greffier.ledger.events import count_unlinked
    from greffier.pipeline.linking import link_pending
    from greffier.pipeline.overview import fill_outlines

    with ledger.look() as connection:
        waiting = count_unlinked(connection)
    if waiting > _MUCH:
        click.echo(f"greffier: {spoken().say('linking {count} {count:report|reports}…', count=waiting)}", err=True)
    judged = judged_events(pairs_in(ledger))
    if master is None or waiting <= _MUCH:
        link_pending(ledger, judged)
    else:
        from greffier.engine.spark import Cluster

        with Cluster(master) as cluster:
            link_pending(ledger, judged, spark=cluster.session)
    fill_outlines(ledger)


_MUCH = 200
