"""Every judgement with what became of it: the whole record, none left out."""

from __future__ import annotations

from collections.abc import Iterable

from greffier.judge.pairs import pairs_of
from greffier.judge.replay import Standing, live
from greffier.judge.scene import scene_of
from greffier.ledger import Connection, current_version, judgements, publications
from greffier.model import Judgement

__all__ = ["history"]


def history(connection: Connection, report: str | None = None) -> list[Standing]:
    """All judgements by time, or those on a report and its other versions, as they stand in current versions."""
    publication = publications(connection)[report] if report is not None else None
    told = judgements(connection, publication=publication)
    _, undone = live(judgements(connection))
    found = {one.id: Standing(one, "undone" if one in undone else "applied") for one in told}
    for standing in (*_on_reports(connection, told), *pairs_of(connection).standings):
        if standing.judgement.id in found:
            found[standing.judgement.id] = standing
    return list(found.values())


def _on_reports(connection: Connection, told: Iterable[Judgement]) -> Iterable[Standing]:
    reports = {anchor.report for one in told for anchor in one.anchors}
    for version in sorted({current_version(connection, report) for report in reports}):
        yield from scene_of(connection, version).shown().standings
