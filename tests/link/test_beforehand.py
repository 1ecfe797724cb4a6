"""Weights found beforehand are those that are found when they are asked for; what has changed is weighed again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from greffier.link import beforehand
from greffier.link.beforehand import Weighed
from greffier.link.groups import linked_pairs
from greffier.link.scoring import load_weights
from greffier.link.synthetic import sample
from link.made import ABROAD, telling

SOME = [telling("a"), telling("b", published=101), telling("c", places=(ABROAD,)), telling("d", first=101, last=101)]


def test_it_links_as_all_at_once_but_only_what_is_asked_about() -> None:
    many = sample(200, 3, a_day=60).tellings
    about = {t.id for t in many[:40]}
    found, whole = Weighed().of(about)(many, load_weights()), linked_pairs(many, load_weights())
    assert found == {p: bits for p, bits in whole.items() if about & {*p}}
    assert 0 < len(found) < len(whole)


def test_a_pair_is_weighed_once_and_again_when_one_of_it_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[set[str]] = []

    def counted(tellings, weights, sizes=None, *more):  # type: ignore[no-untyped-def]
        asked.append({t.id for t in tellings})
        return linked_pairs(tellings, weights, sizes, *more)

    monkeypatch.setattr(beforehand, "linked_pairs", counted)
    weighed = Weighed().of("ab")
    first = weighed(SOME, load_weights())
    assert weighed(SOME, load_weights()) == first
    assert len(asked) == 1
    moved = [replace(SOME[0], words=frozenset({"visite"})), *SOME[1:]]
    again = weighed(moved, load_weights())
    assert again == {p: bits for p, bits in linked_pairs(moved, load_weights()).items() if "a" in p or "b" in p}
    assert again[("a", "b")] < first[("a", "b")]
    assert len(asked) == 2
    assert "a" in asked[1]
