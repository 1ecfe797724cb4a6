"""Quotations and clauses that stand before their verb, after a colon, or alone."""

from __future__ import annotations

from bisect import bisect_left

from greffier.frames.statement.contents import join_quotations, quote_kind, without_comma
from greffier.frames.statement.frame import Page, StatementFrame
from greffier.frames.statement.speakers import inverted
from greffier.frames.statement.verbs import ReportingVerb
from greffier.frames.statement.voices import argument
from greffier.model import Argument, Span

__all__ = ["before_subject", "find_colon", "find_orphans", "preposed"]

_STRIPPED = " \u00a0\u202f\u2009\t\n,;:–—-"
_SHORT = 4  # words below which a quotation alone says nothing


def preposed(page: Page, verb: ReportingVerb, quoted: bool = True) -> tuple[Span, str] | None:
    """What is said before an inverted verb, with its quotation goes on after it, and its quote kind.

    With `quoted`, a quotation must stand right before the verb; without, a plain clause.
    """
    if not inverted(page, verb):
        return None
    number = _quotation_at(page, verb.s, verb.left)
    if (number is not None) != quoted:
        return None
    return _plain(page, verb, verb.left) if number is None else _turn(page, verb, verb.left, number)


def before_subject(page: Page, verb: ReportingVerb) -> tuple[Span, str, str] | None:
    """“…,” the minister said: what stands before the subject, its quote kind and the rule."""
    sentence = page.sentences[verb.s]
    subjects = [c for c in sentence.children[verb.i] if sentence.tokens[c].dep.startswith("nsubj") and c < verb.left]
    if not subjects or not verb.finite or verb.passive or not page.outside(verb.s, subjects[-1]):
        return None
    left = min(k for k in sentence.subtree(subjects[-1]) if page.outside(verb.s, k))
    number = _quotation_at(page, verb.s, left)
    if number is not None:
        return (*_turn(page, verb, left, number), "quotation-before")
    closed = verb.right >= len(sentence.tokens) or sentence.tokens[verb.right].text in {",", "."}
    if page.reporting.bare_clause and sentence.tokens[verb.i].dep == "root":  # "…, the mayor said at a meeting"
        closed = closed or not any(t.feats.get("VerbForm") == "Fin" for t in sentence.tokens[verb.right :])
    main = closed or any(sentence.tokens[c].dep == "ccomp" and c < left for c in sentence.children[verb.i])
    found = _plain(page, verb, left) if left and sentence.tokens[left - 1].text == "," and main else None
    return None if found is None else (*found, "clause-before")


def _turn(page: Page, verb: ReportingVerb, left: int, number: int) -> tuple[Span, str]:
    """The speaking turn that ends with quotation `number` right before token `left`, or goes on after the verb."""
    sentence = page.sentences[verb.s]
    start = page.quotations[number].content.start
    first = _first_outside(page, verb.s, left)
    while number > 0 and page.run(number - 1)[-1] >= number:
        number -= 1
        start = page.quotations[number].content.start
    if first is not None and sentence.tokens[first].span.start < start:
        whole = Span(sentence.tokens[first].span.start, page.quotations[number].span.end)
        return (whole, "mixed") if _says_something(page, whole, start) else (page.quotations[number].content, "direct")
    last = _goes_on(page, verb, number)
    return without_comma(page, Span(start, page.quotations[last].content.end)), "direct"


def _quotation_at(page: Page, s: int, left: int) -> int | None:
    tokens = page.sentences[s].tokens
    j = left - 1
    while j >= 0 and page.outside(s, j) and tokens[j].text in {",", "-", "–", "—"}:
        j -= 1
    return page.quoted[s][j] if j >= 0 and not page.outside(s, j) else None


def _first_outside(page: Page, s: int, before: int) -> int | None:
    """The first word of the sentence that no quotation holds, before token `before`."""
    tokens = page.sentences[s].tokens
    return next((j for j in range(before) if page.outside(s, j) and tokens[j].pos != "PUNCT"), None)


def _says_something(page: Page, whole: Span, start: int) -> bool:
    return len(page.text[whole.start : start].split()) >= 2


def _goes_on(page: Page, verb: ReportingVerb, number: int) -> int:
    """The last quotation of the same turn: in the rest of the sentence, or alone in the sentences right after it."""
    last = page.run(number)[-1]
    sentence = page.sentences[verb.s]
    for j in range(verb.right, len(sentence.tokens)):
        inside = page.quoted[verb.s][j]
        before = sentence.tokens[j - 1].text
        if inside <= last or before not in {",", ":", ".", "–", "—", "-"}:
            continue
        if _is_speech(page, inside) or (before == "," and _is_cut(page, number)):
            last = page.run(inside)[-1]
    for s in range(verb.s + 1, len(page.sentences)):
        if page.sentences[s].paragraph != sentence.paragraph or not _all_quoted(page, s):
            break
        last = max(last, page.quoted[s][0])
    return last


def _is_cut(page: Page, number: int) -> bool:
    """“If they come,” he said, “…”: a comma inside the closing mark, where the sentence goes on after who speaks."""
    return page.quotations[number].content.of(page.text).rstrip().endswith(",")


def _is_speech(page: Page, number: int) -> bool:
    return len(page.quotations[number].content.of(page.text).split()) >= _SHORT


def _all_quoted(page: Page, s: int) -> bool:
    tokens = page.sentences[s].tokens
    return not page.outside(s, 0) and all(not page.outside(s, t.i) or t.pos == "PUNCT" for t in tokens)


def _plain(page: Page, verb: ReportingVerb, left: int) -> tuple[Span, str] | None:
    """The clause before token `left`, after a semicolon if there is one; the whole sentence when the verb stands
    inside it."""
    sentence = page.sentences[verb.s]
    breaks = [k for k in range(left) if sentence.tokens[k].text == ";" and page.outside(verb.s, k)]
    low = breaks[-1] + 1 if breaks else 0
    before = [t for t in sentence.tokens[low:left] if t.pos != "PUNCT"]
    if not before:
        return None
    finite = any(t.feats.get("VerbForm") == "Fin" for t in before)
    start, end = before[0].span.start, before[-1].span.end
    if not finite:
        after = [t for t in sentence.tokens[verb.right :] if t.feats.get("VerbForm") == "Fin"]
        if not after or sentence.tokens[verb.i].dep == "acl:relcl":
            return None
        end = sentence.tokens[-1].span.end
    content = Span(start, end)
    trimmed = page.text[start:end].rstrip(_STRIPPED + ".")
    content = Span(start, start + len(trimmed))
    return content, quote_kind(page, content)


def find_colon(page: Page, frames: list[StatementFrame]) -> list[StatementFrame]:
    """X, debout : « … » — quotations after a colon that no reporting verb has taken."""
    taken = sorted((f.content.start, f.content.end) for f in frames if f.content is not None)
    found: list[StatementFrame] = []
    for sentence in page.sentences:
        if sentence.place == "body":
            found += _colon(page, sentence.index, taken)
    return found


def _colon(page: Page, s: int, taken: list[tuple[int, int]]) -> list[StatementFrame]:
    tokens = page.sentences[s].tokens
    for j in range(1, len(tokens)):
        number = page.quoted[s][j]
        if number < 0 or page.quoted[s][j - 1] >= 0 or tokens[j - 1].text != ":" or not _is_speech(page, number):
            continue
        content = join_quotations(page, page.run(number))
        speaker = _main_subject(page, s, j)
        if speaker is not None and not _overlaps(taken, content):
            return [_alone(page, s, j, (speaker,), content, "colon")]
    return []


def _overlaps(taken: list[tuple[int, int]], content: Span) -> bool:
    """Whether one of the sorted spans shares something with `content`; spans nest little, so that few are looked at."""
    at = bisect_left(taken, (content.end, 0))
    return any(end > content.start for _, end in taken[max(0, at - 8) : at])


def _main_subject(page: Page, s: int, before: int) -> Argument | None:
    sentence = page.sentences[s]
    for token in sentence.tokens[:before]:
        if token.dep in {"nsubj", "nsubj:pass"} and page.outside(s, token.i) and token.pos in {"NOUN", "PROPN", "PRON"}:
            return argument(page, s, token.i, "order")
    root = sentence.tokens[sentence.root]
    return argument(page, s, root.i, "order") if root.pos in {"PROPN", "NOUN"} and root.i < before else None


def _alone(page: Page, s: int, anchor: int, speakers: tuple[Argument, ...], content: Span, by: str) -> StatementFrame:
    return StatementFrame(s, (anchor,), speakers, (), "says", "direct", content, None, False, f"statement.{by}", (s,))


def find_orphans(page: Page, found: list[StatementFrame]) -> list[StatementFrame]:
    """A sentence that is all quotation and that no statement holds: whoever spoke last in its surroundings says it."""
    taken = sorted((f.content.start, f.content.end) for f in found if f.content is not None)
    ordered = sorted(found, key=lambda f: (f.sentence, f.anchor))
    orphans: list[StatementFrame] = []
    for sentence in page.sentences:
        s = sentence.index
        if sentence.place != "body" or not sentence.tokens or not _all_quoted(page, s):
            continue
        number = page.quoted[s][0]
        content = join_quotations(page, page.run(number))
        held = _overlaps(taken, content)
        if held or not _is_speech(page, number) or (orphans and orphans[-1].content == content):
            continue
        speakers = _last_speaker(page, s, ordered)
        if speakers:
            orphans.append(_alone(page, s, _first_word(page, s), speakers, content, "orphan"))
    return orphans


def _first_word(page: Page, s: int) -> int:
    return next((t.i for t in page.sentences[s].tokens if t.pos != "PUNCT"), 0)


def _last_speaker(page: Page, s: int, ordered: list[StatementFrame]) -> tuple[Argument, ...]:
    """Speakers of the nearest statement before, at most one paragraph up."""
    at = bisect_left(ordered, s, key=_sentence) - 1
    if at < 0 or page.sentences[ordered[at].sentence].paragraph < page.sentences[s].paragraph - 1:
        return ()
    return ordered[at].speakers


def _sentence(frame: StatementFrame) -> int:
    return frame.sentence
