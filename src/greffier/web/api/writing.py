"""What may be written by the API, with a token that may: judgements, and reports to be read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from greffier import judge as room
from greffier.desk.failing import defaults_of
from greffier.desk.standings import standing_to_json
from greffier.errors import GreffierError, InputError
from greffier.export import entry_to_json
from greffier.intake.draft import Draft
from greffier.intake.reports import report_of
from greffier.judge import Judge, standings
from greffier.ledger import Connection, judgements
from greffier.ledger.events import find_event, members_of
from greffier.model import Judgement
from greffier.web.api.answering import interface_of, json_response, problem, problem_of
from greffier.web.api.shape import PREFIX, Json
from greffier.web.site import Site

__all__ = ["JUDGING", "REPORTING", "VERDICTS", "write_routes"]

VERDICTS = ("accept", "reject", "correct", "same_event", "different_event", "undo")
JUDGING: dict[str, tuple[type, ...]] = {
    "verdict": (str,), "entry": (str,), "entries": (list,), "judgement": (str,), "field": (str,), "said": (list,),
    "because": (str,), "settles": (bool,), "id": (str,),
}  # fmt: skip
REPORTING: dict[str, tuple[type, ...]] = {
    "text": (str,), "title": (str,), "published": (str,), "outlet": (str,), "url": (str,), "language": (str,),
}  # fmt: skip
_LONGEST = 400


def write_routes() -> list[Route]:
    """The routes that write."""
    return [_route("/judgements", _judge), _route("/reports", _report)]


def _route(path: str, work: Callable[[Site, str, Mapping[str, Any]], tuple[int, Json]]) -> Route:
    async def answer(request: Request) -> Response:
        interface = interface_of(request)
        media = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if media != "application/json":
            return problem(415, interface)
        body = await request.body()
        try:
            data = _data(body)
            status, told = await run_in_threadpool(work, request.app.state.site, request.state.author, data)
        except GreffierError as error:
            return problem_of(error, interface)
        return json_response(told, status=status)

    return Route(PREFIX + path, answer, methods=["POST"], name=f"api-write{path}")


def _data(body: bytes) -> Mapping[str, Any]:
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise InputError("{name}: is no JSON object.", name="body") from error
    if not isinstance(data, dict):
        raise InputError("{name}: is no JSON object.", name="body")
    return data


def _checked(data: Mapping[str, Any], known: Mapping[str, tuple[type, ...]], *needed: str) -> None:
    """Raises InputError for a field that is not known, has another type, is too long, or is missing."""
    for name, value in data.items():
        if name not in known:
            sentence = "{name} is no field of this body; it takes {known}."
            raise InputError(sentence, name=name[:80], known=", ".join(known))
        words = value if isinstance(value, list) else [value] if isinstance(value, str) else []
        if not isinstance(value, known[name]) or not all(isinstance(one, str) for one in words):
            raise InputError("{name}: has the wrong type.", name=name)
        if name != "text" and any(len(one) > _LONGEST or "\0" in one for one in words):
            raise InputError("{name}: at most {most} characters, and no NUL.", name=name, most=_LONGEST)
    for name in needed:
        if not data.get(name):
            raise InputError("{name} is missing.", name=name)


def _judge(site: Site, author: str, data: Mapping[str, Any]) -> tuple[int, Json]:
    _checked(data, JUDGING, "verdict")
    verdict = data["verdict"]
    if verdict not in VERDICTS:
        raise InputError(
            "{name}: {value!r} is none of {known}.", name="verdict", value=verdict, known=", ".join(VERDICTS)
        )
    who = Judge(author, settles=data.get("settles", False), because=data.get("because", ""))
    identity = data.get("id")
    with site.reading.begin() as connection:
        known = bool(identity) and bool(judgements(connection, ids=[str(identity)]))
    one = _judged(site, verdict, data, who, identity)
    if not known:
        site.follow([one])
    with site.reading.begin() as connection:
        told = standings(connection, [one])[0]
    return (200 if known else 201), standing_to_json(told)


def _judged(site: Site, verdict: str, data: Mapping[str, Any], who: Judge, identity: str | None) -> Judgement:
    ledger = site.writing
    match verdict:
        case "accept" | "reject":
            _checked(data, JUDGING, "entry")
            return (room.accept if verdict == "accept" else room.reject)(ledger, data["entry"], who, identity)
        case "correct":
            _checked(data, JUDGING, "entry", "field")
            return room.correct(ledger, data["entry"], data["field"], data.get("said", []), who, identity=identity)
        case "undo":
            _checked(data, JUDGING, "judgement")
            return room.undo(ledger, data["judgement"], who, identity)
    if len(data.get("entries", ())) != 2:
        raise InputError("{name}: two are needed, one of each event.", name="entries")
    first, second = data["entries"]
    return room.judge_events(ledger, verdict, (first, second), who, entries_of=_entries_of, identity=identity)


def _entries_of(connection: Connection, event: str) -> list[str]:
    """The entries of an event, by its id or the beginning of it."""
    found = find_event(connection, event)
    return [member.entry for member in members_of(connection, [found])] if found is not None else []


def _report(site: Site, _author: str, data: Mapping[str, Any]) -> tuple[int, Json]:
    """Read a report and keep it; one that is known adds nothing."""
    _checked(data, REPORTING, "text")
    fields = {name: str(data[name]) for name in REPORTING if name != "text" and data.get(name)}
    defaults = replace(defaults_of(fields), language=fields.get("language"))  # None: by its words
    report = report_of(Draft(data["text"], "report"), defaults)
    done = site.additions.keep_now(report)
    told = {
        "report": done.report.id,
        "known": done.added is None,
        "replaces": done.added.replaces if done.added is not None else None,
        "entries": [entry_to_json(entry, done.report.text) for entry in done.entries],
    }
    return (200 if done.added is None else 201), told
