"""From a report to its entries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from greffier.check import Claims, check_report, compile_claims
from greffier.errors import DataError
from greffier.frames.clauses import ClauseGrammar, clause_grammar
from greffier.frames.context import context, only_wished, tense_of
from greffier.frames.fills import FILLS
from greffier.frames.match import RuleIndex, index_rules, match, steps
from greffier.frames.phrases import marker_of
from greffier.frames.propositions import propositions
from greffier.frames.repair import detach_times, mend_orphans, mend_phrases
from greffier.frames.statement import StatementFrame, find_statements, reported_spans
from greffier.frames.statement.reporting import compile_reporting
from greffier.frames.toll import harm_table, toll_frames
from greffier.frames.verbs import Clause
from greffier.lexicon import Language, load_gazetteer, load_kinds, load_language, rules_for
from greffier.lexicon.gazetteer import CountryNamesIn, Gazetteer
from greffier.mentions.actors import Registry, find_actors, load_titles
from greffier.mentions.names import find_names
from greffier.mentions.phrases import noun_types, phrase_types
from greffier.mentions.quantities import compile_grammar, find_quantities
from greffier.mentions.quotations import find_quotations
from greffier.mentions.times import compile_calendar, find_times
from greffier.model import (
    Actor,
    Check,
    Entry,
    Frame,
    Mention,
    Place,
    Proposition,
    Quotation,
    Report,
    Rule,
    Sentence,
    Span,
    TimeExpression,
    When,
)
from greffier.parse import Parser, load_parser
from greffier.pipeline.telling import told_by
from greffier.resolve.build import fact_draft, statement_draft
from greffier.resolve.confidence import rated
from greffier.resolve.drafts import Draft, Knowledge
from greffier.resolve.entries import entry
from greffier.resolve.merge import merge
from greffier.resolve.places import resolve_places
from greffier.resolve.slots import complete, share
from greffier.resolve.times import resolve_times

__all__ = ["Attempt", "Mentions", "Pipeline", "Reading"]

TypesOf = Callable[[int, int], frozenset[str]]
_UNDATED = frozenset({"ago", "last", "duration"})  # times that tell how long or how far back, and no date
_HELPERS = frozenset({"cop", "aux:pass", "aux:tense"})  # "sera à Rome": the place bears the verb's tense
_TAKES_WISHES = frozenset({"stance", "stage"})  # roles that tell what is asked for
_SILENT = frozenset({"furniture", "dateline"})  # parts of a page that tell no fact


@dataclass(frozen=True, slots=True)
class Mentions:
    """What one report's words name."""

    times: tuple[TimeExpression, ...]
    whens: tuple[When | None, ...]
    quantities: tuple[Mention, ...]
    names: tuple[Mention, ...]
    quotations: tuple[Quotation, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """One report as read: its sentences, mentions, frames and entries."""

    report: Report
    sentences: tuple[Sentence, ...]
    mentions: Mentions
    places: dict[Span, Place]
    frames: tuple[Frame, ...]
    statements: tuple[StatementFrame, ...]
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Attempt:
    """A proposition, and each rule that its words evoke with what refused it ("" where nothing did).

    What refused it is `needs a or b` (no such role was filled), `unless word`, or `fill name`; `types` are those of the
    proposition's arguments, in their order.
    """

    proposition: Proposition
    rules: tuple[tuple[Rule, str], ...]
    types: tuple[frozenset[str], ...] = ()


class _Tongue:
    """One language's data, compiled once; the parser is loaded when it is first needed."""

    def __init__(self, code: str) -> None:
        self.data: Language = load_language(code)
        self.data.check()
        self.grammar: ClauseGrammar = clause_grammar(self.data.section("clauses"))
        reflexives = self.data.section("verbs").get("reflexives", ())
        self.rules: RuleIndex = index_rules(_checked(rules_for(code)), reflexives)
        self.titles = load_titles(code)
        self.nouns = noun_types(self.data.section("nouns"))
        self.harm = harm_table(load_kinds()["toll"].tables.get(code, {}).get("harm", {}))
        self.reporting = compile_reporting(self.data.section("reporting"))
        self.calendar = compile_calendar(self.data.section("calendar"))
        self.numbers = compile_grammar(self.data.section("numbers"), code)
        self.claims: Claims = compile_claims(self.data.section("claims"))

    @cached_property
    def parser(self) -> Parser:
        return load_parser(self.data.code)


def _checked(rules: Sequence[Rule]) -> Sequence[Rule]:
    """The rules, once every function that they name is found. Raises DataError."""
    for rule in rules:
        if rule.fill and rule.fill not in FILLS:
            raise DataError(
                "{rule}: no function is called {fill!r}; known: {known}.",
                rule=rule.id,
                fill=rule.fill,
                known=", ".join(sorted(FILLS)),
            )
    return rules


class Pipeline:
    """Reads reports. Loaded once; state that it keeps is data only, so that a reading depends on its report alone."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self.armed = gazetteer.of_subtype("armed_group")
        self._tongues: dict[str, _Tongue] = {}

    @classmethod
    def load(cls, languages: Sequence[str] = ("fr",), gazetteer: Gazetteer | None = None) -> Pipeline:
        """A pipeline with the models of `languages` in memory. Raises ModelError, InputError, DataError.

        `gazetteer` is one with lists of one's own; without it, the tables as shipped.
        """
        pipeline = cls(gazetteer or load_gazetteer())
        for code in languages:
            _ = pipeline.tongue(code).parser
        return pipeline

    def tongue(self, code: str) -> _Tongue:
        """The data of a language, compiled when it is first asked for."""
        if code not in self._tongues:
            self._tongues[code] = _Tongue(code)
        return self._tongues[code]

    def read(self, report: Report) -> Reading:
        """One report as read."""
        return next(self.read_many([report]))

    def read_many(self, reports: Iterable[Report]) -> Iterator[Reading]:
        """Reports as read, in the order given; neighbours of one language are parsed together."""
        batch: list[Report] = []
        for report in reports:
            if batch and (batch[0].language != report.language or len(batch) >= 32):
                yield from self._read_batch(batch)
                batch = []
            batch.append(report)
        if batch:
            yield from self._read_batch(batch)

    def _read_batch(self, batch: Sequence[Report]) -> Iterator[Reading]:
        parser = self.tongue(batch[0].language).parser
        parsed = parser.parse_many((r.text, r.title) for r in batch)
        for report, sentences in zip(batch, parsed, strict=True):
            yield self.read_parsed(report, sentences)

    def read_parsed(self, report: Report, parsed: Sequence[Sentence]) -> Reading:
        """One report from sentences parsed before: what tests on frozen parses call."""
        tongue = self.tongue(report.language)
        times = tuple(find_times(report.text, tongue.calendar))
        dated = [t.span for t in times if t.rule != "dateline"]
        detached = _detached([mend_phrases(s, tongue.grammar) for s in parsed], dated, tongue.grammar)
        sentences = tuple(mend_orphans(s, tongue.grammar) for s in detached)
        mentions = self._mentions(report, sentences, times, tongue)
        places = resolve_places(mentions.names, report.text, self.gazetteer)
        outer = [q.span for q in mentions.quotations if q.depth == 0]
        countries = CountryNamesIn(self.gazetteer, report.language)
        registry = find_actors(sentences, mentions.names, countries, tongue.titles, quotations=outer)
        types_of = phrase_types(sentences, mentions.names, dated, tongue.nouns, self.armed)
        frames = tuple(self._frames(sentences, mentions, types_of, tongue))
        statements = tuple(find_statements(sentences, mentions.quotations, tongue.reporting, report.text))
        registry = registry.with_speakers(_speaker_at(statements, registry))
        known = self._knowledge(report, sentences, mentions, places, registry, types_of, tongue)
        found = [entry(d, report) for d in _drafts(frames, statements, known, tongue.grammar)]
        entries = rated(found, sentences, tongue.data.section("confidence"))
        return Reading(report, sentences, mentions, places, frames, statements, entries)

    def checks(self, reading: Reading) -> tuple[Check, ...]:
        """The claims of a report that can be reckoned again, each with its verdict."""
        return check_report(told_by(reading, self.gazetteer), self.tongue(reading.report.language).claims)

    def attempts(self, reading: Reading) -> list[Attempt]:
        """What was tried on each proposition of a reading: what `greffier why --not` shows."""
        tongue, found = self.tongue(reading.report.language), []
        dated = [t.span for t in reading.mentions.times if t.rule != "dateline"]
        types_of = phrase_types(reading.sentences, reading.mentions.names, dated, tongue.nouns, self.armed)
        for sentence in reading.sentences:
            clause = Clause(sentence, tongue.grammar)
            for p in propositions(clause, tongue.rules.nouns):
                tried = steps(p, sentence, tongue.rules, types_of, tongue.grammar)
                rules = tuple((r, reason or _fill_refuses(f, clause, types_of)) for r, f, reason in tried)
                found.append(Attempt(p, rules, tuple(types_of(a.sentence, a.head) for a in p.arguments)))
        return found

    def _mentions(
        self, report: Report, sentences: Sequence[Sentence], times: tuple[TimeExpression, ...], tongue: _Tongue
    ) -> Mentions:
        text, data = report.text, tongue.data
        names = find_names(sentences, text, self.gazetteer, data.code)
        quantities = find_quantities(text, tongue.numbers, data.code)
        whens = resolve_times(times, report.published, _tense_at(sentences, tongue.grammar), self._church(names))
        quotations = find_quotations(text, data.section("quotes"))
        return Mentions(times, tuple(whens), tuple(quantities), tuple(names), tuple(quotations))

    def _church(self, names: Sequence[Mention]) -> str | None:
        """The church whose feasts the country named most keeps, or None where the report names no country."""
        counts = Counter(m.country for m in names if m.country and m.type in {"country", "demonym", "place"})
        found = self.gazetteer.country(counts.most_common(1)[0][0]) if counts else None
        return (found.church or "western") if found is not None else None

    def _frames(
        self, sentences: Sequence[Sentence], mentions: Mentions, types_of: TypesOf, tongue: _Tongue
    ) -> Iterator[Frame]:
        for sentence in sentences:
            if sentence.place in _SILENT:
                continue
            clause = Clause(sentence, tongue.grammar)
            finish = _finisher(clause, types_of)
            for p in propositions(clause, tongue.rules.nouns, tongue.rules.verbs):
                yield from match(p, sentence, tongue.rules, types_of, tongue.grammar, finish)
            for frame in toll_frames(sentence, mentions.quantities, tongue.harm, clause, types_of):
                finished = finish(frame)
                if finished is not None:
                    yield finished

    def _knowledge(
        self,
        report: Report,
        sentences: Sequence[Sentence],
        mentions: Mentions,
        places: dict[Span, Place],
        registry: Registry,
        types_of: TypesOf,
        tongue: _Tongue,
    ) -> Knowledge:
        whens = [(t.span, w) for t, w in zip(mentions.times, mentions.whens, strict=True) if w is not None]
        return Knowledge(
            text=report.text,
            published=report.published,
            sentences=sentences,
            actors=_actors(registry),
            place=places.get,
            place_reference=registry.place_reference,
            antecedent=registry.antecedent,
            types_of=types_of,
            names=mentions.names,
            quantities=mentions.quantities,
            whens=whens,
            undated=[
                t.span for t, w in zip(mentions.times, mentions.whens, strict=True) if w is None and t.rule in _UNDATED
            ],
            kinds=load_kinds(),
            fused=tongue.grammar.fused,
            directions=tongue.nouns.get("#direction", frozenset()),
            generic=tongue.nouns.get("#generic", frozenset()),
            company=tongue.nouns.get("#company", frozenset()),
            missions=tongue.nouns.get("#mission", frozenset()),
            shared_money=tongue.data.section("numbers").get("currencies", {}).get("shared", {}),
            conjunctions=tongue.grammar.conjunctions,
            spanning=tongue.grammar.spanning,
            since=tongue.grammar.since,
            totals=tongue.grammar.totals,
            sums=tongue.grammar.sums,
            marker=lambda s, h: marker_of(sentences[s], h, tongue.grammar),
            locative=tongue.grammar.locative,
        )


def _actors(registry: Registry) -> Callable[[int, int], Sequence[Actor]]:
    def actors(sentence: int, head: int) -> Sequence[Actor]:
        several = registry.split(sentence, head)
        if len(several) > 1:
            return several
        one = registry.of(sentence, head)
        return [one] if one is not None else []

    return actors


def _speaker_at(statements: Sequence[StatementFrame], registry: Registry) -> Callable[[Span], Actor | None]:
    """Who says *je* or *nous* at a place: the speaker of the smallest quotation that holds it."""
    held = reported_spans(statements)

    def speaker_at(span: Span) -> Actor | None:
        said = next((s for content, s in held if s.quote != "indirect" and content.holds(span)), None)
        return registry.of(said.speakers[0].sentence, said.speakers[0].head) if said and said.speakers else None

    return speaker_at


def _detached(sentences: Sequence[Sentence], dated: Sequence[Span], grammar: ClauseGrammar) -> Iterator[Sentence]:
    """Sentences with their time expressions hung on verbs; one pass over both."""
    at = 0
    for sentence in sentences:
        while at < len(dated) and dated[at].end <= sentence.span.start:
            at += 1
        here = at
        while here < len(dated) and dated[here].start < sentence.span.end:
            here += 1
        yield detach_times(sentence, dated[at:here], grammar.of, grammar.phrases) if here > at else sentence


def _tense_at(sentences: Sequence[Sentence], grammar: ClauseGrammar) -> Callable[[Span], str | None]:
    """The tense of the verb that governs a span, as the time rules name it; *doit partir* lies ahead."""
    ahead = grammar.modality.get("planned_verbs", frozenset())
    names = {"conditional": "future", "conditional past": "past", "none": None}

    def tense_at(span: Span) -> str | None:
        sentence = next((s for s in sentences if s.span.overlaps(span)), None)
        if sentence is None:
            return None
        token = next((t for t in sentence.tokens if t.span.overlaps(span)), None)
        seen: set[int] = set()
        while token is not None and token.i not in seen:
            helped = any(sentence.tokens[c].dep in _HELPERS for c in sentence.children[token.i])
            if helped or (token.pos == "VERB" and not span.overlaps(token.span)):
                tense = tense_of(sentence, token.i)
                if tense == "present" and seen and token.lemma in ahead:
                    return "future"
                if tense != "none":
                    return names.get(tense, tense)
            seen.add(token.i)
            token = sentence.tokens[token.head]
        return None

    return tense_at


def _told(frame: Frame, clause: Clause) -> Frame:
    """The frame with how its happening is told; a fill may know better."""
    told = context(frame.proposition, clause, frame.rule.kind)
    return replace(frame, proposition=replace(frame.proposition, context=told))


def _finisher(clause: Clause, types_of: TypesOf) -> Callable[[Frame], Frame | None]:
    """Completes a frame of one sentence: how its happening is told, then what its named function fills or refuses."""
    return lambda frame: _finished(_told(frame, clause), clause, types_of)


def _finished(frame: Frame, clause: Clause, types_of: TypesOf) -> Frame | None:
    """The frame with what its named function fills; None where that refuses it, or where it is only wished."""
    done = FILLS[frame.rule.fill](frame, clause.sentence, types_of) if frame.rule.fill else frame
    if done is None or _TAKES_WISHES & {*done.rule.set, *(role for role, _ in done.roles)}:
        return done
    return None if only_wished(done.proposition, clause.sentence, clause.grammar) else done


def _fill_refuses(frame: Frame, clause: Clause, types_of: TypesOf) -> str:
    """Tells that the frame's named function refuses it; "" where it does not."""
    return "" if _finished(_told(frame, clause), clause, types_of) is not None else f"fill {frame.rule.fill}"


def _drafts(
    frames: Sequence[Frame], statements: Sequence[StatementFrame], known: Knowledge, grammar: ClauseGrammar
) -> list[Draft]:
    sources = reported_spans(statements)
    said = [statement_draft(s, known, sources) for s in statements]
    facts = [fact_draft(f, known, sources) for f in frames]
    drafts = [d for d in chain(facts, said) if d is not None]
    complete(drafts, known)
    return merge(share(merge(drafts), known))
