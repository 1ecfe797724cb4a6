"""Reports that two people judged, each as if the other had not: what their agreement is reckoned from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from greffier.export import entry_to_json
from greffier.judge import live, scene_of
from greffier.ledger import current_version, judgements

if TYPE_CHECKING:
    from greffier.evaluate import Coded
    from greffier.judge import Scene
    from greffier.ledger import Connection

__all__ = ["coded_by", "judged_by_both"]

_KEPT = ("accepted", "corrected")


def judged_by_both(connection: Connection, first: str, second: str) -> list[str]:
    """Ids of the current reports on which both authors have judgements that stand, sorted."""
    by_author: dict[str, set[str]] = {first: set(), second: set()}
    for one in live(judgements(connection))[0]:
        if one.author in by_author and one.verdict != "undo":
            by_author[one.author] |= {current_version(connection, a.report) for a in one.anchors}
    return sorted(by_author[first] & by_author[second])


def coded_by(connection: Connection, first: str, second: str, reports: Sequence[str] | None = None) -> Iterator[Coded]:
    """Each of those reports, or of these `reports`, as either left it."""
    for report in judged_by_both(connection, first, second) if reports is None else reports:
        yield _coded(scene_of(connection, report), first, second)


def _coded(scene: Scene, first: str, second: str) -> Coded:
    from greffier.evaluate import Coded

    report, left = scene.kept.report, (scene.shown(first), scene.shown(second))
    entries = tuple(
        [entry_to_json(e, report.text) for e in shown.entries if shown.statuses[e.id] in _KEPT] for shown in left
    )
    verdicts = tuple({i: s for i, s in shown.statuses.items() if s != "unreviewed"} for shown in left)
    kinds = {e.id: e.kind for shown in left for e in shown.entries}
    return Coded(report.id, report.text, (entries[0], entries[1]), (verdicts[0], verdicts[1]), kinds)
