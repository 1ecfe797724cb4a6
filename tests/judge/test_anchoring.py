"""Words found again in a changed text: where they stayed, nowhere else."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.judge.anchoring import alignment, quote_of
from greffier.model import Span
from judge.made_up import paragraph


def found(old: str, new: str, words: str, nth: int = 0) -> str | None:
    """The words at which a quotation is found again, with what stands right after them."""
    at = -1
    for _ in range(nth + 1):
        at = old.index(words, at + 1)
    span = alignment(old, new).find(quote_of(old, Span(at, at + len(words))))
    return None if span is None else new[span.start : span.end + 12]


A = "Le matin, des drones ont visé le port de Nord-Ville, tuant quatre dockers. Le trafic a repris."
B = "Le soir, des drones ont visé la gare de Sud-Ville, tuant deux agents. Le trafic a repris."


@pytest.mark.parametrize(
    ("old", "new", "words", "nth", "what"),
    [
        (f"{A}\n\n{B}", f"{B}\n\n{A}", "visé", 1, "visé la gare de"),
        (f"{A}\n\n{B}", f"{B}\n\n{A}", "visé", 0, "visé le port de"),
        (f"{A}\n\n{B}", B, "visé", 0, None),
        (f"{A}\n\n{B}", A, "visé", 1, None),
        (A, f"Mise à jour. {A}", "tuant", 0, "tuant quatre d"),
        (A, A.replace("Le matin", "Ce matin"), "visé", 0, "visé le port de"),
        (A, A.replace("quatre dockers", "quatre marins"), "tuant", 0, "tuant quatre m"),
        (A, A.replace("ont visé", "ont vise"), "visé", 0, "vise le port de"),
        (A, A.replace("quatre", "4"), "quatre", 0, None),
        (A.replace("quatre", "40"), A.replace("quatre", "41"), "tuant 40 dockers", 0, None),
        (A, "Tout autre chose s'est passé ici, et personne n'a visé personne.", "visé", 0, None),
        (f"{A}\n{A}", f"{A}\n{A}\n{B}", "tuant", 1, "tuant quatre d"),
        (A, "", "visé", 0, None),
    ],
)  # fmt: skip
def test_a_quotation_is_found_where_it_stayed(old: str, new: str, words: str, nth: int, what: str | None) -> None:
    there = found(old, new, words, nth)
    assert there is None if what is None else there is not None and there.startswith(what)


PARAGRAPHS = st.integers(0, 10**6).map(lambda seed: paragraph(f"Ville-{seed}", random.Random(seed)))


@given(st.lists(PARAGRAPHS, min_size=2, max_size=8, unique=True), st.data())
@settings(max_examples=150, deadline=None)
def test_one_paragraph_edited_anchors_all_that_stays_and_nothing_elsewhere(
    paragraphs: list[str], data: st.DataObject
) -> None:
    """Every word of every paragraph, in a text in which one paragraph was added, taken away, moved, edited, doubled."""
    at = data.draw(st.integers(0, len(paragraphs) - 1))
    how = data.draw(st.sampled_from(("added", "gone", "moved", "edited", "other")))
    new = list(paragraphs)
    one = new.pop(at)
    if how == "added":
        new[at:at] = [one, data.draw(PARAGRAPHS)]
    elif how == "moved":
        new.insert(data.draw(st.integers(0, len(new))), one)
    elif how == "edited":
        words = one.split(" ")
        words[data.draw(st.integers(0, len(words) - 1))] = data.draw(st.sampled_from(("", "autre", "deux mots")))
        new.insert(at, " ".join(words))
    elif how == "other":
        new.insert(at, data.draw(PARAGRAPHS))
    old_text, new_text = "\n\n".join(paragraphs), "\n\n".join(new)
    sides, start = alignment(old_text, new_text), 0
    for paragraph_ in paragraphs:
        for word in ("visé", "tuant", "personnes", "La ville"):
            span = Span(start + paragraph_.index(word), start + paragraph_.index(word) + len(word))
            where = sides.find(quote_of(old_text, span))
            if paragraph_ in new:
                assert where is not None
            if where is not None:
                assert new_text[: where.start].count("\n\n") in _homes(paragraph_, new, how, at)
                assert where.of(new_text) == word or how == "edited"
        start += len(paragraph_) + 2


def _homes(old: str, new: list[str], how: str, at: int) -> set[int]:
    """Where a paragraph is now; an edited one is where it was."""
    return {i for i, p in enumerate(new) if p == old} or ({at} if how in {"edited", "other"} else set())


@given(st.text(max_size=80), st.text(max_size=80), st.data())
@settings(deadline=None)
def test_any_text_gives_a_stretch_of_the_new_one_or_nothing(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old)))
    span = Span(start, data.draw(st.integers(start, len(old))))
    where = alignment(old, new).find(quote_of(old, span))
    assert where is None or where.end <= len(new)
    assert alignment(old, old).find(quote_of(old, span)) == span or not old
