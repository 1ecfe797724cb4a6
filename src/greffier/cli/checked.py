"""The checks kept with a report, held against what other reports of the ledger tell as of the day asked about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from greffier.ledger import Kept, Question
    from greffier.model import Check

__all__ = ["checked"]


def checked(connection: Any, kept: Kept, question: Question | None = None) -> tuple[Check, ...]:
    """The checks of a kept report, in the order of its text."""
    from greffier.check import against_ledger
    from greffier.ledger import Question, checks_of, happenings, versions

    conditions = versions(question or Question())
    found = checks_of(connection, kept.report.id)
    return tuple(against_ledger(c, happenings(connection, c, kept.report.id, conditions)) for c in found)
