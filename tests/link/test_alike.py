"""Copies of a telling are weighed once, and weigh as if each were weighed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from greffier.link.alike import content, once
from greffier.link.blocks import blocks
from greffier.link.groups import forbids
from greffier.link.scoring import _predict, load_weights, weigh
from greffier.link.synthetic import sample
from greffier.link.tellings import pair


def test_copies_weigh_what_each_would() -> None:
    own = list(sample(300, 5, a_day=60).tellings)
    copies = [
        replace(t, id=f"{t.id}-{n}", report=f"{t.report}-{n}", entries=(f"{t.id}-{n}",))
        for i, t in enumerate(own) if i % 5 == 0
        for n in range(1 + i % 4)
    ]  # fmt: skip
    every = [*own, *copies]
    sizes = Counter(key for t in every for key in blocks(t))
    found = _predict(every, load_weights(), sizes)
    wanted = {pair(r["unique_id_l"], r["unique_id_r"]): round(float(r["match_weight"]), 3) for r in found}
    assert len(wanted) > 1_000
    assert weigh(every, load_weights()) == wanted


def test_a_question_is_asked_once_of_two_contents() -> None:
    own = list(sample(40, 5, a_day=40).tellings)
    every = own + [replace(t, id=f"{t.id}-b", report=f"{t.report}-b") for t in own]
    assert len({content(t) for t in every}) == len(own)
    asked = list[str]()

    def noting(a, b):  # type: ignore[no-untyped-def]
        asked.append(a.id)
        return forbids(a, b)

    answer = once(noting, every)
    for a in every:
        for b in every:
            assert answer(a, b) == forbids(a, b)
    assert len(asked) == len(own) ** 2
