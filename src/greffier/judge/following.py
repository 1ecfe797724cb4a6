"""What follows a judgement, actors and events made again, waits from the same transaction on: whoever opens the ledger
next does it, should the one who judged not come to it."""

from __future__ import annotations

from greffier.ledger import ActorStore, Connection, find_judgement, kept_report, set_aside
from greffier.model import Judgement

__all__ = ["let_wait", "subjects_of"]


def subjects_of(connection: Connection, one: Judgement) -> tuple[list[str], list[str]]:
    """Ids of the reports, in all their versions, and of the actors that a judgement is about, or what it undoes."""
    while one.undoes is not None and (undone := find_judgement(connection, one.undoes)) is not None:
        one = undone
    reports = {v for anchor in one.anchors for v in kept_report(connection, anchor.report).versions}
    return sorted(reports), [] if one.anchors else list(one.names)


def let_wait(connection: Connection, one: Judgement) -> None:
    """Have the reports that a judgement is about wait to be looked at again; where it is about actors, one report that
    names each."""
    reports, actors = subjects_of(connection, one)
    for report in reports:
        set_aside(connection, report)
    ActorStore(connection).set_aside(actors)
