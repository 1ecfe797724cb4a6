"""From reporting verbs, quotations and markers to statements."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from greffier.frames.statement.addressees import medium_of, spoken_to
from greffier.frames.statement.asides import find_asides, is_aside
from greffier.frames.statement.complements import Complement, complement_of
from greffier.frames.statement.contents import clause_reach, content_span, opening_end, quote_kind, to_quotation_end
from greffier.frames.statement.direct import before_subject, find_colon, find_orphans, preposed
from greffier.frames.statement.frame import Page, StatementFrame, read_page
from greffier.frames.statement.interposed import find_interposed
from greffier.frames.statement.merge import merged
from greffier.frames.statement.reporting import Cue, Reporting, compile_reporting
from greffier.frames.statement.sources import find_sources, with_relay
from greffier.frames.statement.speakers import subject_of
from greffier.frames.statement.speeches import find_speeches
from greffier.frames.statement.verbs import ReportingVerb, reporting_verb
from greffier.frames.statement.voices import argument
from greffier.model import Argument, Quotation, Sentence, Span

__all__ = ["find_statements", "reported_spans"]

_TELLING = {"body", "caption"}
_QUOTED = {"quotation-before", "quotation-after"}


def find_statements(
    sentences: Sequence[Sentence],
    quotations: Sequence[Quotation],
    reporting: Reporting | Mapping[str, Any],
    text: str,
) -> list[StatementFrame]:
    """All statements of a report's body, in the order of the text.

    `reporting` is a language's section of that name, or that section compiled. Sentences of titles, headings and
    furniture are left to what repeats them. Speakers stand as the text has them.
    """
    cues = reporting if isinstance(reporting, Reporting) else compile_reporting(reporting)
    page = read_page(sentences, quotations, cues, text)
    bare = replace(page, quoted=[[-1] * len(row) for row in page.quoted])
    found: list[StatementFrame] = []
    for sentence in sentences:
        if sentence.place in _TELLING and sentence.tokens:
            found += _read_sentence(page, sentence)
            found += find_interposed(page, bare, sentence.index)
    found += find_colon(page, found)
    found += find_orphans(page, found)
    starts = [s.span.start for s in sentences]
    told = [replace(f, sentences=_telling(f, starts)) for f in found]
    return _resumed(sorted(told, key=lambda f: (f.sentence, f.anchor)), page)


def _resumed(frames: list[StatementFrame], page: Page) -> list[StatementFrame]:
    """*Et d'ajouter : « … »*, *selon la même source*: who spoke last goes on."""
    for k in range(1, len(frames)):
        unnamed = frames[k].by == "statement.quotation-after" and not frames[k].speakers
        if (unnamed or _same_again(frames[k], page)) and frames[k - 1].speakers:
            frames[k] = replace(frames[k], speakers=frames[k - 1].speakers)
    return frames


def _same_again(frame: StatementFrame, page: Page) -> bool:
    words = (page.lower(a.sentence, c) for a in frame.speakers for c in page.sentences[a.sentence].children[a.head])
    return any(page.reporting.word("same", word) for word in words)


def _telling(frame: StatementFrame, starts: Sequence[int]) -> tuple[int, ...]:
    """The anchor's sentence first, then the others that the content runs through."""
    if frame.content is None:
        return (frame.sentence,)
    first = max(0, bisect_right(starts, frame.content.start) - 1)
    last = max(first, bisect_left(starts, frame.content.end) - 1)
    return (frame.sentence, *(s for s in range(first, last + 1) if s != frame.sentence))


def reported_spans(statements: Sequence[StatementFrame]) -> list[tuple[Span, StatementFrame]]:
    """What is quoted or reported, with the statement that holds it, smallest first."""
    told = [(f.content, f) for f in statements if f.content is not None]
    told += [(span, f) for f in statements for span in f.also]
    return sorted(told, key=lambda p: len(p[0]))


def _read_sentence(page: Page, sentence: Sentence) -> list[StatementFrame]:
    found = (reporting_verb(page, sentence.index, i) for i in range(len(sentence.tokens)))
    verbs = [v for v in found if v is not None]
    asides = [v for v in verbs if is_aside(page, v)]
    frames = [f for v in verbs if v not in asides and (f := _read_verb(page, v, verbs)) is not None]
    frames += find_asides(page, asides, frames)
    frames += find_speeches(page, sentence.index, frames)
    frames += find_sources(page, sentence.index)
    return [with_relay(page, f) for f in merged(page, frames)]


def _read_verb(page: Page, verb: ReportingVerb, others: Sequence[ReportingVerb]) -> StatementFrame | None:
    """The statement that a reporting verb makes: of what stands before it, or of the complement that comes first."""
    for quoted in (True, False):
        found = preposed(page, verb, quoted)
        cue = verb.take("quote" if quoted else "clause") or (verb.take("quote") if verb.clitic is not None else None)
        if found is not None and cue is not None:
            by = "quotation-before" if quoted else "clause-before"
            return _frame(page, verb, cue, found[0], found[1], by, spoken_to(page, verb, cue, by))
    complement, before, cue = complement_of(page, verb, others), before_subject(page, verb), verb.take("quote")
    cut = before is not None and before[2] in _QUOTED and complement is not None and complement.by in _QUOTED
    if complement is not None and not (cut and cue is not None):  # "If they come," he said, "we will go"
        return _from_complement(page, verb, complement)
    if before is None or cue is None:
        return None
    return _frame(page, verb, cue, *before, spoken_to(page, verb, cue, before[2]))


def _from_complement(page: Page, verb: ReportingVerb, found: Complement) -> StatementFrame | None:
    content = found.span or content_span(page, verb.s, found.first, found.last)
    if content is None:
        return None
    stop = opening_end(page, verb.s, verb.i)
    if stop is not None and content.start < stop < content.end and found.span is None:
        content = Span(content.start, stop)
    if found.by in {"clause", "infinitive"}:
        content = to_quotation_end(page, content)
    kind = "direct" if found.span is not None else quote_kind(page, content)
    frame = _frame(page, verb, found.cue, content, kind, found.by, spoken_to(page, verb, found.cue, found.by))
    if frame is None or found.by not in {"object", "prepositional", "whole"} or found.span is not None:
        return frame
    reach = content.end if stop is not None else max(content.end, clause_reach(page, verb.s, found.last))
    return replace(frame, also=(Span(content.start, reach),))


def _frame(
    page: Page,
    verb: ReportingVerb,
    cue: Cue,
    content: Span,
    quote: str,
    by: str,
    addressees: tuple[Argument, ...],
) -> StatementFrame | None:
    speakers = tuple(argument(page, verb.s, head, how, stop=verb.left) for head, how in subject_of(page, verb))
    if not len(content) or not _can_speak(page, verb, speakers, by):
        return None
    if any(page.reporting.word("indefinite", page.lower(verb.s, a.head).lstrip("-")) for a in speakers):
        # "insiste-t-on à la présidence": the place stands for who speaks
        speakers, addressees = tuple(replace(a, slot="subj") for a in addressees), ()
    rule = f"statement.{by}"
    return StatementFrame(
        verb.s, verb.anchor, speakers, addressees, cue.act, quote, content, medium_of(page, verb), verb.negated, rule
    )


def _can_speak(page: Page, verb: ReportingVerb, speakers: tuple[Argument, ...], by: str) -> bool:
    """A happening does not speak, nor does the report about itself; what nobody is named for needs a quotation."""
    reporting = page.reporting
    if verb.lemma in reporting.thought and by not in _QUOTED:
        return False
    if verb.negated and verb.lemma not in reporting.told:
        return False  # not to say is no entry; *n'a pas revendiqué* is told
    if not speakers:
        resumed = by == "quotation-after" and page.sentences[verb.s].tokens[verb.i].feats.get("VerbForm") == "Inf"
        return resumed or (by == "quotation-before" and verb.finite)
    head = speakers[0].head
    token, word = page.sentences[verb.s].tokens[head], page.lower(verb.s, head)
    plain = word.lstrip("-")
    if token.pos in {"VERB", "AUX", "ADV", "ADP", "PUNCT"} and plain == word:
        return False
    if reporting.word("first_person", plain) or (reporting.word("indefinite", plain) and by not in _QUOTED):
        return False
    if reporting.word("impersonal", word) and not reporting.word("pronouns", word):
        return False
    if token.lemma in reporting.sentencing.get(verb.lemma, ()):
        return False
    needs_voice = verb.lemma in reporting.needs_voice or by in {"clause", "object", "prepositional", "whole"}
    return not (needs_voice and token.pos == "NOUN" and token.text.islower() and reporting.silences(token.lemma))
