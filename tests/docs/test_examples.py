"""What the manual shows is what the program prints; ids may differ, and `…` stands for any lines."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.cli.app import run
from manual.examples import answers, blocks, matches, read_examples, renewed
from manual.stage import DOCS, LANGUAGES

PAGES = sorted(
    path for language in LANGUAGES for path in (DOCS / language).glob("*.md") if blocks(path.read_text("utf-8"))
)
PAGE = "a\n\n```console\n$ echo un\nun\n$ printf 'a\\nb\\nc\\n' \\\n    | tail -3\na\n…\nc\n```\n\nb\n"
lines = st.lists(st.text("abé 12", min_size=1, max_size=12).filter(lambda s: s.strip() == s), min_size=3, max_size=8)


def test_examples_are_commands_and_what_they_print() -> None:
    first, second = read_examples(PAGE)
    assert (first.command, first.shown) == ("echo un", "un")
    assert (second.command, second.shown) == ("printf 'a\\nb\\nc\\n' \\\n    | tail -3", "a\n…\nc")


def test_a_page_that_is_right_is_renewed_to_itself() -> None:
    assert answers(PAGE, "fr") == ["un", "a\nb\nc"]
    assert renewed(PAGE, "fr") == PAGE


def test_a_page_that_is_wrong_is_told_and_renewed() -> None:
    stale = PAGE.replace("\nun\n", "\ndeux\n")
    assert not matches(read_examples(stale)[0].shown, answers(stale, "fr")[0])
    assert renewed(stale, "fr") == PAGE
    assert renewed(PAGE.replace("\na\n…\nc\n", "\nz\n…\nz\n"), "fr") == PAGE


@given(lines)
def test_lines_match_themselves_and_cut_ones_do(printed: list[str]) -> None:
    told = "\n".join(printed)
    assert matches(told, told)
    assert matches(f"{printed[0]}\n…", told)
    assert matches(f"{printed[0]}\n…\n{printed[-1]}", told)
    assert not matches(f"{told} autre", told)
    assert not matches(f"{printed[0]}x\n…", told)


def test_only_ids_may_differ() -> None:
    assert matches("ev0123456789  tués 4  75616df4", "evfedcba9876  tués 4  0b7e55aa")
    assert not matches("tués 4  75616df4", "tués 5  75616df4")
    assert not matches("tués 4", "blessés 4")


@pytest.mark.slow
@pytest.mark.parametrize("path", PAGES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_examples_print_what_the_page_shows(path: Path) -> None:
    page = path.read_text("utf-8")
    for example, printed in zip(read_examples(page), answers(page, path.parent.name), strict=True):
        assert matches(example.shown, printed), f"$ {example.command}\n{printed}\n(make examples renews the pages)"


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_are_read_as_the_codebook_says(
    language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each row of the table of numbers: words, least, most."""
    page = (DOCS / language / "codebook.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| \*([^*|]+)\* \| *(\d*)(,[^|]*)? \|(?: (\d*)|) *\|$", page)
    assert len(rows) == 9
    text = tmp_path / "rows.txt"
    sentence = {"fr": "Il a compté {} de tonnes.\n", "en": "They counted {} of them.\n"}[language]
    text.write_text("".join(sentence.format(row[0]) for row in rows), "utf-8")
    assert run(["mentions", str(text), "--language", language]) == 0
    printed = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    read = {m["text"]: m["value"] for m in printed if m["type"] == "number"}
    for words, least, beyond, most in rows:
        wanted = {key: int(value) for key, value in (("min", least), ("max", most)) if value}
        assert read[words] == ({**wanted, "open": True} if beyond else wanted)
