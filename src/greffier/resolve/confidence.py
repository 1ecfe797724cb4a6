"""How likely an entry is right as it stands, by a logistic regression whose weights are data.

`scripts/calibrate.py` fits the weights of a language on coded reports and writes `confidence.toml` into its folder;
docs/reference/confidence.md is the model's card. A language without weights keeps the rough guess of `entries`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from math import exp
from typing import Any

from greffier.model import Entry, Filler, Sentence, SpanRole

__all__ = ["features", "rated"]

_MOST_TELLINGS, _MOST_WORDS, _MOST_LIKE, _MOST_NEAR, _MOST_ROLES = 3, 60, 5, 4, 6
_LOWEST, _HIGHEST = 0.01, 0.99


def rated(entries: Sequence[Entry], sentences: Sequence[Sentence], weights: Mapping[str, Any]) -> tuple[Entry, ...]:
    """The entries with the probability, by `weights`, that each is right as it stands; as they are without weights."""
    if not weights:
        return tuple(entries)
    known: Mapping[str, float] = weights["weights"]
    found = []
    for entry, given in zip(entries, features(entries, sentences), strict=True):
        total = weights["intercept"] + sum(known.get(name, 0.0) * value for name, value in given.items())
        likely = 1 / (1 + exp(-total))
        found.append(replace(entry, confidence=round(min(_HIGHEST, max(_LOWEST, likely)), 2)))
    return tuple(found)


def features(entries: Sequence[Entry], sentences: Sequence[Sentence]) -> list[dict[str, float]]:
    """What is known of each entry of a report without coded reports: numbers from 0 to 1 by name, absent ones 0."""
    starts = [s.span.start for s in sentences]
    here = [max(0, bisect_right(starts, e.anchor.start) - 1) for e in entries]
    near = Counter(here)
    like: Counter[tuple[str, int]] = Counter((e.kind, i) for e, i in zip(entries, here, strict=True))
    before: Counter[str] = Counter()
    found = []
    for entry, i in zip(entries, here, strict=True):
        given = dict(_of_entry(entry)) | dict(_of_sentence(entry, sentences[i]))
        given["near"] = min(near[i] - 1, _MOST_NEAR) / _MOST_NEAR
        given["like here"] = float(like[entry.kind, i] > 1)
        given["like before"] = min(before[entry.kind], _MOST_LIKE) / _MOST_LIKE
        given["depth"] = i / len(sentences)
        before[entry.kind] += 1
        found.append({name: value for name, value in given.items() if value})
    return found


def _of_entry(entry: Entry) -> Iterator[tuple[str, float]]:
    """What the entry itself says: kind, frame, roles and how they were filled, doubts, tellings."""
    yield f"kind {entry.kind}", 1.0
    yield f"frame {entry.by}", 1.0
    yield f"told {entry.factuality}", 1.0
    yield "source", float(entry.source is not None)
    yield f"when {entry.when.basis if entry.when else 'none'}", 1.0
    yield "tellings", min(len(entry.evidence) - 1, _MOST_TELLINGS) / _MOST_TELLINGS
    yield "filled", min(len(entry.roles), _MOST_ROLES) / _MOST_ROLES
    yield from ((f"doubt {doubt}", 1.0) for doubt in entry.doubts)
    yield from ((f"role {entry.kind}.{role}", 1.0) for role in entry.roles)
    fillers = [f for value in entry.roles.values() if isinstance(value, tuple) for f in value if isinstance(f, Filler)]
    ways = Counter([f.how for f in fillers] + [v.how for v in entry.roles.values() if isinstance(v, SpanRole)])
    yield from ((f"how {way}", n / ways.total()) for way, n in ways.items())
    if fillers:
        yield "unresolved", sum(f.id is None for f in fillers) / len(fillers)


def _of_sentence(entry: Entry, sentence: Sentence) -> Iterator[tuple[str, float]]:
    """Where the anchor stands: part of the page, length of the sentence, how it begins, a noun or a verb, its head."""
    first = next((t.text[0] for t in sentence.tokens if t.text[0].isalpha()), "A")
    head = next((t for t in sentence.tokens if t.span.overlaps(entry.anchor)), None)
    yield f"page {sentence.place}", 1.0
    yield "words", min(len(sentence.tokens), _MOST_WORDS) / _MOST_WORDS
    yield "begins low", float(first.islower())
    yield f"anchor {head.pos if head else '?'}", 1.0
    yield "main", float(head is not None and head.head == head.i)
