"""A balanced scanner of quotation marks on the raw text, in one pass."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from greffier.model import Quotation, Span

__all__ = ["find_quotations"]

WRAPPED = range(55, 101)  # widths of lines that a column, not an author, broke

DEEPEST = 8
LONGEST_INDENT = 12


@dataclass(slots=True)
class _Open:
    """A quotation that has begun: its opening mark, the mark that closes it, and the last one closed inside it."""

    start: int
    closer: str
    single: bool
    last_inside: int | None = None


@dataclass(slots=True)
class _Scan:
    """What the pass has seen so far."""

    text: str
    quotes: Mapping[str, Any]
    open: list[_Open] = field(default_factory=list)
    found: list[Quotation] = field(default_factory=list)
    carried: bool = False  # the paragraph before ended inside a quotation


def find_quotations(text: str, quotes: Mapping[str, Any]) -> list[Quotation]:
    """The quotations of a text by where they begin, nested ones after the one that holds them.

    `quotes` is a language's section of that name (`pairs`, `straight`, `single`, `dashes`, `stops`). One that is
    never closed ends with its paragraph, `closed` False; `depth` 0 is outermost.
    """
    scan = _Scan(text, quotes)
    paragraphs = list(_paragraphs(text, str(quotes.get("stops", ".!?"))))
    marks = re.compile("[" + re.escape("".join(sorted(_marks(quotes)))) + "]")
    for number, paragraph in enumerate(paragraphs):
        if _is_dialogue(text, paragraphs, number, quotes):
            scan.found.append(_dialogue(text, paragraph))
            continue
        for match in marks.finditer(text, paragraph.start, paragraph.end):
            _read_mark(scan, paragraph, match.start())
        _end_paragraph(scan, paragraph)
    return sorted(scan.found, key=lambda q: (q.span.start, -q.span.end))


def _marks(quotes: Mapping[str, Any]) -> set[str]:
    pairs = [*quotes.get("pairs", ()), *quotes.get("single", ())]
    return {mark for pair in pairs for mark in pair} | set(quotes.get("straight", ()))


def _paragraphs(text: str, stops: str) -> Iterator[Span]:
    """Lines, and the lines of a text wrapped at a column as one."""
    start, at = 0, 0
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        at += len(line)
        after = lines[number + 1].lstrip(" \t") if number + 1 < len(lines) else "\n"
        if not _goes_on(line.strip(), after, stops):
            yield Span(start, at)
            start = at
    if start < at:
        yield Span(start, at)


def _goes_on(line: str, after: str, stops: str) -> bool:
    if not line or not after.strip() or line[-1] in stops + '»”":':
        return False
    return after[0].islower() or (len(line) in WRAPPED and after[0].isalnum())


def _is_dialogue(text: str, paragraphs: Sequence[Span], number: int, quotes: Mapping[str, Any]) -> bool:
    """A paragraph that a dash opens and a stop ends, beside another such."""
    near = paragraphs[max(0, number - 2) : number + 3]
    spoken = [_dashed(p.of(text).strip(), quotes) for p in near]
    return _dashed(paragraphs[number].of(text).strip(), quotes) and sum(spoken) > 1


def _dashed(words: str, quotes: Mapping[str, Any]) -> bool:
    return words[:1] in quotes.get("dashes", ()) and words[-1:] in str(quotes.get("stops", "")) and len(words) > 2


def _dialogue(text: str, paragraph: Span) -> Quotation:
    content = _inside(text, paragraph.start, paragraph.end)
    start = content.start
    content = _inside(text, start + 1, content.end)
    return Quotation(Span(start, content.end), content, 0, False)


def _inside(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _read_mark(scan: _Scan, paragraph: Span, at: int) -> None:
    mark = scan.text[at]
    opening = dict(scan.quotes.get("pairs", ()))
    singles = dict(scan.quotes.get("single", ()))
    if mark in scan.quotes.get("straight", ()):
        _read_straight(scan, paragraph, at)
    elif mark in singles:
        _open(scan, at, singles[mark], True)
    elif mark in opening.values() and _mixed(scan, mark):
        scan.open[-1].closer = mark  # opened straight, closed curly
        _close(scan, at)
    elif any(o.closer == mark for o in scan.open):
        if not _is_apostrophe(scan, at):
            _close(scan, at)
    elif mark in opening:
        _open(scan, at, opening[mark], False)
    elif scan.carried and _begins(scan.text, paragraph, at) and mark in opening.values():
        _open(scan, at, mark, False)  # a closing mark repeated where the next paragraph goes on


def _mixed(scan: _Scan, mark: str) -> bool:
    """A closing mark of another sort than the straight one that is open, and none that it could close is."""
    straight = scan.quotes.get("straight", ())
    return bool(scan.open) and scan.open[-1].closer in straight and not any(o.closer == mark for o in scan.open)


def _open(scan: _Scan, at: int, closer: str, single: bool) -> None:
    if len(scan.open) < DEEPEST:
        scan.open.append(_Open(at, closer, single))


def _begins(text: str, paragraph: Span, at: int) -> bool:
    return at - paragraph.start < LONGEST_INDENT and not text[paragraph.start : at].strip()


def _is_apostrophe(scan: _Scan, at: int) -> bool:
    singles = {b for _, b in scan.quotes.get("single", ())}
    return scan.text[at] in singles and scan.text[at + 1 : at + 2].isalnum()


def _read_straight(scan: _Scan, paragraph: Span, at: int) -> None:
    """A straight mark opens after a space and before a word, closes the other way; otherwise the open one decides."""
    mark, text = scan.text[at], scan.text
    before = text[at - 1] if at > paragraph.start else " "
    after = text[at + 1] if at + 1 < paragraph.end else " "
    is_open = any(o.closer == mark for o in scan.open)
    opens = (before.isspace() or before in "([«“'’-–—/") and not after.isspace()
    closes = not before.isspace() and (after.isspace() or not after.isalnum())
    if is_open and (closes or not opens or _closed_later(text, paragraph, at)):
        _close(scan, at)
    elif opens or (not is_open and not closes):
        _open(scan, at, mark, False)


def _closed_later(text: str, paragraph: Span, at: int) -> bool:
    """Whether no further mark of this sort follows soon, so that a second opening form must be a closing one."""
    return text.find(text[at], at + 1, min(paragraph.end, at + 400)) < 0


def _close(scan: _Scan, at: int) -> None:
    mark = scan.text[at]
    while scan.open and scan.open[-1].closer != mark:
        _drop(scan, at)
    if scan.open:
        opened = scan.open.pop()
        _record(scan, opened, Span(opened.start, at + 1), _inside(scan.text, opened.start + 1, at), True)


def _drop(scan: _Scan, end: int) -> None:
    """Give up the innermost open quotation at `end`; a lone single mark was an apostrophe."""
    opened = scan.open.pop()
    if not opened.single:
        content = _inside(scan.text, opened.start + 1, end)
        _record(scan, opened, Span(opened.start, max(content.end, opened.start + 1)), content, False)


def _record(scan: _Scan, opened: _Open, span: Span, content: Span, closed: bool) -> None:
    if content.start < content.end:
        scan.found.append(Quotation(span, content, len(scan.open), closed))
    if scan.open:
        scan.open[-1].last_inside = span.end


def _end_paragraph(scan: _Scan, paragraph: Span) -> None:
    """Close what is open. One that did not open the paragraph ends with the last quotation inside it: a single
    closing mark stood for both."""
    scan.carried = bool(scan.open) if paragraph.of(scan.text).strip() else scan.carried
    while scan.open:
        opened = scan.open[-1]
        begins = _begins(scan.text, paragraph, opened.start)
        _drop(scan, paragraph.end if begins or opened.last_inside is None else opened.last_inside)
