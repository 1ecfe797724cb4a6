"""The whole program on the example reports, with the real models."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"

pytestmark = pytest.mark.slow


def greffier(*arguments: str, state: Path, code: int = 0, given: str = "") -> str:
    environment = {**os.environ, "GREFFIER_LANG": "en", "GREFFIER_STATE": str(state), "COLUMNS": "80"}
    command = [sys.executable, "-m", "greffier.cli", *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, input=given, check=False)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("state")


@pytest.fixture(scope="module")
def reports(state: Path) -> list[dict[str, Any]]:
    paths = sorted(map(str, EXAMPLES.rglob("*.json")))
    lines = greffier("read", *paths, "--format", "jsonl", state=state).splitlines()
    assert len(lines) == len(paths)
    return [json.loads(line) for line in lines]


def spans(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value] if "exact" in value else []
        return own + [s for inner in value.values() for s in spans(inner)]
    return [s for inner in value for s in spans(inner)] if isinstance(value, list) else []


def fillers(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        own = [value] if "name" in value and "start" in value else []
        return own + [f for inner in value.values() for f in fillers(inner)]
    return [f for inner in value for f in fillers(inner)] if isinstance(value, list) else []


def test_every_word_stands_where_it_is_said_to_stand(reports: list[dict[str, Any]]) -> None:
    for report in reports:
        text = report["text"]
        for entry in report["entries"]:
            assert all(text[s["start"] : s["end"]] == s["exact"] for s in spans(entry))
            assert all(text[f["start"] : f["end"]] == f["text"] for f in fillers(entry))
            assert 0 < entry["anchor"]["end"] - entry["anchor"]["start"] <= 60
            assert entry["evidence"]
            assert 0 <= entry["confidence"] <= 1
            assert all(len(f.get("aliases", [])) <= 12 for f in fillers(entry))


def test_ids_are_unique_and_stable(reports: list[dict[str, Any]], state: Path) -> None:
    ids = [entry["id"] for report in reports for entry in report["entries"]]
    assert len(set(ids)) == len(ids)
    again = greffier("read", str(next(EXAMPLES.glob("fr/*.json"))), "--format", "jsonl", state=state)
    assert {e["id"] for e in json.loads(again)["entries"]} <= set(ids)


def test_the_week_is_told(reports: list[dict[str, Any]]) -> None:
    """Every sort of happening that the examples hold is found in at least one of them."""
    found = {entry["kind"] for report in reports for entry in report["entries"]}
    assert {"attack", "toll", "aid", "visit", "talks", "position", "agreement", "sanction", "statement"} <= found


def test_why_knows_every_entry(reports: list[dict[str, Any]], state: Path) -> None:
    for entry in reports[0]["entries"][:2]:
        told = greffier("why", entry["id"], state=state)
        assert entry["by"] in told
        assert entry["anchor"]["exact"] in told


def test_why_not(state: Path) -> None:
    told = greffier("why", "--not", "Ces images ont frappé les esprits.", state=state)
    assert "frapper" in told
    assert "refused" in told


def test_standard_input_and_no_date(state: Path) -> None:
    text = "Des drones ont visé mardi le port d'Izmaïl, tuant quatre dockers."
    (line,) = greffier("read", "-", "--format", "jsonl", state=state, given=text).splitlines()
    entries = json.loads(line)["entries"]
    assert {"attack", "toll"} <= {e["kind"] for e in entries}
    assert all(e["when"] is None for e in entries)
    assert all("no publication date" in e["doubts"] for e in entries)
    (line,) = greffier(
        "read", "-", "--format", "jsonl", "--published", "2031-05-08", state=state, given=text
    ).splitlines()
    assert {"start": "2031-05-06", "end": "2031-05-06"} in [e["when"] for e in json.loads(line)["entries"]]


def test_mentions(state: Path) -> None:
    path = next(EXAMPLES.glob("fr/*exemple-presse-port.json"))
    text = json.loads(path.read_text("utf-8"))["text"]
    found = [json.loads(line) for line in greffier("mentions", str(path), state=state).splitlines()]
    assert all(text[m["start"] : m["end"]] == m["text"] for m in found)
    assert {"time", "number", "quotation"} <= {m["type"] for m in found}


def test_the_table_is_for_people(state: Path) -> None:
    told = greffier("read", str(next(EXAMPLES.glob("fr/*.json"))), state=state)
    assert "toll" in told
    assert max(map(len, told.splitlines())) <= 80
