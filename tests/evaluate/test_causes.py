"""Faults are sorted by cause. The report is made up: one row of words, in which places stand for what was known."""

from __future__ import annotations

from typing import Any

import pytest

from greffier.evaluate import CAUSES, Evoked, Fault, Stretch, Working, faults, table
from greffier.lexicon import interfaces, load_interface
from greffier.model import Span

TEXT = "Le maire accuse Dorval. La frappe a tué quatre gardes à Mirena. Il part."
WHOLE = (Stretch(Span(0, 23), "body"), Stretch(Span(24, 63), "body"), Stretch(Span(64, 72), "body"))
Json = dict[str, Any]


def span(words: str) -> Json:
    start = TEXT.index(words)
    return {"start": start, "end": start + len(words), "exact": words}


def at(words: str) -> Span:
    return Span(span(words)["start"], span(words)["end"])


def entry(kind: str, anchor: str, evidence: str = "La frappe a tué quatre gardes à Mirena.", **more: Any) -> Json:
    plain = {"factuality": "actual", "source": None, "when": None, "roles": {}}
    return {"kind": kind, "anchor": span(anchor), "evidence": [span(evidence)], **plain, **more}


def of(gold: list[Json], said: list[Json], **known: Any) -> list[tuple[str, str]]:
    data = {"text": TEXT, "entries": gold}
    found = faults("a.json", data, {"entries": said}, Working(**{"stretches": WHOLE, **known}))
    return [(f.shows, f.cause) for f in found]


ATTACK = entry("attack", "frappe")
MISSED: dict[str, tuple[dict[str, Any], str]] = {
    "nothing evokes it": ({}, "anchor_unknown"),
    "set aside": ({"stretches": (Stretch(Span(24, 63), "furniture"),)}, "segmentation"),
    "cut in the middle": (
        {"stretches": (Stretch(Span(24, 40), "body"), Stretch(Span(40, 63), "body", True))},
        "segmentation",
    ),
    "joined": ({"fired": (Evoked("attack", at("frappe")),)}, "retelling_lost"),
    "refused": ({"tried": (Evoked("attack", at("frappe"), "needs target"),)}, "gate_strict"),
    "another kind refused": ({"tried": (Evoked("aid", at("frappe"), "needs donor"),)}, "anchor_unknown"),
    "a pronoun in the slot": ({"tried": (Evoked("attack", at("frappe"), "needs target", "pronoun"),)}, "reference"),
    "a name in the slot": ({"tried": (Evoked("attack", at("frappe"), "needs target", "name"),)}, "name"),
    "known, never tried": ({"known": (Evoked("attack", at("frappe")),)}, "parse"),
}


@pytest.mark.parametrize("case", MISSED)
def test_missed(case: str) -> None:
    known, cause = MISSED[case]
    assert of([ATTACK], [], **known) == [("missed", cause)]


def test_a_toll_without_a_figure_that_gold_has() -> None:
    toll = entry("toll", "tué", roles={"harm": "killed", "number": {"min": 4, "max": 4}})
    known = (Evoked("toll", at("tué")),)
    assert of([toll], [], known=known) == [("missed", "number")]
    assert of([toll], [], known=known, quantities=(at("quatre"),)) == [("missed", "gate_strict")]


def test_an_optional_entry_is_no_miss() -> None:
    assert of([{**ATTACK, "optional": True}], []) == []


def test_another_kind_at_the_anchor_is_two_faults() -> None:
    assert of([ATTACK], [entry("aid", "frappe")]) == [("missed", "kind"), ("false", "kind")]


def test_false() -> None:
    said = entry("statement", "accuse", "Le maire accuse Dorval.", roles={"content": span("Dorval")})
    assert of([], [ATTACK]) == [("false", "gate_loose")]
    assert of([], [{**ATTACK, "factuality": "possible"}]) == [("false", "factuality")]
    assert of([ATTACK], [ATTACK, entry("attack", "tué")]) == [("false", "retelling_kept")]
    assert of([said], [said, entry("position", "Dorval")]) == [("false", "source")]
    assert of([], [ATTACK], stretches=(Stretch(Span(24, 63), "body", True),)) == [("false", "segmentation")]


def spoilt(roles: Json, given: Json, **known: Any) -> list[tuple[str, str]]:
    return of([entry("toll", "tué", roles=roles)], [entry("toll", "tué", roles=given)], **known)


def filler(words: str, name: str) -> Json:
    return {"name": name, "text": words, "start": span(words)["start"], "end": span(words)["end"]}


def test_found_but_not_whole() -> None:
    assert of([ATTACK], [{**ATTACK, "factuality": "denied"}]) == [("spoilt", "factuality")]
    assert spoilt({"number": {"min": 4, "max": 4}}, {"number": {"min": 4}}) == [("spoilt", "number")]
    assert spoilt({"harm": "killed"}, {"harm": "wounded"}) == [("spoilt", "role")]
    assert spoilt({"place": [["Mirena"]]}, {}, names=(at("Mirena"),)) == [("spoilt", "role")]
    assert spoilt({"place": [["Mirena"]]}, {}) == [("spoilt", "name")]
    assert spoilt({"place": [["Karsi"]]}, {}) == [("spoilt", "reference")]
    other = {"place": [filler("Mirena", "Belune")]}
    assert spoilt({"place": [["la cité"]]}, other, pointed=frozenset({at("Mirena")})) == [("spoilt", "reference")]
    assert spoilt({"place": [["port de Mirena Sud"]]}, {"place": [filler("Mirena", "Mirena")]}) == [("spoilt", "name")]


def test_flaws_spoil_nothing() -> None:
    dated = {**ATTACK, "when": {"start": "2025-01-28", "end": "2025-01-28"}}
    assert of([dated], [ATTACK]) == [("flaw", "date")]
    assert of([{**ATTACK, "source": ["le maire"]}], [ATTACK]) == [("flaw", "source")]
    assert of([ATTACK], [ATTACK]) == []


def test_the_table_tells_what_mending_would_gain() -> None:
    found = [
        Fault("a", "parse", "missed", "attack", 0, ""),
        Fault("a", "parse", "missed", "statement", 1, ""),
        Fault("a", "gate_loose", "false", "attack", 2, ""),
        Fault("a", "date", "flaw", "attack", 3, ""),
    ]
    parse, loose, date = table(found, whole=1, said=2, gold=2)
    assert (parse.cause, parse.missed, round(parse.share, 3), round(parse.gain, 3)) == ("parse", 2, 0.667, 0.3)
    assert (loose.false, round(loose.gain, 3)) == (1, 0.167)
    assert (date.cause, date.flaws, date.share, date.gain) == ("date", 1, 0, 0)


def test_every_cause_has_a_french_name() -> None:
    assert "fr" in interfaces()
    assert set(CAUSES) <= set(load_interface("fr").labels["cause"])
