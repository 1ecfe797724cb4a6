"""`greffier judgements`: who decided what, and what became of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.errors import LookupFailed

if TYPE_CHECKING:
    from greffier.judge import Standing
    from greffier.ledger import Connection, Shell

__all__ = ["judgements", "standing_line"]

_LONGEST = 60


@click.command(
    cls=Command,
    help="List judgements by time: all, or those on the report or entry of that ID (or its first characters), with "
    "what became of each in the current version of its report.",
)
@click.argument("name", required=False, metavar="[ID]")
@click.option("--orphans", is_flag=True, help="Only those that find nothing any more to bear on, with the reason.")
@click.option("--author", metavar="NAME", help="Only this author's.")
@ledger_option
@click.option(
    "--format",
    "form",
    type=OneOf(("table", "jsonl")),
    default="table",
    help="What to print: table (for people) or jsonl.",
)
def judgements(name: str | None, orphans: bool, author: str | None, ledger: str | None, form: str) -> int:
    """Print the judgements asked for; gives the exit code."""
    from greffier.desk.standings import standing_to_json
    from greffier.ledger import read_ledger, shells

    with read_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        found, gone = _asked(connection, name), shells(connection)
    found = [s for s in found if author in {None, s.judgement.author} and (not orphans or s.state == "orphan")]
    for standing in found:
        line = (
            json.dumps(standing_to_json(standing), ensure_ascii=False) if form == "jsonl" else standing_line(standing)
        )
        click.echo(line)
    gone = [one for one in gone if name is None and author in {None, one.author} and not orphans]
    for one in gone:
        click.echo(json.dumps(_shell(one), ensure_ascii=False) if form == "jsonl" else _shell_line(one))
    if not found and not gone and form == "table":
        click.echo(spoken().say("no judgements."))
    return 0


def _asked(connection: Connection, name: str | None) -> list[Standing]:
    from greffier.judge import history
    from greffier.ledger import find_entry, find_report

    if name is None:
        return history(connection)
    entry = find_entry(connection, name)
    report = entry[1] if entry else find_report(connection, name)
    if report is None:
        raise LookupFailed("no report or entry {id!r} in the ledger.", id=name)
    found = history(connection, report)
    mine = entry[0] if entry else None
    return [s for s in found if mine is None or mine in {s.entry, *(a.entry for a in s.judgement.anchors)}]


def standing_line(standing: Standing) -> str:
    """One judgement on a line: id, time, author, verdict, what it is about, and what became of it."""
    one, interface = standing.judgement, spoken()
    about = " / ".join(_words(a.quote.exact) for a in one.anchors if a.quote is not None) or " / ".join(one.names)
    kind = one.anchors[0].kind if one.anchors else None
    change = f"{one.field}: {_short(one.before)} → {_short(one.after)}" if one.field else ""
    parts = [
        one.id[:8],
        f"{one.recorded_at:%Y-%m-%d %H:%M}",
        one.author,
        interface.label("verdict", one.verdict),
        " ".join(
            part for part in (interface.label("kind", kind) if kind else "", f"« {about} »" if about else "") if part
        ),
        change,
        one.undoes[:8] if one.undoes else "",
        one.because,
        interface.label("standing", standing.state) if standing.state != "applied" else "",
        interface.say(standing.reason) if standing.reason else "",
    ]
    return "  ".join(part for part in parts if part)


def _shell(one: Shell) -> dict[str, Any]:
    """What stays of a judgement on a report that was forgotten."""
    plain = {"id": one.id, "author": one.author, "recorded_at": one.recorded_at.isoformat(), "verdict": one.verdict}
    return {**plain, "forgotten": True, "reports": list(one.reports), "entries": list(one.entries)}


def _shell_line(one: Shell) -> str:
    verdict, interface = spoken().label("verdict", one.verdict), spoken()
    report = interface.say("the report was forgotten.")
    return f"{one.id[:8]}  {one.recorded_at:%Y-%m-%d %H:%M}  {one.author}  {verdict}  {report}"


def _words(words: str) -> str:
    flat = " ".join(words.split())
    return flat if len(flat) <= _LONGEST else f"{flat[: _LONGEST - 1]}…"


def _short(value: Any) -> str:
    if value is None:
        return "–"
    return value if isinstance(value, str) else _words(json.dumps(value, ensure_ascii=False))
