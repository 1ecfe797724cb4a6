"""What an entry says, apart from where it stands and how sure the machine is: by it a judgement knows its entry."""

from __future__ import annotations

import json
from collections.abc import Container
from hashlib import sha256
from typing import Any

from greffier.lexicon.name_key import name_key
from greffier.model import Entry, Filler, Quantity, Role, SpanRole, When

__all__ = ["digest_of", "likeness", "new_id", "signature", "substance"]

Substance = dict[str, Any]


def substance(entry: Entry, text: str, *, across: bool = False, but: Container[str] = ()) -> Substance:
    """What is told, field by field, without those of `but`.

    `across` versions of a report a date that is reckoned counts by its rule, for the publication may be redated.
    """
    found: Substance = {
        "kind": entry.kind,
        "factuality": entry.factuality,
        "source": _filler(entry.source) if entry.source else None,
        "when": _when(entry.when, across) if entry.when else None,
    }
    found |= {role: _role(value, text, across) for role, value in entry.roles.items()}
    return {field: value for field, value in found.items() if field not in but and value not in (None, [])}


def _role(value: Role, text: str, across: bool) -> Any:
    if isinstance(value, tuple):
        return sorted((_filler(f) for f in value), key=str)
    if isinstance(value, Quantity):
        bounds = (None if b is None else float(b) for b in (value.min, value.max))
        return [*bounds, value.open, value.currency, value.scope]
    if isinstance(value, SpanRole):
        return " ".join(value.span.of(text).split())
    return _when(value, across) if isinstance(value, When) else value


def _filler(filler: Filler) -> list[str | None]:
    return [name_key(filler.name), filler.place.id if filler.place else None]


def _when(when: When, across: bool) -> list[str]:
    if across and when.basis != "stated":
        return [when.granularity, when.basis, when.rule]
    return [when.start.isoformat(), when.end.isoformat()]


def likeness(a: Substance, b: Substance) -> float:
    """Share of the fields of either that are the same in both, 0 to 1."""
    fields = a.keys() | b.keys()
    return sum(1 for field in fields if a.get(field) == b.get(field)) / len(fields)


def signature(entry: Entry) -> str:
    """Kind and closed values: what two readings of one fact have in common even where its fillers differ."""
    closed = sorted(f"{role}={value}" for role, value in entry.roles.items() if isinstance(value, str))
    return " ".join([entry.kind, *closed])


def digest_of(entry: Entry, text: str) -> str:
    """A digest of what is told and of the words that it rests on: equal when two people leave an entry alike."""
    told = [substance(entry, text), entry.anchor.of(text), [span.of(text) for span in entry.evidence]]
    return sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:32]


def new_id(entry: Entry, report: str, text: str) -> str:
    """The id of an entry that a person adds to a report: the same for the same entry, whoever adds it."""
    key = "|".join([report, "added", str(entry.anchor.start), str(entry.anchor.end), digest_of(entry, text)])
    return sha256(key.encode()).hexdigest()[:16]
