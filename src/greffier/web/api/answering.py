"""From a request to an answer: what is asked is read, what has not changed is not sent again.

An answer of many is a page with the address of the next one, or a stream (JSON lines, CSV) of all; mistakes are
problems as RFC 9457 has them, in the reader's language.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import islice
from typing import Any
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from greffier.desk.problems import title_of
from greffier.errors import GreffierError, InputError, LookupFailed
from greffier.lexicon import Interface, load_interface
from greffier.web.api.asking import Ask, read_query
from greffier.web.api.shape import PREFIX, Endpoint, Found, Json
from greffier.web.language import chosen_language
from greffier.web.site import Site

__all__ = ["interface_of", "json_response", "problem", "problem_of", "route"]

_PAGE = 50
_STREAMS = {"application/x-ndjson": "jsonl", "text/csv": "csv"}
_FORMATS = {"json": "application/json", "jsonl": "application/x-ndjson", "csv": "text/csv", "markdown": "text/markdown"}
_PARTS = 40  # lines of a stream that go together


def route(endpoint: Endpoint, boot: str) -> Route:
    """The route of an endpoint; `boot` names this run of the server in what caches hold on to."""

    async def answer(request: Request) -> Response:
        return await run_in_threadpool(_answer, request, endpoint, boot)

    return Route(PREFIX + endpoint.path, answer, methods=["GET"], name=f"api{endpoint.path}")


def _answer(request: Request, endpoint: Endpoint, boot: str) -> Response:
    site: Site = request.app.state.site
    interface = interface_of(request)
    try:
        media = _media(request, endpoint)
        given = read_query(request, endpoint)
        ask = Ask(site, interface, endpoint, given, {k: _name(v) for k, v in request.path_params.items()})
        tag = _tag(request, boot, site.memo.version(), media, interface)
        if tag in _tags(request):
            return Response(status_code=304, headers=_headers(tag))
        if endpoint.linked:
            site.settled(_SETTLED)
        return _told(request, ask, media, tag)
    except GreffierError as error:
        return problem_of(error, interface)


_SETTLED = 2.0  # seconds that an answer about events waits for what was just added to be linked


def _told(request: Request, ask: Ask, media: str, tag: str) -> Response:
    endpoint = ask.endpoint
    if media in _STREAMS:
        lines = _stream(ask, media)
        first = next(lines, "")  # what is wrong with the question is told before anything is sent
        headers = {**_headers(tag), **({"Content-Disposition": _file(endpoint)} if media == "text/csv" else {})}
        return StreamingResponse(_with(first, lines), media_type=media, headers=headers)
    with ask.reading() as held:
        found = endpoint.answer(held)
        if isinstance(found, Found):
            return json_response(*_page(request, held, found), tag=tag)
    if isinstance(found, str):
        return Response(found, media_type=media, headers=_headers(tag))
    return json_response(found, tag=tag)


def _with(first: str, rest: Iterator[str]) -> Iterator[str]:
    yield first
    yield from rest


def _file(endpoint: Endpoint) -> str:
    return f'attachment; filename="{endpoint.path.strip("/").replace("/", "-")}.csv"'


# --- pages and streams -----------------------------------------------------------------------------------------------
def _page(request: Request, ask: Ask, found: Found) -> tuple[Json, str]:
    """The items of a page, and the address of the next one ("" at the end)."""
    limit = ask.given.get("limit", _PAGE)
    some = list(islice(_behind(ask, found), limit + 1))
    more = len(some) > limit
    following = ""
    if more:
        query = [(k, v) for k, v in request.query_params.multi_items() if k != "after"]
        following = f"{request.url.path}?{urlencode([*query, ('after', _cursor(some[limit - 1][0]))])}"
    items = [found.plain(thing) for _, thing in some[:limit]]
    return {"items": items, "total": found.total, "next": following or None}, following


def _behind(ask: Ask, found: Found) -> Iterator[tuple[str, Any]]:
    """The rows after the key that is asked for. Where the answer began behind it by itself, all of them."""
    rows, after = iter(found.rows), ask.given.get("after", "")
    if not after or ask.endpoint.path in _BEGIN_BEHIND:
        return rows
    for key, _ in rows:
        if key == after:
            break
    return rows


# Answers of these walk through the ledger and begin where they are told to.
_BEGIN_BEHIND = {"/entries", "/tolls", "/pledges", "/positions", "/events"}


def _cursor(key: str) -> str:
    return base64.urlsafe_b64encode(key.encode()).decode().rstrip("=")


def _stream(ask: Ask, media: str) -> Iterator[str]:
    """All items as lines, in a transaction of its own that lasts as long as they are fetched."""
    with ask.reading() as held:
        found: Found = ask.endpoint.answer(held)
        rows = _behind(held, found)
        limited = rows if "limit" not in ask.given else islice(rows, ask.given["limit"])
        things = (thing for _, thing in limited)
        if media == "text/csv" and found.table is not None:
            yield from _csv(found.table, things)
            return
        while some := list(islice(things, _PARTS)):
            yield "".join(f"{json.dumps(found.plain(one), ensure_ascii=False)}\n" for one in some)


def _csv(table: Callable[[Iterator[Any], Any], None], things: Iterator[Any]) -> Iterator[str]:
    """The lines of a CSV file, some things at a time, the heading once."""
    begun = False
    while some := list(islice(things, _PARTS)):
        out = io.StringIO(newline="")
        table(iter(some), out)
        lines = out.getvalue()
        yield lines.partition("\r\n")[2] if begun else lines
        begun = True


# --- what fits what is asked -----------------------------------------------------------------------------------------
def _media(request: Request, endpoint: Endpoint) -> str:
    """The form of the answer: what `format` says, else the first that Accept takes. Raises _NotAcceptable."""
    said = request.query_params.get("format")
    if said is not None:
        media = _FORMATS.get(said, "")
        if media not in endpoint.media:
            known = ", ".join(name for name, one in _FORMATS.items() if one in endpoint.media)
            raise InputError("{name}: {value!r} is none of {known}.", name="format", value=said[:40], known=known)
        return media
    taken = [part.split(";")[0].strip().lower() for part in request.headers.get("accept", "*/*").split(",")]
    for want in taken:
        for media in endpoint.media:
            if want in {media, "*/*", f"{media.split('/')[0]}/*", ""}:
                return media
    if "text/html" in taken:  # a browser, which shows what it gets
        return endpoint.media[0]
    sentence = "this address answers in {known}."
    raise _NotAcceptable(sentence, known=", ".join(endpoint.media))


class _NotAcceptable(InputError):
    """No form of the answer is one that is taken."""


def _name(value: object) -> str:
    """What stands in an address for an id. Raises LookupFailed for what no id is."""
    name = str(value)
    if not name or len(name) > 200 or "\0" in name:
        raise LookupFailed("nothing has the id {id!r}.", id=name[:40])
    return name


def _tag(request: Request, boot: str, version: int, media: str, interface: Interface) -> str:
    what = f"{boot} {version} {request.url.path}?{request.url.query} {media} {interface.code}"
    return f'W/"{sha256(what.encode()).hexdigest()[:24]}"'


def _tags(request: Request) -> set[str]:
    return {tag.strip() for tag in request.headers.get("if-none-match", "").split(",")}


def _headers(tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": "private, no-cache", "Vary": "Accept, Accept-Language, Authorization, Cookie"}


def interface_of(request: Request) -> Interface:
    """The language in which a request is answered."""
    return load_interface(chosen_language(request, request.app.state.site.language))


def json_response(data: Any, following: str = "", *, tag: str = "", status: int = 200) -> Response:
    """Data as JSON, with a link to the next page."""
    body = json.dumps(data, ensure_ascii=False, indent=1)
    headers = _headers(tag) if tag else {"Cache-Control": "no-store"}
    if following:
        headers["Link"] = f'<{following}>; rel="next"'
    return Response(body, status, headers, media_type="application/json")


# --- problems --------------------------------------------------------------------------------------------------------
def problem_of(error: GreffierError, interface: Interface) -> Response:
    """What is wrong, for a program and for a person."""
    status = 406 if isinstance(error, _NotAcceptable) else 404 if isinstance(error, LookupFailed) else 400
    return problem(status, interface, interface.explain(error))


def problem(status: int, interface: Interface, detail: str = "", **headers: str) -> Response:
    """A problem as RFC 9457 has it."""
    data = {"type": "about:blank", "title": title_of(status, interface), "status": status}
    told = data | ({"detail": detail} if detail else {})
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    body = json.dumps(told, ensure_ascii=False)
    return Response(body, status, {"Cache-Control": "no-store", **names}, media_type="application/problem+json")
