"""`greffier verify`, `doctor`, `backup`: whether the ledger is whole, how things stand, and copies."""

from __future__ import annotations

import platform
from contextlib import ExitStack
from pathlib import Path

import click

from greffier import __version__
from greffier.cli.bilingual import Command, spoken
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.errors import InputError

__all__ = ["DAMAGED", "backup", "doctor", "verify"]

DAMAGED = 8


@click.command(
    cls=Command,
    help="Check the whole ledger: the file, references between rows, the hash of each text, the words of each stretch, "
    "the digest of each report, events and the register of actors.",
)
@ledger_option
def verify(ledger: str | None) -> int:
    """Check the ledger and tell every problem; gives 0 when there is none, DAMAGED otherwise."""
    from greffier.desk.checked import problems_of
    from greffier.ledger import read_ledger

    path = ledger_path(ledger)
    with read_ledger(path) as opened:
        problems = list(problems_of(opened))
    for problem in problems:
        label = spoken().label("problem", problem.what)
        click.echo(f"{label}: {problem.where}{f' ({problem.detail})' if problem.detail else ''}")
    if problems:
        sentence = "{path}: {count} {count:problem|problems}; restore a backup."
        click.echo(f"greffier: {spoken().say(sentence, path=path, count=len(problems))}", err=True)
        return DAMAGED
    click.echo(spoken().say("{path}: nothing wrong.", path=path))
    return 0


@click.command(
    cls=Command, help="Copy the ledger, also while it is in use. Without FILE, beside it, named by the moment."
)
@click.argument("file", required=False, metavar="[FILE]")
@ledger_option
def backup(file: str | None, ledger: str | None) -> int:
    """Copy the ledger to `file`, which must not be there yet; gives the exit code."""
    from greffier.ledger import backup_of, free_name, read_ledger

    path = ledger_path(ledger)
    if not isinstance(path, Path):
        sentence = "{path}: is copied by pg_dump, or into a file by greffier migrate {path} FILE."
        raise InputError(sentence, path=path)
    target = Path(file) if file else free_name(path)
    with read_ledger(path) as opened:
        backup_of(opened.engine, target)
    click.echo(target)
    return 0


@click.command(
    cls=Command,
    help="Say how things stand: versions, which SQLite is used and how it keeps its journal, language models, the "
    "ledger.",
)
@ledger_option
def doctor(ledger: str | None) -> int:
    """Print what is installed and what the ledger holds; gives the exit code."""
    from greffier.ledger import is_there, read_ledger, status_of

    path, interface = ledger_path(ledger), spoken()
    _line("program", f"greffier {__version__}, Python {platform.python_version()}, {platform.system()}")
    with ExitStack() as stack:
        opened = stack.enter_context(read_ledger(path)) if is_there(path) else None
        status = status_of(opened)
    if status.server:
        _line("server", status.server)
    else:
        _line("sqlite", f"{status.sqlite} ({status.driver})")
        _line("journal", _journal(status.journal, status.safe))
    for code, model in _models():
        _line("model", f"{code}: {model}")
    if opened is None:
        _line("ledger", interface.say("{path}: none yet; greffier add PATH… makes one.", path=path))
        return 0
    _line("ledger", interface.say("{path}, {size:.1f} MB", path=path, size=status.size / 1e6))
    if status.free:
        _line("free", interface.say("{size:.1f} GB", size=status.free / 1e9))
    _line("schema", status.revision or "")
    for name, count in status.counts.items():
        _line(name, str(count))
    return 0


def _journal(mode: str, safe: bool) -> str:
    interface = spoken()
    if safe and mode == "wal":
        return interface.say("{mode}: this SQLite is free of the WAL-reset fault.", mode=mode)
    if mode == "wal":
        return interface.say(
            "{mode}: this SQLite has the WAL-reset fault (before 3.51.3); let one process at a time write, "
            "or open the ledger where greffier brings its own SQLite.",
            mode=mode,
        )
    if safe:
        return interface.say("{mode}: the next greffier add changes it to wal.", mode=mode)
    return interface.say(
        "{mode}: a rollback journal, because this SQLite has the WAL-reset fault (before 3.51.3).", mode=mode
    )


def _models() -> list[tuple[str, str]]:
    from importlib.metadata import PackageNotFoundError, version

    from greffier.parse.pinned import PINNED, models_in_use, own_model

    found = []
    for code, model in PINNED.items():
        if own_model(code) is not None:
            found.append((code, models_in_use()[code]))
            continue
        try:
            there = version(model.distribution)
        except PackageNotFoundError:
            there = spoken().say("missing")
        found.append((code, f"{model.distribution} {there}"))
    return found


def _line(name: str, words: str) -> None:
    click.echo(f"{spoken().label('doctor', name):<16} {words}")
