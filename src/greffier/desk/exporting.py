"""The ledger, or the part of it that a question asks for, as lines of the canonical export."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from greffier.ledger import Connection, Question

__all__ = ["REVIEWED", "exported", "statuses_of", "whole"]

_AT_ONCE = 50  # reports of which the events are looked up together
REVIEWED = ("accepted", "corrected")


def statuses_of(*, unreviewed: bool) -> tuple[str, ...]:
    """Which entries an export holds: those that a person accepted or corrected, and if asked for those not judged."""
    return (*REVIEWED, "unreviewed") if unreviewed else REVIEWED


def whole(
    connection: Connection, statuses: tuple[str, ...], *, current: bool, withdrawn: bool = False
) -> Iterator[str]:
    """Every report, all versions or the current ones, a line each; one that was taken back without its entries, but
    where `withdrawn` asks for them."""
    from greffier.export import canonical_line
    from greffier.ledger import kept_report, report_ids
    from greffier.ledger.events import name_of_events

    names = name_of_events(connection)
    for report in report_ids(connection, current=current):
        yield canonical_line(kept_report(connection, report), statuses, names, withdrawn=withdrawn)


def exported(connection: Connection, question: Question, statuses: tuple[str, ...]) -> Iterator[str]:
    """The reports that have entries asked for, with those entries, a line each; none without an entry left in it."""
    from greffier.export import canonical_line
    from greffier.ledger import matching
    from greffier.ledger.events import name_of_events

    kept = (one for one in matching(connection, question) if any(one.statuses[e.id] in statuses for e in one.entries))
    while some := list(islice(kept, _AT_ONCE)):
        names = name_of_events(connection, [entry.id for one in some for entry in one.entries])
        yield from (canonical_line(one, statuses, names, withdrawn=question.withdrawn) for one in some)
