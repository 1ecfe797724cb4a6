"""`greffier score --errors` from text to table, on one made-up report."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from greffier.cli.app import run

TEXT = "L'armée a bombardé le port d'Odessa. Le ministre a salué la cérémonie du parc."

pytestmark = pytest.mark.slow


def coded(folder: Path) -> Path:
    start = TEXT.index("cérémonie")
    anchor = {"start": start, "end": start + 9, "exact": "cérémonie"}
    gold = {"kind": "talks", "anchor": anchor, "evidence": [anchor], "factuality": "actual", "source": None,
            "when": None, "roles": {}}  # fmt: skip
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps({"text": TEXT, "language": "fr", "entries": [gold]}), "utf-8")
    return folder


def test_faults_by_cause(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GREFFIER_LANG", "en")
    assert run(["score", str(coded(tmp_path / "gold")), "--errors"]) == 0
    told = capsys.readouterr().out
    assert "Faults by cause" in told
    assert "anchor word unknown" in told
    assert "missed  a.json @" in told
    assert "gate too loose" in told, "the attack is not in gold"
    assert "Confidence: mean" in told


def test_no_causes_of_unread_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["score", str(coded(tmp_path / "gold_unread")), "--errors"]) == 2
    assert "cérémonie" not in capsys.readouterr().out
