"""The list of events: filters, facets of kind and country, three orders, and the same as CSV and JSON."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass

from starlette.responses import Response

from greffier.errors import InputError
from greffier.export import event_to_json, write_events_csv
from greffier.ledger import Question
from greffier.link.known import Event
from greffier.pipeline.asking import ask_events
from greffier.pipeline.gathered import gathered
from greffier.pipeline.overview import SORTS
from greffier.web.visit import Visit, get
from greffier.web.wording import event_words

__all__ = ["ROUTES", "as_csv", "as_json", "listed"]

_PAGE = 12  # events: those most told have dozens of reports each


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an address asks: the question, the order, whether lone statements too, the page's number from 1."""

    question: Question
    sort: str
    down: bool
    all_: bool
    page: int


@dataclass(frozen=True, slots=True)
class _Listed:
    """A page of events, and how many there are in all."""

    events: list[Event]
    count: int


def listed(visit: Visit) -> Response:
    """A page of the list."""
    asked = _asked(visit)
    found = _events(visit, asked)
    return visit.page(
        "events.html",
        **event_words(visit),
        events=found.events,
        count=found.count,
        facets={} if asked.question.as_known else _facets(visit, asked),
        sort=asked.sort,
        down=asked.down,
        sorts=SORTS,
        everything=asked.all_,
        number=asked.page,
        last=max(1, -(-found.count // _PAGE)),
    )


def _facets(visit: Visit, asked: _Asked) -> dict[str, list[tuple[str, int]]]:
    return visit.site.overview.facets(visit.connection, asked.question, all_=asked.all_)


def as_csv(visit: Visit) -> Response:
    """Just what the list shows, as CSV."""
    out = io.StringIO()
    write_events_csv(_events(visit, _asked(visit)).events, out, visit.language.interface)
    return visit.download(out.getvalue(), "events.csv", "text/csv")


def as_json(visit: Visit) -> Response:
    """Just what the list shows, as JSON."""
    return visit.json([event_to_json(event) for event in _events(visit, _asked(visit)).events])


def _events(visit: Visit, asked: _Asked) -> _Listed:
    first, last = (asked.page - 1) * _PAGE, asked.page * _PAGE
    if asked.question.as_known is not None:
        every = _as_known(visit, asked)
        return _Listed(every[first:last], len(every))
    rows = visit.site.overview.listed(visit.connection, asked.question, asked.sort, down=asked.down, all_=asked.all_)
    shown = [row.event for row in rows[first:last]]
    return _Listed(gathered(visit.connection, shown, Question(as_of=asked.question.as_of)), len(rows))


def _as_known(visit: Visit, asked: _Asked) -> list[Event]:
    """All events that the ledger knew of on a day, in order: what it holds today tells nothing of them."""
    with visit.known(asked.question) as connection:
        found = ask_events(connection, asked.question)
    keys: dict[str, Callable[[Event], int]] = {
        "when": lambda e: e.when.start.toordinal() if e.when else 0,
        "reports": lambda e: len({v.report.id for v in e.voices}),
        "contradictions": lambda e: len(e.contradictions),
    }
    own = [e for e in found if asked.all_ or e.kind != "statement" or len({v.report.id for v in e.voices}) > 1]
    return sorted(own, key=keys[asked.sort], reverse=asked.down)


def _asked(visit: Visit) -> _Asked:
    said = visit.asked("sort", "-when")
    sort, page = said.removeprefix("-"), visit.asked("page", "1")
    if sort not in SORTS:
        raise InputError("{name}: {value!r} is none of {known}.", name="sort", value=said, known=", ".join(SORTS))
    number = int(page) if page.isdecimal() and len(page) < 9 else 1
    return _Asked(visit.question(), sort, said.startswith("-"), visit.asked("all") == "1", max(1, number))


ROUTES = [get("/events.csv", as_csv), get("/events.json", as_json), get("/events", listed)]
