"""S8: every regular expression that greffier compiles holds against strings made to be slow."""

from __future__ import annotations

import re

import pytest

from pace import allowed
from torture.patterns import STRINGS, nested, patterns, seconds_of
from torture.scale import note

pytestmark = pytest.mark.slow

MOST = 0.2  # seconds of a laptop


@pytest.mark.parametrize("bad", [r"(a+)+b", r"^(\d+[\s…]?)+(morts|tués)$", r"(?:(?:a*)*)c", r"(a|b*)+", r"(\w+\s?)+$"])
def test_s8_the_lint_finds_repetitions_in_repetitions(bad: str) -> None:
    assert nested(bad)


@pytest.mark.parametrize("good", [r"(a+b)+", r"\s+$", r"(?:a|b)+", r"(?:, \w+)*", r"(\d{1,3} )+"])
def test_s8_the_lint_lets_others_pass(good: str) -> None:
    assert not nested(good)


def test_s8_the_clock_finds_a_slow_one() -> None:
    assert seconds_of(re.compile(r"\s+$"), " " * 100_000 + "!", MOST * 2) > MOST


def test_s8_no_pattern_is_slow() -> None:
    found = patterns()
    assert len(found) > 100 and len(STRINGS) >= 60
    assert [(where, pattern) for where, pattern, flags in found if nested(pattern, flags)] == []
    slow, worst, most = [], 0.0, allowed(MOST)
    for where, pattern, flags in found:
        made = re.compile(pattern, flags)
        for text in STRINGS:
            took = seconds_of(made, text, most * 2)
            took = took if took <= most else min(took, seconds_of(made, text, most * 2))  # once more: others are busy
            worst = max(worst, took)
            if took > most:
                slow.append((where, pattern, text[:6], round(took, 2)))
    note("S8", len(found) * len(STRINGS), len(slow), f"{worst:.2f} s")
    assert not slow, "\n".join(map(str, slow))
