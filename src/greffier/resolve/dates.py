"""When a fact happened: the date of its clause, or one of its sentence that no other clause claims."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import replace

from greffier.model import Role, Sentence, Span, SpanRole, Token, When
from greffier.resolve.drafts import Draft, Knowledge
from greffier.resolve.tree import chain, clause_of, distance, head_in

__all__ = ["date_from_sentence", "word_before"]

_ASIDE = frozenset({"obl", "obl:arg", "obl:mod"})
_WITHIN = frozenset({"nmod", "obl:arg", "obl:mod"})
_REACH = 6  # code points between a date and the words that it dates the saying of


def date_from_sentence(draft: Draft, known: Knowledge, speech: Mapping[tuple[int, int], Role | None]) -> None:
    """The date of the anchor's own clause; for happenings also one of its sentence that no other clause claims.

    `speech` holds what is said by the anchors of statements: when something was said is not when it happened.
    """
    sentence = known.sentences[draft.sentence]
    here = [(s, w) for s, w in known.whens if sentence.span.holds(s) and not _another_nouns(sentence, s, draft)]
    own = clause_of(sentence, draft.head)
    if draft.kind == "statement":
        here = [(s, w) for s, w in here if _dates_speech(sentence, s, draft, own)]
    else:
        here = [(s, w) for s, w in here if not _spoken(sentence, s, draft, speech)]
        clauses = {own, *_linked(sentence, own)}
        if draft.head != own:  # "des pourparlers doivent se tenir en mai"
            clauses |= {c for c in sentence.children[own] if sentence.tokens[c].dep == "xcomp"}
        inside = [] if _is_aside(sentence, draft) else here
        inside = [(s, w) for s, w in inside if clause_of(sentence, head_in(sentence, s)) in clauses]
        inside += [(s, w) for s, w in here if _hangs_on(sentence, s, draft)]
        alone = draft.traits.happening and len({w for _, w in here}) == 1
        here = inside or (here if alone else [])
    here = [(s, _past(w, draft, known)) for s, w in here]
    here = _without_period(draft, known, [(s, w) for s, w in here if not _too_late(w, draft, known)])
    if here:
        draft.when = min(here, key=lambda x: distance(x[0], draft.anchor))[1]
        _scheduled(draft, known)
    draft.undated = any(
        sentence.span.holds(s) and clause_of(sentence, head_in(sentence, s)) == own for s in known.undated
    )


def _is_aside(sentence: Sentence, draft: Draft) -> bool:
    """*Ils ont parlé mardi d'un projet d'accord*: the day of the talking is not that of the deal."""
    token = sentence.tokens[draft.head]
    if draft.traits.placed or not draft.traits.told_twice or token.pos != "NOUN":
        return False
    while token.dep in _WITHIN and sentence.tokens[token.head].pos in {"NOUN", "PROPN"}:
        token = sentence.tokens[token.head]
    return token.dep in _ASIDE


def _without_period(draft: Draft, known: Knowledge, here: list[tuple[Span, When]]) -> list[tuple[Span, When]]:
    """The times left once the span that something is given for is taken (*a promis jeudi deux millions pour 2027*)."""
    role = next((r for r, spec in known.kinds[draft.kind].roles.items() if spec.get("is") == "period"), None)
    sentence = known.sentences[draft.sentence].span
    spans = [
        (s, w)
        for s, w in known.whens
        if sentence.holds(s) and w.start != w.end and word_before(known.text, s) in known.spanning
    ]
    others = [x for x in here if x not in spans]
    if role is None or not spans or not others:
        return here
    draft.roles[role] = spans[0][1]
    return others


def word_before(text: str, span: Span) -> str:
    """The word right before a stretch, in lower case; "" at the beginning."""
    return text[max(0, span.start - 20) : span.start].split()[-1].lower() if text[: span.start].split() else ""


def _past(when: When, draft: Draft, known: Knowledge) -> When:
    """*une réponse à l'enlèvement en août*: the month told with what is done is the last one of its name."""
    if when.rule != "month" or when.basis != "reckoned" or not _too_late(when, draft, known):
        return when
    last = calendar.monthrange(when.end.year - 1, when.end.month)[1]
    return replace(
        when,
        start=when.start.replace(year=when.start.year - 1, day=min(when.start.day, last)),
        end=when.end.replace(year=when.end.year - 1, day=last),
    )


def _too_late(when: When, draft: Draft, known: Knowledge) -> bool:
    """What is told as done was not done after the report came out."""
    late = known.published is not None and when.start > known.published
    done = draft.context.tense == "past" and not draft.traits.announced
    return late and draft.factuality == "actual" and (done or draft.traits.happening)


def _scheduled(draft: Draft, known: Knowledge) -> None:
    """*Le chancelier se rend lundi à Riga*: a present with a day to come tells a plan."""
    if known.published is None or draft.when is None or draft.when.start <= known.published:
        return
    if draft.traits.announced and draft.factuality == "actual" and draft.context.tense == "present":
        draft.factuality = "planned"


def _spoken(sentence: Sentence, span: Span, draft: Draft, speech: Mapping[tuple[int, int], Role | None]) -> bool:
    """The date hangs on a verb of speech that is not the anchor."""
    verb = clause_of(sentence, head_in(sentence, span))
    content = speech.get((sentence.index, verb))
    within = isinstance(content, SpanRole) and content.span.holds(span)
    return (sentence.index, verb) in speech and verb != draft.head and not within


def _dates_speech(sentence: Sentence, span: Span, draft: Draft, own: int) -> bool:
    """The date hangs on the verb of speech, or stands between it and what is said; it is no part of what is said."""
    content = draft.roles.get("content")
    if isinstance(content, SpanRole):
        if content.span.overlaps(span):
            return False
        if draft.anchor.end <= span.start and span.end <= content.span.start <= span.end + _REACH:
            return True
    return clause_of(sentence, head_in(sentence, span)) == own


def _another_nouns(sentence: Sentence, span: Span, draft: Draft) -> bool:
    """A date that is part of a noun's phrase (*l'attaque de mardi*) dates that noun alone."""
    head = head_in(sentence, span)
    token = sentence.tokens[head]
    above = sentence.tokens[token.head]
    if above.i < draft.head < head and all(t.pos != "VERB" for t in sentence.tokens[draft.head : head]):
        return False  # "une réponse à l'enlèvement à X en août": the nearer noun is dated
    if token.dep == "obl:time" or above.pos not in {"NOUN", "PROPN"} or above.i == token.i:
        return False
    if draft.head in chain(sentence, head):
        return False
    # "la frappe du 2 mars a fait sept morts": what the happening did, it did on its day
    subject = above.dep.startswith("nsubj") and above.head == clause_of(sentence, draft.head)
    return not (subject and draft.traits.happening)


def _linked(sentence: Sentence, verb: int) -> list[int]:
    """Verbs whose date is also this one's: the main verb of a gerund, the head of a coordination without subject."""
    token = sentence.tokens[verb]
    below = [
        c
        for c in sentence.children[verb]
        if sentence.tokens[c].dep in {"advcl", "acl"}
        and sentence.tokens[c].feats.get("VerbForm") == "Part"
        and sentence.tokens[c].feats.get("Tense") == "Past"
        and c < verb
    ]
    if token.head == verb:
        return below  # "Lancée le 3 mai, l'offensive …"
    above = clause_of(sentence, token.head)
    if token.feats.get("VerbForm") in {"Part", "Inf"} and token.dep.partition(":")[0] in {
        "advcl",
        "xcomp",
        "conj",
        "acl",
    }:
        return [above]
    if token.dep == "conj" and not any(sentence.tokens[c].dep.startswith("nsubj") for c in sentence.children[verb]):
        return [above]
    return []


def _hangs_on(sentence: Sentence, span: Span, draft: Draft) -> bool:
    """The date is part of the anchor's phrase; a clause with a subject of its own between closes it off."""
    for i in chain(sentence, head_in(sentence, span)):
        if i == draft.head:
            return True
        subjects = [sentence.tokens[c] for c in sentence.children[i] if sentence.tokens[c].dep.startswith("nsubj")]
        if subjects and (draft.traits.apart or not _does(sentence, i, subjects[-1])):
            return False
    return False


def _does(sentence: Sentence, verb: int, subject: Token) -> bool:
    """*l'attaque qui a tué huit civils lundi*: what a happening did, it did on its day."""
    relative = sentence.tokens[verb].dep == "acl:relcl" and subject.feats.get("PronType") == "Rel"
    return relative and subject.dep == "nsubj"
