"""Every frame reads the sentences that it gives, with what they give, and none of those that it must not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import pytest

from greffier.frames.clauses import ClauseGrammar, clause_grammar
from greffier.frames.context import context
from greffier.frames.fills import FILLS
from greffier.frames.match import RuleIndex, TypesOf, index_rules, match
from greffier.frames.phrases import phrase_span
from greffier.frames.propositions import propositions
from greffier.frames.repair import detach_times, mend_phrases
from greffier.frames.verbs import Clause
from greffier.lexicon import load_gazetteer, load_kinds, load_language, rules_for
from greffier.mentions.names import find_names
from greffier.mentions.phrases import noun_types, phrase_types
from greffier.mentions.times import find_times
from greffier.model import Frame, Rule, Sentence, Span
from greffier.parse import load_parser

pytestmark = pytest.mark.slow
LANGUAGES = ("fr",)


@dataclass(frozen=True)
class Tongue:
    grammar: ClauseGrammar
    rules: RuleIndex
    nouns: dict[str, frozenset[str]]
    parsed: dict[str, list[Sentence]]


@cache
def tongue(code: str) -> Tongue:
    """A language's data, and all sentences of its frames parsed in one batch."""
    data = load_language(code)
    texts = sorted({t for rule in rules_for(code) for t in (*(str(r["text"]) for r in rule.reads), *rule.refuses)})
    parsed = dict(zip(texts, load_parser(code).parse_many((t, None) for t in texts), strict=True))
    index = index_rules(rules_for(code), data.section("verbs").get("reflexives", ()))
    return Tongue(clause_grammar(data.section("clauses")), index, noun_types(data.section("nouns")), parsed)


def frames_of(text: str, code: str) -> Iterator[tuple[Frame, Sentence]]:
    """Frames that fire on a text, finished by what their rules name."""
    known = tongue(code)
    sentences = known.parsed[text]
    names = find_names(sentences, text, load_gazetteer(), code)
    dated = [t.span for t in find_times(text, load_language(code).section("calendar"))]
    types_of = phrase_types(sentences, names, dated, known.nouns, load_gazetteer().of_subtype("armed_group"))
    for sentence in (detach_times(mend_phrases(s, known.grammar), dated) for s in sentences):
        for frame in frames_in(sentence, known, types_of):
            yield frame, sentence


def frames_in(sentence: Sentence, known: Tongue, types_of: TypesOf) -> Iterator[Frame]:
    clause = Clause(sentence, known.grammar)
    for p in propositions(sentence, known.grammar, known.rules.noun_lemmas):
        told = replace(p, context=context(p, clause))
        for frame in match(told, sentence, known.rules, types_of, known.grammar):
            filled = FILLS[frame.rule.fill](frame, sentence, types_of) if frame.rule.fill else frame
            if filled is not None:
                yield filled


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
    rules = [rule for code in LANGUAGES for rule in rules_for(code)]
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
