"""`greffier agreement`: how far two coders agree who judged the same reports, and where they differ."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.ledgers import ledger_option, ledger_path
from greffier.errors import LookupFailed

if TYPE_CHECKING:
    from greffier.evaluate import Agreement, Difference

__all__ = ["agreement"]


@click.command(
    cls=Command,
    no_args_is_help=True,
    help="Compare what two authors judged in the same reports, each as if the other had not: Cohen's kappa of their "
    "verdicts, F1 of the entries that they keep by kind and of what fills roles, and a list of where they differ.",
)
@click.argument("first", metavar="AUTHOR")
@click.argument("second", metavar="AUTHOR")
@ledger_option
@click.option(
    "--format",
    "form",
    type=OneOf(("table", "json")),
    default="table",
    help="What to print: table (for people) or json.",
)
def agreement(first: str, second: str, ledger: str | None, form: str) -> int:
    """Print the agreement of two authors; gives the exit code."""
    from greffier.desk.coders import coded_by
    from greffier.evaluate import agreement as agreement_of
    from greffier.ledger import read_ledger

    with read_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        found = agreement_of(coded_by(connection, first, second))
    if not found.reports:
        sentence = "{first} and {second} judged no report both."
        raise LookupFailed(sentence, first=first, second=second)
    if form == "json":
        click.echo(json.dumps(_json(found), ensure_ascii=False, indent=2))
    else:
        _print(found, first, second)
    return 0


def _json(found: Agreement) -> dict[str, Any]:
    return {
        "reports": found.reports,
        "judged": found.judged,
        "kappa": found.kappa,
        "entries": {kind: asdict(score) for kind, score in found.entries.items()},
        "roles": {f"{kind}.{role}": asdict(score) for (kind, role), score in found.roles.items()},
        "differences": [asdict(one) for one in found.differences],
    }


def _print(found: Agreement, first: str, second: str) -> None:
    interface = spoken()
    sentence = "{count} {count:report|reports} judged by {first} and {second}"
    click.echo(interface.say(sentence, count=found.reports, first=first, second=second))
    headings = ("judged", "kappa", "entries", "f1")
    click.echo(f"{'':24}" + "".join(f"{interface.label('agreement', h):>10}" for h in headings))
    for kind in sorted({*found.judged, *found.entries}):
        score, kappa = found.entries.get(kind), found.kappa.get(kind)
        name = interface.label("kind", kind) if kind else interface.say("all kinds")
        cells = (
            str(found.judged.get(kind, 0)),
            "–" if kappa is None else interface.number(kappa, ".3f"),
            f"{score.gold:.0f}/{score.said:.0f}" if score else "–",
            interface.number(score.f1, ".3f") if score else "–",
        )
        click.echo(f"{name:24}" + "".join(f"{cell:>10}" for cell in cells))
        for (owner, role), roles in found.roles.items():
            if owner == kind:
                click.echo(f"  {interface.label('role', role):22}{'':30}{interface.number(roles.f1, '.3f'):>10}")
    for one in found.differences:
        click.echo(_line(one))


def _line(one: Difference) -> str:
    """Where they differ: report, entry, kind, field, and what each says."""
    interface = spoken()
    entry = next((i for i in one.ids if i), "") or ""
    field = interface.label("agreement", one.field) if one.field in {"verdict", "entry"} else one.field
    said = " ≠ ".join(_told(one.field, value) for value in one.said)
    words = f"« {one.words} »" if one.words else ""
    parts = (one.report[:8], entry[:8], interface.label("kind", one.kind), words, f"{field}: {said}")
    return "  ".join(part for part in parts if part)


def _told(field: str, value: Any) -> str:
    if field == "verdict":
        return spoken().label("status", value)
    if isinstance(value, bool):
        return "+" if value else "–"
    if isinstance(value, list):
        return ", ".join(str(v.get("name", v)) if isinstance(v, dict) else str(v) for v in value)
    if isinstance(value, dict):
        return str(value.get("name") or value.get("exact") or json.dumps(value, ensure_ascii=False))
    return "–" if value is None else str(value)
