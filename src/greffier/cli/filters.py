"""The options that say which entries, for every command that asks the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar, cast

import click

from greffier.cli.bilingual import Day, OneOf, spoken
from greffier.cli.ledgers import FORMATS, ledger_option, ledger_path
from greffier.desk import questions
from greffier.desk.renew import catch_up_register
from greffier.errors import InputError
from greffier.model import FACTUALITIES, STATUSES

if TYPE_CHECKING:
    from greffier.ledger import Kept, Question
    from greffier.lexicon import Town

__all__ = [
    "asked",
    "asking",
    "days",
    "filters",
    "format_option",
    "kind_option",
    "not_rejected",
    "question_of",
    "tell_undated",
    "where_options",
]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def format_option(function: _Function) -> _Function:
    """What to print."""
    option = click.option(
        "--format",
        "form",
        type=OneOf(FORMATS),
        default="table",
        help="What to print: table (for people), jsonl, json or csv.",
    )
    return option(function)


def kind_option(function: _Function) -> _Function:
    """Which kinds."""
    option = click.option(
        "--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; may be given several times."
    )
    return option(function)


def days(function: _Function) -> _Function:
    """The options that take the ledger back to a day."""
    options = (
        click.option("--as-of", type=Day(), help="Use reports published by this day."),
        click.option(
            "--as-known",
            type=Day(),
            help="Use reports and judgements that the ledger held by the end of this day (UTC).",
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def where_options(function: _Function) -> _Function:
    """The options that say which entries, but for their days; and which ledger."""
    options = (
        click.option(
            "--actor",
            default="",
            metavar="NAME",
            help="Who fills a role or is the source: an id or a name of the register, in any spelling that was seen.",
        ),
        click.option("--place", default="", metavar="NAME", help="Where it happened: a name or an id."),
        click.option("--near", default="", metavar="PLACE", help="Where it happened: near a town, or LAT,LON."),
        click.option("--radius", type=float, metavar="KM", help="How near, in kilometres: 25 if nothing is said."),
        click.option("--source", default="", metavar="NAME", help="Who says it: a name or an id."),
        click.option("--outlet", default="", metavar="NAME", help="Who published the report."),
        click.option("--country", default="", metavar="CODE", help="Where it happened: a country by its code, as UA."),
        click.option("--status", type=OneOf(STATUSES), help="What people judged of it."),
        click.option("--factuality", type=OneOf(FACTUALITIES), help="Whether it is told as a fact."),
        click.option(
            "--include-withdrawn",
            "withdrawn",
            is_flag=True,
            help="Entries of reports that their outlet took back, too.",
        ),
    )
    function = _caught_up(function)
    for option in reversed(options):
        function = option(function)
    return ledger_option(function)


def _caught_up(function: _Function) -> _Function:
    """The same command, which enters what the register of actors lacks before it asks for an actor."""

    @wraps(function)
    def command(*arguments: Any, **given: Any) -> Any:
        path = ledger_path(given.get("ledger"))
        if any(given.get(name) for name in ("actor", "source", "pair")) and path.exists():
            catch_up_register(path)
        return function(*arguments, **given)

    return cast(_Function, command)


def filters(function: _Function) -> _Function:
    """The options that say which entries, and which ledger."""
    options = (
        click.option("--from", "since", type=Day(), help="First day on which it happened; leaves out undated entries."),
        click.option("--to", "until", type=Day(), help="Last day on which it happened; leaves out undated entries."),
    )
    function = days(function)
    for option in reversed(options):
        function = option(function)
    return where_options(function)


def question_of(given: dict[str, Any], kinds: tuple[str, ...] = ()) -> Question:
    """What is asked, from the options given. Raises InputError where they do not fit, or name no place or kind."""
    return questions.question_of(given, kinds, sign="--", tell=_tell_others)


def not_rejected(question: Question) -> Question:
    """The question, for a command that never tells what people rejected. Raises InputError where it asks for that."""
    if question.status == STATUSES[-1]:
        raise InputError("rejected entries are left out here; greffier entries --status rejected lists them.")
    return question


def _tell_others(near: str, taken: Town, others: Sequence[Town]) -> None:
    sentence = "{value!r} is taken for {taken}; for another, give its id: {others}."
    told = spoken().say(sentence, value=near, taken=_town(taken), others=", ".join(map(_town, others)))
    click.echo(f"greffier: {told}", err=True)


def _town(town: Town) -> str:
    return f"{town.name} ({town.country}, {town.id})"


def asked(ledger: str | None, question: Question) -> list[Kept]:
    """The entries asked for, by report; what a question about a day leaves out is told."""
    from greffier.ledger import matching

    with asking(ledger, question) as connection:
        return list(matching(connection, question))


@contextmanager
def asking(ledger: str | None, question: Question, *, linked: bool = False) -> Iterator[Any]:
    """A connection on which the ledger reads as it did on the day asked about; what the day leaves out is told.

    `linked`: once everything in it is in its event.
    """
    from greffier.cli.events import linked_ledger
    from greffier.judge import as_known
    from greffier.ledger import read_ledger

    open_it = linked_ledger if linked else read_ledger
    with open_it(ledger_path(ledger)) as opened, opened.begin() as connection:
        with as_known(connection, question.as_known):
            yield connection
        tell_undated(connection, question)


def tell_undated(connection: Any, question: Question) -> None:
    """How many reports have no date: left out by a day of publication, part of what was known on a day."""
    from greffier.ledger import undated

    if question.as_of is None and question.as_known is None:
        return
    count = undated(connection, question)
    if count:
        sentence = (
            "{count} {count:report|reports} without a publication date {count:is|are} left out by --as-of."
            if question.as_of is not None
            else "{count} {count:report|reports} without a publication date {count:is|are} among them."
        )
        click.echo(f"greffier: {spoken().say(sentence, count=count)}", err=True)
