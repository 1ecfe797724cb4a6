"""Copies of a wire are found whatever the order, and what only looks alike is none."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.lexicon.name_key import pieces
from greffier.link.copies import COPIED, Text, bands, copies, near_pairs, share, shingles

WIRE = " ".join(f"mot{i}" for i in range(120))
CUT = " ".join(f"mot{i}" for i in range(80))
OTHER = " ".join(f"terme{i}" for i in range(120))


def text(name: str, words: str, day: int | None = 100) -> Text:
    return Text(name, day, shingles(words))


def found(texts: list[Text]) -> list[tuple[str, str]]:
    members: dict[int, list[str]] = {}
    for one in texts:
        for band in bands(one.runs):
            members.setdefault(band, []).append(one.report)
    return [(c.report, c.original) for c in copies(texts, near_pairs(members.values()))]


def test_copies_and_cut_copies() -> None:
    texts = [text("late", WIRE, 101), text("first", WIRE, 100), text("cut", CUT, 100), text("other", OTHER)]
    assert found(texts) == [("first", "cut"), ("late", "cut")]
    assert share(shingles(WIRE), shingles(CUT)) == 1.0
    assert share(shingles("trop court pour juger"), shingles("trop court pour juger")) == 0.0


def test_a_week_later_it_is_no_copy_of_the_wire() -> None:
    assert found([text("a", WIRE, 100), text("b", WIRE, 110)]) == []


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False))
def test_no_order(chance: random.Random) -> None:
    texts = [text("a", WIRE, 101), text("b", WIRE, None), text("c", CUT, 100), text("d", OTHER, 100)]
    wanted = found(texts)
    chance.shuffle(texts)
    assert found(texts) == wanted


def test_changed_words_leave_enough_runs() -> None:
    words = WIRE.split()
    words[30] = words[90] = "change"
    assert share(shingles(WIRE), shingles(" ".join(words))) > COPIED
    assert found([text("a", WIRE), text("b", " ".join(words))]) == [("b", "a")]


def test_of_one_day_the_agency_that_the_others_name_is_the_original() -> None:
    """Whatever its id; a paper that names only itself is none, and an earlier day goes first."""
    words = pieces(
        "La production du port est à l'arrêt depuis l'aube, les secours cherchent encore au fond du quai nord"
    )

    def text(report: str, outlet: str, more: str, day: int = 100) -> Text:
        told = " ".join([*words, *pieces(more)])
        return Text(report, day, shingles(told), outlet, told)

    some = [
        text("a", "Le Courrier d'Exemple", "avec Agence Fictive Le Courrier d'Exemple"),
        text("b", "Le Soir de nulle part", "Agence Fictive"),
        text("c", "Agence Fictive", "Agence Fictive"),
    ]
    near = near_pairs([[t.report for t in some]])
    assert [(c.report, c.original) for c in copies(some, near)] == [("a", "c"), ("b", "c")]
    earlier = [some[0], text("b", "Le Soir de nulle part", "Agence Fictive", day=99), some[2]]
    assert {c.original for c in copies(earlier, near)} == {"b"}
    unnamed = [text(r, o, "") for r, o in (("a", "Le Courrier d'Exemple"), ("b", "Le Soir"), ("c", "Agence Fictive"))]
    assert {c.original for c in copies(unnamed, near)} == {"a"}
