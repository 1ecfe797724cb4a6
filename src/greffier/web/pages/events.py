"""The list of events: filters, facets of kind and country, three orders, and the same as CSV and JSON."""

from __future__ import annotations

import io
from dataclasses import dataclass

from starlette.responses import Response

from greffier.errors import InputError
from greffier.export import event_to_json, write_events_csv
from greffier.ledger import Question
from greffier.link.known import Event
from greffier.pipeline.gathered import gathered
from greffier.pipeline.overview import SORTS
from greffier.web.visit import Visit, get
from greffier.web.wording import event_words

__all__ = ["ROUTES", "as_csv", "as_json", "listed"]

_PAGE = 20  # events


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
        facets=visit.site.overview.facets(visit.connection, asked.question, all_=asked.all_),
        sort=asked.sort,
        down=asked.down,
        sorts=SORTS,
        everything=asked.all_,
        number=asked.page,
        last=max(1, -(-found.count // _PAGE)),
    )


def as_csv(visit: Visit) -> Response:
    """Just what the list shows, as CSV."""
    out = io.StringIO()
    write_events_csv(_events(visit, _asked(visit)).events, out, visit.language.interface)
    return visit.download(out.getvalue(), "events.csv", "text/csv")


def as_json(visit: Visit) -> Response:
    """Just what the list shows, as JSON."""
    return visit.json([event_to_json(event) for event in _events(visit, _asked(visit)).events])


def _events(visit: Visit, asked: _Asked) -> _Listed:
    from greffier.judge import as_known

    with as_known(visit.connection, asked.question.as_known):
        rows = visit.site.overview.listed(
            visit.connection, asked.question, asked.sort, down=asked.down, all_=asked.all_
        )
        shown = [row.event for row in rows[(asked.page - 1) * _PAGE : asked.page * _PAGE]]
        when = Question(as_of=asked.question.as_of, as_known=asked.question.as_known)
        return _Listed(gathered(visit.connection, shown, when), len(rows))


def _asked(visit: Visit) -> _Asked:
    said = visit.asked("sort", "-when")
    sort, page = said.removeprefix("-"), visit.asked("page", "1")
    if sort not in SORTS:
        raise InputError("{name}: {value!r} is none of {known}.", name="sort", value=said, known=", ".join(SORTS))
    number = int(page) if page.isdecimal() and len(page) < 9 else 1
    return _Asked(visit.question(), sort, said.startswith("-"), visit.asked("all") == "1", max(1, number))


ROUTES = [get("/events.csv", as_csv), get("/events.json", as_json), get("/events", listed)]
