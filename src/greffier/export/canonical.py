"""The ledger as canonical JSON lines: the same content gives the same bytes, in whatever order it was added.

One line a version of a report, by its id, keys sorted. What hangs on the order of adding is left out: times of
arrival, runs, paths, and which version replaces which (`versions` names them all).
"""

from __future__ import annotations

import json
from collections.abc import Container, Mapping
from typing import TYPE_CHECKING

from greffier.export.jsonl import Json, report_to_json

if TYPE_CHECKING:
    from greffier.ledger import Kept

__all__ = ["canonical_line", "kept_to_json"]


def kept_to_json(
    kept: Kept, statuses: Container[str] | None = None, events: Mapping[str, str] | None = None
) -> Json:
    """A version of a report with its entries of these `statuses` (None: all), as `greffier read` gives it, and more:

    `report.versions` are the ids of all versions of the publication, each entry has its `status`, and
    where `events` names them the `event` that it is in (by the smallest entry of the event).
    """
    chosen = [e for e in kept.entries if statuses is None or kept.statuses[e.id] in statuses]
    found = report_to_json(kept.report, chosen)
    found["report"]["versions"] = list(kept.versions)
    for entry in found["entries"]:
        entry["status"] = kept.statuses[entry["id"]]
        if events is not None:
            entry["event"] = events.get(entry["id"])
    return found


def canonical_line(kept: Kept, statuses: Container[str], events: Mapping[str, str] | None = None) -> str:
    """One line of the canonical export, with its line end."""
    data = kept_to_json(kept, statuses, events)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
