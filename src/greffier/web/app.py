"""The application: the routes of all pages, found by walking `pages`, behind the guard; errors as pages."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from greffier.errors import GreffierError, LookupFailed
from greffier.web import pages
from greffier.web.api import api_routes, interface_of, is_api, problem
from greffier.web.api.access import Access
from greffier.web.rendering import STATIC
from greffier.web.security import Guard
from greffier.web.session import Session
from greffier.web.site import NAVIGATION, Site
from greffier.web.visit import visit_of

__all__ = ["ENTER", "create_app", "page_routes"]

ENTER = "/enter"
_OPEN = (ENTER, "/static/")
_NO_TOKEN = 401
_LONG = "public, max-age=31536000, immutable"


class _Static(StaticFiles):
    """Files of the pages: kept by the browser where their address has their hash."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        found = await super().get_response(path, scope)
        found.headers["Cache-Control"] = _LONG if scope["query_string"].startswith(b"v=") else "no-cache"
        return found


def page_routes() -> list[Route]:
    """The routes of every module of `pages`, in the order of the modules' names."""
    found: list[Route] = []
    for module in sorted(m.name for m in pkgutil.iter_modules(pages.__path__)):
        found += importlib.import_module(f"{pages.__name__}.{module}").ROUTES
    return found


# Seconds after which work behind the pages lets an answer go on. An answer lets go at each of its queries; at Python's
# own 5 ms it would wait as long again for each of them while something is read or linked behind it.
_SWITCH = 0.0005


def create_app(
    ledger: Path, *, port: int, language: str = "", author: str = "", session: Session | None = None, api: bool = False,
    tokens: Path | None = None,
) -> Starlette:  # fmt: skip
    """The pages of a ledger and its API, for a server on 127.0.0.1 at `port`. `api`: any program of this machine may
    read by it, without a token; `tokens` is the file of tokens. Raises LookupFailed or InputError where the ledger
    cannot be opened."""
    sys.setswitchinterval(_SWITCH)
    site = Site(ledger, session if session is not None else Session(), language, author)
    site.open()

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        try:
            yield
        finally:
            site.close()

    found = page_routes()
    routes: list[BaseRoute] = [*found, *api_routes(), Mount("/static", _Static(directory=STATIC), name="static")]
    site.nav = tuple(screen for screen in NAVIGATION if screen.path in {route.path for route in found})
    app = Starlette(routes=routes, lifespan=running, exception_handlers=_handlers())
    app.state.site, app.state.cookie = site, f"greffier_{port}"
    uploads = frozenset(route.path for route in found if getattr(route, "takes_files", False))
    app.add_middleware(
        Guard, session=site.session, hosts=_hosts(port), cookie=app.state.cookie, refuse=refuse, open_paths=_OPEN,
        uploads=uploads, access=Access(site.session, app.state.cookie, api, tokens),
    )  # fmt: skip
    return app


def _hosts(port: int) -> frozenset[str]:
    return frozenset({f"127.0.0.1:{port}", f"localhost:{port}"})


async def refuse(request: Request, status: int) -> Response:
    """A page that says why not, and what to do; to a program, a problem."""
    if is_api(request):
        needs = {"WWW_Authenticate": 'Bearer realm="greffier"'} if status == _NO_TOKEN else {}
        return problem(status, interface_of(request), **needs)
    return visit_of(request).page("error.html", status, status=status, reason="")


def _handlers() -> dict[int | type[Exception], Callable[..., Response]]:
    return {HTTPException: _http, GreffierError: _ours}


def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if is_api(request):
        given = error.headers if isinstance(error, HTTPException) else None
        return problem(status, interface_of(request), **{k.replace("-", "_"): v for k, v in (given or {}).items()})
    return visit_of(request).page("error.html", status, status=status, reason="")


def _ours(request: Request, error: Exception) -> Response:
    """What greffier says on purpose: nothing by that name is a 404, what cannot be used a 400."""
    visit = visit_of(request)
    reason = visit.language.interface.explain(error) if isinstance(error, GreffierError) else ""
    status = 404 if isinstance(error, LookupFailed) else 400
    return visit.page("error.html", status, status=status, reason=reason)
