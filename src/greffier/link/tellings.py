"""Which entries of one report tell of one event: an attack and its tolls, the stands of several on one matter.

A pure function of the report's entries. Most entries tell of an event of their own, since the pipeline has merged what
is told twice.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from greffier.link.extent import agreed
from greffier.link.features import traits_of
from greffier.link.records import Telling, Told
from greffier.link.veto import short, veto

__all__ = ["Pair", "pair", "tellings"]

Pair = tuple[str, str]  # two ids, the smaller one first
_NEAR = 600  # code points: two or three sentences
_POINTER = 3  # a matter of fewer words than this points back to one told before
_ALIKE = 0.5


def pair(a: str, b: str) -> Pair:
    """Two ids as a pair."""
    return (a, b) if a < b else (b, a)


def tellings(entries: Iterable[Told], language: str, apart: Collection[Pair] = frozenset()) -> list[Telling]:
    """The tellings of one report, by id; no two entries of a pair in `apart` (judged different) stand together."""
    groups = _Groups(sorted(entries, key=lambda e: (e.start, e.stop, e.id)), apart)
    for family in sorted({e.family for e in groups.entries}):
        mine = [e for e in groups.entries if e.family == family]
        heads = [e for e in mine if e.kind == family]
        if traits_of(family).happening:
            groups.unite(_pairs(heads, _one_happening))
        if traits_of(family).matter:
            groups.unite(_pairs(heads, _one_matter))
        for part in (e for e in mine if e.kind != family):
            groups.unite((part, head) for head in _by_nearness(part, heads))
        groups.unite(_pairs([e for e in mine if e.kind != family], _one_count))
    return sorted((_joined(group, language) for group in groups.parts()), key=lambda t: t.id)


class _Groups:
    """Entries in groups that grow: two become one unless something forbids it between any two of their entries."""

    def __init__(self, entries: Sequence[Told], apart: Collection[Pair]) -> None:
        self.entries, self._apart = entries, apart
        self._of: dict[str, list[Told]] = {e.id: [e] for e in entries}

    def unite(self, pairs: Iterable[tuple[Told, Told]]) -> None:
        """Join the groups of each pair in turn; an entry that has been joined to another family's head stays there."""
        for a, b in pairs:
            mine, other = self._of[a.id], self._of[b.id]
            if mine is other or self._forbidden(mine, other):
                continue
            mine.extend(other)
            for entry in other:
                self._of[entry.id] = mine

    def _forbidden(self, some: Iterable[Told], others: Sequence[Told]) -> bool:
        return any(
            pair(a.id, b.id) in self._apart or veto(a, b, traits_of(a.family)) in {"total", "date", "place", "who"}
            for a in some if not traits_of(a.family).matter
            for b in others
        ) or any(pair(a.id, b.id) in self._apart for a in some for b in others)  # fmt: skip

    def parts(self) -> Iterator[list[Told]]:
        """Each group once."""
        yield from {id(group): group for group in self._of.values()}.values()


def _pairs(entries: Sequence[Told], one: Callable[[Told, Told], bool]) -> Iterator[tuple[Told, Told]]:
    return ((a, b) for i, a in enumerate(entries) for b in entries[i + 1 :] if one(a, b))


def _same_sentence(a: Told, b: Told) -> bool:
    return bool(set(a.sentences) & set(b.sentences))


def _one_happening(a: Told, b: Told) -> bool:
    """Two entries of a report that tell of one blow: dated alike and nothing apart, or in one sentence."""
    return _same_sentence(a, b) or (short(a) and short(b))


def _one_matter(a: Told, b: Told) -> bool:
    """Two stands near each other on what the same words name, or what the later one points back to."""
    if abs(b.start - a.start) > _NEAR or not (a.matter or b.matter):
        return False
    least = min(len(a.matter), len(b.matter))
    shared = len(a.matter & b.matter)
    return least < _POINTER if shared == 0 else shared >= _ALIKE * least


def _by_nearness(part: Told, heads: Sequence[Told]) -> list[Told]:
    """The head that a part belongs to: told in its sentence, else dated alike, else told just before it."""
    near = [h for h in heads if _same_sentence(part, h) or _dated_alike(part, h) or _just_before(part, h)]
    free = [h for h in near if not veto(part, h, traits_of(part.family))]
    order = sorted(
        free, key=lambda h: (not _same_sentence(part, h), not _dated_alike(part, h), abs(part.start - h.start), h.id)
    )
    return order[:1]


def _dated_alike(a: Told, b: Told) -> bool:
    return short(a) and short(b)


def _just_before(part: Told, head: Told) -> bool:
    return head.start <= part.start <= head.stop + _NEAR


def _one_count(a: Told, b: Told) -> bool:
    """Two figures of one happening that the report does not name."""
    return _same_sentence(a, b) or (short(a) and short(b))


def _joined(group: Sequence[Told], language: str) -> Telling:
    ids = tuple(sorted(e.id for e in group))
    days = _days(group)
    return Telling(
        id=ids[0],
        report=group[0].report,
        family=group[0].family,
        language=language,
        entries=ids,
        first=days[0],
        last=days[1],
        published=group[0].published,
        places=tuple(sorted({p for e in group for p in e.places}, key=lambda p: (p.id, p.precision))),
        who=_all(e.who for e in group),
        closed=_all(e.closed for e in group if e.kind == e.family),
        numbers=tuple(
            sorted({n for e in group for n in e.numbers}, key=lambda n: (n.what, n.low or 0, n.high or 0, n.total))
        ),
        names=_all(e.names for e in group),
        spots=_all(e.spots for e in group),
        words=_all(e.words for e in group),
        matter=_all(e.matter for e in group),
        said=frozenset(e.said for e in group),
        extent=_extent(group),
    )


def _extent(group: Sequence[Told]) -> str:
    """What the entries that name the happening say of it; where they leave it open, the others."""
    heads = [e.extent for e in group if e.kind == e.family]
    return agreed(heads) if any(heads) else agreed([e.extent for e in group])


def _days(group: Sequence[Told]) -> tuple[int, int] | tuple[None, None]:
    """The days that the dated entries have in common; those of the one dated best where they have none."""
    dated = [(e.first, e.last) for e in group if e.first is not None and e.last is not None]
    if not dated:
        return None, None
    first, last = max(f for f, _ in dated), min(t for _, t in dated)
    return (first, last) if first <= last else min(dated, key=lambda d: (d[1] - d[0], d))


def _all(sets: Iterable[frozenset[str]]) -> frozenset[str]:
    return frozenset().union(*sets)
