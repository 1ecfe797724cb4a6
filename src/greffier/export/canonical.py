"""The ledger as canonical JSON lines: the same content gives the same bytes, in whatever order it was added.

One line a version of a report, by its id, keys sorted. What hangs on the order of adding is left out: times of
arrival, runs, paths, and which version replaces which (`versions` names them all).
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from greffier.export.jsonl import Json, report_to_json

if TYPE_CHECKING:
    from greffier.ledger import Holder, Kept
    from greffier.model import Notice

__all__ = ["canonical_line", "kept_to_json"]


def kept_to_json(
    kept: Kept,
    statuses: Container[str] | None = None,
    events: Mapping[str, str] | None = None,
    holders: Mapping[str, Holder] = MappingProxyType({}),
) -> Json:
    """A version of a report with its entries of these `statuses` (None: all), as `greffier read` gives it, and more:

    `report.versions` are the ids of all versions of the publication, `report.withdrawn` the notices that take it back,
    the first published first, each entry has its `status`, and
    where `events` names them the `event` that it is in (by the smallest entry of the event). Who is told by a role
    alone has the `holder` of that role, by `holders`, with the report that says so.
    """
    chosen = [e for e in kept.entries if statuses is None or kept.statuses[e.id] in statuses]
    found = report_to_json(kept.report, chosen)
    found["report"] |= {"versions": list(kept.versions), "withdrawn": [_notice(one.notice) for one in kept.withdrawn]}
    for entry in found["entries"]:
        entry["status"] = kept.statuses[entry["id"]]
        if events is not None:
            entry["event"] = events.get(entry["id"])
        for filler in _fillers(entry):
            holder = holders.get(filler.get("id", ""))
            if holder is not None:
                filler["holder"] = _holder(holder)
    return found


def _notice(notice: Notice) -> Json:
    moment, day = notice.published_at, notice.published
    told = {"published": day.isoformat() if day else None, "published_at": moment.isoformat() if moment else None}
    return {"uri": notice.uri, "url": notice.url, **told}


def _fillers(entry: Json) -> Iterator[Json]:
    """The source, and all that fill a role but for places."""
    if entry["source"] is not None:
        yield entry["source"]
    for role, value in entry["roles"].items():
        if isinstance(value, list) and role != "place":
            yield from value


def _holder(holder: Holder) -> Json:
    published = None if holder.published is None else holder.published.isoformat()
    about = {"id": holder.actor, "name": holder.name}
    return {**about, "report": holder.report, "published": published, "outlet": holder.outlet}


def canonical_line(
    kept: Kept, statuses: Container[str], events: Mapping[str, str] | None = None, *, withdrawn: bool = False
) -> str:
    """One line of the canonical export, with its line end; a report that was taken back has entries only with
    `withdrawn`."""
    data = kept_to_json(kept, statuses if withdrawn or not kept.withdrawn else (), events)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
