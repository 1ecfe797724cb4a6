"""What `greffier import` does with what people coded elsewhere: it becomes judgements of the ledger."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from greffier.cli.bilingual import spoken
from greffier.cli.ledgers import ledger_path
from greffier.cli.reports import SOME_FAILED, Readings
from greffier.errors import GreffierError, InputError
from greffier.settings import from_environment

if TYPE_CHECKING:
    from greffier.desk.importing import Imported
    from greffier.ledger import Ledger
    from greffier.model import Coding

__all__ = ["CODINGS", "import_codings"]

# Their names alone, so that help loads none of them; a test holds them against greffier.desk.importing.
CODINGS = ("doccano", "gold", "judgements", "label-studio", "prodigy", "w3c")
_TOLD = 200  # reasons that are told one by one


def import_codings(
    form: str,
    paths: Sequence[str],
    ledger: str | None,
    *,
    author: str | None,
    apart: bool,
    keep_missing: bool,
    adds: bool,
    dry: bool,
    published: date | None,
    language: str | None,
) -> int:
    """Take in files and tell what came of them; gives the exit code. Raises InputError, LookupFailed."""
    from greffier.desk.importing import FORMATS as FOUND
    from greffier.desk.importing import How
    from greffier.ledger import open_ledger, read_ledger

    files = [Path(path) for path in paths]
    for file in files:
        if not file.exists():
            raise InputError("{path}: there is no such file or folder.", path=file)
    path = ledger_path(ledger)
    if not adds:
        with read_ledger(path):  # an import makes no ledger
            pass
    with open_ledger(path) as opened:
        add = _adder(opened, published, language) if adds else None
        named = (author or "").strip()
        who = named or from_environment(os.environ).author or ""
        how = How(who, named=bool(named), apart=apart, keep_missing=keep_missing, dry=dry, add=add)
        done = FOUND[form](opened, files, how)
    return _tell(done, dry=dry)


def _adder(ledger: Ledger, published: date | None, language: str | None) -> Callable[[Coding], str]:
    """What reads and keeps the report of a coding."""
    import json

    from greffier.desk.adding import keep_report, prepare
    from greffier.desk.runs import this_run
    from greffier.intake import Defaults, from_json

    gazetteer, naming = prepare(ledger, {})
    own = gazetteer if gazetteer.own.branches else None
    readings, run = Readings(published, language, gazetteer=own), this_run()

    def add(coding: Coding) -> str:
        data = json.dumps({**coding.about, "text": coding.text})
        report = from_json(data, Defaults(published, language), coding.name)
        return keep_report(ledger, report, readings, run, naming).report.id

    return add


def _tell(done: Imported, *, dry: bool) -> int:
    interface = spoken()
    _list(done.refused)
    count, reports = len(done.judgements), len({a.report for one in done.judgements for a in one.anchors})
    sentence = (
        "{count} {count:judgement|judgements} would be added, on {reports} {reports:report|reports}."
        if dry
        else "{count} {count:judgement|judgements} added, on {reports} {reports:report|reports}."
    )
    click.echo(interface.say(sentence, count=count, reports=reports))
    verdicts: dict[str, int] = {}
    for one in done.judgements:
        verdicts[one.verdict] = verdicts.get(one.verdict, 0) + 1
    for verdict, number in sorted(verdicts.items()):
        click.echo(f"  {interface.label('verdict', verdict)}: {number}")
    if done.known:
        sentence = "{count} {count:was|were} taken in before."
        click.echo(interface.say(sentence, count=done.known))
    if done.waiting:
        sentence = "{count} {count:task|tasks} that nobody has judged {count:was|were} passed over."
        click.echo(interface.say(sentence, count=done.waiting))
    if not done.refused:
        return 0
    sentence = "{count} {count:item|items} could not be taken in."
    click.echo(f"greffier: {interface.say(sentence, count=len(done.refused))}", err=True)
    return SOME_FAILED if done.judgements or done.known or done.waiting else InputError.exit_code


def _list(refused: Sequence[GreffierError]) -> None:
    interface = spoken()
    for error in refused[:_TOLD]:
        reason = error.values.get("reason")
        if isinstance(reason, GreffierError):
            error = type(error)(error.message, **{**error.values, "reason": interface.explain(reason)})
        click.echo(f"greffier: {interface.explain(error)}", err=True)
    if len(refused) > _TOLD:
        sentence = "and {count} more."
        click.echo(f"greffier: {interface.say(sentence, count=len(refused) - _TOLD)}", err=True)
