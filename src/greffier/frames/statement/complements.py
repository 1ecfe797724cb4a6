"""The complement of a reporting verb that tells what is said: the one that comes first after it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from greffier.frames.statement.contents import clause_end, join_quotations, that_clause
from greffier.frames.statement.frame import Page
from greffier.frames.statement.phrases import object_of, prepositional
from greffier.frames.statement.reporting import Cue
from greffier.frames.statement.speakers import subject_of
from greffier.frames.statement.verbs import ReportingVerb
from greffier.model import Span

__all__ = ["Complement", "complement_of"]

_REACH = 30  # tokens between a verb and a quotation after a colon
_NEAR = 9  # tokens between a verb and its infinitive


@dataclass(frozen=True, slots=True)
class Complement:
    """What is said, by tokens `first` to `last` of the verb's sentence, or by `span` where quotations give it whole."""

    cue: Cue
    first: int
    last: int
    by: str
    span: Span | None = None


def complement_of(page: Page, verb: ReportingVerb, others: Sequence[ReportingVerb]) -> Complement | None:
    """The first complement after the verb that one of its cues takes."""
    rules = (_clause, _quotation_after, _infinitive, _attribute, _prepositional, _object)
    found = [c for rule in rules if (c := rule(page, verb)) is not None]
    if not found:
        return None
    first = min(found, key=lambda c: c.first)
    return _cut(page, verb, first, others)


def _cut(page: Page, verb: ReportingVerb, found: Complement, others: Sequence[ReportingVerb]) -> Complement:
    """A further reporting verb after a conjunction or a comma ends what the first one says."""
    for other in others:
        j = other.left - 1
        if found.span is None and found.first < j <= found.last and other.s == verb.s and page.outside(verb.s, j):
            token = page.sentences[verb.s].tokens[j]
            if token.pos == "CCONJ" or (token.text == "," and _resumes(page, found, other)):
                return Complement(found.cue, found.first, j - 1, found.by)
            if page.reporting.word("gerund", page.lower(verb.s, j)) and not other.finite:
                return Complement(found.cue, found.first, j - 1, found.by)
    return found


def _resumes(page: Page, found: Complement, other: ReportingVerb) -> bool:
    """After a comma, a participle, or a verb whose subject stands before what is said, goes on with the main clause."""
    return not other.finite or any(head < found.first for head, _ in subject_of(page, other))


def _clause(page: Page, verb: ReportingVerb) -> Complement | None:
    """affirmer que …"""
    cue = verb.take("clause")
    found = that_clause(page, verb) if cue is not None else None
    if cue is None or found is None:
        return None if cue is None else _after_colon(page, verb, cue)
    start, head = found
    first = start + 1 if page.reporting.word("that", page.lower(verb.s, start)) else start
    return Complement(cue, first, clause_end(page, verb.s, start, head), "clause")


def _after_colon(page: Page, verb: ReportingVerb, cue: Cue) -> Complement | None:
    """Le ministre l'a répété : aucune troupe ne partira."""
    tokens = page.sentences[verb.s].tokens
    j = verb.right
    if not verb.finite or j + 3 >= len(tokens) or tokens[j].text != ":" or not page.outside(verb.s, j + 1):
        return None
    return Complement(cue, j + 1, len(tokens) - 1, "clause")


def _quotation_after(page: Page, verb: ReportingVerb) -> Complement | None:
    """a déclaré : « … »"""
    cue = verb.take("quote")
    tokens = page.sentences[verb.s].tokens
    bare = tokens[verb.i].feats.get("VerbForm") == "Part" and tokens[verb.i].feats.get("Tense") == "Past"
    if cue is None or (bare and not verb.finite):
        return None
    for j in range(verb.right, min(len(tokens), verb.right + _REACH)):
        if not page.outside(verb.s, j):
            return _quoted(page, verb, cue, j)
        if tokens[j].feats.get("VerbForm") == "Fin":
            return None
    below = verb.s + 1
    if tokens[-1].text != ":" or below >= len(page.sentences) or page.outside(below, 0):
        return None
    content = join_quotations(page, page.run(page.quoted[below][0]))
    return Complement(cue, len(tokens), len(tokens), "quotation-after", content)


def _quoted(page: Page, verb: ReportingVerb, cue: Cue, j: int) -> Complement | None:
    """A quotation at token `j`, when a colon or nothing stands before it."""
    tokens = page.sentences[verb.s].tokens
    colon = tokens[j - 1].text in {":", ";"}
    if not colon and not all(t.pos in {"PUNCT", "ADV"} for t in tokens[verb.right : j]):
        return None
    content = join_quotations(page, page.run(page.quoted[verb.s][j]))
    return Complement(cue, j, j, "quotation-after", content)


def _infinitive(page: Page, verb: ReportingVerb) -> Complement | None:
    """affirme avoir visé …, promet de partir, appelle à négocier"""
    sentence = page.sentences[verb.s]
    for j in range(verb.right, min(len(sentence.tokens), verb.right + _NEAR + 10 * any(c.person for c in verb.cues))):
        token = sentence.tokens[j]
        form = token.feats.get("VerbForm")
        if form == "Fin" or token.text in {";", ":", "."} or page.reporting.word("that", page.lower(verb.s, j)):
            return None
        entered = not page.outside(verb.s, j) and page.outside(verb.s, j - 1)
        if entered or not (form == "Inf" or _is_gerund(page, verb, j)):
            continue
        low = _with_clitics(page, verb, j)
        cue = _infinitive_cue(page, verb, low - 1)
        if cue is None:
            return None
        head = token.head if token.dep.startswith(("aux", "cop")) else j
        return Complement(cue, low, clause_end(page, verb.s, low, max(head, j)), "infinitive")
    return None


def _is_gerund(page: Page, verb: ReportingVerb, j: int) -> bool:
    """*denied providing arms*: a gerund right after the verb tells what an infinitive does elsewhere."""
    token = page.sentences[verb.s].tokens[j]
    present = token.feats.get("VerbForm") == "Part" and token.feats.get("Tense") == "Pres"
    return page.reporting.gerund_clause and present and j == verb.right and token.head == verb.i


def _with_clitics(page: Page, verb: ReportingVerb, j: int) -> int:
    while j - 1 >= verb.right and page.reporting.word("object_clitics", page.lower(verb.s, j - 1)):
        j -= 1
    while j - 1 >= verb.right and page.reporting.word("not", page.lower(verb.s, j - 1)):
        j -= 1
    return j


def _infinitive_cue(page: Page, verb: ReportingVerb, before: int) -> Cue | None:
    """What the verb takes, by the word before the infinitive."""
    if before < verb.right:
        return verb.take("infinitive")
    word = page.lower(verb.s, before)
    if page.reporting.word("of", word):
        return verb.take("of_infinitive")
    if page.reporting.word("to", word):
        return verb.take("to")
    return None if page.sentences[verb.s].tokens[before].pos == "ADP" else verb.take("infinitive")


def _attribute(page: Page, verb: ReportingVerb) -> Complement | None:
    """se dit prêt à négocier, se dit « inquiet »"""
    cue = verb.take("attribute")
    tokens = page.sentences[verb.s].tokens
    if cue is None or verb.right >= len(tokens):
        return None
    first = verb.right
    while first < len(tokens) - 1 and (tokens[first].pos in {"ADV", "PUNCT"} and page.outside(verb.s, first)):
        first += 1
    if tokens[first].pos not in {"ADJ", "VERB"} and page.outside(verb.s, first):
        return None
    head = first + (not page.outside(verb.s, first))
    return Complement(cue, first, clause_end(page, verb.s, first, head), "attribute")


def _prepositional(page: Page, verb: ReportingVerb) -> Complement | None:
    """accuse X de …, fait état de …, appelle à …, met en garde contre …"""
    found = prepositional(page, verb)
    return None if found is None else Complement(*found, "prepositional")


def _object(page: Page, verb: ReportingVerb) -> Complement | None:
    """annonce un retrait, dénonce un « crime », qualifie l'accord d'historique; passives likewise"""
    found = object_of(page, verb)
    return None if found is None else Complement(*found)
