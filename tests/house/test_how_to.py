"""What the how-to pages tell a newcomer to write is right as it stands there."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from greffier.frames.fills import FILLS
from greffier.lexicon import lint_file
from greffier.lexicon.kinds import FRAME_KEYS, load_kinds
from house.sources import ROOT

HOW_TO = ROOT / "docs" / "how-to"


def blocks(page: str) -> list[str]:
    """The indented examples of a page."""
    found = re.findall(r"(?:^ {8}.*\n|^\n(?= {8}))+", (HOW_TO / page).read_text("utf-8"), re.MULTILINE)
    return [re.sub(r"(?m)^ {8}", "", block).strip() for block in found]


def block(page: str, start: str) -> str:
    return next(b for b in blocks(page) if start in b)


def test_the_kind_can_be_used_as_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "kinds" / "election.toml"
    path.parent.mkdir()
    path.write_text(block("add-a-kind.md", 'kind = "election"\nabout'), "utf-8")
    assert lint_file(path, FILLS) == []


def test_the_cases_of_the_kind_can_be_read() -> None:
    cases = tomllib.loads(block("add-a-kind.md", "[[case]]"))["case"]
    assert [len(case["entries"]) for case in cases] == [1, 1, 0]


def test_the_frame_can_be_used_as_it_stands(tmp_path: Path) -> None:
    head = 'kind = "test"\n[roles]\nvisitor = { is = "fillers" }\nplace = { is = "fillers" }\n'
    path = tmp_path / "test.toml"
    path.write_text(head + block("add-a-frame.md", "[[fr.frame]]"), "utf-8")
    assert lint_file(path, FILLS) == []


def test_the_verb_goes_into_a_frame_that_is_there() -> None:
    assert 'verbs = ["bombarder"' in block("add-a-verb.md", "verbs =")
    assert any(rule.id == "attack.bombard" and "bombarder" in rule.verbs for rule in load_kinds()["attack"].rules["fr"])
    assert set(re.findall(r"(?m)^(\w+) =", block("add-a-verb.md", "verbs ="))) <= set(FRAME_KEYS)


@pytest.mark.parametrize("page", sorted(HOW_TO.glob("*.md")), ids=lambda p: p.name)
def test_pages_name_files_and_targets_that_are_there(page: Path) -> None:
    text = page.read_text("utf-8")
    for link in re.findall(r"\]\(([^)#:]+)\)", text):
        assert (HOW_TO / link).is_file(), link
    targets = re.findall(r"(?m)^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"))
    assert set(re.findall(r"(?m)^ +make (\w+)$", text)) <= set(targets)
