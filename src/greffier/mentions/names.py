"""Names in a report: what the gazetteer knows first, then the model's names, trimmed by what is taken."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from greffier.lexicon import Gazetteer, Town, load_language
from greffier.lexicon.gazetteer import Found, Known
from greffier.lexicon.name_key import name_key
from greffier.lexicon.trie import Word, words_of
from greffier.mentions.bodies import body_spans
from greffier.model import Mention, Sentence, Span, Token

__all__ = ["find_names"]

_HYPHENS = "-‐‑"
_MOST_WORDS = 5  # in the name of a town
_PLACES = frozenset({"country", "place", "region", "sea"})
_MARKS = frozenset(",;:.«»\"“”()[]/–—")
_LONGEST_TAIL = 20
_LONGEST_ACRONYM = 6
_MOST_BETWEEN = 3  # small words inside a name
_OUTSIDE = frozenset({"DET", "ADP", "PRON", "ADV", "CCONJ", "SCONJ", "AUX", "PUNCT", "VERB"})


@dataclass(frozen=True, slots=True)
class _Rules:
    """The section `names` of a language, as sets."""

    words: dict[str, frozenset[str]]

    def has(self, section: str, word: str) -> bool:
        return word in self.words.get(section, ())


@dataclass(slots=True)
class _Page:
    """What is known of one report while its names are found. `taken` holds a mark for each code point of a name."""

    text: str
    sentences: Sequence[Sentence]
    gazetteer: Gazetteer
    language: str
    rules: _Rules
    taken: bytearray
    words: list[list[Word]]
    mentions: list[Mention] = field(default_factory=list)
    countries: Counter[str] = field(default_factory=Counter)

    def is_free(self, start: int, end: int) -> bool:
        return not any(self.taken[start:end])

    def take(self, mention: Mention) -> None:
        self.taken[mention.span.start : mention.span.end] = b"\1" * len(mention.span)
        self.mentions.append(mention)
        if mention.country is not None:
            self.countries[mention.country] += 1


def find_names(sentences: Sequence[Sentence], text: str, gazetteer: Gazetteer, language: str) -> list[Mention]:
    """Names of countries, bodies, places and persons, in the order of the text, none overlapping.

    A capital has the type `place` and the id of its country, so that the slot chooses between town and government; a
    seat (*le Kremlin*) has the type `country`. Towns come as `place` with an id only when there is one candidate.
    """
    section = load_language(language).section("names")
    rules = _Rules({name: frozenset(map(name_key, words)) for name, words in section.items()})
    words = [words_of(text, s.span.start, s.span.end) for s in sentences]
    page = _Page(text, sentences, gazetteer, language, rules, bytearray(len(text)), words)
    for step in (_known_names, _model_names, _towns, _repeats):
        step(page)
    return sorted(page.mentions, key=lambda m: m.span)


# What the gazetteer knows -------------------------------------------------------------------------------------------
def _known_names(page: _Page) -> None:
    found: list[Found] = []
    for sentence, words in zip(page.sentences, page.words, strict=True):
        persons = _person_runs(sentence, page.rules)
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


def _bodies(page: _Page, found: Sequence[Found]) -> list[tuple[Span, str | None]]:
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


def _hits(page: _Page, words: Sequence[Word]) -> Iterator[tuple[Found, int]]:
    """Known names with the index of their first word."""
    i = 0
    while i < len(words):
        found = page.gazetteer.match(words, i, page.language)
        if found is not None:
            yield found, i
        i += 1 if found is None else found.length


def _stands(page: _Page, words: Sequence[Word], i: int, found: Found, ends: set[int]) -> bool:
    """False for a part of a longer name, a street, *pro-russe*, or an acronym in a line of capitals."""
    text, before = page.text, words[i - 1] if i else None
    if text[found.end : found.end + 1] in _HYPHENS and found.known.type != "demonym":
        following = text[found.end + 1 : found.end + 2]
        if following.isupper() and found.end + 1 not in ends:
            return False
    if before is not None and text[found.start - 1] in _HYPHENS and before.end == found.start - 1:
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


def _names_street(page: _Page, words: Sequence[Word], i: int, found: Found) -> bool:
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


def _in_person(page: _Page, words: Sequence[Word], i: int, found: Found, persons: Sequence[Span]) -> bool:
    """*Paris Hilton*: one word of a person's name, which no article or preposition parts from the rest."""
    if found.length > 1 or found.known.type in {"body", "demonym"}:
        return False
    run = next((p for p in persons if p.start <= found.start and found.end <= p.end), None)
    if run is None or len(run) == found.end - found.start:
        return False
    if i == 0 or not words[i].joined or words[i - 1].shape:
        return True
    return not _has_key(page, words[i - 1], "locative", "weak_locative", "articles")


def _has_key(page: _Page, word: Word, *sections: str) -> bool:
    return any(page.rules.has(section, word.key) for section in sections)


def _mention_of(page: _Page, found: Found, said: Counter[str]) -> Mention:
    known = max((found.known, *found.others), key=lambda k: said[k.country or ""])
    span = Span(found.start, found.end)
    return Mention(span, span.of(page.text), known.type, known.id, known.country, _names_of(page, known, span))


def _names_of(page: _Page, known: Known, span: Span) -> tuple[str, ...]:
    used = (span.of(page.text),) if known.role == "seat" else ()
    return page.gazetteer.aliases(known.id, used)


# What the model calls a name ----------------------------------------------------------------------------------------
def _runs(sentence: Sentence, rules: _Rules) -> Iterator[list[Token]]:
    """Neighbouring tokens with one label, hyphens and particles between them included: *Deir el-Zor*."""
    run: list[Token] = []
    between: list[Token] = []
    for token in sentence.tokens:
        if not token.name and run and len(between) < _MOST_BETWEEN and _is_between(token, rules):
            between.append(token)
            continue
        if token.name and run and token.name == run[-1].name:
            run += [*between, token]
        else:
            if run:
                yield run
            run = [token] if token.name else []
        between = []
    if run:
        yield run


def _is_between(token: Token, rules: _Rules) -> bool:
    return token.text in _HYPHENS or (not token.text.istitle() and rules.has("joints", name_key(token.text)))


def _person_runs(sentence: Sentence, rules: _Rules) -> list[Span]:
    return [run[0].span.join(run[-1].span) for run in _runs(sentence, rules) if run[0].name == "PER"]


def _model_names(page: _Page) -> None:
    parts = [(s, part) for s in page.sentences for run in _runs(s, page.rules) for part in _free_parts(page, run)]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for _, part in parts:
        votes[_part_key(part)][part[0].name] += 1
    for sentence, part in parts:
        counts = votes[_part_key(part)]
        label = max(counts, key=lambda name: (counts[name], name == "PER"))
        _take_part(page, sentence, part, label)


def _part_key(part: Sequence[Token]) -> str:
    return " ".join(t.text for t in part)


def _free_parts(page: _Page, run: Sequence[Token]) -> Iterator[list[Token]]:
    """Stretches of a run that nothing has taken, without marks, titles and small words at their ends."""
    part: list[Token] = []
    for token in run:
        if page.is_free(token.span.start, token.span.end) and token.text not in _MARKS:
            part.append(token)
            continue
        yield from _trimmed(page, part)
        part = []
    yield from _trimmed(page, part)


def _trimmed(page: _Page, part: list[Token]) -> Iterator[list[Token]]:
    while part and _is_outside(page, part[0]):
        part = part[1:]
    while part and _is_outside(page, part[-1]):
        part = part[:-1]
    if part and page.rules.has("articles", name_key(part[0].text)):
        whole = part[0].span.join(part[-1].span).of(page.text)
        part = part if page.gazetteer.towns(whole) and len(part) > 1 else part[1:]
    if part and not (len(part) == 1 and _is_common(page, part[0])):
        yield part


def _is_outside(page: _Page, token: Token) -> bool:
    key = name_key(token.text)
    if not key or page.rules.has("never", key) or (page.rules.has("titles", key) and token.text[:1].isupper()):
        return True
    return not any(c.isupper() for c in token.text) and not token.text[:1].isdigit()


def _is_common(page: _Page, token: Token) -> bool:
    """An ordinary word with a capital: first in its sentence, a noun that the model calls a body, an arm."""
    if token.pos in _OUTSIDE or page.rules.has("things", name_key(token.text)):
        return True
    if token.name == "LOC" and any(c.isdigit() for c in token.text):
        return True
    return token.pos in {"NOUN", "ADJ"} and not token.text.isupper() and (token.i == 0 or token.name in {"ORG", "MISC"})


def _take_part(page: _Page, sentence: Sentence, part: Sequence[Token], label: str) -> None:
    span = part[0].span.join(part[-1].span)
    place = _as_place(page, sentence, part, span, label) if page.is_free(span.start, span.end) else None
    if place is not None:
        page.take(place)
    elif not page.is_free(span.start, span.end):
        return
    elif label == "LOC" and (links := [k for k, t in enumerate(part) if page.rules.has("links", name_key(t.text))]):
        for piece in (part[: links[0]], part[links[-1] + 1 :]):  # Azovstal de Marioupol
            for trimmed in _trimmed(page, list(piece)):
                _take_part(page, sentence, trimmed, label)
    elif label == "PER" or (label == "MISC" and _looks_like_person(page, part)):
        whole = _whole_person(page, sentence, part)
        page.take(Mention(whole, whole.of(page.text), "person"))
    elif label in {"LOC", "ORG"}:
        is_acronym = span.of(page.text).isupper() and len(span) < _LONGEST_ACRONYM
        page.take(Mention(span, span.of(page.text), "place" if label == "LOC" and not is_acronym else "body"))


def _looks_like_person(page: _Page, part: Sequence[Token]) -> bool:
    """Two or three words with a capital each, which the model calls proper nouns."""
    return 2 <= len(part) <= 3 and all(t.text.istitle() and t.text.isalpha() and t.pos == "PROPN" for t in part)


def _as_place(page: _Page, sentence: Sentence, part: Sequence[Token], span: Span, label: str) -> Mention | None:
    """A place when the model says so, or when a preposition does and the gazetteer has the town."""
    towns = page.gazetteer.towns(span.of(page.text))
    if label == "LOC":
        return _town_mention(page, span, towns) if towns else None
    before = sentence.tokens[part[0].i - 1] if part[0].i else None
    if before is None or not page.rules.has("locative", name_key(before.text)) or before.text[:1].isupper():
        return None
    near = [t for t in towns if t.country in page.countries and t.rank < 2]
    return _town_mention(page, span, near) if near else None


def _whole_person(page: _Page, sentence: Sentence, part: Sequence[Token]) -> Span:
    """The name with the capitalised words and particles beside it that the model left out."""
    first, last = part[0].i, part[-1].i
    while first > 0 and _continues(page, sentence.tokens[first - 1], sentence.tokens[first]):
        first -= 1
    while last + 1 < len(sentence.tokens) and _continues(page, sentence.tokens[last + 1], sentence.tokens[last]):
        last += 1
    span = sentence.tokens[first].span.join(sentence.tokens[last].span)
    tail = re.match(r"-\w+", page.text[span.end : span.end + _LONGEST_TAIL])  # Ban Ki-moon
    return Span(span.start, span.end + tail.end()) if tail else span


def _continues(page: _Page, token: Token, beside: Token) -> bool:
    if token.pos != "PROPN" or not token.text[:1].isupper() or not page.is_free(token.span.start, token.span.end):
        return False
    gap = page.text[min(token.span.end, beside.span.end) : max(token.span.start, beside.span.start)]
    return gap in {" ", "\u00a0", "-", ""} and not _is_outside(page, token) and token.name in {"", "PER", "MISC"}


# Towns that neither knows -------------------------------------------------------------------------------------------
def _town_mention(page: _Page, span: Span, towns: Sequence[Town]) -> Mention:
    kinds = {(t.id, t.country) for t in towns}
    only = towns[0] if len(kinds) == 1 else None
    country = only.country if only is not None else None
    return Mention(span, span.of(page.text), "place", only.id if only else None, country)


def _towns(page: _Page) -> None:
    for sentence, words in zip(page.sentences, page.words, strict=True):
        labelled = {t.span.start: t.name for t in sentence.tokens}
        for i in range(1, len(words)):
            if words[i].shape and words[i].joined and page.is_free(words[i].start, words[i].end):
                _town_at(page, words, i, labelled)


def _town_at(page: _Page, words: Sequence[Word], i: int, labelled: dict[int, str]) -> None:
    before, weak = words[i - 1], False
    if page.rules.has("articles", before.key) and before.shape == 0 and i > 1:
        before = words[i - 2]
    if before.shape or _has_key(page, words[i], "never", "things") or labelled.get(words[i].start) == "PER":
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
            page.take(_town_mention(page, span, towns))
            return


def _likely(page: _Page, towns: Iterable[Town], weak: bool) -> list[Town]:
    """Without the model's word for it, a town must lie in a country of the report, or be a city."""
    return [t for t in towns if t.rank < 2 and (t.country in page.countries or (not weak and t.population >= 50_000))]


# Names told before --------------------------------------------------------------------------------------------------
def _repeats(page: _Page) -> None:
    """Surnames of persons, and towns, where they stand again without a sign of what they are."""
    known = _again(page)
    for words in page.words:
        i = 0
        while i < len(words):
            length = next((n for n in range(3, 0, -1) if _key(words, i, n) in known), 0)
            if length and words[i].shape and page.is_free(words[i].start, words[i + length - 1].end):
                span = Span(words[i].start, words[i + length - 1].end)
                like = known[_key(words, i, length)]
                page.take(Mention(span, span.of(page.text), like.type, like.id, like.country, like.names))
            i += max(1, length)


def _key(words: Sequence[Word], i: int, length: int) -> str:
    name = words[i : i + length]
    joined = len(name) == length and all(w.joined for w in name[1:]) and all(w.shape for w in (name[0], name[-1]))
    return " ".join(w.key for w in name) if joined else ""


def _again(page: _Page) -> dict[str, Mention]:
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
