"""Tracks: what is negotiated about, actors, places and pledges as a way in; and a negotiation on one page."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from starlette.responses import Response

from greffier.errors import InputError
from greffier.export import row_to_json, safe_cell, track_rows
from greffier.ledger import (
    Kept,
    Matrix,
    Question,
    Track,
    about,
    matrix,
    subjects,
    told_actors,
    told_places,
    track,
)
from greffier.ledger.events import events_of
from greffier.model import STATUSES, Filler
from greffier.web.visit import Visit, get

if TYPE_CHECKING:
    from greffier.ledger import Connection

__all__ = ["ROUTES", "as_csv", "as_json", "one", "start"]

_MOST = 300  # entries of a negotiation that are read
_FEW = 12  # actors and places of the first page


@dataclass(frozen=True, slots=True)
class _Negotiation:
    """What a page tells: the track, the matrix, how many entries it rests on; the report of each filler in them."""

    track: Track
    matrix: Matrix
    entries: int
    homes: dict[Filler, str]


def start(visit: Visit) -> Response:
    """Topics, actors and places that reports tell of most; `find` is part of a name."""
    question, words, code = _period(visit), visit.asked("find"), visit.language.code
    remembered = visit.site.memo.get
    with visit.known(question) as connection:
        if question.as_known is not None:
            topics, places = subjects(connection, question, code), told_places(connection, question, words, _FEW)
        else:
            topics = remembered(("topics", question, code), lambda on: subjects(on, question, code))
            key = ("places", question, words)
            places = remembered(key, lambda on: told_places(on, question, words, _FEW))
        actors = remembered(("actors", words), lambda on: told_actors(on, words, limit=_FEW))
    return visit.page("tracks.html", topics=topics, places=places, actors=actors, find=words)


def one(visit: Visit) -> Response:
    """A negotiation: by `topic`, or by two who negotiate (`between`, twice), or by both."""
    found = _found(visit)
    topic, pair = _asked(visit)
    names = [visit.actor_name(name) for name in pair]
    return visit.page("tracks_one.html", found=found, topic=topic, names=names, most=_MOST, here="/tracks")


def as_csv(visit: Visit) -> Response:
    """The lines of a negotiation as CSV: section, when, who, what, entries."""
    out = io.StringIO()
    writer = csv.DictWriter(out, ("section", "when", "who", "what", "entries"))
    writer.writeheader()
    writer.writerows({k: safe_cell(v) for k, v in row.items()} for row in _rows(visit))
    return visit.download(out.getvalue(), "track.csv", "text/csv")


def as_json(visit: Visit) -> Response:
    """The lines of a negotiation as JSON."""
    return visit.json(_rows(visit))


def _rows(visit: Visit) -> list[dict[str, str]]:
    return [row_to_json(row) for row in track_rows(_found(visit).track, visit.language.interface)]


def _asked(visit: Visit) -> tuple[str, tuple[str, ...]]:
    """The topic's words, and the pair. Raises InputError where neither is asked, or one actor alone."""
    topic = " ".join(visit.asked("topic").split())
    pair = tuple(name.strip() for name in visit.params.get("between", ()))
    if len(pair) not in (0, 2):
        raise InputError("{name}: {value!r} is not two names.", name="between", value=", ".join(pair))
    if not topic and not pair:
        raise InputError("which topic? Give its words, or two who negotiate.")
    return topic, pair


def _period(visit: Visit) -> Question:
    """What is asked, without what people rejected. Raises InputError."""
    question = visit.question()
    if question.status == STATUSES[-1]:
        raise InputError("rejected entries are left out here; greffier entries --status rejected lists them.")
    return question


def _found(visit: Visit) -> _Negotiation:
    topic, pair = _asked(visit)
    question = replace(_period(visit), kinds=())
    with visit.known(question) as connection:
        if question.as_known is not None:
            return _negotiation(connection, topic, pair, question)
        key = ("track", topic, pair, question)
        return visit.site.memo.get(key, lambda on: _negotiation(on, topic, pair, question))


def _negotiation(connection: Connection, topic: str, pair: tuple[str, ...], question: Question) -> _Negotiation:
    told: list[Kept] = about(connection, topic, pair, question, _MOST)
    ids = [entry.id for kept in told for entry in kept.entries]
    found = track(told, events_of(connection, ids))
    return _Negotiation(found, matrix(found), len(ids), _homes(told))


def _homes(told: list[Kept]) -> dict[Filler, str]:
    """By filler its report, in which its id is to be understood."""
    roles = ((kept.report.id, value) for kept in told for entry in kept.entries for value in entry.roles.values())
    return {filler: report for report, value in roles if isinstance(value, tuple) for filler in value}


ROUTES = [
    get("/tracks", start),
    get("/track", one),
    get("/track.csv", as_csv),
    get("/track.json", as_json),
]
