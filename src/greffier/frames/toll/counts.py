"""How many: the figure that belongs to a noun, and the part that a whole includes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

from greffier.frames.phrases import phrase_span
from greffier.frames.toll.table import HarmTable
from greffier.model import Argument, Mention, Quantity, Sentence, Span

__all__ = ["Counts"]

_REACH = 4  # words that may stand between a figure and its noun
_FAR = 14  # words after "le nombre de …" where the figure is looked for
_LATER = 36  # words after the anchor where a part is looked for
_LONGEST = 60  # code points of a part


class Counts:
    """The figures of one sentence, by the tokens that they cover. `quantities` stand in the order of the text."""

    def __init__(self, sentence: Sentence, quantities: Sequence[Mention], table: HarmTable) -> None:
        self.sentence = sentence
        self.table = table
        self._starts = [t.span.start for t in sentence.tokens]
        self._last: dict[int, Mention] = {}
        self._at: dict[int, Mention] = {}
        k = bisect_left(quantities, sentence.span.start, key=lambda m: m.span.start)
        while k < len(quantities) and quantities[k].span.end <= sentence.span.end:
            if quantities[k].type == "number":
                first, last = self.tokens_of(quantities[k].span)
                self._at.update(dict.fromkeys(range(first, last + 1), quantities[k]))
                self._last[last] = quantities[k]
            k += 1

    def tokens_of(self, span: Span) -> tuple[int, int]:
        """First and last token that `span` touches."""
        first = max(0, bisect_right(self._starts, span.start) - 1)
        return first, max(first, bisect_left(self._starts, span.end) - 1)

    def at(self, i: int) -> Mention | None:
        """The figure that token `i` is part of."""
        return self._at.get(i)

    def figures(self) -> Iterable[tuple[int, Mention]]:
        """Each figure with the index of its last token, in order."""
        return sorted(self._last.items())

    def of(self, i: int) -> Mention | None:
        """The figure of the noun at token `i`: the one that it is part of, or that stands before it."""
        if i in self._at:
            return self._at[i]
        tokens = self.sentence.tokens
        for j in range(i - 1, max(-1, i - 2 - _REACH), -1):
            if j in self._last:
                return self._last[j]
            token = tokens[j]
            if token.pos not in {"ADJ", "ADV"} and not self.table.has("between", token.text.lower()):
                return None
        return None

    def after_counter(self, i: int) -> Mention | None:
        """The figure that a clause gives for "le nombre de …": told after it and followed by no noun of its own."""
        tokens = self.sentence.tokens
        for j in range(i + 1, min(i + _FAR, len(tokens))):
            mention = self._last.get(j)
            if mention is None or mention.approximate in {"article", "none", "vague"}:
                continue
            follows = tokens[j + 1].pos if j + 1 < len(tokens) else "PUNCT"
            if follows not in {"NOUN", "PROPN"}:
                return mention
        return None

    def before_counter(self, i: int) -> Mention | None:
        """The figure told just before "le nombre de …": the word before it brings it and no noun follows it."""
        for j in range(i - 1, max(-1, i - _REACH), -1):
            if (mention := self._last.get(j)) is not None and mention.approximate not in {"article", "none"}:
                first = self.tokens_of(mention.span)[0]
                brought = first > 0 and self.table.has("to", self.sentence.tokens[first - 1].text.lower())
                return mention if brought else None
            if self.sentence.tokens[j].pos not in {"DET", "ADP", "ADJ"}:
                return None
        return None

    def quantity(self, mention: Mention | None) -> Quantity | None:
        """The bounds that a figure tells; None for "plusieurs"."""
        if mention is None or mention.quantity is None or mention.approximate == "vague":
            return None
        return mention.quantity

    def including(self, start: int) -> tuple[Argument, ...]:
        """The part that follows a whole from token `start`: "dont deux enfants", "(deux frères et un apprenti)"."""
        tokens = self.sentence.tokens
        for j in range(start, min(start + _REACH, len(tokens))):
            if length := self.opens(j):
                return self._parts(j + length, bracket=tokens[j].text == "(")
            if tokens[j].pos not in {"PUNCT", "ADJ", "ADP", "PROPN", "NOUN", "DET"}:
                return ()
        return ()

    def later(self, start: int) -> tuple[Argument, ...]:
        """A part told later in the clause: "… ont péri dans l'incendie, dont six enfants"."""
        tokens = self.sentence.tokens
        for j in range(start, min(start + _LATER, len(tokens) - 1)):
            token, form = tokens[j], tokens[j].text.lower()
            if token.text != "(" and (length := self.opens(j)):
                return self._parts(j + length, bracket=False) if j + length in self._at else ()
            finite = token.feats.get("VerbForm") == "Fin"
            if finite or token.text in {".", ";"} or form in self.table.nouns or form in self.table.states:
                return ()
        return ()

    def opens(self, j: int) -> int:
        """Words of what opens a part at token `j`: one of its phrases, or a bracket with a figure; 0 for neither."""
        tokens = self.sentence.tokens
        if tokens[j].text == "(":
            return int(any(k in self._at for k in range(j + 1, min(j + 4, len(tokens)))))
        words = [t.text.lower() for t in tokens[j : j + 3]]
        fits = (n for n in (3, 2, 1) if len(words) >= n and self.table.has("including", " ".join(words[:n])))
        return next(fits, 0)

    def _parts(self, first: int, bracket: bool) -> tuple[Argument, ...]:
        """The phrases of a part that begins at token `first`, one for each figure."""
        tokens = self.sentence.tokens
        found, begin, i = [], first, first
        while i < len(tokens) and not self._ends(i, bracket):
            if i > begin and (tokens[i].pos == "CCONJ" or tokens[i].text == ","):
                found.append((begin, i))
                begin = i + 1
            i += 1
        found.append((begin, i))
        return tuple(a for begin, end in found for a in self._phrase(begin, end))

    def _ends(self, i: int, bracket: bool) -> bool:
        """Whether token `i` ends a part; "et" goes on only before another figure or article."""
        token = self.sentence.tokens[i]
        if token.text in {".", ";", ":", ")", "»", "!", "?"} or token.pos in {"AUX", "SCONJ"}:
            return True
        if token.pos == "VERB" and token.feats.get("VerbForm") != "Part":
            return True
        if token.text != "," and token.pos != "CCONJ":
            return False
        goes_on = i + 1 in self._at or (i + 1 < len(self.sentence.tokens) and self.sentence.tokens[i + 1].pos == "DET")
        return not goes_on or (token.text == "," and not bracket)

    def _phrase(self, first: int, end: int) -> list[Argument]:
        """The phrase in tokens `[first, end)`: its first noun, or its figure, as head."""
        tokens = self.sentence.tokens
        nouns = [i for i in range(first, end) if tokens[i].pos in {"NOUN", "PROPN"} and i not in self._at]
        figures = [i for i in range(first, end) if i in self._at]
        head = next(iter(nouns or figures), None)
        opening = "".join(t.text.lower() for t in tokens[first : first + 2]).replace("’", "'")
        if head is None or self.table.has("one_of", opening):
            return []  # "dont l'un grièvement": nobody is named
        last = end - 1
        span = Span(tokens[first].span.start, tokens[last].span.end)
        if len(span) > _LONGEST:
            span = phrase_span(self.sentence, head)
        return [Argument("including", "", self.sentence.index, head, span, "order")]
