"""From reporting verbs, quotations and markers to statements: rules in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from greffier.frames.statement.contents import (
    clause_end,
    content_span,
    join_quotations,
    quote_kind,
    that_clause,
)
from greffier.frames.statement.direct import find_colon, find_orphans, preposed
from greffier.frames.statement.frame import Page, StatementFrame, read_page
from greffier.frames.statement.merge import merged
from greffier.frames.statement.phrases import object_of, prepositional
from greffier.frames.statement.reporting import Cue, compile_reporting
from greffier.frames.statement.sources import find_sources
from greffier.frames.statement.speakers import argument, subject_of
from greffier.frames.statement.verbs import ReportingVerb, reporting_verb
from greffier.model import Argument, Quotation, Sentence, Span

__all__ = ["find_statements", "reported_spans"]

_TELLING = {"body", "caption"}


def find_statements(
    sentences: Sequence[Sentence], quotations: Sequence[Quotation], reporting: Mapping[str, Any], text: str
) -> list[StatementFrame]:
    """All statements of a report's body, in the order of the text.

    `reporting` is a language's section of that name. Sentences of titles, headings and furniture are left to what
    repeats them. Speakers stand as the text has them.
    """
    page = read_page(sentences, quotations, compile_reporting(reporting), text)
    found: list[StatementFrame] = []
    for sentence in sentences:
        if sentence.place in _TELLING:
            verbs = _verbs(page, sentence)
            frames = [f for v in verbs if (f := _read_verb(page, v)) is not None]
            frames += find_sources(page, sentence.index)
            frames += find_colon(page, sentence.index, frames)
            found += merged(page, frames)
    found += find_orphans(page, found)
    return sorted(found, key=lambda f: (f.sentence, f.anchor))


def reported_spans(statements: Sequence[StatementFrame]) -> list[tuple[Span, StatementFrame]]:
    """What is quoted or reported, with the statement that holds it, smallest first."""
    return sorted(((f.content, f) for f in statements if f.content is not None), key=lambda p: len(p[0]))


def _verbs(page: Page, sentence: Sentence) -> list[ReportingVerb]:
    found = (reporting_verb(page, sentence.index, i) for i in range(len(sentence.tokens)))
    return [v for v in found if v is not None]


def _read_verb(page: Page, verb: ReportingVerb) -> StatementFrame | None:
    """The statement that a reporting verb makes, by the first complement that it takes."""
    for rule in (_quotation_before, _clause, _quotation_after, _infinitive, _prepositional, _object, _clause_before):
        frame = rule(page, verb)
        if frame is not None:
            return frame
    return None


def _frame(
    page: Page,
    verb: ReportingVerb,
    cue: Cue,
    content: Span | None,
    quote: str,
    by: str,
    addressees: tuple[Argument, ...] = (),
) -> StatementFrame | None:
    speakers = tuple(argument(page, verb.s, head, how) for head, how in subject_of(page, verb))
    if not _can_speak(page, verb, cue, speakers, by):
        return None
    return StatementFrame(
        verb.s,
        verb.anchor,
        speakers,
        addressees,
        cue.act,
        quote,
        content,
        None,
        verb.negated,
        f"statement.{by}",
        (verb.s,),
    )


def _can_speak(page: Page, verb: ReportingVerb, cue: Cue, speakers: tuple[Argument, ...], by: str) -> bool:
    """A happening does not speak, nor does the report about itself; what nobody is named for needs a clause."""
    reporting = page.reporting
    if verb.lemma in reporting.thought and by not in {"quotation-before", "quotation-after"}:
        return False
    if not speakers:
        return by in {"quotation-before", "quotation-after"} and verb.finite
    head = speakers[0].head
    token, word = page.sentences[verb.s].tokens[head], page.lower(verb.s, head)
    if word.lstrip("-") in {*reporting.words.get("first_person", ()), *reporting.words.get("indefinite", ())}:
        return False
    if reporting.word("impersonal", word) and not reporting.word("pronouns", word):
        return False
    needs_voice = verb.lemma in reporting.needs_voice or by in {"object", "prepositional", "whole"}
    return not (needs_voice and token.lemma in reporting.silent)


def _quotation_before(page: Page, verb: ReportingVerb) -> StatementFrame | None:
    """« … », a déclaré X — with the quotation that goes on after it."""
    found = preposed(page, verb)
    if found is None:
        return None
    content, quote = found
    cue = verb.take("quote")
    return None if cue is None else _frame(page, verb, cue, content, quote, "quotation-before")


def _clause(page: Page, verb: ReportingVerb) -> StatementFrame | None:
    """affirme que …"""
    cue = verb.take("que")
    found = that_clause(page, verb) if cue is not None else None
    if cue is None or found is None or (verb.passive and not subject_of(page, verb)):
        return None
    start, head = found
    last = clause_end(page, verb.s, start, head)
    first = start + 1 if page.reporting.word("that", page.lower(verb.s, start)) else start
    content = content_span(page, verb.s, first, last)
    if content is None:
        return None
    content = _to_quotation_end(page, content)
    return _frame(page, verb, cue, content, quote_kind(page, content), "clause", _spoken_to(page, verb, cue))


def _to_quotation_end(page: Page, content: Span) -> Span:
    """A quotation that begins in the clause and ends in a later sentence belongs to it whole."""
    held = page.quotations_in(content)
    return content.join(held[-1].content) if held and held[-1].span.end > content.end else content


def _quotation_after(page: Page, verb: ReportingVerb) -> StatementFrame | None:
    """a déclaré : « … »"""
    cue = verb.take("quote")
    sentence = page.sentences[verb.s]
    if cue is None:
        return None
    for j in range(verb.right, min(len(sentence.tokens), verb.right + 30)):
        token = sentence.tokens[j]
        if not page.outside(verb.s, j):
            colon = sentence.tokens[j - 1].text in {":", ";"}
            if colon or all(t.pos in {"PUNCT", "ADV"} for t in sentence.tokens[verb.right : j]):
                numbers = page.run(page.quoted[verb.s][j])
                content = join_quotations(page, numbers)
                return _frame(page, verb, cue, content, "direct", "quotation-after")
            return None
        if token.feats.get("VerbForm") == "Fin" and sentence.tokens[verb.i].dep != "acl:relcl" and token.i != verb.i:
            return None
    return _quotation_below(page, verb, cue)


def _quotation_below(page: Page, verb: ReportingVerb, cue: Cue) -> StatementFrame | None:
    """A colon that ends the sentence, and the quotation in the next one."""
    sentence = page.sentences[verb.s]
    if sentence.tokens[-1].text != ":" or verb.s + 1 >= len(page.sentences) or page.outside(verb.s + 1, 0):
        return None
    content = join_quotations(page, page.run(page.quoted[verb.s + 1][0]))
    return _frame(page, verb, cue, content, "direct", "quotation-after")


def _infinitive(page: Page, verb: ReportingVerb) -> StatementFrame | None:
    """affirme avoir visé …, promet de partir, appelle à négocier"""
    sentence = page.sentences[verb.s]
    for c in sentence.children[verb.i]:
        token = sentence.tokens[c]
        if c < verb.right or base_of(token.dep) not in {"xcomp", "ccomp", "advcl", "obl", "obj", "dep"}:
            continue
        if token.feats.get("VerbForm") != "Inf" and not _has_infinitive(page, verb.s, c):
            continue
        low = min(k for k in sentence.subtree(c) if k >= verb.right)
        cue = _infinitive_cue(page, verb, low)
        if cue is None or any(sentence.tokens[k].dep == "nsubj" for k in sentence.children[c]):
            continue
        first = low if page.lower(verb.s, low) not in _markers(page) else low + 1
        content = content_span(page, verb.s, first, clause_end(page, verb.s, low, c))
        if content is None:
            continue
        return _frame(page, verb, cue, content, quote_kind(page, content), "infinitive", _spoken_to(page, verb, cue))
    return None


def base_of(dep: str) -> str:
    """A label without its subtype."""
    return dep.partition(":")[0]


def _has_infinitive(page: Page, s: int, c: int) -> bool:
    tokens = page.sentences[s].tokens
    return any(
        tokens[k].feats.get("VerbForm") == "Inf" and tokens[k].dep.startswith(("aux", "cop"))
        for k in page.sentences[s].children[c]
    )


def _markers(page: Page) -> frozenset[str]:
    return page.reporting.words.get("of", frozenset()) | page.reporting.words.get("to", frozenset())


def _infinitive_cue(page: Page, verb: ReportingVerb, low: int) -> Cue | None:
    word = page.lower(verb.s, low)
    if page.reporting.word("of", word):
        return verb.take("de")
    if page.reporting.word("to", word):
        return verb.take("à")
    return verb.take("inf") if page.sentences[verb.s].tokens[low].pos != "ADP" else None


def _prepositional(page: Page, verb: ReportingVerb) -> StatementFrame | None:
    """accuse X de …, fait état de …, appelle à …, met en garde contre …"""
    found = prepositional(page, verb)
    if found is None:
        return None
    cue, first, last = found
    content = content_span(page, verb.s, first, last)
    if content is None:
        return None
    return _frame(page, verb, cue, content, quote_kind(page, content), "prepositional", _spoken_to(page, verb, cue))


def _object(page: Page, verb: ReportingVerb) -> StatementFrame | None:
    """annonce un retrait, dénonce un « crime », qualifie l'accord d'historique; passives likewise"""
    found = object_of(page, verb)
    if found is None:
        return None
    cue, first, last, by = found
    content = content_span(page, verb.s, first, last)
    if content is None:
        return None
    return _frame(page, verb, cue, content, quote_kind(page, content), by, _spoken_to(page, verb, cue))


def _clause_before(page: Page, verb: ReportingVerb) -> StatementFrame | None:
    """…, précise le ministre: the clause before an inverted verb is what is said."""
    found = preposed(page, verb, quoted=False)
    cue = verb.take("quote")
    if found is None or cue is None:
        return None
    return _frame(page, verb, cue, found[0], found[1], "clause-before")


def _spoken_to(page: Page, verb: ReportingVerb, cue: Cue) -> tuple[Argument, ...]:
    """Who is spoken to: the object of verbs like *exhorter*, or a person after *à*."""
    sentence = page.sentences[verb.s]
    for c in sentence.children[verb.i]:
        token = sentence.tokens[c]
        if not page.outside(verb.s, c) or token.pos not in {"NOUN", "PROPN", "PRON"}:
            continue
        cased = [k for k in sentence.children[c] if sentence.tokens[k].dep == "case"]
        if cue.person == "addressee" and not verb.passive and token.dep in {"obj", "iobj"} and not cased:
            return (argument(page, verb.s, c, "dependency", "iobj"),)
        to = any(page.reporting.word("to", page.lower(verb.s, k)) for k in cased)
        if (
            cue.person == ""
            and to
            and c > verb.i
            and token.dep in {"iobj", "obl:arg"}
            and token.lemma not in page.reporting.media
        ):
            return (argument(page, verb.s, c, "marker", "iobj"),)
    return ()
