"""`greffier track`, `greffier diff`: how a negotiation stands, and what became known between two days."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar

import click

from greffier.cli.bilingual import Command, Day, spoken
from greffier.cli.filters import (
    asking,
    filters,
    format_option,
    kind_option,
    not_rejected,
    question_of,
    tell_undated,
    where_options,
)
from greffier.cli.ledgers import console, ledger_path, print_rows
from greffier.errors import InputError

if TYPE_CHECKING:
    from greffier.export import Row
    from greffier.ledger import Question

__all__ = ["diff", "track"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Print how a negotiation stands: rounds of talks, proposals and agreements, who stands where (the latest "
    "first), and what is unsettled. WORDS are its topic, in any of their forms; or give two who negotiate, with "
    "--between. Every line has the number of the words that it rests on.",
)
@click.argument("words", nargs=-1, metavar="[WORDS]…")
@click.option("--between", "pair", nargs=2, metavar="NAME NAME", help="Two who negotiate: names or ids.")
@filters
@format_option
def track(words: tuple[str, ...], pair: tuple[str, str] | None, ledger: str | None, form: str, **given: Any) -> int:
    """Print the negotiation; gives the exit code."""
    from greffier import ledger as kept
    from greffier.export import track_rows
    from greffier.ledger.events import events_of

    if not words and not pair:
        raise InputError("which topic? Give its words, or --between NAME NAME.")
    question = not_rejected(question_of(given))
    with asking(ledger, question, linked=True) as connection:
        told = kept.about(connection, " ".join(words), pair or (), question)
        found = kept.track(told, events_of(connection, (e.id for one in told for e in one.entries)))
    _print(list(track_rows(found, spoken())), form, spoken().say("nothing found."))
    return 0


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Print what became known between two days: reports, versions that replace others, tolls and positions that "
    "changed, new entries and those that no version tells any more. Days are those of publication; with --as-known, "
    "those on which the ledger held the reports, undated ones among them.",
)
@click.option("--from", "before", type=Day(), required=True, help="What was known at the end of this day…")
@click.option("--to", "after", type=Day(), required=True, help="… and at the end of this one.")
@click.option("--as-known", is_flag=True, help="By the day on which the ledger held a report (UTC).")
@kind_option
@where_options
@format_option
def diff(
    before: date, after: date, as_known: bool, kinds: tuple[str, ...], ledger: str | None, form: str, **given: Any
) -> int:
    """Print the difference; gives the exit code."""
    from greffier import judge
    from greffier.export import difference_rows
    from greffier.ledger import difference, read_ledger

    if after < before:
        raise InputError("--to is before --from.")
    question = not_rejected(question_of(given, kinds))
    old, new = (_as_of(question, day, as_known) for day in (before, after))
    with read_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        found = difference(connection, old, new, lambda on, question: judge.as_known(on, question.as_known))
        tell_undated(connection, new)
    _print(list(difference_rows(found, spoken())), form, spoken().say("nothing new."))
    return 0


def _as_of(question: Question, day: date, as_known: bool) -> Question:
    return replace(question, as_known=day) if as_known else replace(question, as_of=day)


def _print(rows: Iterable[Row], form: str, nothing: str) -> None:
    from greffier.export import print_rows_of, row_to_json

    found = list(rows)
    if form != "table":
        print_rows([row_to_json(row) for row in found], form)
    elif found:
        print_rows_of(found, spoken(), console())
    else:
        click.echo(nothing)
