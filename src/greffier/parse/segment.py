"""Paragraphs and sentences, told apart before the parser sees them, because parsers glue lines and cut quotations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from greffier.model import Span

__all__ = ["Block", "segment", "split_sentences"]

LONGEST_HEADING = 120
LONGEST_TITLE = 250
LONGEST_CAPTION = 200
LONGEST_QUOTED_HEADING = 90
LONGEST_BRACKET = 300
WIDEST_WRAPPED_LINE = 100
NARROWEST_WRAPPED_LINE = 50

OPENING = "«“„‹\"'’‘([—–-"
CLOSING = "»”›\"')]’"
FINAL = re.compile(r"[.!?…;:][\s»”›\"')\]]*$")
STOP = re.compile(r"[.!?…]+")
SIGNED = re.compile(
    r"[-–—―] ?[A-ZÀ-Ö][\w'’-]+ [A-ZÀ-Ö][^!?«»\"]{2,80}, [^!?«»\"]{3,60}\."
)  # a name, a comma, a function
BRACKETS = re.compile(r"[()\[\]]")
DATE = r"(?:\d{1,2}\s?\w{0,3}\.?\s[^\W\d_]{3,10}\.?|[^\W\d_]{3,10}\.?\s\d{1,2}),?(?:\s\d{4})?"
DATED_LINE = re.compile(rf"{DATE}\s*\.?\s*[-–—]?$")
DATED_START = re.compile(rf"{DATE}\s*\.?\s*(?:[–—]|-\s)\s*")
PLACED_START = re.compile(r"[^\W\d_][^.!?:;«»\"“”\n()]{1,50}\([^()\n]{2,40}\)\s?(?:[–—]|-\s)\s*")
CAPITALS_START = re.compile(r"[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’\- ]{2,30}(?:,[^.!?:;«»\"“”\n()–—-]{1,30})?\s(?:[–—]|-\s)\s*")


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a part of the page's furniture, with its sentences.

    `place` is `title`, `heading`, `caption`, `body`, `furniture` or `dateline`; `paragraph` counts the paragraphs of
    the text from 0 (a dateline shares the number of the line that it opens). Spans are offsets into the whole text.
    """

    span: Span
    place: str
    paragraph: int
    sentences: tuple[Span, ...]


def segment(text: str, furniture: Mapping[str, Any], title: str | None = None) -> list[Block]:
    """The blocks of a report's text, in order; together their sentences hold every character but white space.

    `furniture` is a language's section of that name (`whole`, `begins`, `ends`, `caption`, `signature`,
    `abbreviations`). `title` is the report's title where it is known apart.
    """
    lines = _paragraphs(text)
    blocks: list[Block] = []
    for number, line in enumerate(lines):
        place = _place(text, lines, number, furniture, title)
        start = _dateline_end(text, line) if place == "body" else line.start
        if start > line.start:
            dateline = _trim(text, line.start, start)
            blocks.append(Block(dateline, "dateline", number, (dateline,)))
        body = _trim(text, start, line.end)
        if body.start < body.end:
            blocks.append(Block(body, place, number, split_sentences(text, body, furniture)))
    return blocks


def split_sentences(text: str, span: Span, furniture: Mapping[str, Any]) -> tuple[Span, ...]:
    """The sentences of one paragraph, trimmed of white space.

    A stop ends a sentence when closing marks and then a space and something that can begin a sentence follow; a
    quotation of several sentences is so split inside, and what attributes it (`… ! » a-t-il dit`) stays with its end.
    """
    abbreviations = frozenset(furniture.get("abbreviations", ()))
    shielded = _brackets(text, span)
    found, start = [], span.start
    for match in STOP.finditer(text, span.start, span.end):
        end = _boundary(text, span, match, abbreviations)
        if end is None or any(a < match.start() < b for a, b in _near(shielded, match.start())):
            continue
        found.append(_trim(text, start, end))
        start = end
    found.append(_trim(text, start, span.end))
    return tuple(s for s in found if s.start < s.end)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)


def _paragraphs(text: str) -> list[Span]:
    """Lines, and several lines at once where a text is wrapped at a column."""
    found: list[Span] = []
    for chunk in _chunks(text):
        if _wrapped(text, chunk):
            found.append(chunk[0].join(chunk[-1]))
        else:
            found.extend(_joined(text, chunk))
    return found


def _chunks(text: str) -> Iterator[list[Span]]:
    """Runs of lines that no blank line parts."""
    chunk: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        span = _trim(text, start, start + len(line))
        start += len(line)
        if span.start < span.end:
            chunk.append(span)
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _wrapped(text: str, chunk: Sequence[Span]) -> bool:
    widths = [len(line) for line in chunk[:-1]]
    if (
        len(widths) < 2
        or not NARROWEST_WRAPPED_LINE <= max(widths) <= WIDEST_WRAPPED_LINE
        or min(widths) < 0.7 * max(widths)
    ):
        return False
    return 2 * sum(not _final(text, line) for line in chunk[:-1]) >= len(widths)


def _joined(text: str, chunk: Sequence[Span]) -> list[Span]:
    """A line without a final stop goes on in a next line that begins in lower case."""
    found = [chunk[0]]
    for line in chunk[1:]:
        if text[line.start].islower() and not _final(text, found[-1]):
            found[-1] = found[-1].join(line)
        else:
            found.append(line)
    return found


def _final(text: str, line: Span) -> bool:
    return FINAL.search(text[max(line.start, line.end - 12) : line.end]) is not None


def _place(text: str, lines: Sequence[Span], number: int, furniture: Mapping[str, Any], title: str | None) -> str:
    line = lines[number]
    words = line.of(text)
    follows = any(_final(text, later) for later in lines[number + 1 : number + 9])
    if number == 0 and follows and _is_title(text, line, title):
        return "title"
    if DATED_LINE.fullmatch(words):
        return "dateline"
    if _is_furniture(words, furniture):
        return "furniture"
    if _is_caption(words, _final(text, line), furniture):
        return "caption"
    return "heading" if follows and _is_heading(words, _final(text, line)) else "body"


def _is_title(text: str, line: Span, title: str | None) -> bool:
    words = line.of(text)
    if title is not None and " ".join(words.split()) == " ".join(title.split()):
        return True
    stopped = _final(text, line) and not words.endswith("?")
    return not stopped and len(line) <= LONGEST_TITLE and DATED_START.match(words) is None and words[0] not in "-•*"


def _is_furniture(words: str, furniture: Mapping[str, Any]) -> bool:
    plain = words.casefold().replace("’", "'").strip(" .:!…»›>")
    if plain in furniture.get("whole", ()):
        return True
    if len(words) > LONGEST_CAPTION:
        return False
    if len(words) <= LONGEST_HEADING and any(plain.endswith(e) for e in furniture.get("ends", ())):
        return True
    return any(_opens(plain, b) for b in furniture.get("begins", ())) and not _has_sentences(words)


def _opens(plain: str, opening: str) -> bool:
    return plain.startswith(opening) and not plain[len(opening) : len(opening) + 1].isalpha()


def _has_sentences(words: str) -> bool:
    return len(re.findall(r"[.!?]\s+[A-ZÀ-ÖØ-Þ]", words)) >= 2


def _is_caption(words: str, final: bool, furniture: Mapping[str, Any]) -> bool:
    if len(words) > LONGEST_CAPTION:
        return False
    plain = words.casefold().replace("’", "'")
    if any(_opens(plain, c) for c in furniture.get("caption", ())) or "©" in words:
        return True
    if len(words) > LONGEST_HEADING or not words.startswith(tuple(furniture.get("signature", ()))):
        return False
    return not final or SIGNED.fullmatch(words) is not None


def _is_heading(words: str, final: bool) -> bool:
    if words[0] in "-•*":
        return False
    if words[0] in '«“"' and words[-1] in '»”"':
        return len(words) <= LONGEST_QUOTED_HEADING and not final
    return not final and len(words) <= LONGEST_HEADING


def _dateline_end(text: str, line: Span) -> int:
    head = text[line.start : min(line.end, line.start + LONGEST_HEADING)]
    for form in (DATED_START, PLACED_START, CAPITALS_START):
        match = form.match(head)
        if match is not None and line.start + match.end() < line.end:
            return line.start + match.end()
    return line.start


def _brackets(text: str, span: Span) -> list[tuple[int, int]]:
    """Outermost brackets, short ones only: a stop inside them ends no sentence."""
    found: list[tuple[int, int]] = []
    opened: list[int] = []
    for match in BRACKETS.finditer(text, span.start, span.end):
        if match.group() in "([":
            opened.append(match.start())
        elif opened:
            start = opened.pop()
            if match.end() - start <= LONGEST_BRACKET:
                while found and found[-1][0] > start:
                    found.pop()
                found.append((start, match.end()))
    return found


def _near(shielded: list[tuple[int, int]], offset: int) -> list[tuple[int, int]]:
    """The brackets that open before `offset`, found by halving."""
    low, high = 0, len(shielded)
    while low < high:
        middle = (low + high) // 2
        if shielded[middle][0] < offset:
            low = middle + 1
        else:
            high = middle
    return shielded[max(0, low - 1) : low]


def _boundary(text: str, span: Span, stop: re.Match[str], abbreviations: frozenset[str]) -> int | None:
    """Where the sentence that this stop ends is over, or None when it ends none."""
    if stop.group() == "." and _abbreviated(text, span, stop.start(), abbreviations):
        return None
    end = _closed(text, span, stop.end())
    after = end
    while after < span.end and text[after].isspace():
        after += 1
    if after >= span.end or after == end:
        return None
    return end if _can_begin(text, span, after) else None


def _closed(text: str, span: Span, end: int) -> int:
    """Past the closing marks that follow a stop, with the spaces before them."""
    while True:
        after = end
        while after < span.end and text[after] in " \u00a0\u202f\u2009":
            after += 1
        if after >= span.end or text[after] not in CLOSING:
            return end
        if after > end and text[after] in "\"'’" and not _ends_word(text, span, after):
            return end
        end = after + 1


def _ends_word(text: str, span: Span, mark: int) -> bool:
    """Whether an ambiguous mark set off by a space closes: nothing, a space or punctuation follows it, and the
    number of such marks before it is odd."""
    follows = text[mark + 1 : mark + 2]
    if follows and mark + 1 < span.end and not follows.isspace() and follows not in ".,;:)":
        return False
    return text.count(text[mark], max(span.start, mark - 2000), mark) % 2 == 1


def _can_begin(text: str, span: Span, at: int) -> bool:
    while at < span.end and (text[at] in OPENING or text[at].isspace()):
        at += 1
    return at < span.end and (text[at].isupper() or text[at].isdigit() or text[at].istitle())


def _abbreviated(text: str, span: Span, stop: int, abbreviations: frozenset[str]) -> bool:
    start = stop
    while start > span.start and stop - start < 16 and (text[start - 1].isalnum() or text[start - 1] in ".-"):
        start -= 1
    word = text[start:stop]
    if not word:
        return False
    last = word.replace("-", ".").split(".")[-1]
    if len(last) == 1 and last.isupper():
        return True
    if word.isdigit():
        return start == span.start
    return word.casefold() in abbreviations or last.casefold() in abbreviations
