"""What a statement frame is, and the page that its functions read."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from greffier.frames.statement.reporting import Reporting
from greffier.model import Argument, Quotation, Sentence, Span

__all__ = ["Page", "StatementFrame", "read_page"]

_LONGEST_RUN = 20  # quotations that follow one another


@dataclass(frozen=True, slots=True)
class StatementFrame:
    """One statement, before its speaker is resolved.

    `anchor` are token indices in sentence `sentence`; `sentences` all those that tell it. `speakers` are whole noun
    phrases, coordinated ones apart; a pronoun is given as it stands, its `slot` `pronoun`. `content` is one span
    from its first to its last word, without outer quotation marks and *que*; None where the text gives none.
    `quote` is `direct`, `indirect` or `mixed`. `by` names the rule.
    """

    sentence: int
    anchor: tuple[int, ...]
    speakers: tuple[Argument, ...]
    addressees: tuple[Argument, ...]
    act: str
    quote: str
    content: Span | None
    medium: Span | None
    negated: bool
    by: str
    sentences: tuple[int, ...] = ()
    also: tuple[Span, ...] = ()  # what else the speaker tells besides the content: for the source of other entries
    source: Argument | None = None  # who the report has it from: "le ministre, cité par l'agence X", "Selon X, …"


@dataclass(slots=True)
class Page:
    """A report's sentences with its outermost quotations: `quoted[s][i]` is the number of the quotation that holds
    token i of sentence s, or -1; `words[s]` are its tokens in lower case, with a straight apostrophe."""

    text: str
    sentences: Sequence[Sentence]
    quotations: list[Quotation]
    reporting: Reporting
    quoted: list[list[int]] = field(default_factory=list)
    words: list[list[str]] = field(default_factory=list)

    def outside(self, s: int, i: int) -> bool:
        """True when the token stands in no quotation."""
        return self.quoted[s][i] < 0

    def lower(self, s: int, i: int) -> str:
        """The token's text in lower case, with a straight apostrophe; "" outside the sentence."""
        words = self.words[s]
        return words[i] if 0 <= i < len(words) else ""

    def quotations_in(self, span: Span) -> list[Quotation]:
        """The outermost quotations that share something with `span`, in order."""
        low = max(0, bisect_right(self.quotations, span.start, key=_start) - 1)
        high = bisect_left(self.quotations, span.end, key=_start)
        return [q for q in self.quotations[low:high] if q.span.overlaps(span)]

    def run(self, number: int) -> list[int]:
        """Quotation `number` and those that follow it with nothing but white space between."""
        found = [number]
        for following in range(number + 1, min(len(self.quotations), number + _LONGEST_RUN)):
            between = self.text[self.quotations[following - 1].span.end : self.quotations[following].span.start]
            if between.strip() or "\n" in between:
                break
            found.append(following)
        return found


def _start(quotation: Quotation) -> int:
    return quotation.span.start


def read_page(sentences: Sequence[Sentence], quotations: Sequence[Quotation], reporting: Reporting, text: str) -> Page:
    """The page, its tokens laid against the outermost quotations in one pass."""
    outer = [q for q in quotations if q.depth == 0]
    page = Page(text, sentences, outer, reporting)
    at = 0
    for sentence in sentences:
        row = []
        for token in sentence.tokens:
            while at < len(outer) and outer[at].span.end <= token.span.start:
                at += 1
            held = at < len(outer) and outer[at].span.start <= token.span.start
            row.append(at if held else -1)
        page.quoted.append(row)
        page.words.append([t.text.lower().replace("’", "'") for t in sentence.tokens])
    return page
