"""Which reports tell the same story: by their words, whatever entries they have.

A story is wider than an event: a report on sport has no entry of ours, and still tells what others tell. Words alone
join no two events; they gather the reports that a person would read together.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from greffier.link.tellings import Pair

__all__ = ["ALIKE", "MOST", "Page", "likeness", "stories"]

ALIKE = 0.18  # mean cosine within a story; told by the made-up reports of tests/link
_NAMED = 2.0  # a name weighs as much as that many words
_TITLE = 2  # and a word of the title is counted as often as that besides
MOST = 4000  # reports that are compared with each other at once: a square of them is held


@dataclass(frozen=True, slots=True)
class Page:
    """What a report is compared by: folded words with how often they come, names among them, those of the title."""

    report: str
    published: int | None
    words: Mapping[str, int]
    names: frozenset[str]
    title: frozenset[str] = frozenset()


def likeness(pages: Sequence[Page]) -> Any:
    """The cosines of all pairs as a square array: log counts, by how few of the pages have the word."""
    import numpy
    from scipy.sparse import csr_matrix

    held = Counter(word for page in pages for word in page.words)
    order = {word: i for i, word in enumerate(sorted(word for word, n in held.items() if 1 < n < len(pages)))}
    rows, columns, values = list[int](), list[int](), list[float]()
    for row, page in enumerate(pages):
        for word, count in sorted(page.words.items()):
            if word in order:
                times = count + (_TITLE if word in page.title else 0)
                weight = (
                    (1 + math.log(times)) * math.log(len(pages) / held[word]) * (_NAMED if word in page.names else 1)
                )
                rows.append(row)
                columns.append(order[word])
                values.append(weight)
    shape = (len(pages), max(1, len(order)))
    matrix = csr_matrix((values, (rows, columns)), shape=shape)
    lengths = numpy.sqrt(numpy.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1.0
    return numpy.asarray((matrix @ matrix.T).todense()) / lengths[:, None] / lengths[None, :]


def stories(pages: Iterable[Page], same: Iterable[Pair] = ()) -> list[tuple[str, ...]]:
    """The stories, each the sorted ids of its reports, sorted: groups whose mean likeness is at least ALIKE.

    `same` are pairs of reports that tell of one event, which makes them as like as can be.
    """
    import numpy
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    told = sorted(pages, key=lambda p: p.report)
    if len(told) < 2:
        return [(page.report,) for page in told]
    alike = likeness(told)
    at = {page.report: i for i, page in enumerate(told)}
    for a, b in same:
        if a in at and b in at:
            alike[at[a], at[b]] = alike[at[b], at[a]] = max(alike[at[a], at[b]], 2 * ALIKE)
    distances = numpy.clip(numpy.round(1 - alike, 9), 0, None)
    numpy.fill_diagonal(distances, 0)
    labels = fcluster(linkage(squareform(distances, checks=False), "average"), 1 - ALIKE, "distance")
    found: dict[int, list[str]] = {}
    for page, label in zip(told, labels, strict=True):
        found.setdefault(int(label), []).append(page.report)
    return sorted(tuple(some) for some in found.values())
