"""`greffier show`, `entries`, `tolls`, `pledges`, `positions`: what the ledger holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.events import print_one_event
from greffier.cli.filters import asked, asking, days, filters, format_option, kind_option, not_rejected, question_of
from greffier.cli.histories import print_toll_histories
from greffier.cli.ledgers import console, ledger_option, ledger_path, print_kept, print_rows
from greffier.cli.why_event import names_event
from greffier.desk.checked import checked
from greffier.desk.renew import catch_up_register
from greffier.errors import InputError, LookupFailed
from greffier.model import Quantity

if TYPE_CHECKING:
    from greffier.ledger import Kept, Question
    from greffier.model import Entry, Report

__all__ = ["entries", "pledges", "positions", "show", "tolls"]

_Told = tuple["Report", "Entry"]
_GROUPS = ("donor", "recipient", "stage", "period", "currency")


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Print a report of the ledger with its entries, one entry, or one event with all that it knows, and what the "
    "claims of entries come to. ID is its id, or the first characters of it.",
)
@click.argument("name", metavar="ID")
@click.option("--judged-by", metavar="AUTHOR", help="As this author's judgements alone make it.")
@days
@ledger_option
@format_option
def show(
    name: str, judged_by: str | None, as_of: date | None, as_known: date | None, ledger: str | None, form: str
) -> int:
    """Print the report, entry or event `name`; gives the exit code."""
    if names_event(name):
        return print_one_event(name, ledger, form, as_of, as_known)
    from greffier.judge import as_known as known
    from greffier.ledger import Question, find_entry, find_report, read_ledger

    if judged_by and as_known:
        raise InputError("{names} exclude each other.", names="--judged-by, --as-known")
    path = ledger_path(ledger)
    catch_up_register(path)
    with read_ledger(path) as opened, opened.begin() as connection, known(connection, as_known):
        entry = find_entry(connection, name)
        report = entry[1] if entry else find_report(connection, name)
        if report is None:
            raise LookupFailed("no report or entry {id!r} in the ledger.", id=name)
        kept, checks, held = _shown(connection, report, judged_by, Question(as_of=as_of, as_known=as_known))
    if entry:
        kept = replace(kept, entries=tuple(e for e in kept.entries if e.id == entry[0]))
        checks = tuple(c for c in checks if _touches(c.entries, c.span, kept.entries[0]))
    print_kept([kept], form, {report: checks}, held)
    if form == "table":
        _print_versions(kept)
    return 0


def _shown(connection: Any, report: str, judged_by: str | None, question: Question) -> tuple[Kept, Any, Any]:
    """A report as it was on the day asked about, its checks, and who holds the roles in it."""
    from greffier.judge import by_author
    from greffier.ledger import holders, kept_report, was_there

    if not was_there(connection, report, question):
        raise LookupFailed("the report {id!r} was not there on that day: later, or without a date.", id=report[:12])
    with by_author(connection, judged_by, [report]):
        kept = kept_report(connection, report)
        checks = checked(connection, kept, question)
    later = kept.replaced_by is not None and was_there(connection, kept.replaced_by, question)
    held = holders(connection, [report], question.as_of, question.as_known)
    there = tuple(one for one in kept.withdrawn if one.there(question.as_of, question.as_known))
    return replace(kept, replaced_by=kept.replaced_by if later else None, withdrawn=there), checks, held


def _touches(entries: Sequence[str], span: Any, entry: Entry) -> bool:
    """Whether a check concerns an entry: it names it, or its claim is among the entry's words."""
    return entry.id in entries or any(evidence.holds(span) for evidence in entry.evidence)


def _print_versions(kept: Kept) -> None:
    interface = spoken()
    if kept.replaces:
        click.echo(interface.say("new version of {report}.", report=kept.replaces[:12]))
    if kept.replaced_by:
        click.echo(interface.say("replaced by {report}.", report=kept.replaced_by[:12]))


@click.command(
    cls=Command,
    help="Print the entries of the ledger, of current versions of reports, by publication day. Below their words, a "
    "sign for each claim that was reckoned again: = holds, ≠ contradicted, ~ cannot tell.",
)
@kind_option
@filters
@format_option
def entries(kinds: tuple[str, ...], ledger: str | None, form: str, **given: Any) -> int:
    """Print the entries asked for; gives the exit code."""
    from greffier.ledger import holders, matching

    question = question_of(given, kinds)
    with asking(ledger, question) as connection:
        found = list(matching(connection, question))
        checks = {k.report.id: checked(connection, k, question) for k in found} if form == "table" else {}
        held = holders(connection, [k.report.id for k in found], question.as_of, question.as_known)
    if not print_kept(found, form, checks, held, signs=True) and form == "table":
        click.echo(spoken().say("no entries."))
    return 0


@click.command(
    cls=Command,
    help="Print the tolls of the ledger, a line each, by the day of what happened. Nothing is summed; totals over a "
    "period stand apart. With --by event, the history of each event's toll: who told how many when, the lowest, the "
    "highest and the last figure.",
)
@click.option("--by", type=OneOf(("event", "place", "period")), help="Group them by event, by place or by month.")
@filters
@format_option
def tolls(by: str | None, ledger: str | None, form: str, **given: Any) -> int:
    """Print the tolls asked for; gives the exit code."""
    from greffier.export import toll_groups

    question = question_of(given, ("toll",))
    if by == "event":
        return print_toll_histories(ledger, question, form)
    found = asked(ledger, question)
    if form != "table" or not found:
        return _list(found, form, _day, ledger, question)
    told = sorted(((k.report, entry) for k in found for entry in k.entries), key=_day)
    for heading, group in toll_groups(told, by, spoken()):
        if heading:
            click.secho(heading, bold=True, underline=True)
        _print_lines(group)
        click.echo()
    return 0


@click.command(
    cls=Command,
    help="Print the pledges of the ledger (aid), a line each, by donor, stage and currency. With --by, sums of pledges "
    "of one stage and one currency: a pledge told by several reports counts once, and totals over a period are left "
    "out.",
)
@click.option("--by", type=OneOf(_GROUPS), help="Sum them by donor, recipient, stage, period (month) or currency.")
@filters
@format_option
def pledges(by: str | None, ledger: str | None, form: str, **given: Any) -> int:
    """Print the pledges asked for, or their sums; gives the exit code."""
    from greffier.ledger import matching
    from greffier.ledger.events import events_of

    question = question_of(given, ("aid",))
    question = question if by is None else not_rejected(question)
    with asking(ledger, question) as connection:
        found = list(matching(connection, question))
        events = events_of(connection, (e.id for kept in found for e in kept.entries))
    return _list(found, form, _donor, ledger, question) if by is None else _sums(found, by, form, events)


def _sums(found: Sequence[Kept], by: str, form: str, events: Mapping[str, str]) -> int:
    from greffier.export import print_sums, sum_rows
    from greffier.ledger import pledges_in, summable, sums

    told = pledges_in(found, events)
    added = sums(told, by)
    if form != "table":
        print_rows(sum_rows(added, by, spoken().code), form)
    elif added:
        print_sums(added, by, spoken(), console())
    else:
        click.echo(spoken().say("no entries."))
    _tell_left_out(found, [p for p in told if not summable(p)])
    return 0


def _tell_left_out(found: Sequence[Kept], apart: Sequence[Any]) -> None:
    totals = sum(len(p.tellings) for p in apart if p.total)
    other = sum(len(p.tellings) for p in apart) - totals
    untrue = sum(e.factuality != "actual" for k in found for e in k.entries)
    interface = spoken()
    parts = (
        (totals, interface.say("{count} {count:total|totals} over a period", count=totals)),
        (other, interface.say("{count} without an amount of money", count=other)),
        (untrue, interface.say("{count} denied, planned or only possible", count=untrue)),
    )
    told = [words for count, words in parts if count]
    if told:
        click.echo(f"greffier: {interface.say('not summed: {what}.', what=', '.join(told))}", err=True)


@click.command(cls=Command, help="Print who takes which stand on what, a line each, by who it is and when it was.")
@filters
@format_option
def positions(ledger: str | None, form: str, **given: Any) -> int:
    """Print the positions asked for; gives the exit code."""
    question = question_of(given, ("position",))
    found = asked(ledger, question)
    return _list(found, form, lambda told: (_first(told[1], "actor"), *_day(told)), ledger, question)


def _list(
    kept: list[Kept], form: str, order: Callable[[_Told], tuple[Any, ...]], ledger: str | None, question: Question
) -> int:
    """Print entries of one kind, a line each in the table, in this order; gives the exit code."""
    from greffier.ledger import holders, read_ledger

    if form != "table" or not kept:
        with read_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
            held = holders(connection, [k.report.id for k in kept], question.as_of, question.as_known)
        if not print_kept(kept, form, None, held) and form == "table":
            click.echo(spoken().say("no entries."))
        return 0
    _print_lines(sorted(((k.report, entry) for k in kept for entry in k.entries), key=order))
    return 0


def _print_lines(told: Sequence[_Told]) -> None:
    from greffier.export import print_lines

    print_lines(told, spoken(), console())


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
