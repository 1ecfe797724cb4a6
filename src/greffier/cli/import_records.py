"""What `greffier import` does with tables of other datasets: they become reference records."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from greffier.cli.bilingual import spoken
from greffier.cli.ledgers import ledger_path
from greffier.cli.reports import SOME_FAILED
from greffier.errors import InputError

__all__ = ["RECORDS", "import_records"]

RECORDS = (
    "acled",
    "kiel",
    "ucdp",
)  # formats whose rows are records; a test holds them against greffier.lexicon.records
_MOST = 20  # bad rows that are told one by one


def import_records(form: str, paths: Sequence[str], ledger: str | None, name: str | None) -> int:
    """Take in tables of another dataset and tell what came of each; gives the exit code. Raises InputError where one
    cannot be read at all."""
    codes = [_one(form, Path(path), ledger, name or Path(path).stem) for path in paths]
    return max(codes, default=0)


def _one(form: str, file: Path, ledger: str | None, name: str) -> int:
    from greffier.desk.recording import take_in

    taken, bad = take_in(ledger_path(ledger), form, file, name)
    say = spoken().say
    for row in bad[:_MOST]:
        told = say("{path}, line {line}: {why}; left out.", path=file, line=row.line, why=spoken().explain(row.why))
        click.echo(f"greffier: {told}", err=True)
    if len(bad) > _MOST:
        more = say("{count} more {count:row|rows} {count:was|were} left out.", count=len(bad) - _MOST)
        click.echo(f"greffier: {more}", err=True)
    sentence = "{name}: {added} {added:record|records} added, {changed} changed, {known} known already, {bad} left out."
    counts = {"added": taken.added, "changed": taken.changed, "known": taken.known, "bad": len(bad)}
    click.echo(say(sentence, name=name, **counts))
    if not bad:
        return 0
    return SOME_FAILED if sum((taken.added, taken.changed, taken.known)) else InputError.exit_code
