"""Reliability on made-up entries."""

from __future__ import annotations

from typing import Any

import pytest

from greffier.evaluate import judged, reliability

TEXT = "La frappe a tué quatre gardes à Mirena."


def entry(anchor: str, confidence: float = 0.8, **more: Any) -> dict[str, Any]:
    start = TEXT.index(anchor)
    span = {"start": start, "end": start + len(anchor), "exact": anchor}
    whole = {"start": 0, "end": len(TEXT), "exact": TEXT}
    plain = {"factuality": "actual", "source": None, "when": None, "roles": {}, "confidence": confidence}
    return {"kind": "attack", "anchor": span, "evidence": [whole], **plain, **more}


def test_perfect_confidence_has_no_error() -> None:
    found = reliability([(0.5, True), (0.5, False), (0.99, True)])
    assert found.count == 3
    assert found.error == pytest.approx(0.01 / 3)
    assert [b.count for b in found.bins] == [2, 1]


def test_too_much_confidence_shows() -> None:
    found = reliability([(0.9, False)] * 10)
    assert (found.error, found.right) == (pytest.approx(0.9), 0)
    assert found.brier == pytest.approx(0.81)


def test_nothing_is_nothing() -> None:
    assert reliability([]).count == 0


def test_judged_by_what_a_coder_would_accept() -> None:
    gold = {"text": TEXT, "entries": [entry("frappe")]}
    said = {"entries": [entry("frappe"), entry("tué", 0.3)]}
    assert [(j.confidence, j.whole, j.found) for j in judged(gold, said)] == [(0.8, True, True), (0.3, False, False)]
    unreal = {"entries": [entry("frappe", factuality="denied")]}
    assert [(j.whole, j.found) for j in judged(gold, unreal)] == [(False, True)]


def test_answers_to_optional_entries_do_not_count() -> None:
    gold = {"text": TEXT, "entries": [entry("frappe", optional=True)]}
    assert judged(gold, {"entries": [entry("frappe")]}) == []
