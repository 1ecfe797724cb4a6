"""Groups are a function of the set: no order, no clock; never against a veto or a judgement."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from greffier.link.blocks import CAPS, blocks, cap_of, fits_cap
from greffier.link.clusters import CROWD, Limits, Links, clusters, components
from greffier.link.groups import forbids, group, together
from greffier.link.records import Telling
from greffier.link.scoring import Weights, load_weights
from greffier.link.synthetic import sample
from greffier.link.tellings import pair
from link.made import killed, telling

FLAT = Weights(0.0, 1.0, {})


@st.composite
def parts(draw: st.DrawFn) -> tuple[dict[str, Telling], dict[tuple[str, str], float]]:
    """Tellings on three days, some undated, and links among them."""
    days = draw(st.lists(st.sampled_from([100, 101, 102, None]), min_size=2, max_size=9))
    tellings = {f"t{i}": telling(f"t{i}", first=d, last=d, published=101) for i, d in enumerate(days)}
    pairs = [pair(a, b) for a, b in combinations(tellings, 2)]
    weights = draw(st.lists(st.integers(-4, 9), min_size=len(pairs), max_size=len(pairs)))
    return tellings, {p: float(w) for p, w in zip(pairs, weights, strict=True)}


@given(parts(), st.randoms(use_true_random=False))
def test_no_order(found: tuple[dict[str, Telling], dict[tuple[str, str], float]], chance: random.Random) -> None:
    tellings, weights = found
    wanted = group(tellings, Links(weights), FLAT)
    names, pairs = list(tellings), list(weights)
    chance.shuffle(names)
    chance.shuffle(pairs)
    shuffled = group({n: tellings[n] for n in names}, Links({p: weights[p] for p in pairs}), FLAT)
    assert shuffled == wanted
    assert sorted(n for some in wanted for n in some) == sorted(tellings), "every telling is in one group"


@given(parts())
def test_never_against_a_veto(found: tuple[dict[str, Telling], dict[tuple[str, str], float]]) -> None:
    tellings, weights = found
    for some in group(tellings, Links(weights), FLAT):
        assert len(some) < CROWD
        assert not any(forbids(tellings[a], tellings[b]) for a, b in combinations(some, 2))


@given(parts(), st.data())
def test_judgements_hold(found: tuple[dict[str, Telling], dict[tuple[str, str], float]], data: st.DataObject) -> None:
    tellings, weights = found
    pairs = sorted(weights)
    different = frozenset(data.draw(st.lists(st.sampled_from(pairs), max_size=3)))
    groups = group(tellings, Links(weights, frozenset(), different), FLAT)
    assert not any(p[0] in some and p[1] in some for some in groups for p in different)
    same = data.draw(st.sampled_from(pairs))
    joined = group(tellings, Links(weights, frozenset({same})), FLAT)
    assert any(set(same) <= set(some) for some in joined)


def test_following_days_do_not_chain() -> None:
    """An undated report that fits both days joins neither; a week of strikes stays a week of strikes."""
    tellings = {f"t{d}": telling(f"t{d}", first=d, last=d) for d in range(100, 107)}
    tellings["u"] = telling("u", first=None, last=None, published=103)
    weights = {pair("u", t): 5.0 for t in tellings if t != "u"}
    assert group(tellings, Links(weights), FLAT) == sorted((t,) for t in tellings)


def test_limits_of_a_group() -> None:
    tellings = {f"t{i}": telling(f"t{i}", family="aid", who=frozenset()) for i in range(6)}
    weights = {pair(a, b): 4.0 for a, b in combinations(tellings, 2)}
    groups = clusters(tellings, Links(weights), Limits(1.0, size=4), lambda _a, _b: "")
    assert sorted(map(len, groups)) == [2, 4]


def test_parts_are_connected() -> None:
    assert components("abcd", [("a", "b"), ("c", "z")]) == [("a", "b"), ("c",), ("d",)]


def test_a_full_block_gives_way() -> None:
    crowd = [telling(f"t{i:03}", places=(telling("x").places[0],)) for i in range(CAPS["country"] + 1)]
    keys = blocks(crowd[0])
    sizes = {key: len(crowd) for key in keys}
    left = fits_cap(keys, sizes)
    assert left and {cap_of(k) for k in keys} - {cap_of(k) for k in left} == {CAPS["country"]}


@settings(max_examples=5, deadline=None)
@given(st.integers(0, 1000))
def test_everything_at_once_has_no_order(seed: int) -> None:
    """With Splink: the same tellings in another order, the same groups."""
    found = list(sample(40, seed).tellings)
    wanted = together(found)
    random.Random(seed).shuffle(found)
    assert together(found) == wanted


def test_made_up_events_are_found_again() -> None:
    """On a sample that was not trained on: hardly two events joined."""
    found = sample(1200, 99)
    wrong = right = 0
    for some in together(found.tellings):
        for a, b in combinations(some, 2):
            right += found.events[a] == found.events[b]
            wrong += found.events[a] != found.events[b]
    assert wrong <= 0.03 * (right + wrong) and right > 1000


def test_weights_speak_for_what_they_should() -> None:
    weights = load_weights()
    for name, levels in weights.levels.items():
        bits = [m / u for m, u in levels.values()]
        assert bits[0] > 1 > min(bits), f"{name} says nothing"


def test_a_strike_in_both_languages() -> None:
    french = telling("a", numbers=killed(4))
    english = telling("b", language="en", words=frozenset({"market", "drones"}), numbers=killed(6), published=101)
    other = telling("c", first=101, last=101, numbers=killed(4), published=101)
    assert together([french, english, other]) == [("a", "b"), ("c",)]
