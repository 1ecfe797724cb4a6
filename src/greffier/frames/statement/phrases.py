"""What a reporting verb says by a noun phrase: an object, or a phrase with the preposition that the verb takes."""

from __future__ import annotations

from greffier.frames.phrases import base
from greffier.frames.statement.contents import noun_end
from greffier.frames.statement.frame import Page
from greffier.frames.statement.reporting import Cue
from greffier.frames.statement.speakers import past_phrase
from greffier.frames.statement.verbs import ReportingVerb

__all__ = ["object_of", "prepositional"]

_PREPOSITIONS = (("of", "of"), ("against", "against"), ("for", "for"), ("to", "to"))
_NOUNS = {"NOUN", "PROPN", "NUM", "X", "SYM"}


def prepositional(page: Page, verb: ReportingVerb) -> tuple[Cue, int, int] | None:
    """The cue with the first and last token of the phrase that tells what is said."""
    sentence = page.sentences[verb.s]
    for name, takes in _PREPOSITIONS:
        cue = verb.take(takes)
        if cue is None:
            continue
        for j in range(verb.right, len(sentence.tokens)):
            if page.reporting.word(name, page.lower(verb.s, j)) and _hangs(page, verb, j, cue):
                head = sentence.tokens[j].head
                if (
                    sentence.tokens[head].pos == "PRON"
                    or head <= j
                    or page.lower(verb.s, head) in page.reporting.between
                ):
                    continue
                return cue, j + 1, _with_places(page, verb.s, noun_end(page, verb.s, head, j))
    return None


def _with_places(page: Page, s: int, last: int) -> int:
    """Phrases of place that follow at once go with what is said: *une escalade dans la région*."""
    tokens = page.sentences[s].tokens
    while last + 2 < len(tokens) and page.reporting.word("where", page.lower(s, last + 1)):
        head = tokens[last + 1].head
        named = tokens[head].lemma in page.reporting.media or page.lower(s, head) in page.reporting.between
        if head <= last + 1 or named or tokens[head].pos not in _NOUNS or not page.outside(s, last + 1):
            break
        last = noun_end(page, s, head, last)
    return last


def _hangs(page: Page, verb: ReportingVerb, j: int, cue: Cue) -> bool:
    """Whether the preposition's phrase hangs on the verb, on its fixed words, or on the person that is its object."""
    sentence = page.sentences[verb.s]
    tokens = sentence.tokens
    if tokens[j].pos != "ADP":
        return False
    above = tokens[tokens[j].head].head
    if j == verb.right or above == verb.i or above in verb.anchor:
        return True
    if not cue.person:
        return False
    objects = [c for c in sentence.children[verb.i] if c > verb.i and tokens[c].dep in {"obj", "iobj", "nsubj:pass"}]
    last = max(sentence.subtree(above)) if above in objects else -1
    if above not in objects or last < j:
        return False
    own = tokens[above].pos == "NOUN" and j == above + 1 and page.reporting.word("of", page.lower(verb.s, j))
    return not own  # "accuse le chef de l'armée de mentir": the first *de* belongs to the noun


def object_of(page: Page, verb: ReportingVerb) -> tuple[Cue, int, int, str] | None:
    """The cue, first and last token and rule of an object that tells what is said, or of a passive's subject."""
    cue = verb.take("object")
    whole = verb.take("whole")
    if cue is None and whole is None:
        return None
    if verb.passive:
        return _passive(page, verb, cue or whole)
    sentence = page.sentences[verb.s]
    for c in sentence.children[verb.i]:
        if c < verb.right or sentence.tokens[c].dep != "obj" or sentence.tokens[c].pos not in _NOUNS:
            continue
        if page.lower(verb.s, c) in page.reporting.between or c in verb.anchor or _names_person(page, verb, c):
            continue
        first = min(k for k in sentence.subtree(c) if k >= verb.right)
        last = noun_end(page, verb.s, c, verb.i)
        attribute = _attribute(page, verb, last) if whole is not None else None
        if attribute is not None and whole is not None:
            return whole, first, attribute, "whole"
        if cue is not None:
            return cue, first, last, "object"
    return _described(page, verb, whole) or _object_by_order(page, verb, cue)


def _object_by_order(page: Page, verb: ReportingVerb, cue: Cue | None) -> tuple[Cue, int, int, str] | None:
    """A noun phrase with an article right after the verb that the parser hung elsewhere."""
    tokens = page.sentences[verb.s].tokens
    j = verb.right
    while j < len(tokens) and page.outside(verb.s, j):
        dated = next((k for k in (j, tokens[j].head) if tokens[k].dep == "obl:time"), None)
        if dated is not None:
            j = max(j, *page.sentences[verb.s].subtree(dated)) + 1
            continue
        medium = tokens[j].pos == "ADP" and tokens[tokens[j].head].lemma in page.reporting.media
        if not medium and tokens[j].pos != "ADV" and page.lower(verb.s, j) not in page.reporting.between:
            break
        j = past_phrase(page, verb.s, j) if medium else j + 1
    if cue is None or j >= len(tokens) or tokens[j].pos != "DET" or not page.outside(verb.s, j):
        return None
    head = tokens[j].head
    quoted = not page.outside(verb.s, head)
    if head <= j or not (quoted or tokens[head].pos in _NOUNS) or page.lower(verb.s, head) in page.reporting.between:
        return _quoted_object(page, verb, cue, j)
    return cue, j, noun_end(page, verb.s, head, verb.i), "object"


def _quoted_object(page: Page, verb: ReportingVerb, cue: Cue, j: int) -> tuple[Cue, int, int, str] | None:
    """An article and a quotation: *salue un « pas en avant »*."""
    if j + 1 >= len(page.sentences[verb.s].tokens) or page.outside(verb.s, j + 1):
        return None
    number = page.quoted[verb.s][j + 1]
    last = max(k for k, n in enumerate(page.quoted[verb.s]) if n == number)
    return cue, j, last, "object"


def _names_person(page: Page, verb: ReportingVerb, c: int) -> bool:
    """A named person is no content, save of blame: *rappeler M. X*, but *critiquer M. X*."""
    return page.sentences[verb.s].tokens[c].name == "PER" and not any(cue.act == "accuses" for cue in verb.cues)


def _passive(page: Page, verb: ReportingVerb, cue: Cue | None) -> tuple[Cue, int, int, str] | None:
    """un accord annoncé par X, des attaques ont été revendiquées par X"""
    sentence = page.sentences[verb.s]
    token = sentence.tokens[verb.i]
    if cue is None or cue.act in {"asks", "promises"}:
        return None
    for c in sentence.children[verb.i]:
        if base(sentence.tokens[c].dep) == "nsubj" and c < verb.i and sentence.tokens[c].pos in _NOUNS:
            if _names_person(page, verb, c):
                return None
            first = min(sentence.subtree(c))
            if "whole" in cue.takes:
                return cue, first, max(verb.i, _attribute(page, verb, verb.i) or verb.i), "whole"
            return cue, first, min(verb.left - 1, noun_end(page, verb.s, c, -1)), "object"
    if (
        verb.lemma in page.reporting.told
        and base(token.dep) in {"acl", "amod"}
        and sentence.tokens[token.head].pos in _NOUNS
        and token.head < verb.i
    ):
        inside = [k for k in sentence.subtree(token.head) if k <= token.head]
        return cue, min(inside), max(token.head, verb.left - 1), "object"
    return None


def _attribute(page: Page, verb: ReportingVerb, last: int) -> int | None:
    """The end of what is said of the object: *de …*, *comme …*, an adjective or a quotation."""
    sentence = page.sentences[verb.s]
    ends = [
        max(sentence.subtree(c))
        for c in sentence.children[verb.i]
        if c > verb.i and base(sentence.tokens[c].dep) in {"xcomp", "obl", "advmod", "advcl", "nmod", "amod"}
        and _describes(page, verb.s, c)
    ]  # fmt: skip
    inside = any(page.reporting.word(w, page.lower(verb.s, j)) for w in ("as",) for j in range(verb.right, last + 1))
    if ends:
        return max(last, *ends)
    return last if inside or verb.lemma not in page.reporting.needs_voice else None


def _describes(page: Page, s: int, c: int) -> bool:
    sentence = page.sentences[s]
    if sentence.tokens[c].pos == "ADJ" or not page.outside(s, c):
        return True
    marks = [k for k in sentence.children[c] if sentence.tokens[k].dep in {"case", "mark"}]
    return any(page.reporting.word(w, page.lower(s, k)) for k in marks for w in ("as", "of"))


def _described(page: Page, verb: ReportingVerb, whole: Cue | None) -> tuple[Cue, int, int, str] | None:
    """qualifie de « positives » les discussions: what is said first, the object after it or a clitic."""
    if whole is None:
        return None
    sentence = page.sentences[verb.s]
    for j in range(verb.right, min(len(sentence.tokens), verb.right + 2)):
        word = page.lower(verb.s, j)
        if page.reporting.word("of", word) or page.reporting.word("as", word):
            head = sentence.tokens[j].head
            end = max([j + 1, *(k for k in sentence.subtree(verb.i) if k > j)])
            return (whole, j + 1, end, "whole") if head > j else None
    return None
