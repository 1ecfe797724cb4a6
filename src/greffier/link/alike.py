"""Tellings that say the same in every respect, as those of one wire that many published: what is found of one of them
is found for all, so that a wire with two hundred copies costs hardly more than one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import fields

from greffier.link.records import Telling

__all__ = ["content", "once"]

Asked = Callable[[Telling, Telling], str]

_OWN = frozenset({"id", "report", "entries"})
_FIELDS = tuple(f.name for f in fields(Telling) if f.name not in _OWN)


def content(telling: Telling) -> Hashable:
    """All that a telling says: equal for two that differ only in who says it."""
    return tuple(getattr(telling, name) for name in _FIELDS)


def once(asked: Asked, tellings: Iterable[Telling]) -> Asked:
    """The same question about two of these tellings, asked once of each two contents; it may hang on nothing else."""
    numbers: dict[Hashable, int] = {}
    of = {t.id: numbers.setdefault(content(t), len(numbers)) for t in tellings}
    known: dict[tuple[int, int], str] = {}

    def answer(a: Telling, b: Telling) -> str:
        key = (of[a.id], of[b.id])
        if key not in known:
            known[key] = asked(a, b)
        return known[key]

    return answer
