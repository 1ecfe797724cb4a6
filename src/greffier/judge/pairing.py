"""Which entry of the ledger each entry is that a person told elsewhere, and which of its fields are told otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from greffier.judge.values import gold_of
from greffier.lexicon.name_key import name_key
from greffier.model import Entry, Span

__all__ = ["Sides", "agrees", "paired"]

_SAME, _OVER, _INSIDE, _ENOUGH = 10.0, 2.0, 1.0, 0.5


@dataclass(frozen=True, slots=True)
class Sides:
    """What was told of an entry: the id that it had, its kind, its fields with their stretches in this text."""

    entry: str | None
    kind: Any
    fields: Mapping[str, Any]
    loose: bool = False


def paired(told: Sequence[Sides], entries: Sequence[Entry], text: str) -> dict[int, Entry]:
    """The entry of each that was told, by its place; one to one, the likeliest first."""
    likely = []
    for i, one in enumerate(told):
        for at, entry in enumerate(entries):
            score = _likely(one, entry, text)
            if score > 0:
                likely.append((-score, entry.id, i, at))
    found: dict[int, Entry] = {}
    taken: set[int] = set()
    for _, _, i, at in sorted(likely):
        if i not in found and at not in taken:
            found[i] = entries[at]
            taken.add(at)
    return found


def _likely(one: Sides, entry: Entry, text: str) -> float:
    if one.entry == entry.id:
        return _SAME
    if one.kind != entry.kind:
        return 0.0
    anchor = _span(one.fields.get("anchor"))
    share = _share(one, entry, text)
    if anchor is not None and anchor.overlaps(entry.anchor):
        return _OVER + share
    spans = one.fields.get("evidence")
    held = [_span(span) for span in spans] if isinstance(spans, list) else []
    inside = one.loose and any(span is not None and span.overlaps(entry.anchor) for span in held)
    return _INSIDE + share if inside and share >= _ENOUGH else 0.0


def _span(value: Any) -> Span | None:
    return Span(value["start"], value["end"]) if isinstance(value, dict) and "start" in value else None


def _share(one: Sides, entry: Entry, text: str) -> float:
    """Share of the fields told, places aside, that the entry tells alike, 0 to 1."""
    names = [n for n in one.fields if n not in {"kind", "anchor", "evidence"} and one.fields[n] is not None]
    same = [n for n in names if _alike(one.fields[n], gold_of(entry, n, text), loose=True)]
    return len(same) / len(names) if names else 1.0


def agrees(name: str, gold: Any, before: Any, said: Any, *, loose: bool, entry: Entry) -> bool:
    """Whether a field is told as the entry has it. `gold` is the value in gold form, `said` as it was told.

    In coded reports any one place of an entry will do, and any one name of a filler.
    """
    if gold == before:
        return True
    if name in {"anchor", "evidence"} and loose:
        held = [_span(one) for one in (said if isinstance(said, list) else [said])]
        spans = [entry.anchor] if name == "anchor" else entry.evidence
        evidence = (*entry.evidence, entry.anchor)
        return any(a is not None and a.overlaps(b) for a in held for b in (evidence if name == "anchor" else spans))
    return _alike(said, before, loose=loose) or _alike(gold, before, loose=False)


def _alike(said: Any, before: Any, *, loose: bool) -> bool:
    if said is None or before is None:
        return said is None and before is None
    if isinstance(said, list) and isinstance(before, list):
        return _one_to_one(said, before, loose=loose)
    if isinstance(before, dict) and "text" in before:
        return _same_filler(said, before, loose=loose)
    if isinstance(said, dict) and isinstance(before, dict) and loose and "exact" in before:
        mine, theirs = _span(said), _span(before)
        return mine is not None and theirs is not None and mine.overlaps(theirs)
    return bool(said == before)


def _one_to_one(said: Sequence[Any], before: Sequence[Any], *, loose: bool) -> bool:
    left = list(before)
    for one in said:
        same = next((other for other in left if _same_filler(one, other, loose=loose)), None)
        if same is None:
            return False
        left.remove(same)
    return not left


def _same_filler(said: Any, before: Any, *, loose: bool) -> bool:
    """Whether a filler told is the entry's: by a name, or by its place, and its name where that is told."""
    if not isinstance(before, dict) or "text" not in before:
        return bool(said == before)
    if isinstance(said, dict) and "start" in said:
        here = (said["start"], said.get("end")) == (before["start"], before["end"])
        return here and said.get("name", before["name"]) == before["name"] and _resolved(said, before)
    names = [name for name in (said if isinstance(said, list) else [said]) if isinstance(name, str)]
    known = {name_key(name) for name in (before["text"], before["name"], *before.get("aliases", ()))}
    return loose and any(name_key(name) in known for name in names)


def _resolved(said: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether a filler that has a name is resolved alike; one that tells its words only says nothing of that."""
    return "name" not in said or said.get("id") == before.get("id")
