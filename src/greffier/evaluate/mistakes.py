"""What was missed, what was made up, what was told wrongly: for people who mend it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from greffier.evaluate.counting import is_whole, pairs_of
from greffier.evaluate.matching import Entry
from greffier.evaluate.names import gold_names, said_names
from greffier.evaluate.roles import role_hits, role_names
from greffier.evaluate.spans import places

__all__ = ["Mistake", "mistakes"]

_LONGEST = 110


@dataclass(frozen=True, slots=True)
class Mistake:
    """One mistake. `what` is `missed`, `spurious`, or the part of an entry that is wrong (a role, `when`, …).

    `spoils` tells that a coder would not accept the entry as it stands; `frame` found the predicted entry.
    """

    report: str
    what: str
    kind: str
    start: int
    words: str
    gold: str = ""
    said: str = ""
    frame: str = ""
    spoils: bool = True


def mistakes(name: str, gold: dict[str, Any], said: dict[str, Any]) -> list[Mistake]:
    """All mistakes of one report, in the order of the text."""
    wanted, given, pairs = pairs_of(gold, said)
    found = [
        _alone(name, "missed", e)
        for i, e in enumerate(wanted)
        if not e.get("optional") and i not in {p.gold for p in pairs}
    ]
    found += [_alone(name, "spurious", e) for i, e in enumerate(given) if i not in {p.said for p in pairs}]
    for pair in pairs:
        if not wanted[pair.gold].get("optional"):
            found += _compared(name, wanted[pair.gold], given[pair.said])
    return sorted(found, key=lambda m: m.start)


def _alone(name: str, what: str, entry: Entry) -> Mistake:
    where = (places(entry) or [{"start": -1, "exact": ""}])[0]
    return Mistake(
        name, what, entry["kind"], where["start"], _short(where.get("exact")), frame=str(entry.get("by", ""))
    )


def _compared(name: str, gold: Entry, said: Entry) -> list[Mistake]:
    spoils, where = not is_whole(gold, said), places(gold)[0]

    def wrong(what: str, wanted: Any, given: Any) -> Mistake:
        words, frame = _short(where.get("exact")), str(said.get("by", ""))
        return Mistake(name, what, gold["kind"], where["start"], words, _short(wanted), _short(given), frame, spoils)

    found = [wrong(what, gold[what], said.get(what)) for what in ("kind", "factuality") if gold[what] != said.get(what)]
    if _dates(gold.get("when")) != _dates(said.get("when")):
        found.append(wrong("when", _dates(gold.get("when")), _dates(said.get("when"))))
    if not _same_source(gold.get("source"), said.get("source")):
        found.append(wrong("source", gold.get("source"), _plain(said.get("source"))))
    for role in role_names(gold, said):
        hits = role_hits(role, gold["roles"].get(role), said["roles"].get(role))
        if hits.hits < max(hits.gold, hits.said):
            found.append(wrong(role, gold["roles"].get(role), _plain(said["roles"].get(role))))
    return found


def _same_source(gold: Any, said: Any) -> bool:
    return bool(gold_names(gold) & said_names(said)) if gold and said else not gold and not said


def _dates(when: Any) -> tuple[Any, Any] | None:
    return (when.get("start"), when.get("end")) if isinstance(when, dict) else None


def _plain(value: Any) -> Any:
    """A filler object as its name and its words, which is what a person compares."""
    if isinstance(value, list):
        return [_plain(v) for v in value]
    return [value.get("name"), value.get("text")] if isinstance(value, dict) and "name" in value else value


def _short(value: Any) -> str:
    if isinstance(value, dict) and "exact" in value:
        value = value["exact"]
    text = "" if value is None else value if isinstance(value, str) else repr(value)
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
