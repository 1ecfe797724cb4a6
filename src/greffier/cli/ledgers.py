"""Which ledger a command works on, and how its reports are printed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from greffier.cli.bilingual import spoken
from greffier.settings import from_environment

if TYPE_CHECKING:
    from rich.console import Console

    from greffier.ledger import Kept

__all__ = ["FORMATS", "catch_up_register", "console", "ledger_option", "ledger_path", "print_kept"]

FORMATS = ("table", "jsonl", "json", "csv")
_NARROW = 60

_Function = TypeVar("_Function", bound=Callable[..., Any])


def ledger_option(function: _Function) -> _Function:
    """The option that says which ledger."""
    option = click.option(
        "--ledger", metavar="FILE", help="File of the ledger; without it GREFFIER_LEDGER, else greffier.db."
    )
    return option(function)


def ledger_path(said: str | None) -> Path:
    """The ledger's file: what the option says, else the environment."""
    return Path(said) if said else from_environment(os.environ).ledger


def catch_up_register(path: Path) -> None:
    """Enter into the register of actors the reports that it lacks: those from before it was there, or from before the
    rules by which it is made changed."""
    from greffier.ledger import ActorStore, open_ledger, read_ledger
    from greffier.lexicon import load_gazetteer
    from greffier.lexicon.persons import register_rules

    with read_ledger(path) as opened, opened.begin() as connection:
        store = ActorStore(connection)
        if not store.is_behind(register_rules(store.listed("actor"))):
            return
    from greffier.pipeline import catch_up

    with open_ledger(path) as opened, opened.begin() as connection:
        store = ActorStore(connection)
        catch_up(connection, load_gazetteer().with_lists(store.listed("actor"), store.listed("place")))


def print_kept(kept: Iterable[Kept], form: str) -> int:
    """Print reports of a ledger with their entries; gives how many entries there were."""
    from greffier import export

    found = list(kept)
    match form:
        case "csv":
            export.write_csv(((k.report, k.entries) for k in found), sys.stdout)
        case "json":
            click.echo(json.dumps([export.kept_to_json(k) for k in found], ensure_ascii=False, indent=2))
        case "jsonl":
            for k in found:
                click.echo(json.dumps(export.kept_to_json(k), ensure_ascii=False))
        case _:
            _print_table(found)
    return sum(len(k.entries) for k in found)


def _print_table(found: Iterable[Kept]) -> None:
    from greffier.export import print_report

    terminal = console()
    for kept in found:
        print_report(kept.report, kept.entries, spoken(), terminal)


def console() -> Console:
    """The terminal, at least as wide as a table needs."""
    from rich.console import Console

    found = Console(highlight=False, emoji=False, markup=False)
    return found if found.width >= _NARROW else Console(highlight=False, emoji=False, markup=False, width=_NARROW)
