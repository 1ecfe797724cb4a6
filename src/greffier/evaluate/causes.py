"""Mistakes sorted by their cause, as far as what the pipeline knew tells it (docs/accuracy.md defines each).

A fault is one entry missed, one false entry, one entry found but not whole (one cause each, the first that holds), or
a part that is wrong without spoiling a whole fact: a date, a source, a filler among others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from greffier.evaluate.counting import is_whole, pairs_of
from greffier.evaluate.fillers import filler_cause
from greffier.evaluate.matching import Entry, Pair, days_apart
from greffier.evaluate.names import gold_names, said_names
from greffier.evaluate.roles import CLOSED, LOOSE, QUANTITIES, role_hits, role_names
from greffier.evaluate.spans import places, spans
from greffier.evaluate.working import Evoked, Stretch, Working
from greffier.model import Span

__all__ = ["CAUSES", "Fault", "Row", "faults", "table"]

CAUSES = (
    "segmentation", "parse", "name", "reference", "anchor_unknown", "gate_strict", "gate_loose", "kind", "role",
    "date", "number", "factuality", "source", "retelling_kept", "retelling_lost",
)  # fmt: skip
_SILENT = frozenset({"furniture", "dateline"})
_LONGEST = 110


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its cause, how it shows (`missed`, `false`, `spoilt`, `flaw`), and the words."""

    report: str
    cause: str
    shows: str
    kind: str
    start: int
    words: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A cause with its faults. `share` is of all faults but flaws; `gain` what whole facts F1 would gain without it."""

    cause: str
    missed: int
    false: int
    spoilt: int
    flaws: int
    share: float
    gain: float


def faults(name: str, gold: dict[str, Any], said: dict[str, Any], known: Working) -> list[Fault]:
    """All faults of one report, in the order of the text."""
    wanted, given, pairs = pairs_of(gold, said)
    answered, used = {p.gold for p in pairs}, {p.said for p in pairs}
    idle = [e for i, e in enumerate(given) if i not in used]
    lost = [e for i, e in enumerate(wanted) if i not in answered and not e.get("optional")]
    found = [_fault(name, "missed", e, *_missed(e, idle, known)) for e in lost]
    told = [e for i, e in enumerate(wanted) if i in answered]
    found += [_fault(name, "false", e, *_false(e, told, lost, wanted, known)) for e in idle]
    for pair in pairs:
        if not wanted[pair.gold].get("optional"):
            found += _compared(name, wanted, given, pair, known)
    return sorted(found, key=lambda f: f.start)


def _fault(name: str, shows: str, entry: Entry, cause: str, detail: str = "") -> Fault:
    where = (places(entry) or [{"start": -1, "exact": ""}])[0]
    by = f"[{entry['by']}] " if entry.get("by") else ""
    words = _short(where.get("exact"))
    return Fault(name, cause, shows, str(entry["kind"]), where["start"], words, by + detail)


def _short(words: Any) -> str:
    text = " ".join(str(words).split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _at(value: Any) -> list[Span]:
    return [Span(s["start"], s["end"]) for s in spans(value) if 0 <= s["start"] <= s["end"]]


def _meets(some: Iterable[Span], others: Sequence[Span]) -> bool:
    return any(a.overlaps(b) for a in some for b in others)


def _evoked(found: Iterable[Evoked], kind: str, anchor: Sequence[Span]) -> list[Evoked]:
    return [e for e in found if e.kind == kind and _meets([e.span], anchor)]


# --- missed ----------------------------------------------------------------------------------------------------------
def _missed(gold: Entry, idle: Sequence[Entry], known: Working) -> tuple[str, str]:
    anchor, kind = _at(gold["anchor"]), str(gold["kind"])
    if _badly_cut(gold, anchor, known.stretches):
        return "segmentation", ""
    other = next((e for e in idle if e["kind"] != kind and _meets(_at(e.get("anchor")), anchor)), None)
    if other is not None:
        return "kind", f"read as {other['kind']}"
    if _evoked(known.fired, kind, anchor):
        return "retelling_lost", "a frame fired, and its entry was joined with another"
    refused = _evoked(known.tried, kind, anchor)
    if refused:
        return _gate(refused)
    if _evoked(known.known, kind, anchor):
        return _known_word(gold, kind, known)
    return "anchor_unknown", _short((spans(gold["anchor"]) or [{"exact": ""}])[0].get("exact"))


def _gate(refused: Sequence[Evoked]) -> tuple[str, str]:
    """The frame that came nearest: one whose slot was filled by what does not fit, before one with an empty slot."""
    for missing, cause in (("pronoun", "reference"), ("name", "name")):
        near = next((e for e in refused if e.missing == missing), None)
        if near is not None:
            return cause, near.refused
    return "gate_strict", refused[0].refused


def _known_word(gold: Entry, kind: str, known: Working) -> tuple[str, str]:
    """A word that frames know, of which no frame was tried."""
    evidence = _at(gold.get("evidence"))
    if kind == "toll" and gold["roles"].get("number") and not _meets(known.quantities, evidence):
        return "number", "no figure was found"
    if kind in {"toll", "statement"}:  # read by functions of their own, not by propositions
        return "gate_strict", ""
    return "parse", "a known word was no proposition"


def _badly_cut(gold: Entry, anchor: Sequence[Span], stretches: Sequence[Stretch]) -> bool:
    holding = [s for s in stretches if _meets([s.span], anchor)]
    if not holding or all(s.place in _SILENT for s in holding):
        return True
    first = _at(gold.get("evidence"))[:1]
    return any(s.broken and e.start < s.span.start < e.end for e in first for s in stretches)


# --- false -----------------------------------------------------------------------------------------------------------
def _false(
    said: Entry, told: Sequence[Entry], lost: Sequence[Entry], gold: Sequence[Entry], known: Working
) -> tuple[str, str]:
    anchor, kind = _at(said.get("anchor")), said["kind"]
    if any(e["kind"] == kind and _meets(_at(places(e)), anchor) for e in told):
        return "retelling_kept", ""
    other = next((e for e in lost if e["kind"] != kind and _meets(_at(e["anchor"]), anchor)), None)
    if other is not None:
        return "kind", f"gold has {other['kind']}"
    if any(s.broken for s in known.stretches if _meets([s.span], anchor)):
        return "segmentation", ""
    if said.get("factuality") != "actual":
        return "factuality", f"told as {said.get('factuality')}"
    contents = [s for e in gold if e["kind"] == "statement" for s in _at(e["roles"].get("content"))]
    if kind != "statement" and _meets(anchor, contents):
        return "source", "only said, not told as a fact"
    return "gate_loose", ""


# --- found, with something wrong -------------------------------------------------------------------------------------
def _compared(
    name: str, wanted: Sequence[Entry], given: Sequence[Entry], pair: Pair, known: Working
) -> Iterator[Fault]:
    gold, said = wanted[pair.gold], given[pair.said]
    whole = is_whole(gold, said)
    about = {**gold, "by": said.get("by", "")}
    if not whole:
        yield _fault(name, "spoilt", about, *_spoilt(gold, said, known))
    for cause, wrong in (("date", _wrong_date), ("source", _wrong_source)):
        if wrong(gold, said):
            key = "when" if cause == "date" else cause
            yield _fault(name, "flaw", about, cause, f"gold {_told(gold.get(key))} said {_told(said.get(key))}")
    if whole:
        for role in role_names(gold, said):
            if role not in CLOSED | QUANTITIES and _is_wrong(role, gold, said):
                yield _fault(name, "flaw", about, *filler_cause(role, gold, said, known))


def _spoilt(gold: Entry, said: Entry, known: Working) -> tuple[str, str]:
    """Why a found entry is not whole; the first part that alone would spoil it."""
    for key in ("kind", "factuality"):
        if gold[key] != said.get(key):
            return key, f"gold {gold[key]} said {said.get(key)}"
    wrong = [role for role in role_names(gold, said) if _is_wrong(role, gold, said)]
    for cause, roles in (("number", QUANTITIES), ("role", CLOSED - LOOSE)):
        for role in wrong:
            if role in roles:
                parts = f"gold {_told(gold['roles'].get(role))} said {_told(said['roles'].get(role))}"
                return cause, f"{role}: {parts}"
    causes = [filler_cause(role, gold, said, known) for role in wrong if role not in CLOSED | QUANTITIES]
    common = Counter(cause for cause, _ in causes).most_common(1)[0][0]
    return common, "; ".join(detail for cause, detail in causes if cause == common)


def _is_wrong(role: str, gold: Entry, said: Entry) -> bool:
    found = role_hits(role, gold["roles"].get(role), said["roles"].get(role))
    return found.hits < max(found.gold, found.said)


def _wrong_date(gold: Entry, said: Entry) -> bool:
    a, b = gold.get("when"), said.get("when")
    if not a or not b:
        return bool(a) != bool(b)
    return any(days_apart(a.get(end), b.get(end)) != 0 for end in ("start", "end"))


def _wrong_source(gold: Entry, said: Entry) -> bool:
    a, b = gold.get("source"), said.get("source")
    return not gold_names(a) & said_names(b) if a and b else bool(a) != bool(b)


def _told(value: Any) -> str:
    if isinstance(value, dict):
        if "exact" in value or "name" in value:
            return _short(value.get("exact") or value.get("name"))
        return " ".join(f"{key} {part}" for key, part in value.items())
    return "–" if value in (None, [], "") else _short(value)


# --- the table -------------------------------------------------------------------------------------------------------
def table(found: Sequence[Fault], whole: float, said: float, gold: float) -> list[Row]:
    """Causes with their counts, the heaviest first. `whole`, `said` and `gold` are the counts of whole facts F1."""
    total = sum(f.shows != "flaw" for f in found)
    base = 2 * whole / (said + gold) if said + gold else 0.0
    rows = []
    for cause in dict.fromkeys([*CAUSES, *(f.cause for f in found)]):
        mine = [f for f in found if f.cause == cause]
        counts = Counter(f.shows for f in mine)
        facts = Counter(f.shows for f in mine if f.kind != "statement")
        mended = whole + facts["missed"] + facts["spoilt"]
        left = said + gold + facts["missed"] - facts["false"]
        gain = 2 * mended / left - base if left else 0.0
        heavy = counts["missed"] + counts["false"] + counts["spoilt"]
        share = heavy / total if total else 0.0
        rows.append(Row(cause, counts["missed"], counts["false"], counts["spoilt"], counts["flaw"], share, gain))
    return sorted((r for r in rows if r.share or r.flaws), key=lambda r: (-r.share, -r.flaws))
