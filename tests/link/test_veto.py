"""What forbids that two tellings are one, without any weighing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from greffier.link.features import traits_of
from greffier.link.veto import veto
from link.made import ABROAD, FAR, NEXT, REGION, killed, telling

CASES: list[tuple[str, dict[str, Any], dict[str, Any], str]] = [
    ("the same day and town", {}, {}, ""),
    ("the following day", {}, {"first": 101, "last": 101}, "date"),
    ("a night that holds the day", {}, {"first": 99, "last": 100}, ""),
    ("a week and a day", {}, {"first": 96, "last": 103}, "date"),
    ("a month later", {}, {"first": 130, "last": 130, "published": 130}, "date"),
    ("undated, told the next day", {}, {"first": None, "last": None, "published": 101}, ""),
    ("undated, told a month later", {}, {"first": None, "last": None, "published": 130}, "date"),
    ("another town", {}, {"places": (FAR,)}, "place"),
    ("a suburb", {}, {"places": (NEXT,)}, ""),
    ("the region around", {}, {"places": (REGION,)}, ""),
    ("another country", {}, {"places": (ABROAD,)}, "place"),
    ("no place", {}, {"places": ()}, ""),
    ("another attacker", {}, {"who": frozenset({"attacker=country:BB"})}, "who"),
    ("an attacker that is only a phrase", {}, {"who": frozenset({"attacker=group:milice"})}, ""),
    ("a toll that rises", {"numbers": killed(3)}, {"numbers": killed(40), "published": 102}, ""),
    ("a toll that falls by half", {"numbers": killed(40)}, {"numbers": killed(12), "published": 102}, "toll"),
    ("a toll put right", {"numbers": killed(12)}, {"numbers": killed(11), "published": 102}, ""),
    ("tolls of one day far apart", {"numbers": killed(3)}, {"numbers": killed(40)}, "toll"),
    ("a few more or less", {"numbers": killed(1)}, {"numbers": killed(4)}, ""),
    ("one strike, two strikes", {"extent": "one"}, {"extent": "several"}, "extent"),
    ("several, and words that leave it open", {"extent": "several"}, {}, ""),
    ("strikes since Monday, and one", {"extent": "days", "last": 101}, {"extent": "one"}, "extent"),
    ("strikes since Monday, and those of a night", {"extent": "days", "last": 101}, {"first": 99}, "extent"),
    ("strikes since Monday, told twice", {"extent": "days", "last": 101}, {"extent": "days"}, ""),
    ("strikes since Monday, and an undated one", {"extent": "days"}, {"first": None, "last": None}, ""),
    ("a total over a period", {"numbers": killed(7)}, {"numbers": killed(7, total=True)}, "total"),
    ("the same total twice", {"numbers": killed(90, total=True)}, {"numbers": killed(90, total=True)}, ""),
]


@pytest.mark.parametrize(("one", "other", "wanted"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_what_is_forbidden(one: dict[str, Any], other: dict[str, Any], wanted: str) -> None:
    a, b = telling("a", **one), telling("b", **other)
    assert veto(a, b, traits_of("attack")) == wanted
    assert veto(b, a, traits_of("attack")) == wanted, "the order does not matter"


def test_some_kinds_allow_a_day() -> None:
    a = telling("a", family="talks", who=frozenset())
    b = telling("b", family="talks", who=frozenset(), first=101, last=101)
    assert veto(a, b, traits_of("talks")) == ""
    assert veto(a, telling("c", family="talks", first=102, last=102), traits_of("talks")) == "date"


def test_statements_are_known_by_their_words() -> None:
    a, others = telling("a", family="statement"), frozenset({"autre", "chose", "encore"})
    b = telling("b", family="statement", words=others)
    assert veto(a, b, traits_of("statement")) == "words"
    assert veto(a, telling("c", family="statement"), traits_of("statement")) == ""


def test_stands_on_other_matters() -> None:
    one, other = (frozenset({"treve", "ports"}), frozenset({"corps", "restitution"}))
    a, b = (telling(i, family="position", matter=m, who=frozenset()) for i, m in (("a", one), ("b", other)))
    assert veto(a, b, traits_of("position")) == "matter"


@given(st.integers(0, 30), st.integers(0, 30), st.integers(-3, 3))
def test_a_veto_has_no_order(first: int, second: int, days: int) -> None:
    a, b = telling("a", numbers=killed(first)), telling("b", numbers=killed(second), published=100 + days)
    assert veto(a, b, traits_of("attack")) == veto(b, a, traits_of("attack"))
