"""`jsonl`: a report a line, in canonical form, with the entries asked for."""

from __future__ import annotations

from typing import BinaryIO

from greffier.export.canonical import canonical_line
from greffier.export.formats.base import Format, Left, Options, Wanted, text_of
from greffier.ledger.events import name_of_events

__all__ = ["JSONL"]


def _write(wanted: Wanted, out: BinaryIO, _options: Options) -> tuple[Left, ...]:
    withdrawn = wanted.question.withdrawn
    with text_of(out) as text:
        for page in wanted.pages():
            names = name_of_events(wanted.connection, [entry.id for one in page.kept for entry in one.entries])
            text.writelines(canonical_line(one, wanted.statuses, names, withdrawn=withdrawn) for one in page.kept)
    return ()


JSONL = Format("jsonl", _write)
