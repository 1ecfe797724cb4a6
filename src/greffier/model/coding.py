"""What a person coded of one report in another program, before it becomes judgements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["CONTEXT", "Coding", "Told", "notation", "quoted"]

CONTEXT = 32  # code points kept on each side of a quotation


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as a person left it. `verdict` is `keep` or `reject`.

    `entry` is the id that the entry had when it was sent out, `what` its words, for messages. `fields` are those that
    the person could tell, in gold form or as people write them (`4..9`), None for an emptied one; `rest` are others,
    that count only where the entry is new to the ledger. A stretch or filler has besides its place the `prefix` and
    `suffix` that stand around it. `loose` is of coded reports, where any one place of an entry is as good as another;
    `optional` is one that is not added where nobody read it.
    """

    verdict: str
    entry: str | None = None
    what: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    rest: Mapping[str, Any] = field(default_factory=dict)
    loose: bool = False
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Coding:
    """What one person told of one report. `name` is what messages call it, `key` is the same whenever it is read.

    `text` is what the person saw, or `text_id` its hash; `report` the id that it had when it was sent out; `about` its
    other fields as far as they are told. `complete` says that the whole report was read and holds nothing else.
    `missing` are entries that were sent out and did not come back.
    """

    name: str
    key: str
    told: tuple[Told, ...]
    text: str | None = None
    text_id: str | None = None
    report: str | None = None
    author: str | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    complete: bool = False
    missing: tuple[Told, ...] = ()


def quoted(text: str, start: int, end: int, words: str = "exact") -> dict[str, Any]:
    """A stretch of a text with its words, under that key, and what stands around them."""
    around = {"prefix": text[max(0, start - CONTEXT) : start], "suffix": text[end : end + CONTEXT]}
    return {"start": start, "end": end, words: text[start:end], **around}


def notation(gold: Mapping[str, Any]) -> str:
    """A quantity or an interval of days as people write it: `4`, `4..9`, `4..`, `..9`, `>20`, `5000 EUR`, days."""
    if "start" in gold and "end" in gold:
        first, last = gold["start"], gold["end"]
        return str(first) if first == last else f"{first}..{last}"
    least, most, currency = gold.get("min"), gold.get("max"), gold.get("currency")
    low, high = ("" if bound is None else _digits(bound) for bound in (least, most))
    told = f">{low}" if gold.get("open") and not high else low if low == high else f"{low}..{high}"
    return f"{told} {currency}" if currency else told


def _digits(bound: Any) -> str:
    whole = isinstance(bound, float) and bound.is_integer()
    return str(int(bound)) if whole else format(bound, "f").rstrip("0") if isinstance(bound, float) else str(bound)
