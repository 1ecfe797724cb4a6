"""Who is spoken to, and where or how."""

from __future__ import annotations

from greffier.frames.phrases import base, phrase_span
from greffier.frames.statement.frame import Page
from greffier.frames.statement.reporting import Cue
from greffier.frames.statement.speakers import coordinated, head_of
from greffier.frames.statement.verbs import ReportingVerb
from greffier.frames.statement.voices import argument
from greffier.model import Argument, Span

__all__ = ["medium_of", "spoken_to"]

_NAMING = {"NOUN", "PROPN", "PRON"}


def spoken_to(page: Page, verb: ReportingVerb, cue: Cue, by: str) -> tuple[Argument, ...]:
    """The object of verbs like *exhorter*, a person after *à* or *devant*, whom a letter or an interview is for, or
    who is asked to do something."""
    rules = (_object, _marked, _audience, _reader)
    for rule in rules:
        head = rule(page, verb, cue)
        if head is not None:
            sentence = page.sentences[verb.s]
            return tuple(argument(page, verb.s, h, "dependency", "iobj") for h in coordinated(sentence, head))
    asked = _asked(page, verb) if cue.act == "asks" and by == "clause" else None
    return () if asked is None else (argument(page, verb.s, asked, "shared", "iobj"),)


def medium_of(page: Page, verb: ReportingVerb) -> Span | None:
    """*dans un communiqué*, *sur Telegram*: the phrase that names the medium, without its preposition."""
    sentence = page.sentences[verb.s]
    near = [*sentence.children[verb.i], *(k for c in sentence.children[verb.i] for k in sentence.children[c])]
    for c in sorted(near):
        named = page.reporting.media & {sentence.tokens[c].lemma, page.lower(verb.s, c)}
        if named and page.outside(verb.s, c) and _has_case(page, verb.s, c):
            return phrase_span(sentence, c)
    return None


def _can_listen(page: Page, s: int, c: int) -> bool:
    token = page.sentences[s].tokens[c]
    if token.pos not in _NAMING or not page.outside(s, c) or page.lower(s, c) in page.reporting.between:
        return False
    return (
        token.pos == "PRON"
        or bool(token.name)
        or token.pos == "PROPN"
        or token.lemma in page.reporting.voices - page.reporting.documents
    )


def _cased(page: Page, s: int, c: int, words: str) -> bool:
    sentence = page.sentences[s]
    return any(page.reporting.word(words, page.lower(s, k)) for k in sentence.children[c] if k < c)


def _object(page: Page, verb: ReportingVerb, cue: Cue) -> int | None:
    """exhorte les belligérants à …; in a passive, the subject"""
    if cue.person != "addressee":
        return None
    sentence = page.sentences[verb.s]
    wanted = {"nsubj", "nsubj:pass"} if verb.passive else {"obj", "iobj"}
    for c in sentence.children[verb.i]:
        token = sentence.tokens[c]
        if (
            c not in verb.anchor
            and token.dep in wanted
            and token.pos in _NAMING
            and page.outside(verb.s, c)
            and not _has_case(page, verb.s, c)
        ):
            return None if page.reporting.word("relative", page.lower(verb.s, c)) else c
    after = verb.right
    if verb.passive or after >= len(sentence.tokens) or sentence.tokens[after].pos not in {"DET", "PROPN"}:
        return None
    return head_of(page, verb.s, after) if page.outside(verb.s, after) else None


def _has_case(page: Page, s: int, c: int) -> bool:
    sentence = page.sentences[s]
    return any(sentence.tokens[k].dep == "case" for k in sentence.children[c])


def _marked(page: Page, verb: ReportingVerb, cue: Cue) -> int | None:
    """demande aux autorités de …, a dit à la police que …"""
    if cue.person:
        return None
    sentence = page.sentences[verb.s]
    for c in sentence.children[verb.i]:
        if c > verb.i and _cased(page, verb.s, c, "to") and _can_listen(page, verb.s, c):
            return c
        clitic = page.reporting.word("dative", page.lower(verb.s, c)) and sentence.tokens[c].pos == "PRON"
        if clitic and verb.left <= c < verb.i:
            return c
    return None


def _audience(page: Page, verb: ReportingVerb, cue: Cue) -> int | None:
    """devant ses partisans"""
    sentence = page.sentences[verb.s]
    for c in sentence.children[verb.i]:
        if base(sentence.tokens[c].dep) in {"obl", "nmod"} and _cased(page, verb.s, c, "before"):
            return c if sentence.tokens[c].lemma not in page.reporting.media and _can_gather(page, verb.s, c) else None
    return None


def _can_gather(page: Page, s: int, c: int) -> bool:
    token = page.sentences[s].tokens[c]
    several = token.feats.get("Number") == "Plur" and not page.reporting.silences(token.lemma)
    return page.outside(s, c) and token.pos == "NOUN" and (several or token.lemma in page.reporting.voices)


def _reader(page: Page, verb: ReportingVerb, cue: Cue) -> int | None:
    """dans une lettre adressée au préfet, dans un entretien à Radio Exemple"""
    sentence = page.sentences[verb.s]
    for c in sentence.children[verb.i]:
        if sentence.tokens[c].lemma not in page.reporting.media or not page.outside(verb.s, c):
            continue
        for k in sentence.subtree(c):
            named = sentence.tokens[k].pos in {"NOUN", "PROPN"} and c < k <= c + 7
            if named and _cased(page, verb.s, k, "to") and _can_listen(page, verb.s, k):
                return k
    return None


def _asked(page: Page, verb: ReportingVerb) -> int | None:
    """demande que le Burundi fournisse …: the clause's subject"""
    sentence = page.sentences[verb.s]
    for c in sentence.children[verb.i]:
        if sentence.tokens[c].dep == "ccomp" and c > verb.i:
            subjects = [k for k in sentence.children[c] if sentence.tokens[k].dep == "nsubj"]
            return next((k for k in subjects if _can_listen(page, verb.s, k)), None)
    return None
