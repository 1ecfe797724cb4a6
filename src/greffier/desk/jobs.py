"""Reports read by several processes ahead of their being kept; only the parent writes to the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from greffier.desk.reading import Findings, Reader
from greffier.desk.runs import read_reports
from greffier.engine import Killed, spread
from greffier.errors import GreffierError, ReportError
from greffier.model import Listed, Report

__all__ = ["Lists", "Outcome", "died", "find", "prepare", "read_ahead", "taken"]

Lists = tuple[Sequence[Listed], Sequence[Listed]]  # one's own actors and places
Outcome = Findings | GreffierError

T = TypeVar("T")


def read_ahead(
    items: Iterable[T], report_of: Callable[[T], Report | None], jobs: int, lists: Lists = ((), ())
) -> Iterator[tuple[T, Outcome | None]]:
    """Each item, in order, with what reading its report gave; None where it has none that is to be read.

    A report whose reading kills its process is a failed one: its error says so.
    """
    for item, outcome in spread(find, items, jobs, prepare, lists, payload=report_of):
        if isinstance(outcome, Killed):
            report = report_of(item)
            yield item, died(report)
        else:
            yield item, outcome


def died(report: Report | None) -> ReportError:
    """What to say of a report that kills whoever reads it."""
    name = (report.path or report.id[:12]) if report is not None else ""
    return ReportError("{name}: the process that read it died, each time; it is set aside.", name=name)


def taken(outcome: Outcome) -> Findings:
    """What was found. Raises what reading raised."""
    if isinstance(outcome, GreffierError):
        raise outcome
    return outcome


@dataclass(slots=True)
class _Own:
    """What a process of ours reads with."""

    reader: Reader = field(default_factory=Reader)
    lists: Lists = ((), ())


_OWN = _Own()


def prepare(actors: Sequence[Listed] = (), places: Sequence[Listed] = ()) -> None:
    """What a process that reads does first, and again when one's own lists have changed."""
    if (actors, places) == _OWN.lists:
        return
    _OWN.lists, _OWN.reader = (actors, places), Reader()
    if actors or places:
        from greffier.lexicon import load_gazetteer

        _OWN.reader = Reader(gazetteer=load_gazetteer().with_lists(actors, places))


def find(reports: Sequence[Report]) -> list[Outcome]:
    """What was found in each report by the reader of this process, or why it cannot be read."""
    return list(read_reports(reports, _OWN.reader))
