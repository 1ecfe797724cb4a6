"""Columns on a page: read one after the other, however they are placed and in whatever order the file has them."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.intake.columns import Letter, paragraphs, without_margins

WIDTH, SPACE = 5.0, 2.6  # points: a letter, and the white between words


def written(words: str, x: float, y: float, size: float = 10) -> list[Letter]:
    """A line of letters of one width; spaces are white, not letters."""
    found = []
    for letter in words:
        if letter == " ":
            x += SPACE
            continue
        found.append(Letter(letter, x, y, x + WIDTH, y + size, size))
        x += WIDTH
    return found


WORDS = st.text(alphabet="abcdeéàç", min_size=2, max_size=8)
LINES = st.lists(st.lists(WORDS, min_size=3, max_size=6).map(" ".join), min_size=4, max_size=12)


@settings(max_examples=30, deadline=None)
@given(LINES, LINES, st.floats(12, 40), st.randoms(use_true_random=False))
def test_two_columns_are_read_one_after_the_other(
    left: list[str], right: list[str], gutter: float, chance: random.Random
) -> None:
    edge = 50 + max(len(line) for line in left) * WIDTH + gutter
    letters = [letter for n, line in enumerate(left) for letter in written(line, 50, 700 - 12 * n)]
    letters += [letter for n, line in enumerate(right) for letter in written(line, edge, 700 - 12 * n)]
    chance.shuffle(letters)
    assert " ".join(paragraphs(letters)).split() == " ".join([*left, *right]).split()


@settings(max_examples=20, deadline=None)
@given(LINES, LINES)
def test_one_column_is_not_cut(above: list[str], below: list[str]) -> None:
    lines = [*above, *below]
    letters = [letter for n, line in enumerate(lines) for letter in written(line, 50, 700 - 12 * n)]
    assert " ".join(paragraphs(letters)).split() == " ".join(lines).split()


@pytest.mark.parametrize(("gap", "count"), [(12, 1), (24, 2)])
def test_a_wider_step_begins_a_paragraph(gap: int, count: int) -> None:
    heights = [700, 688, 676, 676 - gap, 664 - gap, 652 - gap]
    letters = [letter for y in heights for letter in written("Une ligne comme une autre", 50, y)]
    assert len(paragraphs(letters)) == count


def test_an_indented_line_begins_a_paragraph() -> None:
    lines = [("Une ligne pleine", 50), ("une autre.", 50), ("Puis une autre", 65), ("ligne encore.", 50)]
    letters = [letter for n, (line, x) in enumerate(lines) for letter in written(line, x, 700 - 12 * n)]
    assert paragraphs(letters) == ["Une ligne pleine une autre.", "Puis une autre ligne encore."]


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    """But not where the next word would not have found room, nor within a sentence."""
    lines = ["Une ligne pleine de mots qui va au bord", "et finit tôt.", "Une autre",
             "ligne pleine de mots qui va au bord.", "Encore une."]  # fmt: skip
    letters = [letter for n, line in enumerate(lines) for letter in written(line, 50, 700 - 12 * n)]
    assert paragraphs(letters) == [" ".join(lines[:2]), " ".join(lines[2:])]


def test_letters_printed_twice_to_look_bold_count_once() -> None:
    letters = written("Titre", 50, 700) + written("Titre", 50.4, 700)
    assert paragraphs(letters) == ["Titre"]


def test_a_page_without_letters_has_no_paragraphs() -> None:
    assert paragraphs([]) == []


PAGES = [
    ["Gazette d'Exemple", "Le pont a été", "Page 1"],
    ["Gazette d'Exemple", "fermé hier.", "La digue tient.", "2"],
    ["Gazette d'Exemple", "Fin.", "- 3 -"],
]


def test_heads_feet_and_numbers_of_pages_are_no_text() -> None:
    assert without_margins(PAGES) == ["Le pont a été fermé hier.", "La digue tient.", "Fin."]
