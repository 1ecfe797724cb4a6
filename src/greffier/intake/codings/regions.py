"""Labelled stretches and the lines between them as entries: what Label Studio, doccano and Prodigy have in common.

A stretch labelled with a kind is the anchor of an entry; one labelled with a role, `evidence` or `source` is part of
the entry that a line joins it to, or of the only one there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from greffier.errors import InputError, ReportError
from greffier.lexicon import load_kinds
from greffier.model import Span, Told, quoted

__all__ = ["EVIDENCE", "SOURCE", "Region", "Shown", "Tie", "Work", "entries_in", "shown_in"]

EVIDENCE, SOURCE = "evidence", "source"
_SPANNED = ("fillers", "span")
_MOST, _MOST_PAIRS = 10_000, 1_000_000  # regions of one text; comparisons of anchors with what was sent out
Shown = Mapping[str, Any]  # an entry in gold form, as it was sent out


@dataclass(frozen=True, slots=True)
class Region:
    """A labelled stretch of a text; `said` are the fields told of it besides, `unsure` where nobody judged it."""

    id: str
    label: str
    span: Span
    said: Mapping[str, Any] = field(default_factory=dict)
    verdict: str = ""


@dataclass(frozen=True, slots=True)
class Tie:
    """A line between two regions, by their ids, with the role that it stands for ("" for none)."""

    first: str
    second: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """What a person left of one text. `holds` are fields that the format has a place for besides stretches; with
    `shows` the person saw the others as they were sent out, and cannot change them there."""

    name: str
    text: str
    regions: Sequence[Region]
    ties: Sequence[Tie]
    shown: Sequence[Shown]
    holds: frozenset[str] = frozenset()
    shows: bool = False


def shown_in(sidecar: Any) -> list[Shown]:
    """The entries that were sent out, from what was sent with them; () where nothing of ours is there."""
    found = sidecar.get("entries") if isinstance(sidecar, dict) else None
    entries = [e for e in found if isinstance(e, dict)] if isinstance(found, list) else []
    return [e for e in entries if isinstance(e.get("id"), str) and _has_span(e.get("anchor"))]


def _has_span(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(value.get(key), int) for key in ("start", "end"))


def entries_in(work: Work) -> tuple[list[Told], list[Told], list[ReportError]]:
    """What was told of entries, those that were sent out and are not there any more, and what cannot be used."""
    kinds = load_kinds()
    anchors = [r for r in work.regions if r.label in kinds]
    if len(work.regions) > _MOST or len(anchors) * len(work.shown) > _MOST_PAIRS:
        return [], [], [ReportError("{name}: holds more stretches than any report has.", name=work.name)]
    was = _assigned(anchors, work.shown)
    homes, refused = _homes(work, anchors, was)
    told = []
    for anchor in anchors:
        if anchor.verdict == "unreviewed":
            continue
        try:
            told.append(_told(work, anchor, homes.get(anchor.id, []), was.get(anchor.id)))
        except InputError as error:
            refused.append(ReportError(error.message, **error.values))
    here = {one["id"] for one in was.values() if one}
    missing = [_gone(one) for one in work.shown if one["id"] not in here]
    return told, missing, refused


def _gone(shown: Shown) -> Told:
    kind = {"kind": shown["kind"]} if isinstance(shown.get("kind"), str) else {}
    return Told("reject", shown["id"], _words(shown["anchor"]), {**kind, "anchor": shown["anchor"]})


def _words(span: Any) -> str:
    return str(span.get("exact", "")) if isinstance(span, dict) else ""


def _assigned(anchors: Sequence[Region], shown: Sequence[Shown]) -> dict[str, Shown]:
    """Which entry that was sent out each anchor is: by its id, else by kind and place; one to one, likeliest first."""
    likely = []
    for i, region in enumerate(anchors):
        for j, one in enumerate(shown):
            start, end = one["anchor"]["start"], one["anchor"]["end"]
            same = (region.span.start, region.span.end) == (start, end)
            over = region.span.start < end and start < region.span.end
            score = 8 * (region.id == one["id"]) + 2 * (region.label == one.get("kind")) + 3 * same + over
            if region.id == one["id"] or same or (over and region.label == one.get("kind")):
                likely.append((-score, i, j))
    found: dict[str, Shown] = {}
    taken: set[int] = set()
    for _, i, j in sorted(likely):
        if anchors[i].id not in found and j not in taken:
            found[anchors[i].id] = shown[j]
            taken.add(j)
    return found


_Part = tuple[str, Region]  # the field that a region fills


def _homes(
    work: Work, anchors: Sequence[Region], was: Mapping[str, Shown]
) -> tuple[dict[str, list[_Part]], list[ReportError]]:
    """The parts of each entry by its anchor's id; parts of nothing are refused, and so are labels that are none."""
    known = {EVIDENCE, SOURCE, *(role for kind in load_kinds().values() for role in kind.roles)}
    ids = {r.id for r in anchors}
    joined: dict[str, list[tuple[str, str]]] = {}
    for tie in work.ties:
        anchor, part = (tie.first, tie.second) if tie.first in ids else (tie.second, tie.first)
        joined.setdefault(part, []).append((anchor, tie.label))
    found: dict[str, list[_Part]] = {}
    refused = []
    for region in work.regions:
        if region.id in ids:
            continue
        if region.label not in known:
            refused.append(_refusal("{name}: {label!r} is the label of no kind and no role.", work, region))
            continue
        homes = [h for h in joined.get(region.id, ()) if h[0] in ids] or _likely_homes(region, anchors, was)
        for anchor, label in homes:
            found.setdefault(anchor, []).append((label if label in known else region.label, region))
        if not homes:
            refused.append(_refusal("{name}: « {words} » ({label}) is joined to no entry.", work, region))
    return found, refused


def _refusal(sentence: str, work: Work, region: Region) -> ReportError:
    words = " ".join(region.span.of(work.text).split())[:80]
    return ReportError(sentence, name=work.name, label=region.label, words=words)


def _likely_homes(region: Region, anchors: Sequence[Region], was: Mapping[str, Shown]) -> list[tuple[str, str]]:
    """Where a part belongs that no line joins to anything: to what it came with, or to the only entry there is."""
    home = region.id.partition(".")[0]
    if any(home == a.id for a in anchors):
        return [(home, "")]
    if len(anchors) == 1:
        return [(anchors[0].id, "")]
    held = [a for a, one in was.items() if any(_is_at(region, part) for part in _parts(one, region.label))]
    return [(anchor, "") for anchor in held]


def _is_at(region: Region, part: Any) -> bool:
    return isinstance(part, dict) and (part.get("start"), part.get("end")) == (region.span.start, region.span.end)


def _parts(shown: Shown, label: str) -> list[Any]:
    """What fills a field of an entry that was sent out, as a list."""
    roles = shown.get("roles")
    value = shown.get(label) if label in {EVIDENCE, SOURCE} else roles.get(label) if isinstance(roles, dict) else None
    return value if isinstance(value, list) else [] if value is None else [value]


def _told(work: Work, anchor: Region, parts: Sequence[_Part], was: Shown | None) -> Told:
    roles, shown = load_kinds()[anchor.label].roles, was or {}
    fields: dict[str, Any] = {"kind": anchor.label, "anchor": quoted(work.text, anchor.span.start, anchor.span.end)}
    by_field: dict[str, list[Region]] = {}
    for label, region in parts:
        by_field.setdefault(label, []).append(region)
    for role in roles:
        if roles[role]["is"] in _SPANNED and was is not None:
            fields[role] = None  # what was taken away is told, too
    fields |= {SOURCE: None} if was is not None else {}
    for label, regions in by_field.items():
        fields[label] = _value(work, label, regions, roles, shown)
    fields |= _said(anchor, roles, shown, work)
    verdict = "reject" if anchor.verdict == "rejected" else "keep"
    rest = _rest(shown, fields)
    return Told(verdict, shown.get("id"), anchor.span.of(work.text), fields, rest)


def _rest(shown: Shown, fields: Mapping[str, Any]) -> dict[str, Any]:
    roles = shown.get("roles")
    own = {key: shown[key] for key in ("factuality", "when", EVIDENCE, SOURCE) if key in shown}
    whole = {**(roles if isinstance(roles, dict) else {}), **own}
    return {key: value for key, value in whole.items() if key not in fields and value is not None}


def _value(work: Work, label: str, regions: Sequence[Region], roles: Mapping[str, Any], shown: Shown) -> Any:
    """A field told by its stretches: what stands where it stood when it was sent out is what it was."""
    ordered = sorted(dict.fromkeys(r.span for r in regions))
    was = _parts(shown, label)
    form = "source" if label == SOURCE else str(roles[label]["is"]) if label in roles else label
    if form in {"span", "source"} and len(ordered) > 1:
        raise InputError("{name}: {label} is told by more than one stretch.", name=work.name, label=label)
    words = "exact" if form in {"span", EVIDENCE} else "text"
    found = [
        one | quoted(work.text, span.start, span.end, words) for span in ordered for one in _kept(span, was) or [{}]
    ]
    if label == EVIDENCE or form == "fillers":
        return _in_order(found, was)
    return found[0]


def _kept(span: Span, was: Iterable[Any]) -> list[dict[str, Any]]:
    """What was sent out at a stretch: one, or several that it stands for together."""
    return [dict(w) for w in was if isinstance(w, dict) and (w.get("start"), w.get("end")) == (span.start, span.end)]


def _in_order(found: list[dict[str, Any]], was: Sequence[Any]) -> list[dict[str, Any]]:
    """In the order in which they were sent out, new ones last."""
    places = [(w.get("start"), w.get("end")) for w in was if isinstance(w, dict)]

    def place(one: dict[str, Any]) -> tuple[int, int]:
        here = (one["start"], one["end"])
        return places.index(here) if here in places else len(places), one["start"]

    return sorted(found, key=place)


def _said(anchor: Region, roles: Mapping[str, Any], shown: Shown, work: Work) -> dict[str, Any]:
    """Closed values, numbers and days: those said. Of an entry that was sent out those that were not are empty where
    the program has a place for them, and as they were shown where it only shows them."""
    if not shown:
        return dict(anchor.said)
    others = [role for role in roles if roles[role]["is"] not in _SPANNED]
    empty = {name: None for name in ("when", *others) if name in work.holds}
    if not work.shows:
        return {**empty, **anchor.said}
    was = shown.get("roles")
    seen = {role: was.get(role) for role in others} if isinstance(was, dict) else {}
    return {**seen, "when": shown.get("when"), **_how(shown), **anchor.said}


def _how(shown: Shown) -> dict[str, Any]:
    return {"factuality": shown["factuality"]} if isinstance(shown.get("factuality"), str) else {}
