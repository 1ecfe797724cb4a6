"""Positions against proposals: a stand goes to the proposal whose words it shares, or that it points back to."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from greffier.ledger import Question, about, matrix, open_ledger, subjects, track
from greffier.ledger.events import events_of
from greffier.model import Entry
from ledger.told import make_ledger

CASES = tomllib.loads(Path(__file__).with_name("stands.toml").read_text("utf-8"))["case"]


def value(entry: Entry) -> str:
    return str(entry.roles.get("stance") or entry.roles.get("status"))


@pytest.mark.parametrize("case", CASES, ids=[c["name"] for c in CASES])
def test_who_stands_where(case: dict[str, Any], tmp_path: Path) -> None:
    make_ledger(tmp_path / "l.db", case["reports"])
    with open_ledger(tmp_path / "l.db") as ledger, ledger.begin() as connection:
        told = about(connection, case["topic"], (), Question())
        found = matrix(track(told, events_of(connection, (e.id for k in told for e in k.entries))))
        topics = [one.words for one in subjects(connection, Question(), "fr")]
    cells = {
        f"{found.parties[row].name} {column + 1}": [value(entry) for _, entry in stance.tellings]
        for (row, column), stance in found.cells.items()
    }
    apart = {found.parties[row].name: [value(e) for _, e in s.tellings] for row, s in found.apart.items()}
    assert cells == case["cells"]
    assert apart == case.get("apart", {})
    assert topics == case["topics"]
