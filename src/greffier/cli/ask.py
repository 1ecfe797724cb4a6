"""`greffier show`, `entries`, `tolls`, `pledges`, `positions`, `search`: what the ledger holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

import click

from greffier.cli.bilingual import Command, Day, OneOf, spoken
from greffier.cli.ledgers import FORMATS, catch_up_register, console, ledger_option, ledger_path, print_kept
from greffier.errors import InputError, LookupFailed
from greffier.model import STATUSES, Quantity

if TYPE_CHECKING:
    from greffier.ledger import Kept
    from greffier.model import Entry, Report

__all__ = ["entries", "pledges", "positions", "search", "show", "tolls"]

_Told = tuple["Report", "Entry"]

_Function = TypeVar("_Function", bound=Callable[..., Any])


def _format(function: _Function) -> _Function:
    option = click.option(
        "--format",
        "form",
        type=OneOf(FORMATS),
        default="table",
        help="What to print: table (for people), jsonl, json or csv.",
    )
    return option(function)


def _filters(function: _Function) -> _Function:
    """The options that say which entries."""
    options = (
        click.option(
            "--actor",
            default="",
            metavar="NAME",
            help="Who fills a role or is the source: an id or a name of the register, in any spelling that was seen.",
        ),
        click.option("--place", default="", metavar="NAME", help="Where it happened: a name or an id."),
        click.option("--outlet", default="", metavar="NAME", help="Who published the report."),
        click.option("--status", type=OneOf(STATUSES), help="What people judged of it."),
        click.option("--from", "since", type=Day(), help="First day on which it happened; leaves out undated entries."),
        click.option("--to", "until", type=Day(), help="Last day on which it happened; leaves out undated entries."),
        click.option("--as-of", type=Day(), help="Use reports published by this day."),
        click.option("--as-known", type=Day(), help="Use reports that the ledger held by the end of this day (UTC)."),
    )
    for option in reversed(options):
        function = option(function)
    return _format(ledger_option(function))


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Print a report of the ledger with its entries, or one entry. ID is its id, or the first characters of it.",
)
@click.argument("name", metavar="ID")
@ledger_option
@_format
def show(name: str, ledger: str | None, form: str) -> int:
    """Print the report or entry `name`; gives the exit code."""
    from greffier.ledger import find_entry, find_report, kept_report, read_ledger

    with read_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        entry = find_entry(connection, name)
        report = entry[1] if entry else find_report(connection, name)
        if report is None:
            raise LookupFailed("no report or entry {id!r} in the ledger.", id=name)
        kept = kept_report(connection, report)
    if entry:
        kept = replace(kept, entries=tuple(e for e in kept.entries if e.id == entry[0]))
    print_kept([kept], form)
    if form == "table":
        _print_versions(kept)
    return 0


def _print_versions(kept: Kept) -> None:
    interface = spoken()
    if kept.replaces:
        click.echo(interface.say("new version of {report}.", report=kept.replaces[:12]))
    if kept.replaced_by:
        click.echo(interface.say("replaced by {report}.", report=kept.replaced_by[:12]))


@click.command(cls=Command, help="Print the entries of the ledger, of current versions of reports, by publication day.")
@click.option("--kind", "kinds", multiple=True, metavar="KIND", help="Only this kind; may be given several times.")
@_filters
def entries(kinds: tuple[str, ...], ledger: str | None, form: str, **filters: Any) -> int:
    """Print the entries asked for; gives the exit code."""
    from greffier.lexicon import load_kinds

    known = load_kinds()
    for kind in kinds:
        if kind not in known:
            raise InputError(
                "{name}: {value!r} is none of {known}.", name="--kind", value=kind, known=", ".join(sorted(known))
            )
    _print(_asked(ledger, kinds, filters), form)
    return 0


@click.command(cls=Command, help="Print the tolls of the ledger, a line each, by the day of what happened.")
@_filters
def tolls(ledger: str | None, form: str, **filters: Any) -> int:
    """Print the tolls asked for; gives the exit code."""
    return _list(_asked(ledger, ("toll",), filters), form, _day)


@click.command(
    cls=Command,
    help="Print the pledges of the ledger (aid), a line each, by donor, stage and currency. Nothing is summed: one "
    "pledge is told by many reports, and stages of it, or totals, are not to be added.",
)
@_filters
def pledges(ledger: str | None, form: str, **filters: Any) -> int:
    """Print the pledges asked for; gives the exit code."""
    return _list(_asked(ledger, ("aid",), filters), form, _donor)


@click.command(cls=Command, help="Print who takes which stand on what, a line each, by who it is and when it was.")
@_filters
def positions(ledger: str | None, form: str, **filters: Any) -> int:
    """Print the positions asked for; gives the exit code."""
    return _list(_asked(ledger, ("position",), filters), form, lambda told: (_first(told[1], "actor"), *_day(told)))


def _asked(ledger: str | None, kinds: tuple[str, ...], filters: dict[str, Any]) -> list[Kept]:
    from greffier.ledger import Question, matching, read_ledger, undated

    question = Question(kinds=kinds, **{**filters, "status": filters["status"] or ""})
    path = ledger_path(ledger)
    if question.actor:
        catch_up_register(path)
    with read_ledger(path) as opened, opened.begin() as connection:
        found = list(matching(connection, question))
        left_out = undated(connection) if question.as_of is not None else 0
    if left_out:
        sentence = "{count} reports without a publication date are left out by --as-of."
        click.echo(f"greffier: {spoken().say(sentence, count=left_out)}", err=True)
    return found


def _print(kept: list[Kept], form: str) -> None:
    if not print_kept(kept, form) and form == "table":
        click.echo(spoken().say("no entries."))


def _list(kept: list[Kept], form: str, order: Callable[[_Told], tuple[Any, ...]]) -> int:
    """Print entries of one kind, a line each in the table, in this order; gives the exit code."""
    from greffier.export import print_lines

    if form != "table" or not kept:
        _print(kept, form)
        return 0
    told = [(k.report, entry) for k in kept for entry in k.entries]
    print_lines(sorted(told, key=order), spoken(), console())
    return 0


def _donor(told: _Told) -> tuple[Any, ...]:
    entry = told[1]
    amount, stage = entry.roles.get("amount"), entry.roles.get("stage", "")
    currency = amount.currency or "" if isinstance(amount, Quantity) else ""
    return _first(entry, "donor"), str(stage), currency, *_day(told)


def _first(entry: Entry, role: str) -> str:
    """The name that comes first in a role, "" where there is none."""
    value = entry.roles.get(role)
    return value[0].name if isinstance(value, tuple) and value else ""


def _day(told: _Told) -> tuple[bool, str, str, str]:
    report, entry = told
    day = entry.when.start.isoformat() if entry.when else ""
    published = report.published.isoformat() if report.published else ""
    return not day, day, published, entry.id


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Find sentences of the ledger's reports that hold all WORDS, in any form that shares their dictionary form; "
    "accents do not matter.",
)
@click.argument("words", nargs=-1, required=True, metavar="WORDS…")
@ledger_option
@click.option("--limit", type=click.IntRange(min=1), default=50, metavar="N", help="How many sentences at most.")
def search(words: tuple[str, ...], ledger: str | None, limit: int) -> int:
    """Print the sentences found, best first; gives the exit code."""
    from greffier.ledger import read_ledger
    from greffier.ledger import search as find

    with read_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        found = find(connection, " ".join(words), limit)
    for one in found:
        about = (str(one.published or ""), one.outlet, one.title, one.report[:12])
        click.secho(" · ".join(part for part in about if part), dim=True)
        click.echo(f"  {' '.join(one.words.split())}")
        if one.entries:
            click.echo(f"  → {', '.join(one.entries)}")
    if not found:
        click.echo(spoken().say("nothing found."))
    return 0
