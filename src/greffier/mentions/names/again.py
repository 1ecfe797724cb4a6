"""Towns that the words around them give away, and names told before."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from greffier.lexicon import Town
from greffier.lexicon.trie import Word, words_of
from greffier.mentions.names.page import NamePage, has_key, town_mention
from greffier.model import Mention, Span

__all__ = ["find_repeats", "find_towns"]

_MOST_WORDS = 5  # in the name of a town


def find_towns(page: NamePage) -> None:
    """Take the towns that a preposition gives away and the model missed."""
    for sentence, words in zip(page.sentences, page.words, strict=True):
        labelled = {t.span.start: t.name for t in sentence.tokens}
        for i in range(1, len(words)):
            if words[i].shape and words[i].joined and page.is_free(words[i].start, words[i].end):
                _town_at(page, words, i, labelled)


def _town_at(page: NamePage, words: Sequence[Word], i: int, labelled: dict[int, str]) -> None:
    before, weak = words[i - 1], False
    if page.rules.has("articles", before.key) and before.shape == 0 and i > 1:
        before = words[i - 2]
    if before.shape or has_key(page, words[i], "never", "things") or labelled.get(words[i].start) == "PER":
        return
    if page.rules.has("weak_locative", before.key):
        weak = not (i > 1 and page.rules.has("sorts_of_place", words[i - 2].key))
    elif not page.rules.has("locative", before.key):
        return
    for length in range(min(_MOST_WORDS, len(words) - i), 0, -1):
        name = words[i : i + length]
        if not all(w.joined for w in name[1:]) or not name[-1].shape:
            continue
        span = Span(name[0].start, name[-1].end)
        towns = _likely(page, page.gazetteer.towns(span.of(page.text)), weak)
        if towns and page.is_free(span.start, span.end):
            page.take(town_mention(page, span, towns))
            return


def _likely(page: NamePage, towns: Iterable[Town], weak: bool) -> list[Town]:
    """Without the model's word for it, a town must lie in a country of the report, or be a city."""
    return [t for t in towns if t.rank < 2 and (t.country in page.countries or (not weak and t.population >= 50_000))]


def find_repeats(page: NamePage) -> None:
    """Surnames of persons, and towns, where they stand again without a sign of what they are."""
    known = _again(page)
    first = {key.split()[0] for key in known}
    for words in page.words:
        i = 0
        while i < len(words):
            length = _known_length(words, i, known) if words[i].shape and words[i].key in first else 0
            if length and page.is_free(words[i].start, words[i + length - 1].end):
                span = Span(words[i].start, words[i + length - 1].end)
                like = known[_key(words, i, length)]
                page.take(Mention(span, span.of(page.text), like.type, like.id, like.country, like.names))
            i += max(1, length)


def _known_length(words: Sequence[Word], i: int, known: Mapping[str, Mention]) -> int:
    return next((n for n in range(3, 0, -1) if _key(words, i, n) in known), 0)


def _key(words: Sequence[Word], i: int, length: int) -> str:
    name = words[i : i + length]
    if len(name) < length or not name[-1].shape or not all(w.joined for w in name[1:]):
        return ""
    return " ".join(w.key for w in name)


def _again(page: NamePage) -> dict[str, Mention]:
    known: dict[str, Mention] = {}
    for m in page.mentions:
        keys = [w.key for w in words_of(m.text)]
        if not keys or m.type not in {"person", "place", "body"} or page.rules.has("never", keys[-1]):
            continue
        known.setdefault(" ".join(keys), m)
        if m.type == "person" and len(keys) > 1 and len(keys[-1]) > 2:
            known.setdefault(keys[-1], m)
    known.pop("", None)
    return known
