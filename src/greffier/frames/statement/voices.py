"""The phrase of whoever speaks: from its first word to its last, without relative clauses, verbs, media and times."""

from __future__ import annotations

from greffier.frames.statement.frame import Page
from greffier.model import Argument, Sentence, Span

__all__ = ["argument", "noun_phrase"]

_LOOSE = {"cc", "conj", "case", "mark", "punct", "acl:relcl", "advcl", "parataxis", "cop", "nsubj", "dep", "ccomp",
          "advmod", "obl:mod", "acl", "orphan", "expl:subj", "discourse", "aux", "xcomp", "vocative"}  # fmt: skip


def argument(page: Page, s: int, head: int, how: str, slot: str = "subj", stop: int | None = None) -> Argument:
    """The noun phrase of `head` as an argument, up to token `stop`; a pronoun's slot is `pronoun`."""
    token = page.sentences[s].tokens[head]
    if token.pos == "PRON" or page.reporting.word("pronouns", page.lower(s, head).lstrip("-")):
        return Argument("pronoun" if slot == "subj" else slot, "", s, head, token.span, how)
    span = noun_phrase(page.sentences[s], head, _speaker_stop(page, s, head, stop))
    return Argument(slot, "", s, head, span, how)


def _speaker_stop(page: Page, s: int, head: int, stop: int | None) -> int:
    """Where a speaker's phrase must end: the verb, or a medium or a time that the parser hung on it."""
    tokens = page.sentences[s].tokens
    limit = len(tokens) if stop is None or stop <= head else stop
    for j in range(head + 1, limit):
        if page.reporting.word("ends_speaker", page.lower(s, j)) and _loose(page, s, head, j):
            return j
        if page.lower(s, j) in page.reporting.between and tokens[j].pos == "NOUN":
            return j
    return limit


def _loose(page: Page, s: int, head: int, j: int) -> bool:
    """Whether the preposition at `j` brings something beside the speaker: right under it, or after a comma."""
    tokens = page.sentences[s].tokens
    above = tokens[tokens[j].head].head
    return tokens[j - 1].text == "," or above == head or tokens[above].head == head


def noun_phrase(sentence: Sentence, head: int, stop: int) -> Span:
    """The phrase of `head` with its appositions, without relative clauses or other conjuncts, before token `stop`."""
    kept = {head}
    stack = [head]
    while stack:
        i = stack.pop()
        for child in sentence.children[i]:
            if i == head and sentence.tokens[child].dep in _LOOSE and not _comma_before_name(sentence, child):
                continue
            if sentence.tokens[child].dep == "acl:relcl" or child >= stop:
                continue
            kept.add(child)
            stack.append(child)
    first = last = head
    while first - 1 in kept or (first - 2 in kept and sentence.tokens[first - 1].pos == "PUNCT"):
        first -= 1
    while last + 1 in kept or (last + 2 in kept and sentence.tokens[last + 1].pos == "PUNCT"):
        last += 1
    while last > head and sentence.tokens[last].pos in {"PUNCT", "CCONJ"}:
        last -= 1
    while first < head and (sentence.tokens[first].pos in {"PUNCT", "CCONJ", "ADP"} or _relative(sentence, first)):
        first += 1
    first, last = _whole_words(sentence, first, last, stop)
    return Span(sentence.tokens[first].span.start, sentence.tokens[last].span.end)


def _relative(sentence: Sentence, i: int) -> bool:
    return sentence.tokens[i].feats.get("PronType") == "Rel"


def _whole_words(sentence: Sentence, first: int, last: int, stop: int) -> tuple[int, int]:
    """Names that the parser cut: tokens joined without a space, and capitalised ones that go on."""
    tokens = sentence.tokens
    while first > 1 and tokens[first - 1].text == "-" and tokens[first - 1].span.end == tokens[first].span.start:
        first -= 2 if tokens[first - 2].span.end == tokens[first - 1].span.start else 0
        if tokens[first - 1].span.end == tokens[first].span.start and tokens[first - 1].pos == "DET":
            first -= 1
        break
    while last + 1 < min(stop, len(tokens)):
        after = tokens[last + 1]
        joined = after.span.start == tokens[last].span.end and (after.text == "-" or tokens[last].text == "-")
        named = after.text[:1].isupper() and after.pos not in {"PUNCT", "ADP", "PRON"} and last > 0
        adjective = after.pos == "ADJ" and tokens[last].pos in {"NOUN", "PROPN", "ADJ"}
        if not joined and not named and not adjective:
            break
        last += 1
    while tokens[last].text == "-":
        last -= 1
    if last + 1 < len(tokens) and tokens[last + 1].text == ")" and any(t.text == "(" for t in tokens[first : last + 1]):
        last += 1
    return first, max(first, last)


def _comma_before_name(sentence: Sentence, child: int) -> bool:
    token = sentence.tokens[child]
    return token.dep == "dep" and token.pos == "PROPN" and sentence.tokens[child - 1].text in {",", "("}
