"""Runs of the program over reports: what names one, and reading a report so that a fault stays that report's own."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from greffier import __version__
from greffier.desk.reading import Findings, Reader, together
from greffier.errors import GreffierError, ReportError
from greffier.settings import debugging

if TYPE_CHECKING:
    from greffier.ledger import Run
    from greffier.model import Report

__all__ = ["read_report", "read_reports", "this_run"]

_WORDS = {".py", ".toml", ".csv"}  # what the way of reading hangs on, besides the models


def this_run() -> Run:
    """A run of this program: its version, a digest of its code and words, and the models."""
    from greffier.ledger import Run
    from greffier.parse.pinned import models_in_use

    return Run(f"greffier {__version__}+{_words()}", models_in_use())


@cache
def _words() -> str:
    folder, found = Path(__file__).parents[1], sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in _WORDS):
        found.update(f"{path.relative_to(folder).as_posix()}\0".encode() + path.read_bytes())
    return found.hexdigest()[:12]


def read_report(report: Report, reader: Reader) -> Findings:
    """What was found in a report; one on which the program itself fails is a failed item, so that the others go on."""
    try:
        return reader.find(report)
    except GreffierError:
        raise
    except Exception as error:
        if debugging(os.environ):
            raise
        sentence = "{name}: greffier itself fails on it ({kind}: {reason}); please tell us."
        name = report.path or report.id[:12]
        raise ReportError(sentence, name=name, kind=type(error).__name__, reason=error) from error


def read_reports(reports: Iterable[Report], reader: Reader) -> Iterator[Findings | GreffierError]:
    """What was found in each report, or why it cannot be read, in their order; neighbours are read together."""
    for batch in together(reports, lambda report: report):
        some = [report for report, _ in batch]
        try:
            yield from list(reader.find_many(some))
        except Exception:  # noqa: BLE001 - told of the report that it is about
            yield from (_outcome(report, reader) for report in some)


def _outcome(report: Report, reader: Reader) -> Findings | GreffierError:
    try:
        return read_report(report, reader)
    except GreffierError as error:
        return error
