"""Runs the cases of tests/kinds that tell `entries`: what a short report gives, from frozen parses to the ledger.

    [[case]]
    text = "…"                     # invented
    published = 2026-03-02         # if a date of it is relative
    entries = [{ kind = "visit", visitor = "la ministre", place = "Riga", when = "2026-03-02", factuality = "planned" }]

Every entry that the case tells must be there, and none besides of the kinds that the file is about: those of its name
and of its cases. A filler, place or source is right when one of its names is the one told; a list tells several; `when`
is a day, its first and last day with ".." between, or "" for none; `number` a number, or its bounds as in the model,
with a currency if it is told;
`scope` is `total`, or "".
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from greffier.lexicon import languages, load_gazetteer
from greffier.model import Entry, Filler, Quantity, Report, SpanRole, When, text_id
from greffier.pipeline import Pipeline
from parses.frozen import case_files, cases_of, frozen


@cache
def pipeline() -> Pipeline:
    return Pipeline(load_gazetteer())


def entries_of(case: dict[str, Any], code: str) -> tuple[Entry, ...]:
    text, published = str(case["text"]), case.get("published")
    day = date.fromisoformat(str(published)) if published else None
    return pipeline().read_parsed(Report(text_id(text), text, None, day, code), frozen(code, text)).entries


def matches(value: Any, wanted: Any, text: str) -> bool:
    """True when a role's value is what the case tells."""
    if wanted == "":
        return value is None
    if isinstance(wanted, list):
        return isinstance(value, tuple) and len(value) == len(wanted) and all(matches(value, w, text) for w in wanted)
    if isinstance(value, tuple):
        return any(matches(filler, wanted, text) for filler in value)
    if isinstance(value, Filler):
        return wanted in {value.text, value.name, *value.names}
    if isinstance(value, When):
        ends = [value.start] if value.start == value.end else [value.start, value.end]
        return "..".join(day.isoformat() for day in ends) == str(wanted)
    if isinstance(value, SpanRole):
        return value.span.of(text) == wanted
    if isinstance(value, Quantity):
        bounds = {"min": wanted, "max": wanted} if isinstance(wanted, (int, float)) else wanted
        told = ("min", "max", *(["currency"] if "currency" in bounds else []))
        return all(getattr(value, key) == bounds.get(key) for key in told)
    return bool(value == wanted)


def tells(entry: Entry, wanted: dict[str, Any], text: str) -> bool:
    scope = next((v.scope for v in entry.roles.values() if isinstance(v, Quantity)), None)
    about = {"kind": entry.kind, "scope": scope, "anchor": entry.anchor.of(text), "factuality": entry.factuality}
    found = {**entry.roles, **about, "source": entry.source, "when": entry.when}
    return all(matches(found.get(key), value, text) for key, value in {"factuality": "actual", **wanted}.items())


def kinds_of(path: Path) -> set[str]:
    told = {str(e["kind"]) for case in cases_of(path) for e in case.get("entries", ())}
    return told | {path.stem.partition("_")[2]}


def all_cases() -> list[Any]:
    files = [(code, path) for code in languages() for path in case_files(code)]
    found = [(code, path, case) for code, path in files for case in cases_of(path) if "entries" in case]
    return [pytest.param(code, path, case, id=f"{path.stem}: {case['text'][:50]}") for code, path, case in found]


@pytest.mark.parametrize(("code", "path", "case"), all_cases())
def test_case(code: str, path: Path, case: dict[str, Any]) -> None:
    found = [e for e in entries_of(case, code) if e.kind in kinds_of(path)]
    shown = [(e.kind, e.anchor.of(case["text"]), e.factuality, e.when, e.roles) for e in found]
    for wanted in case["entries"]:
        assert any(tells(e, wanted, case["text"]) for e in found), (wanted, shown)
    assert len(found) == len(case["entries"]), shown
