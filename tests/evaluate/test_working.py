"""What was known of a report, on frozen parses of the sentences that the attack frames give."""

from __future__ import annotations

from functools import cache

from greffier.evaluate import Working, faults, working
from greffier.lexicon import load_gazetteer, rules_for
from greffier.model import Report, text_id
from greffier.pipeline import Pipeline
from parses.frozen import frozen


@cache
def pipeline() -> Pipeline:
    return Pipeline(load_gazetteer())


@cache
def known(text: str) -> Working:
    reading = pipeline().read_parsed(Report(text_id(text), text), frozen("fr", text))
    return working(pipeline(), reading)


def attacks() -> list[tuple[list[str], list[str]]]:
    return [
        ([str(r["text"]) for r in rule.reads], list(rule.refuses)) for rule in rules_for("fr") if rule.kind == "attack"
    ]


def test_what_fires_is_known_and_stands_on_its_words() -> None:
    for texts, _ in attacks():
        for text in texts:
            fired = [e for e in known(text).fired if e.kind == "attack"]
            assert fired, text
            assert all(e.span.of(text) for e in fired)


def test_a_refused_frame_says_why() -> None:
    tried = [e for _, texts in attacks() for text in texts for e in known(text).tried if e.kind == "attack"]
    assert any(e.refused.startswith("needs ") for e in tried)
    assert any(e.refused.startswith("unless ") for e in tried)


def test_a_sentence_begins_where_it_should() -> None:
    text = attacks()[0][0][0]
    assert [s.broken for s in known(text).stretches] == [False]


def test_a_miss_on_a_refused_frame_is_a_gate_too_strict() -> None:
    text, evoked = next(
        (text, e)
        for _, texts in attacks()
        for text in texts
        for e in known(text).tried
        if e.kind == "attack" and e.refused.startswith("unless ")
    )
    anchor = {"start": evoked.span.start, "end": evoked.span.end, "exact": evoked.span.of(text)}
    gold = {"kind": "attack", "anchor": anchor, "evidence": [{"start": 0, "end": len(text), "exact": text}],
            "factuality": "actual", "source": None, "when": None, "roles": {}}  # fmt: skip
    found = faults("a", {"text": text, "entries": [gold]}, {"entries": []}, known(text))
    assert [(f.cause, f.detail) for f in found] == [("gate_strict", evoked.refused)]
