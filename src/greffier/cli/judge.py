"""`greffier judge`: what a person decides about entries, stretches, events and actors."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from greffier.cli.bilingual import Command, Group, spoken
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.desk.renew import renew_after
from greffier.errors import InputError
from greffier.settings import from_environment

if TYPE_CHECKING:
    from greffier.judge import Judge
    from greffier.ledger import Ledger
    from greffier.model import Judgement

__all__ = [
    "accept",
    "add",
    "correct",
    "different",
    "different_actor",
    "judge",
    "nothing",
    "reject",
    "same",
    "same_actor",
    "undo",
]

_Judging = Callable[..., "Sequence[Judgement]"]


@click.group(
    cls=Group,
    help="Judge what the ledger holds. A judgement is only ever added, with its author and time; it outlives every new "
    "reading, and can be undone.",
)
def judge() -> None:
    """The group of verdicts."""


def _verdict(function: _Judging) -> Callable[..., int]:
    """A command that judges: opens the ledger, says who judges, and tells what was judged."""

    @click.option("--author", metavar="NAME", help="Who judges; without it GREFFIER_AUTHOR, else the login name.")
    @click.option("--because", default="", metavar="WORDS", help="The reason, in words.")
    @click.option("--apart", is_flag=True, help="Judge without seeing what others judged.")
    @click.option("--settle", is_flag=True, help="Close what coders judged differently before.")
    @ledger_option
    @wraps(function)
    def command(author: str | None, because: str, apart: bool, settle: bool, ledger: str | None, **said: Any) -> int:
        from greffier.judge import Judge
        from greffier.ledger import open_ledger, read_ledger

        who = Judge(_author(author), apart, settle, because)
        path = ledger_path(ledger)
        with read_ledger(path):  # a judgement makes no ledger
            pass
        with open_ledger(path) as opened:
            judged = function(opened, who, **said)
            renew_after(opened, judged)
        for done in judged:
            _tell(done)
        return 0

    return command


def _author(said: str | None) -> str:
    found = (said or "").strip() or from_environment(os.environ).author
    if not found:
        raise InputError("who judges? Say it by --author, or by GREFFIER_AUTHOR.")
    return found


def _tell(done: Judgement) -> None:
    about = [a.quote.exact for a in done.anchors if a.quote is not None] or list(done.names)
    kind = done.anchors[0].kind if done.anchors else None
    words = " · ".join(part for part in (spoken().label("kind", kind) if kind else "", *about) if part)
    verdict = spoken().label("verdict", done.verdict)
    click.echo(f"{done.id[:8]}  {verdict}{f': {words}' if words else ''}")


@judge.command(cls=Command, no_args_is_help=True, help="These entries are right as they stand.")
@click.argument("names", nargs=-1, required=True, metavar="ENTRY…")
@_verdict
def accept(ledger: Ledger, who: Judge, names: tuple[str, ...]) -> Sequence[Judgement]:
    """Accept each entry."""
    from greffier import judge as room

    return [room.accept(ledger, name, who) for name in names]


@judge.command(cls=Command, no_args_is_help=True, help="These entries are none: the report does not tell them.")
@click.argument("names", nargs=-1, required=True, metavar="ENTRY…")
@_verdict
def reject(ledger: Ledger, who: Judge, names: tuple[str, ...]) -> Sequence[Judgement]:
    """Reject each entry."""
    from greffier import judge as room

    return [room.reject(ledger, name, who) for name in names]


@judge.command(
    cls=Command,
    no_args_is_help=True,
    help="A field of an entry is this, and the rest is right. FIELD is kind, anchor, evidence, factuality, source, "
    "when or a role. VALUE: a number as 4, 4..9, 4.., ..9, >20, an amount as 5000 EUR, days as 2031-05-04 or "
    "2031-05-04..2031-05-06, words of the report, words=name where they stand for another name, or gold form as JSON; "
    "several for several fillers, none to empty the field.",
)
@click.argument("name", metavar="ENTRY")
@click.argument("field", metavar="FIELD")
@click.argument("values", nargs=-1, metavar="[VALUE]…")
@click.option("--occurrence", type=click.IntRange(min=1), metavar="N", help="Which occurrence of the words, from 1.")
@_verdict
def correct(
    ledger: Ledger, who: Judge, name: str, field: str, values: tuple[str, ...], occurrence: int | None
) -> Sequence[Judgement]:
    """Correct one field of an entry."""
    from greffier import judge as room

    return [room.correct(ledger, name, field, values, who, occurrence=occurrence or 0)]


@judge.command(
    cls=Command,
    no_args_is_help=True,
    help="Add an entry that was not found, from words of a report. REPORT is the report's id, or the first characters "
    "of it. Fields are given as for correct: --role harm=killed --role number=4.",
)
@click.argument("name", metavar="REPORT")
@click.option("--kind", required=True, metavar="KIND", help="The kind of the entry.")
@click.option("--words", required=True, metavar="WORDS", help="The words that evoke it, as the report has them.")
@click.option("--occurrence", type=click.IntRange(min=1), metavar="N", help="Which occurrence of the words, from 1.")
@click.option(
    "--role", "fields", multiple=True, metavar="FIELD=VALUE", help="A role or another field; again for more fillers."
)
@_verdict
def add(
    ledger: Ledger, who: Judge, name: str, kind: str, words: str, occurrence: int | None, fields: tuple[str, ...]
) -> Sequence[Judgement]:
    """Add an entry from a selection."""
    from greffier import judge as room

    said: dict[str, list[str]] = {"anchor": [words]}
    for one in fields:
        field, sign, value = one.partition("=")
        if not sign or not value:
            raise InputError("{name}: write {value!r} as field=value.", name="--role", value=one)
        said.setdefault(field.strip(), []).append(value.strip())
    return [room.add_entry(ledger, name, kind, said, who, occurrence=occurrence or 0)]


@judge.command(
    cls=Command,
    no_args_is_help=True,
    help="A report, or a stretch of it, was read and holds nothing but what people judged: other entries are rejected.",
)
@click.argument("name", metavar="REPORT")
@click.option("--words", default="", metavar="WORDS", help="The stretch, as the report has it; without it, the report.")
@click.option("--occurrence", type=click.IntRange(min=1), metavar="N", help="Which occurrence of the words, from 1.")
@_verdict
def nothing(ledger: Ledger, who: Judge, name: str, words: str, occurrence: int | None) -> Sequence[Judgement]:
    """Say that there is no entry."""
    from greffier import judge as room

    return [room.nothing(ledger, name, words, who, occurrence=occurrence or 0)]


def _entries_of(connection: Any, name: str) -> Sequence[str]:
    """The entries of the event of that id, () where there is none."""
    from greffier.ledger.events import find_event, members_of

    event = find_event(connection, name)
    return () if event is None else [member.entry for member in members_of(connection, [event])]


@judge.command(
    "same",
    cls=Command,
    no_args_is_help=True,
    help="Two entries, or the events that they belong to, tell of one happening.",
)
@click.argument("first", metavar="ENTRY|EVENT")
@click.argument("second", metavar="ENTRY|EVENT")
@_verdict
def same(ledger: Ledger, who: Judge, first: str, second: str) -> Sequence[Judgement]:
    """Judge a pair."""
    from greffier import judge as room

    return [room.judge_events(ledger, "same_event", (first, second), who, entries_of=_entries_of)]


@judge.command(
    "different", cls=Command, no_args_is_help=True, help="Two entries, or their events, tell of two happenings."
)
@click.argument("first", metavar="ENTRY|EVENT")
@click.argument("second", metavar="ENTRY|EVENT")
@_verdict
def different(ledger: Ledger, who: Judge, first: str, second: str) -> Sequence[Judgement]:
    """Judge a pair."""
    from greffier import judge as room

    return [room.judge_events(ledger, "different_event", (first, second), who, entries_of=_entries_of)]


@judge.command("same-actor", cls=Command, no_args_is_help=True, help="Two actors, by their ids, are one.")
@click.argument("first", metavar="ACTOR")
@click.argument("second", metavar="ACTOR")
@_verdict
def same_actor(ledger: Ledger, who: Judge, first: str, second: str) -> Sequence[Judgement]:
    """Judge a pair."""
    from greffier import judge as room

    return [room.judge_actors(ledger, "same_actor", (first, second), who)]


@judge.command("different-actor", cls=Command, no_args_is_help=True, help="Two actors, by their ids, are two.")
@click.argument("first", metavar="ACTOR")
@click.argument("second", metavar="ACTOR")
@_verdict
def different_actor(ledger: Ledger, who: Judge, first: str, second: str) -> Sequence[Judgement]:
    """Judge a pair."""
    from greffier import judge as room

    return [room.judge_actors(ledger, "different_actor", (first, second), who)]


@judge.command(
    cls=Command,
    no_args_is_help=True,
    help="These judgements count no more; they stay in the record. Undoing an undo brings the judgement back.",
)
@click.argument("names", nargs=-1, required=True, metavar="JUDGEMENT…")
@_verdict
def undo(ledger: Ledger, who: Judge, names: tuple[str, ...]) -> Sequence[Judgement]:
    """Undo each judgement."""
    from greffier import judge as room

    return [room.undo(ledger, name, who) for name in names]
