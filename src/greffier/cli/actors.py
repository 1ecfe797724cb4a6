"""`greffier actors`: who is in the register, under which names, in which roles, and which reports say so."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from greffier.cli.bilingual import Command, spoken
from greffier.cli.filters import asking, days, format_option
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.desk.renew import catch_up_register
from greffier.errors import LookupFailed

if TYPE_CHECKING:
    from greffier.ledger import KeptActor, KeptSighting

__all__ = ["actors"]

_NAMES, _REPORTS = 8, 3  # shown in a list; one actor alone is shown whole


@click.command(
    cls=Command,
    help="Print the actors of the ledger, most entries first: names, kind, country, roles with the days and reports "
    "that state them. WORDS is an id or a name, in any spelling that was seen, or a part of one; a single actor is "
    "shown with the reports that tell of it.",
)
@click.argument("words", nargs=-1, metavar="[WORDS…]")
@click.option("--kind", default="", metavar="KIND", help="Only this kind: person, country, forces, party, …")
@days
@ledger_option
@format_option
def actors(
    words: tuple[str, ...], kind: str, as_of: date | None, as_known: date | None, ledger: str | None, form: str
) -> int:
    """Print the actors asked for; gives the exit code."""
    from greffier.export import actor_to_json, write_actors_csv
    from greffier.ledger import Question, sightings
    from greffier.ledger import actors as find

    path, asked = ledger_path(ledger), " ".join(words)
    catch_up_register(path)
    with asking(ledger, Question(as_of=as_of, as_known=as_known)) as connection:
        found = find(connection, asked, kind, as_of, as_known)
        if asked and not found:
            raise LookupFailed("no actor {words!r} in the ledger.", words=asked)
        told = sightings(connection, found[0].id, as_of, as_known) if asked and len(found) == 1 else None
    if form == "csv":
        write_actors_csv(found, sys.stdout)
    elif form == "table":
        _print(found, told)
    else:
        rows = [actor_to_json(one, told) for one in found]
        lines = [json.dumps(rows, ensure_ascii=False, indent=2)] if form == "json" else map(_line, rows)
        for line in lines:
            click.echo(line)
    return 0


def _line(row: dict[str, Any]) -> str:
    return json.dumps(row, ensure_ascii=False)


def _print(found: Sequence[KeptActor], told: Sequence[KeptSighting] | None) -> None:
    from greffier.export import role_line

    interface = spoken()
    for one in found:
        names = one.names if told is not None else one.names[:_NAMES]
        about = (interface.label("actor", one.kind), one.country, *names[1:])
        click.echo(click.style(one.name, bold=True) + f"  {one.id}")
        click.echo(f"  {' · '.join(part for part in about if part)}")
        days = " → ".join(dict.fromkeys(str(day) for day in (one.first, one.last) if day is not None))
        sentence = "{entries} {entries:entry|entries} in {reports} {reports:report|reports}"
        count = interface.say(sentence, entries=one.entries, reports=one.reports)
        click.echo(f"  {count}{f', {days}' if days else ''}")
        for role in one.roles:
            reports = role.reports if told is not None else role.reports[:_REPORTS]
            click.echo(f"  - {role_line(role)}  [{', '.join(r[:12] for r in reports)}]")
        if one.merged and told is not None:
            click.echo("  " + interface.say("also known as {ids}", ids=", ".join(one.merged)))
    for line in told or ():
        _print_sighting(line)
    if not found:
        click.echo(interface.say("no actors."))


def _print_sighting(told: KeptSighting) -> None:
    interface = spoken()
    because = interface.say("told by {report}", report=told.because[:12]) if told.because else ""
    parts = (str(told.published or ""), told.outlet, told.name, interface.label("basis", told.basis), because)
    click.echo(f"    {told.report[:12]}  {' · '.join(part for part in parts if part)}")
