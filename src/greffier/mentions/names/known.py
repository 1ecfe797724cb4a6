"""What the gazetteer knows: countries, capitals, seats, bodies, demonyms, areas."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from greffier.lexicon.gazetteer import Found, Known
from greffier.lexicon.trie import Word
from greffier.mentions.names.bodies import body_spans
from greffier.mentions.names.labelled import person_runs
from greffier.mentions.names.page import HYPHENS, NamePage, has_key
from greffier.model import Mention, Span

__all__ = ["find_known"]


def find_known(page: NamePage) -> None:
    """Take what the gazetteer knows, and bodies by the word they begin with."""
    found: list[Found] = []
    for sentence, words in zip(page.sentences, page.words, strict=True):
        persons = person_runs(sentence, page.rules)
        hits = list(_hits(page, words))
        ends = {f.start for f, _ in hits} | {f.end for f, _ in hits}
        found += [f for f, i in hits if _stands(page, words, i, f, ends) and not _in_person(page, words, i, f, persons)]
    said = Counter(f.known.country or "" for f in found if not f.others)
    bodies = _bodies(page, found)
    for span, country in bodies:
        page.take(Mention(span, span.of(page.text), "body", None, country))
    for f in found:
        if page.is_free(f.start, f.end):
            page.take(_mention_of(page, f, said))


def _bodies(page: NamePage, found: Sequence[Found]) -> list[tuple[Span, str | None]]:
    """Bodies that no table knows, with the country that a demonym in the name tells; a known body stays as it is."""
    heads, links = page.rules.words.get("body_heads", frozenset()), page.rules.words.get("links", frozenset())
    spans = [span for s in page.sentences for span in body_spans(s, heads, links)]
    at = {f.start: f for f in found}
    kept = []
    for span in spans:
        inside = [at[i] for i in range(span.start, span.end) if i in at]
        if not any(f.known.type == "body" or f.end > span.end for f in inside):
            kept.append((span, next((f.known.country for f in inside if f.known.type == "demonym"), None)))
    return kept


def _hits(page: NamePage, words: Sequence[Word]) -> Iterator[tuple[Found, int]]:
    """Known names with the index of their first word."""
    i = 0
    while i < len(words):
        found = page.gazetteer.match(words, i, page.language)
        if found is not None:
            yield found, i
        i += 1 if found is None else found.length


def _stands(page: NamePage, words: Sequence[Word], i: int, found: Found, ends: set[int]) -> bool:
    """False for a part of a longer name, a street, *pro-russe*, or an acronym in a line of capitals."""
    text, before = page.text, words[i - 1] if i else None
    if text[found.end : found.end + 1] in HYPHENS and found.known.type != "demonym":
        following = text[found.end + 1 : found.end + 2]
        if following.isupper() and found.end + 1 not in ends:
            return False
    if before is not None and text[found.start - 1] in HYPHENS and before.end == found.start - 1:
        if page.rules.has("prefixes", before.key):
            return False
        if found.known.type != "demonym" and before.shape and before.end not in ends:
            return False
    return not _is_shouted(words, i, found) and not _names_street(page, words, i, found)


def _is_shouted(words: Sequence[Word], i: int, found: Found) -> bool:
    """A short acronym beside other words in capitals may be an ordinary word."""
    if found.length > 1 or found.end - found.start > 3 or words[i].shape < 2:
        return False
    near = [w for w in (*words[max(0, i - 1) : i], *words[i + 1 : i + 2]) if not w.key.isdigit()]
    return bool(near) and all(w.shape == 2 for w in near)


def _names_street(page: NamePage, words: Sequence[Word], i: int, found: Found) -> bool:
    """*Rue de Londres*, where the word stands before; *Moscow Street*, where it follows."""
    if found.known.type == "body":
        return False
    after = words[i + found.length] if i + found.length < len(words) else None
    if after is not None and after.shape and after.joined and page.rules.has("streets_after", after.key):
        return True
    j = i - 1
    while j >= 0 and page.rules.has("links", words[j].key) and words[j + 1].joined:
        j -= 1
    return 0 <= j < i - 1 and words[j + 1].joined and page.rules.has("streets_before", words[j].key)


def _in_person(page: NamePage, words: Sequence[Word], i: int, found: Found, persons: Sequence[Span]) -> bool:
    """*Paris Hilton*: one word of a person's name, which no article or preposition parts from the rest."""
    if found.length > 1 or found.known.type in {"body", "demonym"}:
        return False
    run = next((p for p in persons if p.start <= found.start and found.end <= p.end), None)
    if run is None or len(run) == found.end - found.start:
        return False
    if i == 0 or not words[i].joined or words[i - 1].shape:
        return True
    return not has_key(page, words[i - 1], "locative", "weak_locative", "articles")


def _mention_of(page: NamePage, found: Found, said: Counter[str]) -> Mention:
    known = max((found.known, *found.others), key=lambda k: said[k.country or ""])
    span = Span(found.start, found.end)
    return Mention(span, span.of(page.text), known.type, known.id, known.country, _names_of(page, known, span))


def _names_of(page: NamePage, known: Known, span: Span) -> tuple[str, ...]:
    used = (span.of(page.text),) if known.role == "seat" else ()
    return page.gazetteer.aliases(known.id, used, page.language)
