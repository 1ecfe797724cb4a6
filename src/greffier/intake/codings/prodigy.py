"""Prodigy: JSON lines with `spans`, `relations` and an `answer`. We send one entry a task; an answer judges it.

`accept` takes the spans as they were left, `reject` says that the entry is none, `ignore` says nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from greffier.errors import ReportError
from greffier.intake.codings.base import digest, number, texts
from greffier.intake.codings.offsets import placed
from greffier.intake.codings.regions import Region, Tie, Work, entries_in, shown_in
from greffier.intake.codings.tasks import about_of, coding_of, said_of
from greffier.model import Coding, Told

__all__ = ["codings"]

_ANSWERS = ("accept", "reject")


def codings(name: str, data: Any) -> Iterator[Coding | ReportError | None]:
    """One coding a line that was answered; None where it was not, or was passed over."""
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        yield ReportError("{name}: the task holds no text.", name=name)
        return
    if data.get("answer") is None or data["answer"] == "ignore":
        yield None
        return
    if data["answer"] not in _ANSWERS:
        yield ReportError("{name}: {what} is no answer.", name=name, what=str(data["answer"])[:80])
        return
    text, sidecar = data["text"], data.get("greffier")
    shown = shown_in(sidecar)
    regions: dict[str, Region] = {}
    spans = data.get("spans")
    for place, one in enumerate(spans if isinstance(spans, list) else ()):
        region = _region(f"#{place}", one, text)
        if region is None:
            yield ReportError("{name}: nobody can tell which stretch {what} is.", name=name, what=str(one)[:80])
        elif region.id in regions:
            yield ReportError("{name}: two regions have the id {id}.", name=name, id=region.id)
        else:
            regions[region.id] = region
    work = Work(name, text, [*regions.values()], _ties(data, regions), shown, shows=True)
    told, missing, refused = entries_in(work)
    if data["answer"] == "reject":
        told, missing, refused = [_rejected(one) for one in told], missing, []
    yield from refused
    about = about_of(sidecar) | texts(data, "title", "published", "language", "outlet", "url")
    author = next(iter(texts(data, "_annotator_id", "_session_id").values()), None)
    key = digest("prodigy", data.get("_task_hash"), text, [one["id"] for one in shown])
    yield coding_of(name, key, text, told, missing, sidecar, about, author)


def _rejected(told: Told) -> Told:
    fields = {key: told.fields[key] for key in ("kind", "anchor")}
    return replace(told, verdict="reject", fields=fields, rest={})


def _region(unnamed: str, one: Any, text: str) -> Region | None:
    if not isinstance(one, dict) or not isinstance(one.get("label"), str):
        return None
    start, end, words = number(one.get("start")), number(one.get("end")), one.get("text")
    if start is None or end is None or not start < end:
        return None
    span = placed(text, start, end, words) if isinstance(words, str) else said_of(text, start, end)
    id = one.get("id")
    return Region(id if isinstance(id, str) else unnamed, one["label"], span) if span is not None else None


def _ties(data: Mapping[str, Any], regions: Mapping[str, Region]) -> list[Tie]:
    """Relations name the spans that they join by what these hold."""
    relations = data.get("relations")
    found = []
    for one in relations if isinstance(relations, list) else ():
        ends = [_end(one.get(key), regions) for key in ("head_span", "child_span")] if isinstance(one, dict) else []
        if len(ends) == 2 and None not in ends:
            label = one.get("label")
            found.append(Tie(str(ends[0]), str(ends[1]), label if isinstance(label, str) else ""))
    return found


def _end(span: Any, regions: Mapping[str, Region]) -> str | None:
    if not isinstance(span, dict):
        return None
    place, label = (span.get("start"), span.get("end")), span.get("label")
    same = (
        id for id, r in regions.items() if (r.span.start, r.span.end) == place and (label is None or label == r.label)
    )
    return next(same, None)
