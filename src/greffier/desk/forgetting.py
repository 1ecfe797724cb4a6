"""Forgetting reports: what goes with one, taking it out, and clearing the file of what it left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from greffier.desk.renew import gazetteer_of, pairs_in, renew

if TYPE_CHECKING:
    from greffier.ledger import Ledger
    from greffier.settings import Location

__all__ = ["Doomed", "copies_of", "doomed", "forget"]


@dataclass(frozen=True, slots=True)
class Doomed:
    """What goes with a report: the ids of all versions of its publication, its title, its entries
    (ids), how many judgements;
    `others` are reports that stay though they have the same text, or nearly."""

    reports: tuple[str, ...]
    title: str
    entries: tuple[str, ...]
    judgements: int
    others: tuple[str, ...]


def doomed(ledger: Ledger, beginning: str) -> Doomed:
    """What goes with the report whose id begins so. Raises LookupFailed where there is none, or several."""
    from greffier.errors import LookupFailed
    from greffier.ledger import find_report, judgements, kept_report, same_text

    with ledger.look() as connection:
        report = find_report(connection, beginning)
        if report is None:
            raise LookupFailed("no report {id!r} in the ledger.", id=beginning)
        kept = kept_report(connection, report)
        entries = tuple(e.id for one in kept.versions for e in kept_report(connection, one).entries)
        judged = len(judgements(connection, publication=kept.publication))
        others = tuple(same_text(connection, kept.versions))
    return Doomed(kept.versions, kept.report.title or "", entries, judged, others)


def forget(ledger: Ledger, reports: Sequence[str], author: str) -> bool:
    """Take reports out of the ledger, make anew what others told with them, and clear the file of what they left;
    False where somebody else has the file open, or a server keeps it, so that it could not be cleared."""
    from greffier.ledger import beside_reports, clear, delete_reports
    from greffier.pipeline import Judged, forget_actors

    pairs, gazetteer = pairs_in(ledger), gazetteer_of(ledger)
    judged = Judged(pairs.same_actor, pairs.different_actor)
    with ledger.begin() as connection:
        others = beside_reports(connection, reports)
        actors = forget_actors(connection, gazetteer, reports, judged)
        delete_reports(connection, reports, author, actors)
    renew(ledger, others)
    return clear(ledger)


def copies_of(path: Location) -> list[Path]:
    """Backups beside a ledger's file, which hold what it held when they were made."""
    if not isinstance(path, Path):
        return []
    return sorted(one for one in path.absolute().parent.glob(f"{path.stem}-*{path.suffix or '.db'}") if one.is_file())
