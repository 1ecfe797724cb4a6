"""Regions told with their word: *la province d'Idleb*, *Kano State*."""

from __future__ import annotations

from collections.abc import Sequence

from greffier.lexicon import Town
from greffier.lexicon.trie import Word
from greffier.mentions.names.page import NamePage, has_key
from greffier.model import Mention, Span

__all__ = ["find_regions"]

_MOST_WORDS = 4  # in the name of a region


def find_regions(page: NamePage) -> None:
    """Take the regions that the database knows and that stand beside a word for region; the span holds both."""
    for words in page.words:
        for i, word in enumerate(words):
            if has_key(page, word, "region_words"):
                _after(page, words, i) or _before(page, words, i)


def _after(page: NamePage, words: Sequence[Word], i: int) -> bool:
    j = i + 1
    while j < len(words) and words[j].joined and has_key(page, words[j], "links") and not words[j].shape:
        j += 1
    return any(_take(page, words, j, j + n, i, j + n) for n in range(_MOST_WORDS, 0, -1))


def _before(page: NamePage, words: Sequence[Word], i: int) -> bool:
    return any(_take(page, words, i - n, i, i - n, i + 1) for n in range(_MOST_WORDS, 0, -1))


def _take(page: NamePage, words: Sequence[Word], first: int, end: int, span_first: int, span_end: int) -> bool:
    """The name is `words[first:end]`, the mention `words[span_first:span_end]`."""
    if first < 0 or end > len(words) or not all(w.joined for w in words[span_first + 1 : span_end]):
        return False
    if not words[first].shape or not words[end - 1].shape:
        return False
    region = _choose(page, page.gazetteer.towns(page.text[words[first].start : words[end - 1].end]))
    span = Span(words[span_first].start, words[span_end - 1].end)
    if region is None or not page.is_free(span.start, span.end):
        return False
    page.take(Mention(span, span.of(page.text), "region", region.id, region.country, (span.of(page.text), region.name)))
    return True


def _choose(page: NamePage, towns: Sequence[Town]) -> Town | None:
    """The region of that name in the country told most often; the only one where none is told."""
    regions = [t for t in towns if t.kind == "region"]
    told = [t for t in regions if t.country in page.countries]
    if told:
        return max(told, key=lambda t: page.countries[t.country])
    return regions[0] if len(regions) == 1 else None
