"""What a local server owes its user, before any page is asked: host, method, origin, cookie, size; headers on all.

The order is that of `guarded`: each step refuses alone, and every answer, a refusal too, has the headers.
"""

from __future__ import annotations

import logging
import os
import secrets
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from greffier.settings import debugging
from greffier.web.api.access import Access, is_api
from greffier.web.session import Session

__all__ = ["BODY_LIMIT", "FORBIDDEN", "METHODS", "UPLOAD_LIMIT", "Guard", "TooLarge", "policy", "tell_fault"]

METHODS = ("GET", "HEAD", "POST")
BODY_LIMIT = 2_000_000  # bytes of a form
UPLOAD_LIMIT = 50_000_000  # bytes of files that are added
FORBIDDEN, TOO_LARGE, NO_METHOD, NO_COOKIE, FAULT = 403, 413, 405, 401, 500
_log = logging.getLogger("greffier.web")
_SAFE = {"GET", "HEAD"}
_OURS = {"same-origin", "none"}
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_DEFAULT_TYPE = "text/plain; charset=utf-8"

Refusal = Callable[[Request, int], Awaitable[Response]]


class TooLarge(Exception):
    """A body over the limit."""


def policy(nonce: str) -> str:
    """The content policy: nothing from elsewhere, nothing inline; `nonce` only marks what htmx may act on."""
    return (
        f"default-src 'none'; script-src 'self' 'nonce-{nonce}'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; font-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'"
    )


@dataclass(frozen=True, slots=True)
class Guard:
    """Stands before the pages. `hosts` are the values of Host that pass, with the port; `refuse` words a refusal.

    `access` decides on the API; `open_paths` need no cookie; `uploads` take files, up to `UPLOAD_LIMIT`; a path that
    begins or ends as `data` says
    gives data, which another site may not even link to.
    """

    app: ASGIApp
    session: Session
    hosts: frozenset[str]
    cookie: str
    refuse: Refusal
    open_paths: tuple[str, ...]
    uploads: frozenset[str]
    access: Access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce
        request = Request(scope)
        answer = _Answer(send, nonce)
        if request.headers.getlist("host") not in [[host] for host in self.hosts]:
            await Response(status_code=400)(scope, receive, answer.send)
            return
        status = self._refused(request)
        if status:
            response = await self.refuse(request, status)
            if status == NO_METHOD:
                response.headers["Allow"] = ", ".join(METHODS)
            await response(scope, receive, answer.send)
            return
        limit = UPLOAD_LIMIT if request.url.path in self.uploads else BODY_LIMIT
        await self._let_in(request, _limited(receive, limit), answer)

    async def _let_in(self, request: Request, receive: Receive, answer: _Answer) -> None:
        """Let a page answer; a body that grows too large, and a fault of the program, are answered here."""
        try:
            await self.app(request.scope, receive, answer.send)
        except TooLarge:
            status = TOO_LARGE
        except Exception as error:  # noqa: BLE001 - the outermost door: a person gets a page, whatever broke
            tell_fault(error)
            status = FAULT
        else:
            return
        if not answer.begun:
            await (await self.refuse(request, status))(request.scope, receive, answer.send)

    def _refused(self, request: Request) -> int:
        """The status of a refusal, 0 where nothing is against the request."""
        if request.method not in METHODS:
            return NO_METHOD
        if is_api(request):
            return self.access.refused(request) or self._too_large(request)
        if not self._ours(request):
            return FORBIDDEN
        if self._too_large(request):
            return TOO_LARGE
        open_here = request.url.path.startswith(self.open_paths) and request.method in _SAFE
        known = self.session.knows(request.cookies.get(self.cookie, ""))
        return 0 if open_here or known else NO_COOKIE

    def _too_large(self, request: Request) -> int:
        """The status of a refusal of what is longer than it may be, 0 where it is not."""
        limit = UPLOAD_LIMIT if request.url.path in self.uploads else BODY_LIMIT
        length = request.headers.get("content-length", "0")
        return 0 if length.isdecimal() and int(length) <= limit else TOO_LARGE

    def _ours(self, request: Request) -> bool:
        """Whether our own page asks, or the person; a reader of another site may only come by a link to a page."""
        headers = request.headers
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        if request.method in _SAFE:
            return site is None or site in _OURS or _is_link(headers, request.url.path)
        if site is None and origin is None:
            return False
        if origin == "null":  # what our own forms send, since they tell no referrer: the browser must say whose it is
            return site == "same-origin"
        own = origin is None or origin == f"http://{headers['host']}"
        return own and (site is None or site in _OURS)


def _is_link(headers: Headers, path: str) -> bool:
    """Whether a whole page is asked for, to be shown alone in a tab; data never is, by another site."""
    whole = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    return whole and "." not in path.rsplit("/", 1)[-1]


@dataclass(slots=True)
class _Answer:
    """An answer on its way out: `send` puts on it the headers that every answer has."""

    out: Send
    nonce: str
    begun: bool = False

    async def send(self, message: Message) -> None:
        """One part of the answer."""
        if message["type"] == "http.response.start":
            self.begun = True
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers["Content-Security-Policy"] = policy(self.nonce)
            headers["Content-Type"] = _with_charset(headers.get("Content-Type", _DEFAULT_TYPE))
            headers.setdefault("Cache-Control", "no-store")
        await self.out(message)


def _with_charset(media_type: str) -> str:
    plain = "charset" in media_type or (media_type.startswith(("image/", "font/")) and "xml" not in media_type)
    return media_type if plain else f"{media_type}; charset=utf-8"


def tell_fault(error: Exception) -> None:
    """Tell the terminal of a fault: what it is and where in the code, without the words that were being worked on."""
    if debugging(os.environ):
        _log.exception("fault", exc_info=error)
        return
    place = traceback.extract_tb(error.__traceback__)[-1]
    _log.error("%s, %s:%s", type(error).__name__, place.filename.rsplit("/", 1)[-1], place.lineno)


def _limited(receive: Receive, limit: int) -> Receive:
    """`receive`, which raises TooLarge once more than `limit` bytes of body have come."""
    got = 0

    async def part() -> Message:
        nonlocal got
        message = await receive()
        got += len(message.get("body", b""))
        if got > limit:
            raise TooLarge
        return message

    return part
