"""Reports made up for greffier in the manner of many outlets, coded by hand: some to learn from, some to check on."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from greffier.evaluate import Figures, count, figures, load_gold
from greffier.export import entry_to_json
from greffier.lexicon.kinds import load_kinds
from greffier.model import Report, text_id
from greffier.pipeline import Pipeline

HERE = Path(__file__).parent
LEARNING, CHECKING, ENGLISH = HERE / "gold" / "fr", HERE / "gold_check" / "fr", HERE / "gold" / "en"
REPORTS = {LEARNING: 12, CHECKING: 12, ENGLISH: 8}
MADE_UP = re.compile(r"invent|ficti|imagin|n'a eu lieu|n'est réel", re.IGNORECASE)

# A little under what is reached: whole facts, facts, entries, roles, dates, factuality (F1 each).
FLOORS = {
    LEARNING: {"whole": 0.69, "facts": 0.79, "entries": 0.84, "roles": 0.84, "when": 0.72, "not_actual": 0.90},
    CHECKING: {"whole": 0.65, "facts": 0.78, "entries": 0.82, "roles": 0.86, "when": 0.73, "not_actual": 0.80},
    ENGLISH: {"whole": 0.80, "facts": 0.84, "entries": 0.87, "roles": 0.92, "when": 0.86, "not_actual": 0.88},
}
FOLDERS = pytest.mark.parametrize("folder", [LEARNING, CHECKING, ENGLISH], ids=["learning", "checking", "english"])


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return Pipeline.load(("fr", "en"))


def reached(folder: Path, pipeline: Pipeline) -> Figures:
    gold = [g.data for g in load_gold(folder).values()]
    asked = [
        Report(text_id(d["text"]), d["text"], d["title"], date.fromisoformat(d["published"]), d["language"])
        for d in gold
    ]
    read = [[entry_to_json(e, r.report.text) for e in r.entries] for r in pipeline.read_many(asked)]
    return figures([count(d, {"text": d["text"], "entries": said}) for d, said in zip(gold, read, strict=True)])


@FOLDERS
def test_the_reports_say_that_they_are_made_up(folder: Path) -> None:
    reports = load_gold(folder).values()
    assert len(reports) == REPORTS[folder]
    for report in reports:
        assert MADE_UP.search(report.data["text"]), report.name
        assert report.data["train"] is True


@FOLDERS
def test_the_codes_are_those_of_the_kinds(folder: Path) -> None:
    kinds = load_kinds()
    for report in load_gold(folder).values():
        for entry in report.data["entries"]:
            roles = kinds[entry["kind"]].roles
            assert entry["roles"].keys() <= roles.keys(), (report.name, entry["kind"], entry["anchor"])
            for role, value in entry["roles"].items():
                if roles[role]["is"] == "closed":
                    assert value in roles[role]["values"], (report.name, entry["anchor"])


@pytest.mark.slow
@FOLDERS
def test_figures_do_not_fall(folder: Path, pipeline: Pipeline) -> None:
    found = reached(folder, pipeline)
    fallen = {
        name: (round(getattr(found, name).f1, 3), floor)
        for name, floor in FLOORS[folder].items()
        if getattr(found, name).f1 < floor
    }
    assert not fallen, f"reached, floor: {fallen}"
