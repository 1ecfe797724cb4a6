"""`greffier compare`: the ledger's events beside the records of another dataset."""

from __future__ import annotations

import json
import sys
from typing import Any

import click

from greffier.cli.bilingual import Command, OneOf, spoken
from greffier.cli.filters import asking, filters, format_option, kind_option, question_of
from greffier.cli.ledgers import console, ledger_path

__all__ = ["SORTS", "compare"]

SORTS = ("matched", "differing", "here", "there")  # a test holds them against greffier.export.comparison


@click.command(
    cls=Command,
    help="Set the ledger's events beside the records of another dataset that greffier import took in: which are one "
    "and what they tell otherwise, which are only here and which only there, each with its reason. Without "
    "REFERENCE, list the datasets that are in the ledger.",
)
@click.argument("reference", required=False, metavar="[REFERENCE]")
@click.option("--only", type=OneOf(SORTS), help="Only these: matched, differing, here (only) or there (only).")
@kind_option
@filters
@format_option
def compare(
    reference: str | None, only: str | None, kinds: tuple[str, ...], ledger: str | None, form: str, **given: Any
) -> int:
    """Print the comparison; gives the exit code."""
    if reference is None:
        return _list(ledger, form)
    from greffier.desk.comparing import compare as set_beside
    from greffier.export import comparison

    question = question_of(given, kinds)
    with asking(ledger, question, linked=True) as connection:
        found = set_beside(connection, reference, question, spoken())
    match form:
        case "table":
            comparison.print_comparison(found, spoken(), console(), only)
        case "csv":
            comparison.write_comparison_csv(comparison.comparison_rows(found, spoken(), only), sys.stdout)
        case "json":
            data = comparison.comparison_to_json(found, spoken())
            rows = list(comparison.comparison_rows(found, spoken(), only))
            click.echo(json.dumps(data | {"rows": rows}, ensure_ascii=False, indent=2))
        case _:
            for row in comparison.comparison_rows(found, spoken(), only):
                click.echo(json.dumps(row, ensure_ascii=False))
    return 0


def _list(ledger: str | None, form: str) -> int:
    """Print which datasets there are."""
    from greffier.ledger import read_ledger
    from greffier.ledger.references import references

    with read_ledger(ledger_path(ledger)) as opened, opened.begin() as connection:
        found = references(connection)
    rows = [
        {
            "reference": one.name,
            "form": one.form,
            "records": one.rows,
            "first": one.first.isoformat() if one.first else None,
            "last": one.last.isoformat() if one.last else None,
            "file": one.path,
        }
        for one in found
    ]
    if form == "table":
        sentence = "no reference records; greffier import acled FILE takes them in."
        lines = (f"{row['reference']}  {row['form']}  {row['records']}  {row['first']}..{row['last']}" for row in rows)
        click.echo("\n".join(lines) if rows else spoken().say(sentence))
        return 0
    from greffier.cli.ledgers import print_rows

    print_rows(rows, form)
    return 0
