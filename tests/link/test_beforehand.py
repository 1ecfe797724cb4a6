"""Weights found beforehand are those that are found when they are asked for; what has changed is weighed again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from greffier.link import beforehand
from greffier.link.beforehand import Weighed
from greffier.link.scoring import load_weights, weigh
from link.made import ABROAD, telling

SOME = [telling("a"), telling("b", published=101), telling("c", places=(ABROAD,)), telling("d", first=101, last=101)]


def test_it_weighs_as_splink_does_but_only_what_is_asked_about() -> None:
    found = Weighed().of("a")(SOME, load_weights())
    whole = weigh(SOME, load_weights())
    assert found == {p: bits for p, bits in whole.items() if "a" in p}
    assert ("a", "b") in found
    assert len(found) < len(whole)


def test_a_pair_is_weighed_once_and_again_when_one_of_it_has_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[set[str]] = []

    def counted(tellings, weights, sizes=None):  # type: ignore[no-untyped-def]
        asked.append({t.id for t in tellings})
        return weigh(tellings, weights, sizes)

    monkeypatch.setattr(beforehand, "weigh", counted)
    weighed = Weighed().of("ab")
    first = weighed(SOME, load_weights())
    assert weighed(SOME, load_weights()) == first
    assert len(asked) == 1
    moved = [replace(SOME[0], words=frozenset({"visite"})), *SOME[1:]]
    again = weighed(moved, load_weights())
    assert again == {p: bits for p, bits in weigh(moved, load_weights()).items() if "a" in p or "b" in p}
    assert again[("a", "b")] < first[("a", "b")]
    assert len(asked) == 2
    assert "a" in asked[1]
