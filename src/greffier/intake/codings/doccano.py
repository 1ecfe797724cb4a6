"""doccano: JSON lines with `entities` and `relations`, or `label` with offsets; columns of ours come back as they are.

doccano has no place for closed values, numbers and days, and gives ids of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from greffier.errors import ReportError
from greffier.intake.codings.base import digest, number, texts
from greffier.intake.codings.regions import Region, Tie, Work, entries_in, shown_in
from greffier.intake.codings.tasks import about_of, coding_of, said_of
from greffier.model import Coding, Span

__all__ = ["codings"]


def codings(name: str, data: Any) -> Iterator[Coding | ReportError | None]:
    """One coding a line."""
    text = data.get("text", data.get("data")) if isinstance(data, dict) else None
    if not isinstance(text, str):
        yield ReportError("{name}: the task holds no text.", name=name)
        return
    entities = data.get("entities", data.get("label", data.get("labels")))
    if not isinstance(entities, list):
        yield ReportError("{name}: the task holds no annotation.", name=name)
        return
    meta = data.get("meta", data.get("metadata"))
    sidecar = data.get("greffier", meta.get("greffier") if isinstance(meta, dict) else None)
    shown = shown_in(sidecar)
    sent, regions = _sent(shown), dict[str, Region]()
    for place, one in enumerate(entities):
        region = _region(f"#{place}", one, text, sent)
        if region is None:
            yield ReportError("{name}: nobody can tell which stretch {what} is.", name=name, what=_short(one))
        elif region.id in regions:
            yield ReportError("{name}: two regions have the id {id}.", name=name, id=region.id)
        else:
            regions[region.id] = region
    told, missing, refused = entries_in(Work(name, text, [*regions.values()], _ties(data), shown))
    yield from refused
    about = about_of(sidecar) | texts(data, "title", "published", "language", "outlet", "url")
    author = next(iter(texts(data, "annotator", "username", "user").values()), None)
    key = digest("doccano", data.get("id"), text)
    yield coding_of(name, key, text, told, missing, sidecar, about, author)


def _short(value: Any) -> str:
    return str(value)[:80]


def _region(unnamed: str, one: Any, text: str, sent: set[tuple[Any, Any]]) -> Region | None:
    """An entity, or `[start, end, label]`."""
    if isinstance(one, list) and len(one) == 3:
        one = {"start_offset": one[0], "end_offset": one[1], "label": one[2]}
    if not isinstance(one, dict) or not isinstance(one.get("label"), str):
        return None
    start, end = number(one.get("start_offset")), number(one.get("end_offset"))
    if start is None or end is None:
        return None
    span = Span(start, end) if (start, end) in sent and start < end <= len(text) else said_of(text, start, end)
    id = one.get("id")
    return Region(str(id) if id is not None else unnamed, one["label"], span) if span is not None else None


def _sent(shown: list[Mapping[str, Any]]) -> set[tuple[Any, Any]]:
    """Where stretches of the entries stood that were sent out, in code points."""
    found = set()
    for one in shown:
        roles = one.get("roles")
        parts = [one.get("anchor"), one.get("source"), *(roles.values() if isinstance(roles, dict) else ())]
        parts.append(one.get("evidence"))
        for part in parts:
            for each in part if isinstance(part, list) else [part]:
                if isinstance(each, dict) and number(each.get("start")) is not None:
                    found.add((each.get("start"), number(each.get("end"))))
    return found


def _ties(data: Mapping[str, Any]) -> list[Tie]:
    relations = data.get("relations")
    found = []
    for one in relations if isinstance(relations, list) else ():
        if isinstance(one, dict):
            label = one.get("type", one.get("label"))
            found.append(Tie(str(one.get("from_id")), str(one.get("to_id")), label if isinstance(label, str) else ""))
    return found
