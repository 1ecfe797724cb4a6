"""Search: sentences that hold words in any form, and the entries that stand in them, by the filters of the tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from starlette.responses import Response

from greffier.errors import InputError
from greffier.ledger import FACETS, Passage, Question, anchored_in, passages, some_entries, stretches
from greffier.web.told import entry_item
from greffier.web.visit import Visit, get

__all__ = ["ROUTES", "show"]

_LOOKED, _SHOWN = 1000, 20  # sentences that are looked through, and that are shown on a page
_PLACES = ("texts", "entries")


@dataclass(frozen=True, slots=True)
class _Results:
    """Sentences with the entries in them that are asked for, best first; all `entries` in any of the sentences, asked
    for or not; whether there are `more` sentences than were looked through."""

    found: tuple[tuple[Passage, tuple[str, ...]], ...]
    entries: frozenset[str]
    more: bool


def show(visit: Visit) -> Response:
    """The results for `q`, a page of them."""
    words, place = visit.asked("q"), visit.asked("in") or _PLACES[0]
    if place not in _PLACES:
        raise InputError("{name}: {value!r} is none of {known}.", name="in", value=place, known=", ".join(_PLACES))
    question = visit.question()
    with visit.known(question):
        results = _results(visit, words, question) if words else _Results((), frozenset(), more=False)
        facets = visit.site.tallies.facets(visit.connection, question, FACETS, among=results.entries) if words else {}
        entries = tuple(dict.fromkeys(id for _, ids in results.found for id in ids))
        page = _page(visit)
        part = slice((page - 1) * _SHOWN, page * _SHOWN)
        many = len(results.found) if place == "texts" else len(entries)
        return visit.page(
            "search.html",
            q=words,
            place=place,
            texts=len(results.found),
            entries=len(entries),
            more=results.more,
            looked=_LOOKED,
            shown=_passages(visit, results.found[part], words) if place == "texts" else [],
            items=_items(visit, entries[part]) if place == "entries" else [],
            page=page,
            pages=-(-many // _SHOWN),
            facets=facets,
        )


def _page(visit: Visit) -> int:
    said = visit.asked("page")
    return max(1, int(said)) if said.isdecimal() and len(said) < 9 else 1


def _results(visit: Visit, words: str, question: Question) -> _Results:
    """What is found; where something is asked of entries, only sentences in which such an entry stands."""
    some, more = passages(visit.connection, words, question, _LOOKED)
    anchored = anchored_in(visit.connection, some)
    every = frozenset(id for ids in anchored for id in ids)
    table, mask = visit.site.tallies.asked(visit.connection, question)
    wanted = {id for id in every if (row := table.rows.get(id)) is not None and mask[row]}
    pairs = ((passage, tuple(id for id in ids if id in wanted)) for passage, ids in zip(some, anchored, strict=True))
    found = tuple(pair for pair in pairs if pair[1] or not question.about_entries)
    return _Results(found, every, more)


@dataclass(frozen=True, slots=True)
class _Shown:
    """A passage as the page shows it; `marks` are stretches in UTF-16 units, as browsers count."""

    passage: Passage
    marks: tuple[tuple[int, int], ...]
    entries: tuple[tuple[str, str, str], ...]  # id, kind, what it tells


def _passages(visit: Visit, some: Sequence[tuple[Passage, tuple[str, ...]]], words: str) -> list[_Shown]:
    kept = {k.entries[0].id: k for k in some_entries(visit.connection, [id for _, ids in some for id in ids])}
    interface = visit.language.interface
    told = {id: (id, one.entries[0].kind, entry_item(one, interface).head) for id, one in kept.items()}
    return [
        _Shown(p, tuple(_units(p.words, *one) for one in stretches(p, words)), tuple(told[i] for i in ids if i in told))
        for p, ids in some
    ]


def _units(text: str, start: int, stop: int) -> tuple[int, int]:
    """A stretch of code points in UTF-16 units."""
    before, inside = text[:start], text[start:stop]
    first = len(before.encode("utf-16-le")) // 2
    return first, first + len(inside.encode("utf-16-le")) // 2


def _items(visit: Visit, ids: Sequence[str]) -> list[object]:
    return [entry_item(kept, visit.language.interface) for kept in some_entries(visit.connection, ids)]


ROUTES = [get("/search", show, counted=True)]
