"""What the model calls a name, trimmed by what is taken."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from greffier.lexicon.name_key import name_key
from greffier.mentions.names.page import HYPHENS, NamePage, NameRules, town_mention
from greffier.model import Mention, Sentence, Span, Token

__all__ = ["find_labelled", "person_runs", "runs"]

_MARKS = frozenset(',;:.«»"“”()[]/–—')
_CITY, _LARGE = 10_000, 50_000
_LONGEST_TAIL = 20
_LONGEST_ACRONYM = 6
_ACTING = ("nsubj", "appos", "vocative", "obl:agent", "flat")  # what a person's name is to its verb or noun
_MOST_BETWEEN = 3  # small words inside a name
_OUTSIDE = frozenset({"DET", "ADP", "PRON", "ADV", "CCONJ", "SCONJ", "AUX", "PUNCT", "VERB"})


def runs(sentence: Sentence, rules: NameRules) -> Iterator[list[Token]]:
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


def _is_between(token: Token, rules: NameRules) -> bool:
    return token.text in HYPHENS or (not token.text.istitle() and rules.has("joints", name_key(token.text)))


def person_runs(sentence: Sentence, rules: NameRules) -> list[Span]:
    """Stretches that the model calls a person."""
    return [run[0].span.join(run[-1].span) for run in runs(sentence, rules) if run[0].name == "PER"]


def find_labelled(page: NamePage) -> None:
    """Take the model's names; each goes by the label that its words bear most often in the report."""
    parts = [(s, part) for s in page.sentences for run in runs(s, page.rules) for part in _free_parts(page, run)]
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for _, part in parts:
        votes[_part_key(part)][part[0].name] += 1
    labels = {key: max(counts, key=lambda name: (counts[name], name == "PER")) for key, counts in votes.items()}
    page.surnames |= {key.split()[-1] for key, label in labels.items() if label == "PER" and " " in key}
    acting = {_part_key(part) for s, part in parts if any(t.dep.startswith(_ACTING) for t in part)}
    for sentence, part in parts:
        key = _part_key(part)
        if labels[key] == "PER" and key not in acting | page.surnames and _is_town_here(page, part):
            labels[key] = "LOC"
        if labels[key] == "PER" and key not in page.surnames and _is_known_city(page, part, acts=key in acting):
            labels[key] = "LOC"
        is_surname = key in page.surnames and not _is_city(page, key, sentence, part[0].i)
        _take_part(page, sentence, part, "PER" if is_surname else labels[key])


def _is_town_here(page: NamePage, part: Sequence[Token]) -> bool:
    """A name that nowhere acts or is addressed, and is a town's in a country of the report: *reprendre Avdiivka*."""
    return len(part) == 1 and any(t.country in page.countries for t in page.gazetteer.towns(part[0].text) if t.rank < 2)


def _is_known_city(page: NamePage, part: Sequence[Token], *, acts: bool) -> bool:
    """A city's name that the model calls a person's, in languages whose model mistakes cities so often that the
    gazetteer goes first (`namesakes`): a name of several words, or one that nowhere acts; not where towns are called
    like people."""
    if not page.rules.words.get("namesakes") or (acts and len(part) == 1):
        return False
    name = part[0].span.join(part[-1].span).of(page.text)
    cities = [t for t in page.gazetteer.towns(name) if t.rank < 2 and t.population >= _LARGE][:1]
    return any(not page.rules.has("namesakes", t.country.lower()) or t.country in page.countries for t in cities)


def _is_city(page: NamePage, name: str, sentence: Sentence, i: int) -> bool:
    """A surname that is a large town's name, after a preposition of place; *soutien à May* is a person still."""
    return _follows_place(page, sentence, i) and any(t.population >= _LARGE for t in page.gazetteer.towns(name)[:1])


def _part_key(part: Sequence[Token]) -> str:
    return " ".join(t.text for t in part)


def _free_parts(page: NamePage, run: Sequence[Token]) -> Iterator[list[Token]]:
    """Stretches of a run that nothing has taken, without marks, titles and small words at their ends."""
    part: list[Token] = []
    for token in run:
        if page.is_free(token.span.start, token.span.end) and token.text not in _MARKS:
            part.append(token)
            continue
        yield from _trimmed(page, part)
        part = []
    yield from _trimmed(page, part)


def _trimmed(page: NamePage, part: list[Token]) -> Iterator[list[Token]]:
    while part and _is_outside(page, part[0]):
        part = part[1:]
    while part and _is_outside(page, part[-1]):
        part = part[:-1]
    if part and page.rules.has("articles", name_key(part[0].text)):
        whole = part[0].span.join(part[-1].span).of(page.text)
        part = part if page.gazetteer.towns(whole) and len(part) > 1 else part[1:]
    if part and not (len(part) == 1 and _is_common(page, part[0])):
        yield part


def _is_outside(page: NamePage, token: Token) -> bool:
    key = name_key(token.text)
    if not key or page.rules.has("never", key) or (page.rules.has("titles", key) and token.text[:1].isupper()):
        return True
    return not any(c.isupper() for c in token.text) and not token.text[:1].isdigit()


def _is_common(page: NamePage, token: Token) -> bool:
    """An ordinary word with a capital: first in its sentence, a noun that the model calls a body, an arm."""
    if token.pos in _OUTSIDE or page.rules.has("things", name_key(token.text)):
        return True
    if token.name == "LOC" and any(c.isdigit() for c in token.text):
        return True
    return token.pos in {"NOUN", "ADJ"} and not token.text.isupper() and (token.i == 0 or token.name in {"ORG", "MISC"})


def _take_part(page: NamePage, sentence: Sentence, part: Sequence[Token], label: str) -> None:
    span = _with_article(page, part[0].span.join(part[-1].span))
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
        whole = _with_article(page, _whole_person(page, sentence, part))
        page.take(Mention(whole, whole.of(page.text), "person"))
    elif label in {"LOC", "ORG"}:
        is_place = label == "LOC" and not _is_acronym(page, span)
        page.take(Mention(span, span.of(page.text), "place" if is_place else "body"))


def _is_acronym(page: NamePage, span: Span) -> bool:
    return span.of(page.text).isupper() and len(span) < _LONGEST_ACRONYM


def _looks_like_person(page: NamePage, part: Sequence[Token]) -> bool:
    """Two or three words with a capital each, which the model calls proper nouns."""
    if not page.rules.misc_persons or not 2 <= len(part) <= 3:
        return False
    return all(t.text.istitle() and t.text.isalpha() and t.pos == "PROPN" for t in part)


def _with_article(page: NamePage, span: Span) -> Span:
    """The span with an Arabic article before it: *al-Bab*."""
    article = re.search(r"\w+$", page.text[max(0, span.start - 5) : span.start - 1])
    if article is None or page.text[span.start - 1] not in HYPHENS or not page.rules.has("joints", article[0].lower()):
        return span
    start = span.start - 1 - len(article[0])
    return Span(start, span.end) if page.is_free(start, span.start) else span


def _as_place(page: NamePage, sentence: Sentence, part: Sequence[Token], span: Span, label: str) -> Mention | None:
    """A place when the model says so, or when the words before do and the gazetteer has the town."""
    towns = page.gazetteer.towns(span.of(page.text))
    if label == "LOC":
        return town_mention(page, span, towns) if towns and not _is_acronym(page, span) else None
    sure = _follows_surely(page, sentence, part[0].i)
    near = [t for t in towns if t.rank < 2 and (t.country in page.countries or (sure and t.population >= _CITY))]
    is_city = label == "ORG" and any(t.population >= _CITY for t in near)
    if near and (is_city or _follows_place(page, sentence, part[0].i)):
        return town_mention(page, span, near)
    return None


def _follows_surely(page: NamePage, sentence: Sentence, i: int) -> bool:
    """After a preposition that no person follows: *in Goma*."""
    return i > 0 and page.rules.has("sure_locative", name_key(sentence.tokens[i - 1].text))


def _follows_place(page: NamePage, sentence: Sentence, i: int) -> bool:
    """After a preposition of place, or in a list after a place: *de Kherson, Nikopol et X*."""
    before = sentence.tokens[i - 1] if i else None
    if before is None or before.text[:1].isupper():
        return False
    key = name_key(before.text)
    in_list = before.text == "," or page.rules.has("weak_locative", key)
    if in_list and i > 1 and sentence.tokens[i - 2].span.end in page.place_ends:
        return True
    return page.rules.has("locative", key)


def _whole_person(page: NamePage, sentence: Sentence, part: Sequence[Token]) -> Span:
    """The name with the capitalised words and particles beside it that the model left out."""
    first, last = part[0].i, part[-1].i
    while first > 0 and _continues(page, sentence.tokens[first - 1], sentence.tokens[first]):
        first -= 1
    while last + 1 < len(sentence.tokens) and _continues(page, sentence.tokens[last + 1], sentence.tokens[last]):
        last += 1
    span = sentence.tokens[first].span.join(sentence.tokens[last].span)
    tail = re.match(r"-\w+", page.text[span.end : span.end + _LONGEST_TAIL])  # Ban Ki-moon
    return Span(span.start, span.end + tail.end()) if tail else span


def _continues(page: NamePage, token: Token, beside: Token) -> bool:
    if token.pos != "PROPN" or not token.text[:1].isupper() or not page.is_free(token.span.start, token.span.end):
        return False
    gap = page.text[min(token.span.end, beside.span.end) : max(token.span.start, beside.span.start)]
    return gap in {" ", "\u00a0", "-", ""} and not _is_outside(page, token) and token.name in {"", "PER", "MISC"}
