"""Labels of English models become Universal Dependencies, whatever hangs on what."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from greffier.parse.universal import CLEARNLP_TO_UD, to_universal

CASES = tomllib.loads(Path(__file__).with_name("universal.toml").read_text("utf-8"))
PHRASES = [p.split() for p in CASES["phrases"]]


@pytest.mark.parametrize("case", CASES["case"], ids=lambda case: case["name"])
def test_labels(case: dict[str, Any]) -> None:
    rows = [word.split("/") for word in case["model"].split()]
    labels, heads = zip(*(row[2].split(">") for row in rows), strict=True)
    words, pos = [row[0] for row in rows], [row[1] for row in rows]
    deps, turned = to_universal(labels, [int(h) for h in heads], pos, words, PHRASES, {"has"})
    assert [f"{dep}>{head}" for dep, head in zip(deps, turned, strict=True)] == case["gives"].split()


def _climbs(heads: list[int], i: int) -> bool:
    for _ in heads:
        i = heads[i]
    return heads[i] == i


@st.composite
def trees(draw: st.DrawFn) -> tuple[list[str], list[int], list[str], list[str]]:
    """Random trees: every token hangs on an earlier one in a shuffled order."""
    size = draw(st.integers(2, 12))
    order = draw(st.permutations(range(size)))
    heads = [0] * size
    for k, i in enumerate(order):
        heads[i] = order[draw(st.integers(0, k - 1))] if k else i
    labels = draw(st.lists(st.sampled_from([*CLEARNLP_TO_UD, "prep", "pobj", "aux"]), min_size=size, max_size=size))
    pos = draw(st.lists(st.sampled_from(["NOUN", "VERB", "ADP", "PART"]), min_size=size, max_size=size))
    words = draw(st.lists(st.sampled_from(["out", "of", "ahead", "in", "front", "x"]), min_size=size, max_size=size))
    return labels, heads, pos, words


@given(trees())
@example((["ROOT", "agent", "pobj", "ROOT"], [0, 3, 1, 0], ["NOUN"] * 4, ["out", "of", "out", "out"]))
def test_any_tree_stays_a_tree(tree: tuple[list[str], list[int], list[str], list[str]]) -> None:
    labels, heads, pos, words = tree
    deps, turned = to_universal(labels, heads, pos, words, PHRASES)
    assert len(deps) == len(turned) == len(labels)
    assert all(_climbs(turned, i) for i in range(len(turned)))
    assert all((dep == "root") == (turned[i] == i) for i, dep in enumerate(deps))
