"""What the pipeline knew while it read a report, as plain data: by this, mistakes are sorted by their cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from greffier.model import Argument, Filler, Rule, Sentence, Span

if TYPE_CHECKING:
    from greffier.pipeline import Attempt, Pipeline, Reading

__all__ = ["Evoked", "Stretch", "Working", "working"]

_CLOSING = '.!?…:;»”"'


@dataclass(frozen=True, slots=True)
class Stretch:
    """A sentence as it was cut. `broken` tells that it begins where no sentence ends: no mark, no line break."""

    span: Span
    place: str
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Evoked:
    """A kind that words evoke. `refused` is "" when the frame fired; `missing` tells of what stood in the slot that a
    refused frame needs: `name` (a name that no table types), `pronoun`, or "" when nothing did."""

    kind: str
    span: Span
    refused: str = ""
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Working:
    """What was known of one report.

    `fired` are frames and statements, `tried` the rules that propositions evoked and that did not fire, `known` the
    single words of the report that some frame of a kind lists, in a proposition or not; `names` and `quantities` are
    mentions; `pointed` the fillers that stand for someone named elsewhere.
    """

    stretches: tuple[Stretch, ...] = ()
    fired: tuple[Evoked, ...] = ()
    tried: tuple[Evoked, ...] = ()
    known: tuple[Evoked, ...] = ()
    names: tuple[Span, ...] = ()
    quantities: tuple[Span, ...] = ()
    pointed: frozenset[Span] = frozenset()


def working(pipeline: Pipeline, reading: Reading) -> Working:
    """What `pipeline` knew of a report that it read."""
    text, sentences = reading.report.text, reading.sentences
    return Working(
        stretches=tuple(_stretches(sentences, text)),
        fired=tuple(_fired(reading)),
        tried=tuple(t for a in pipeline.attempts(reading) for t in _tried(a, sentences)),
        known=tuple(k for s in sentences for k in _known(pipeline, reading.report.language, s)),
        names=tuple(m.span for m in reading.mentions.names),
        quantities=tuple(m.span for m in reading.mentions.quantities),
        pointed=frozenset(_pointed(reading)),
    )


def _stretches(sentences: Iterable[Sentence], text: str) -> Iterator[Stretch]:
    for s in sentences:
        before = text[: s.span.start].rstrip(" \t\u00a0\u202f")[-1:]
        yield Stretch(s.span, s.place, bool(before) and before != "\n" and before not in _CLOSING)


def _fired(reading: Reading) -> Iterator[Evoked]:
    for frame in reading.frames:
        p = frame.proposition
        yield Evoked(frame.rule.kind, _span(reading.sentences[p.sentence], {p.head, *p.anchor}))
    for said in reading.statements:
        yield Evoked("statement", _span(reading.sentences[said.sentence], said.anchor))


def _span(sentence: Sentence, tokens: Iterable[int]) -> Span:
    spans = [sentence.tokens[i].span for i in tokens] or [sentence.span]
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _tried(attempt: Attempt, sentences: tuple[Sentence, ...]) -> Iterator[Evoked]:
    p = attempt.proposition
    sentence = sentences[p.sentence]
    for rule, reason in attempt.rules:
        refused = reason or "its fill refused it, or another frame of its kind fits better"
        missing = _missing(rule, reason, p.arguments, sentence)
        yield Evoked(rule.kind, _span(sentence, {p.head, *p.anchor}), refused, missing)


def _missing(rule: Rule, reason: str, arguments: Iterable[Argument], sentence: Sentence) -> str:
    """What stood in a slot that `needs` asks for, of a type that does not fit."""
    if not reason.startswith("needs "):
        return ""
    needed = set(reason.removeprefix("needs ").split(" or "))
    found = [sentence.tokens[a.head].pos for a in arguments if needed & set(_slot(rule, a))]
    return "pronoun" if "PRON" in found else "name" if "PROPN" in found else ""


def _slot(rule: Rule, argument: Argument) -> dict[str, str]:
    slots = {"subj": rule.subj, "adj": rule.subj, "obj": rule.obj}
    return slots.get(argument.slot, rule.obl.get(argument.marker, {}))


def _known(pipeline: Pipeline, language: str, sentence: Sentence) -> Iterator[Evoked]:
    tongue = pipeline.tongue(language)
    for token in sentence.tokens:
        words = {token.lemma, token.text.lower()}
        kinds = {rule.kind for w in words for rule, rest, *_ in tongue.rules.verbs.get(w, ()) if not rest}
        kinds |= {rule.kind for w in words for rule, rest, *_ in tongue.rules.nouns.get(w, ()) if not rest}
        harm = tongue.harm
        if any(w in table for w in words for table in (harm.verbs, harm.nouns, harm.states, harm.happenings)):
            kinds.add("toll")
        spoken = tongue.reporting
        forms = {spoken.present.get(token.text.lower(), ""), spoken.participles.get(token.text.lower(), "")}
        if any(spoken.says(w) for w in words | forms):
            kinds.add("statement")
        yield from (Evoked(kind, token.span) for kind in sorted(kinds))


def _pointed(reading: Reading) -> Iterator[Span]:
    for entry in reading.entries:
        for value in entry.roles.values():
            for filler in value if isinstance(value, tuple) else ():
                if isinstance(filler, Filler) and _points(filler, reading.sentences):
                    yield filler.span


def _points(filler: Filler, sentences: tuple[Sentence, ...]) -> bool:
    """Found by reference, or a phrase without a name of its own that was given one."""
    if filler.how in {"reference", "inherited"}:
        return True
    here = (s for s in sentences if s.span.overlaps(filler.span))
    tokens = [t for s in here for t in s.tokens if filler.span.holds(t.span)]
    return filler.id is not None and all(t.pos != "PROPN" for t in tokens)
