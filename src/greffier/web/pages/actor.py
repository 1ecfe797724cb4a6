"""An actor on one page: its names and roles, what it did by kind over time, its positions, pledges, talks, statements;
and whether it is the same as another, with a preview."""

from __future__ import annotations

import io
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from starlette.responses import RedirectResponse, Response

from greffier import judge as room
from greffier.errors import InputError, LookupFailed
from greffier.export import actor_to_json, deed_rows, write_deeds_csv
from greffier.ledger import (
    Deed,
    KeptActor,
    KeptSighting,
    Question,
    actor_at,
    actors,
    alike,
    deeds,
    find_actor,
    in_full,
    judgements,
    sightings,
    told_actors,
)
from greffier.lexicon import load_kinds
from greffier.model import Entry, Judgement, Report
from greffier.web.charts import strip
from greffier.web.visit import Visit, get, post

if TYPE_CHECKING:
    from greffier.ledger import Connection

_T = TypeVar("_T")

__all__ = ["ROUTES", "as_csv", "as_json", "decide", "look", "named", "one", "pair", "undo"]

_FEW = 6  # entries of a section that are shown
_REPORTS = 8
_DATA = 1000  # entries and reports in a file, the latest
_VERDICTS = ("same_actor", "different_actor")
_WAIT = 2.0  # seconds that a judgement's page waits for the register
_SECTIONS = (
    ("positions", "position", ("actor",)),
    ("given", "aid", ("donor",)),
    ("received", "aid", ("recipient",)),
    ("talks", "talks", ("participants", "host", "mediator")),
    ("agreements", "agreement", ("parties", "broker")),
    ("statements", "statement", ("speaker",)),
)


@dataclass(frozen=True, slots=True)
class _Section:
    """Some of an actor's entries: the newest, and how many there are in all; `kind` and roles as in `_SECTIONS`."""

    name: str
    kind: str
    count: int
    shown: tuple[tuple[Report, Entry], ...]


def named(visit: Visit) -> Response:
    """To the page of whom a `report` calls `local`, or of the `name`; else to the entries that have the name."""
    found = actor_at(visit.connection, visit.asked("report"), visit.asked("local"))
    name = visit.asked("name")
    known = [found] if found else find_actor(visit.connection, name) if name else []
    if len(known) == 1:
        return RedirectResponse(_address(known[0]), 303)
    if not name:
        raise LookupFailed("no actor {words!r} in the ledger.", words=visit.asked("local"))
    return RedirectResponse(f"/ledger/all?actor={quote(name)}", 303)


def one(visit: Visit) -> Response:
    """The page of an actor; an id that was merged leads to the one it became."""
    asked = visit.asked("actor")
    id = _known(visit.connection, asked)
    if id != asked:
        return RedirectResponse(_address(id), 303)
    question = visit.question()
    with visit.known(question) as connection:
        actor, told = _actor(visit, connection, id, question), _deeds(visit, connection, id, question)
        sections = _sections(connection, told)
        reports = _reports(visit, connection, id, question)
        others = alike(connection, id, actor.names)
        pairs = _judged(connection, id)
    by_entry = {deed.entry: deed for deed in told}
    chart = strip(((d.kind, d.day) for d in by_entry.values()), list(load_kinds()), visit.language.locale)
    return visit.page(
        "actor.html", actor=actor, sections=sections, chart=chart, entries=len(by_entry), told_by=len(reports),
        reports=reports[-_REPORTS:][::-1], others=others, pairs=pairs, here="/tracks",
    )  # fmt: skip


def as_json(visit: Visit) -> Response:
    """The actor as JSON, as the command line gives it, with the parts that it takes in entries."""
    actor, told, found = _data(visit)
    return visit.json({**actor_to_json(actor, told), "deeds": deed_rows(found)})


def as_csv(visit: Visit) -> Response:
    """The parts that the actor takes in entries, as CSV."""
    out = io.StringIO()
    write_deeds_csv(_data(visit)[2], out)
    return visit.download(out.getvalue(), "actor.csv", "text/csv")


def pair(visit: Visit) -> Response:
    """Two actors side by side, before they are judged to be one or two."""
    first, second = (_known(visit.connection, visit.asked(name)) for name in ("actor", "other"))
    if first == second:
        raise InputError("{first} and {second} are one actor.", first=visit.asked("actor"), second=visit.asked("other"))
    both = [_actor(visit, visit.connection, id, Question()) for id in (first, second)]
    return visit.page("actor_pair.html", both=both, identity=secrets.token_hex(8), here="/tracks")


def look(visit: Visit) -> Response:
    """From a name that was written to the comparison with the actor that has it."""
    id, words = _known(visit.connection, visit.asked("actor")), visit.asked("name")
    found = [other for other in find_actor(visit.connection, words) if other != id]
    if len(found) == 1:
        return RedirectResponse(f"{_address(id)}/with/{quote(found[0], safe='')}", 303)
    known = visit.site.memo.get(("look", words), lambda on: told_actors(on, words)) if words else []
    near = [one for one in known if one.id != id]
    return visit.page("actor_look.html", id=id, words=words, found=near, here="/tracks")


def decide(visit: Visit) -> Response:
    """Judge two actors to be one, or two."""
    verdict, other = visit.sent("verdict"), visit.sent("other")
    if verdict not in _VERDICTS:
        known = ", ".join(_VERDICTS)
        raise InputError("{name}: {value!r} is none of {known}.", name="verdict", value=verdict, known=known)
    names, identity = (visit.asked("actor"), other), visit.sent("identity") or None
    visit.judge(
        lambda ledger, judge: room.judge_actors(ledger, verdict, names, judge, identity=identity), visit.sent("because")
    )
    done = visit.site.settled(_WAIT)
    said = visit.say("Judged: one actor.") if verdict == "same_actor" else visit.say("Judged: two actors.")
    return visit.redirect(_address(names[0]), said if done else f"{said} {visit.say('The register follows.')}")


def undo(visit: Visit) -> Response:
    """Undo a judgement on two actors."""
    judgement = visit.sent("judgement")
    visit.judge(lambda ledger, judge: room.undo(ledger, judgement, judge))
    visit.site.settled(_WAIT)
    return visit.redirect(_address(visit.asked("actor")), visit.say("Undone."))


def _address(id: str) -> str:
    return f"/actor/{quote(id, safe='')}"


def _known(connection: Connection, id: str) -> str:
    """The id that an id leads to. Raises LookupFailed where the register has none."""
    found = find_actor(connection, id)
    if not found:
        raise LookupFailed("no actor {id!r} in the ledger.", id=id)
    return id if id in found else found[0]


def _days(question: Question) -> tuple[date | None, date | None]:
    return question.as_of, question.as_known


def _remembered(
    visit: Visit, connection: Connection, question: Question, key: object, make: Callable[[Connection], _T]
) -> _T:
    """What `make` gives, remembered unless the ledger is asked as it was known on a day."""
    return make(connection) if question.as_known else visit.site.memo.get((key, question), make)


def _actor(visit: Visit, connection: Connection, id: str, question: Question) -> KeptActor:
    found = _remembered(visit, connection, question, ("actor", id), lambda on: actors(on, id, "", *_days(question)))
    if not found:
        raise LookupFailed("no actor {id!r} in the ledger.", id=id)
    return found[0]


def _deeds(visit: Visit, connection: Connection, id: str, question: Question) -> list[Deed]:
    return _remembered(visit, connection, question, ("deeds", id), lambda on: deeds(on, id, question))


def _reports(visit: Visit, connection: Connection, id: str, question: Question) -> list[KeptSighting]:
    days = _days(question)
    return _remembered(visit, connection, question, ("reports", id), lambda on: sightings(on, id, *days))


def _data(visit: Visit) -> tuple[KeptActor, list[KeptSighting], list[Deed]]:
    """The actor, the reports that tell of it, its parts in entries."""
    question, id = visit.question(), _known(visit.connection, visit.asked("actor"))
    with visit.known(question) as connection:
        actor, told = _actor(visit, connection, id, question), _reports(visit, connection, id, question)
        return actor, told[-_DATA:], _deeds(visit, connection, id, question)[:_DATA]


def _sections(connection: Connection, told: Sequence[Deed]) -> list[_Section]:
    """The newest entries of each section that there is; and those of no section as a last one."""
    chosen: list[tuple[str, str, list[Deed]]] = []
    for name, kind, roles in _SECTIONS:
        chosen.append((name, kind, [d for d in told if d.kind == kind and d.role in roles]))
    placed = {d.entry for _, _, some in chosen for d in some}
    chosen.append(("other", "", [d for d in told if d.entry not in placed and d.role != "source"]))
    chosen.append(("source", "", [d for d in told if d.entry not in placed and d.role == "source"]))
    some = {name: list({d.entry: d for d in own}.values()) for name, _, own in chosen}
    full = in_full(connection, ((d.report, d.entry) for own in some.values() for d in own[:_FEW]))
    return [
        _Section(name, kind, len(some[name]), tuple(full[d.entry] for d in some[name][:_FEW]))
        for name, kind, _ in chosen if some[name]
    ]  # fmt: skip


def _judged(connection: Connection, id: str) -> list[tuple[Judgement, str]]:
    """Judgements that count on this actor and another, with the other's id."""
    standing, _ = room.live(judgements(connection, verdicts=(*_VERDICTS, "undo")))
    found = [j for j in standing if j.verdict in _VERDICTS]
    told = [(j, [_led(connection, name) for name in j.names], j.names) for j in found]
    return [(j, names[1 - ids.index(id)]) for j, ids, names in told if id in ids]


def _led(connection: Connection, id: str) -> str:
    return next(iter(find_actor(connection, id)), id)


ROUTES = [
    get("/actor", named),
    get("/actor/{actor}.json", as_json),
    get("/actor/{actor}.csv", as_csv),
    get("/actor/{actor}/look", look),
    get("/actor/{actor}/with/{other}", pair),
    get("/actor/{actor}", one),
    post("/actor/{actor}/judge", decide),
    post("/actor/{actor}/undo", undo),
]
