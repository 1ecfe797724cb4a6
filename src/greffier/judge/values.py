"""Values of fields in gold form as values of an entry, moved along where the text changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from greffier.lexicon import load_kinds
from greffier.model import Entry, Filler, Place, Quantity, Role, Span, SpanRole, When
from greffier.model.gold import filler_to_json, role_to_json, span_to_json, when_to_json

__all__ = ["JUDGED", "Lost", "Move", "gold_of", "moved", "stay", "with_field"]

JUDGED = "judged"  # how a person's filler was found, and what found a person's entry
Move = Callable[[Span], Span | None]
Json = Mapping[str, Any]


class Lost(Exception):
    """Words that a value rests on are not in the text any more; its text names the field."""


def stay(span: Span) -> Span:
    """The move in a text that did not change."""
    return span


def gold_of(entry: Entry, field: str, text: str) -> Any:
    """A field of an entry in gold form, None where it is not filled."""
    match field:
        case "kind" | "factuality":
            return getattr(entry, field)
        case "anchor":
            return span_to_json(entry.anchor, text)
        case "evidence":
            return [span_to_json(span, text) for span in entry.evidence]
        case "source":
            return filler_to_json(entry.source) if entry.source else None
        case "when":
            return when_to_json(entry.when) if entry.when else None
        case _:
            return role_to_json(entry.roles[field], text) if field in entry.roles else None


def with_field(entry: Entry, field: str, gold: Any, move: Move = stay) -> Entry:
    """The entry with another value of a field, None emptying it. Raises Lost."""
    match field:
        case "kind":
            known = load_kinds()[gold].roles
            return replace(entry, kind=gold, roles={r: v for r, v in entry.roles.items() if r in known})
        case "factuality":
            return replace(entry, factuality=gold)
        case "anchor":
            return replace(entry, anchor=_span(gold, field, move))
        case "evidence":
            return replace(entry, evidence=tuple(_span(one, field, move) for one in gold))
        case "source":
            return replace(entry, source=_filler(gold, field, move) if gold else None)
        case "when":
            return replace(entry, when=_when(gold) if gold else None)
    roles = {role: value for role, value in entry.roles.items() if role != field or gold is not None}
    return replace(entry, roles=roles if gold is None else {**roles, field: _role(entry.kind, field, gold, move)})


def _role(kind: str, role: str, gold: Any, move: Move) -> Role:
    match load_kinds()[kind].roles[role]["is"]:
        case "closed":
            return str(gold)
        case "number" | "amount":
            return Quantity(**gold)
        case "period":
            return _when(gold)
        case "span":
            return SpanRole(role, _span(gold, role, move), JUDGED)
        case _:
            return tuple(_filler(one, role, move) for one in gold)


def _when(gold: Json) -> When:
    first, last = (date.fromisoformat(gold[end]) for end in ("start", "end"))
    return When(first, last, "day" if first == last else "days", "stated", JUDGED)


def _span(gold: Json, field: str, move: Move) -> Span:
    return _moved(Span(gold["start"], gold["end"]), field, move)


def _moved(span: Span, field: str, move: Move) -> Span:
    found = move(span)
    if found is None:
        raise Lost(field)
    return found


def _filler(gold: Json, role: str, move: Move) -> Filler:
    names = tuple(dict.fromkeys([gold["name"], gold["text"], *gold.get("aliases", ())]))
    place, identity = _place(gold, role, names), gold.get("id")
    return Filler(
        role, gold["text"], _span(gold, role, move), gold["name"], names, None if place else identity,
        None if place else gold.get("country"), place, JUDGED,
    )  # fmt: skip


def _place(gold: Json, role: str, names: tuple[str, ...]) -> Place | None:
    if "precision" not in gold or "id" not in gold:
        return None
    lat, lon = gold.get("lat"), gold.get("lon")
    return Place(gold["id"], gold["name"], gold.get("country"), lat, lon, gold["precision"], names)


def moved(entry: Entry, report: str, move: Move) -> Entry:
    """The entry in another version of its report: all of its words where they stand there. Raises Lost.

    Evidence that is gone is left out, where some remains.
    """
    evidence = [span for old in entry.evidence if (span := move(old)) is not None]
    if entry.evidence and not evidence:
        raise Lost("evidence")
    source = replace(entry.source, span=_moved(entry.source.span, "source", move)) if entry.source else None
    roles = {role: _moved_role(role, value, move) for role, value in entry.roles.items()}
    anchor = _moved(entry.anchor, "anchor", move)
    return replace(entry, report=report, anchor=anchor, evidence=tuple(evidence), source=source, roles=roles)


def _moved_role(role: str, value: Role, move: Move) -> Role:
    if isinstance(value, SpanRole):
        return replace(value, span=_moved(value.span, role, move))
    if isinstance(value, tuple):
        return tuple(replace(f, span=_moved(f.span, role, move)) for f in value)
    return value
