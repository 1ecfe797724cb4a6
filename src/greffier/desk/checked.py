"""Checks held against what other reports of the ledger tell, as of the day asked about; and the check of the ledger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from greffier.settings import located

if TYPE_CHECKING:
    from greffier.ledger import Kept, Ledger, Problem, Question
    from greffier.model import Check, Report

__all__ = ["checked", "held_against", "problems_of"]


def checked(connection: Any, kept: Kept, question: Question | None = None) -> tuple[Check, ...]:
    """The checks of a kept report, in the order of its text."""
    from greffier.check import against_ledger
    from greffier.ledger import Question, checks_of, happenings, versions

    conditions = versions(question or Question())
    found = checks_of(connection, kept.report.id)
    return tuple(against_ledger(c, happenings(connection, c, kept.report.id, conditions)) for c in found)


def held_against(ledger: str | None, report: Report, checks: Sequence[Check]) -> Sequence[Check]:
    """The checks of a report that was just read, held against the ledger that is given, if one is."""
    from greffier.check import against_ledger
    from greffier.ledger import happenings, read_ledger

    if ledger is None:
        return checks
    with read_ledger(located(ledger)) as opened, opened.begin() as connection:
        return [against_ledger(c, happenings(connection, c, report.id)) for c in checks]


def problems_of(ledger: Ledger) -> Iterator[Problem]:
    """Everything that is wrong in a ledger: where it is whole, the lines of its events are reckoned again, too."""
    from greffier.ledger import Problem, verify
    from greffier.pipeline.overview import outline_problems

    found = list(verify(ledger))
    yield from found
    if not found:
        with ledger.begin() as connection:
            yield from (Problem("event", event, "outline") for event in outline_problems(connection))
