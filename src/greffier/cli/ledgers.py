"""Which ledger a command works on, and how its reports are printed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

import click

from greffier.cli.bilingual import spoken
from greffier.errors import InputError
from greffier.settings import from_environment

if TYPE_CHECKING:
    from rich.console import Console

    from greffier.ledger import Holder, Kept
    from greffier.model import Check

    _Holders = Mapping[str, Mapping[str, Holder]]

__all__ = [
    "FORMATS", "console", "ledger_option", "ledger_path", "print_kept", "print_rows",
    "write_output",
]  # fmt: skip

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


def print_kept(
    kept: Iterable[Kept],
    form: str,
    checks: Mapping[str, Sequence[Check]] | None = None,
    holders: Mapping[str, Mapping[str, Holder]] = MappingProxyType({}),
    *,
    signs: bool = False,
) -> int:
    """Print reports of a ledger with their entries; gives how many entries there were.

    `checks` are those of each report by its id; with `signs` a table shows only a sign for those that hold. `holders`
    are those of the roles that each report tells without a name.
    """
    from greffier import export

    found = list(kept)
    match form:
        case "csv":
            export.write_kept_csv(found, sys.stdout)
        case "json":
            click.echo(json.dumps([_json(k, checks, holders) for k in found], ensure_ascii=False, indent=2))
        case "jsonl":
            for k in found:
                click.echo(json.dumps(_json(k, checks, holders), ensure_ascii=False))
        case _:
            _print_table(found, checks or {}, holders, signs)
    return sum(len(k.entries) for k in found)


def _json(kept: Kept, checks: Mapping[str, Sequence[Check]] | None, holders: _Holders) -> dict[str, Any]:
    from greffier import export

    data = export.kept_to_json(kept, holders=holders.get(kept.report.id, {}))
    found = (checks or {}).get(kept.report.id)
    return data if found is None else data | {"checks": [export.check_to_json(c, kept.report.text) for c in found]}


def _print_table(found: Iterable[Kept], checks: Mapping[str, Sequence[Check]], holders: _Holders, signs: bool) -> None:
    from greffier.export import print_report

    terminal = console()
    for kept in found:
        mine, held = checks.get(kept.report.id, ()), holders.get(kept.report.id, {})
        more: dict[str, Any] = {"signs": signs, "statuses": kept.statuses, "holders": held, "withdrawn": kept.withdrawn}
        print_report(kept.report, kept.entries, spoken(), terminal, mine, **more)


def print_rows(rows: Sequence[Mapping[str, Any]], form: str) -> None:
    """Print plain rows as jsonl, json or csv."""
    match form:
        case "json":
            click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        case "csv":
            from greffier.export import write_rows

            write_rows(rows, sys.stdout)
        case _:
            for row in rows:
                click.echo(json.dumps(row, ensure_ascii=False))


def console() -> Console:
    """The terminal, at least as wide as a table needs."""
    from rich.console import Console

    found = Console(highlight=False, emoji=False, markup=False)
    return found if found.width >= _NARROW else Console(highlight=False, emoji=False, markup=False, width=_NARROW)


def write_output(lines: Iterable[str], output: str | None) -> None:
    """Write all lines to a file, which appears only once it is whole, or to standard output. Raises InputError."""
    if output is None:
        for line in lines:
            sys.stdout.write(line)
        return
    part = Path(f"{output}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(lines)
        part.replace(output)
    except OSError as error:
        raise InputError("{path}: cannot be written ({reason}).", path=output, reason=error.strerror) from error
