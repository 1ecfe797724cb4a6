"""Every frame reads the sentences that it gives, with what they give, and none of those that it must not."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from greffier.frames.phrases import phrase_span
from greffier.lexicon import languages, load_gazetteer, load_kinds, rules_for
from greffier.model import Frame, Report, Rule, Sentence, Span, text_id
from greffier.pipeline import Pipeline
from parses.frozen import frozen


@cache
def pipeline() -> Pipeline:
    return Pipeline(load_gazetteer())


@cache
def frames_of(text: str, code: str) -> list[tuple[Frame, Sentence]]:
    """Frames that fire on a text, each with its sentence."""
    report = Report(text_id(text), text, None, None, code)
    reading = pipeline().read_parsed(report, frozen(code, text))
    return [(frame, reading.sentences[frame.proposition.sentence]) for frame in reading.frames]


def given(frame: Frame, sentence: Sentence, text: str) -> dict[str, set[str]]:
    """The words that fill each role, and closed values."""
    spans = {r for r, spec in load_kinds()[frame.rule.kind].roles.items() if spec["is"] == "span"}
    found: dict[str, set[str]] = {role: {value} for role, value in frame.rule.set.items()}
    for role, value in frame.values:
        found[role] = {value.of(text) if isinstance(value, Span) else str(value)}
    for role, argument in frame.roles:
        span = phrase_span(sentence, argument.head, wide=True) if role in spans else argument.span
        found.setdefault(role, set()).add(span.of(text))
    return found


def _words(value: Any) -> set[str]:
    return {str(v) for v in value} if isinstance(value, list) else {str(value)}


def cases(key: str) -> list[Any]:
    rules = [rule for code in languages() for rule in rules_for(code)]
    pairs: list[tuple[Rule, Any]] = [(rule, case) for rule in rules for case in getattr(rule, key)]
    return [pytest.param(rule, case, id=f"{rule.language}:{rule.id}:{n}") for n, (rule, case) in enumerate(pairs)]


@pytest.mark.parametrize(("rule", "case"), cases("reads"))
def test_reads(rule: Rule, case: dict[str, Any]) -> None:
    text = str(case["text"])
    fired = [(f, given(f, s, text)) for f, s in frames_of(text, rule.language)]
    own = [roles for frame, roles in fired if frame.rule.id == rule.id]
    assert own, f"fired only {[(f.rule.id, r) for f, r in fired]}"
    wanted = {role: _words(words) for role, words in dict(case.get("gives", {})).items()}
    assert any(wanted.items() <= roles.items() for roles in own), own


@pytest.mark.parametrize(("rule", "text"), cases("refuses"))
def test_reads_not(rule: Rule, text: str) -> None:
    fired = [(f.rule.id, given(f, s, text)) for f, s in frames_of(text, rule.language) if f.rule.kind == rule.kind]
    assert not fired
