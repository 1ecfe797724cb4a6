"""What the manual shows is what the program prints; ids may differ, and `…` stands for any lines."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

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
