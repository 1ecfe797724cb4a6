"""Every judgement with what became of it: the whole record, none left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from greffier.judge.pairs import pairs_of
from greffier.judge.replay import Standing
from greffier.judge.scene import scene_of
from greffier.ledger import Connection, current_version, judgements, publications, undoings
from greffier.model import PAIR_VERDICTS, Judgement

__all__ = ["history", "standings"]


def history(connection: Connection, report: str | None = None) -> list[Standing]:
    """All judgements by time, or those on a report and its other versions, as they stand in current versions."""
    publication = publications(connection)[report] if report is not None else None
    return standings(connection, judgements(connection, publication=publication))


def standings(connection: Connection, told: Sequence[Judgement]) -> list[Standing]:
    """What became of some judgements, in their order; only the reports that they bear on are looked at."""
    undone = _undone(undoings(connection))
    found = {one.id: Standing(one, "undone" if one.id in undone else "applied") for one in told}
    pairs = pairs_of(connection).standings if any(one.verdict in PAIR_VERDICTS for one in told) else ()
    for standing in (*_on_reports(connection, told), *pairs):
        if standing.judgement.id in found:
            found[standing.judgement.id] = standing
    return list(found.values())


def _undone(pairs: Iterable[tuple[str, str]]) -> set[str]:
    """Ids of the judgements that count no more: what an undo that counts itself undoes."""
    undoing: dict[str, list[str]] = {}
    for one, other in pairs:
        if one != other:
            undoing.setdefault(other, []).append(one)
    known: dict[str, bool] = {}

    def stands(one: str) -> bool:
        if one not in known:
            known[one] = not any(stands(undo) for undo in undoing.get(one, ()))
        return known[one]

    return {one for one in undoing if not stands(one)}


def _on_reports(connection: Connection, told: Iterable[Judgement]) -> Iterable[Standing]:
    reports = {anchor.report for one in told for anchor in one.anchors}
    for version in sorted({current_version(connection, report) for report in reports}):
        yield from scene_of(connection, version).shown().standings
