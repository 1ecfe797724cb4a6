"""What is told over several sentences: made-up reports of `reports.toml`, read live."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from greffier.model import Entry, Quantity, Report, When
from greffier.pipeline import Pipeline

REPORTS = tomllib.loads(Path(__file__).with_name("reports.toml").read_text("utf-8"))["report"]


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.load(("fr",))


def names(entry: Entry, role: str) -> list[str]:
    value = entry.roles.get(role)
    return [f.name for f in value] if isinstance(value, tuple) else []


def holds(entry: Entry, wanted: dict[str, Any]) -> bool:
    """True when the entry has all that the case names."""
    for key, value in wanted.items():
        if key in {"kind", "factuality"}:
            said: object = getattr(entry, key)
        elif key == "when":
            said = entry.when.start.isoformat() if entry.when else ""
        elif key == "number":
            number = entry.roles.get("number")
            said = number.min if isinstance(number, Quantity) else None
        elif key == "period":
            period = entry.roles.get("period")
            said = period.start.isoformat() if isinstance(period, When) else ""
        elif key == "source":
            said = entry.source.name if entry.source else ""
        elif key == "place":
            value, said = True, any(value in f.names for f in entry.roles.get("place", ()))  # type: ignore[union-attr]
        else:
            said = names(entry, key)
        if said != value:
            return False
    return True


@pytest.mark.slow
@pytest.mark.parametrize("case", REPORTS, ids=lambda c: c["text"][:50])
def test_report(case: dict[str, Any], pipeline: Pipeline) -> None:
    report = Report("made-up", case["text"], None, date.fromisoformat(case["published"]))
    entries = pipeline.read(report).entries
    for wanted in case.get("entries", ()):
        assert any(holds(e, wanted) for e in entries), (wanted, entries)
    kinds = Counter(e.kind for e in entries)
    for kind, count in case.get("count", {}).items():
        assert kinds[kind] == count, (kind, entries)
