"""Who decided what, and what became of it; with a way to undo, also what was decided in another session."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence

from starlette.responses import Response

from greffier import judge as room
from greffier.errors import InputError, LookupFailed
from greffier.judge import Standing, standings
from greffier.ledger import Asked, find_report, judges, latest_judgements, publications
from greffier.model import JUDGEMENTS
from greffier.web.visit import Visit, get, post

__all__ = ["ROUTES", "show", "undo"]

_SHOWN = 20  # judgements of a page: each report that they bear on is played through


def show(visit: Visit) -> Response:
    """A page of judgements, newest first, or all orphans."""
    asked, orphans = _asked(visit), visit.asked("state") == "orphan"
    found, after = _orphans(visit, asked) if orphans else _latest(visit, asked)
    authors = judges(visit.connection)
    verdicts = Counter[str]()
    for own in authors.values():
        verdicts.update(own)
    return visit.page(
        "history.html",
        standings=found,
        after=after,
        orphans=orphans,
        authors={name: sum(own.values()) for name, own in sorted(authors.items())},
        verdicts={name: verdicts[name] for name in JUDGEMENTS if verdicts[name]},
        identity=secrets.token_hex(8),
    )


def _asked(visit: Visit) -> Asked:
    verdict, report = visit.asked("verdict"), visit.asked("report")
    if verdict and verdict not in JUDGEMENTS:
        known = ", ".join(JUDGEMENTS)
        raise InputError("{name}: {value!r} is none of {known}.", name="verdict", value=verdict, known=known)
    publication = ""
    if report:
        id = find_report(visit.connection, report)
        if id is None:
            raise LookupFailed("no report {id!r} in the ledger.", id=report)
        publication = publications(visit.connection)[id]
    return Asked(visit.asked("author"), verdict, publication)


def _latest(visit: Visit, asked: Asked) -> tuple[Sequence[Standing], int | None]:
    said = visit.asked("before")
    before = int(said) if said.isdecimal() and len(said) < 16 else None
    found, after = latest_judgements(visit.connection, asked, before, _SHOWN)
    return standings(visit.connection, found), after


def _orphans(visit: Visit, asked: Asked) -> tuple[Sequence[Standing], None]:
    """All judgements that find nothing to bear on any more: every report is looked at for them."""
    some, before = list[Standing](), None
    while True:
        found, before = latest_judgements(visit.connection, asked, before, 500)
        some += [one for one in standings(visit.connection, found) if one.state == "orphan"]
        if before is None:
            return some, None


def undo(visit: Visit) -> Response:
    """Undo a judgement, or bring one back by undoing what undid it."""
    name, identity = visit.sent("judgement"), visit.sent("identity") or None
    visit.judge(lambda ledger, judge: room.undo(ledger, name, judge, identity))
    back = visit.sent("back")
    return visit.redirect(back if back.startswith("/history") else "/history", said=visit.say("Undone."))


ROUTES = [get("/history", show), post("/history/undo", undo)]
