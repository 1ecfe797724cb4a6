"""A report with all that its entries are made of: what the machine reads in it, and what people judged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from greffier.judge.replay import Shown, replay
from greffier.ledger import (
    Connection,
    Kept,
    judged_after,
    judgements,
    keep_first_reading,
    kept_report,
    machine_entries,
    publications,
    reread_after,
    restate,
    shadowed,
    texts_of,
    versions_of,
)
from greffier.model import Entry, Judgement

__all__ = ["Scene", "by_author", "entries_before", "restate_publication", "scene_of"]


@dataclass(frozen=True, slots=True)
class Scene:
    """One version of a report, the machine's entries, judgements on any version, and the versions' texts by hash."""

    kept: Kept
    machine: Sequence[Entry]
    judgements: Sequence[Judgement]
    texts: Mapping[str, str]

    def shown(self, of: str | None = None) -> Shown:
        """Its entries as people left them, or as one author did who saw no one else's judgements."""
        return replay(self.kept.report, self.machine, self.judgements, self.texts, of)


def scene_of(connection: Connection, report: str, before: datetime | None = None) -> Scene:
    """A report as it is, or as it was `before` a moment. Raises LookupFailed."""
    kept = kept_report(connection, report)
    told = judgements(connection, publication=kept.publication, before=before)
    return Scene(kept, machine_entries(connection, kept, before), told, texts_of(connection, kept.publication))


def restate_publication(connection: Connection, report: str) -> Shown:
    """Write anew the entries of a report and of its other versions, after a judgement; gives those of the report."""
    found = None
    for version in versions_of(connection, report):
        keep_first_reading(connection, version)
        scene = scene_of(connection, version)
        shown = scene.shown()
        restate(connection, scene.kept.report, shown.entries, shown.statuses)
        found = shown if version == report else found
    assert found is not None, "a report is one of its versions"
    return found


@contextmanager
def entries_before(connection: Connection, moment: datetime) -> Iterator[frozenset[str]]:
    """Inside the block, entries are what readings and judgements recorded before a moment make them.

    Gives the reports in which that may be something else than today.
    """
    judged, reread = judged_after(connection, moment), reread_after(connection, moment)
    changed = [r for r, publication in publications(connection).items() if r in reread or publication in judged]
    scenes = [scene_of(connection, report, moment) for report in changed]
    shown = [(scene.kept.report, scene.shown()) for scene in scenes]
    with shadowed(connection, [(report, s.entries, s.statuses) for report, s in shown]):
        yield frozenset(changed)


@contextmanager
def by_author(connection: Connection, author: str | None, reports: Sequence[str]) -> Iterator[None]:
    """Inside the block, entries of these reports are what one author's judgements make them; None for everyone's."""
    if author is None:
        yield
        return
    shown = [(scene.kept.report, scene.shown(author)) for scene in (scene_of(connection, r) for r in reports)]
    with shadowed(connection, [(report, s.entries, s.statuses) for report, s in shown]):
        yield
