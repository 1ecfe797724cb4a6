"""Made-up reports in both languages, read and linked by the program: no two different events joined."""

from __future__ import annotations

from pathlib import Path

import pytest

from greffier.ledger import Run, add_report, open_ledger
from greffier.ledger.copies import copies_in
from greffier.ledger.events import members_of
from greffier.pipeline import Pipeline
from greffier.pipeline.linking import link_pending
from link.judging import cases, judge, labelled

pytestmark = pytest.mark.slow
RECALL = 0.9


def test_no_two_events_are_joined_and_most_are_found(tmp_path: Path) -> None:
    pipelines = {code: Pipeline.load((code,)) for code in ("fr", "en")}
    letters: dict[str, tuple[str, str]] = {}
    copied = {}
    with open_ledger(tmp_path / "a.db") as ledger:
        for report, data in cases():
            reading = pipelines[report.language].read(report)
            add_report(ledger, report, reading.entries, reading.sentences, Run("test", {}))
            letters |= {i: (letter, report.id) for letter, i, _ in labelled(report, data, reading.entries)}
            if "copies" in data:
                copied[report.id] = data["copies"]
        link_pending(ledger)
        with ledger.begin() as connection:
            events = {m.entry: m.event for m in members_of(connection)}
            found = {c.report for c in copies_in(connection)} | {c.original for c in copies_in(connection)}
    result = judge(letters, events)
    assert {letter for letter, _ in letters.values()} == set("ABCDEFGHIJKLMNOPQ"), "every event is read"
    assert result.wrong == []
    assert result.recall >= RECALL
    assert copied.keys() <= found and len(found) == len(copied) + 1
