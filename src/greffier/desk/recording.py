"""Tables of other datasets into the ledger, and what there is of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from greffier.errors import LookupFailed
from greffier.intake.records import BadRow, read_records
from greffier.ledger import open_ledger
from greffier.ledger.references import Taken, keep_records
from greffier.model import Record

__all__ = ["take_in"]


def take_in(ledger: Path, form: str, file: Path, name: str) -> tuple[Taken, list[BadRow]]:
    """Keep the rows of a table under a name, and give those that could not be read. Raises InputError for a file that
    is no such table, LookupFailed where there is no ledger."""
    if not ledger.exists():
        raise LookupFailed("{path}: there is no ledger here; greffier add PATH… makes one.", path=ledger)
    bad: list[BadRow] = []
    with open_ledger(ledger) as opened, opened.begin() as connection:
        taken = keep_records(connection, name, form, str(file.absolute()), _sound(read_records(file, form), bad))
    return taken, bad


def _sound(rows: Iterator[Record | BadRow], bad: list[BadRow]) -> Iterator[Record]:
    for row in rows:
        if isinstance(row, BadRow):
            bad.append(row)
        else:
            yield row
