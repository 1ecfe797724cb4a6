"""Coming in (the token of the printed address), the first page, and what a reader sets: language, colours, keys."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from greffier.web import language
from greffier.web.visit import Visit, get, post, visit_of

__all__ = ["ROUTES", "enter", "first", "settings"]

_YEAR = 365 * 24 * 3600
_SETTINGS = {language.COOKIE: language.LANGUAGES, "theme": ("auto", "light", "dark"), "shortcuts": ("on", "off")}


async def enter(request: Request) -> Response:
    """Take the one-time token and give the cookie; a page of ours then opens the ledger, so that the cookie, which
    goes with our own links only, is sent."""
    visit = visit_of(request)
    cookie = visit.site.session.exchange(request.query_params.get("token", ""))
    if cookie is None:
        return visit.page("error.html", 401, status=401, reason="")
    found = visit.page("enter.html")
    found.headers["Refresh"] = "0; url=/"
    found.set_cookie(request.app.state.cookie, cookie, httponly=True, samesite="strict", path="/")
    return found


def first(visit: Visit) -> Response:
    """The first screen."""
    return RedirectResponse(visit.site.nav[0].path, 303)


def settings(visit: Visit) -> Response:
    """Keep what the reader set in a cookie, and go back."""
    back = visit.sent("back", "/")
    found = RedirectResponse(back if back.startswith("/") and not back.startswith(("//", "/\\")) else "/", 303)
    for name, known in _SETTINGS.items():
        value = visit.sent(name)
        if value in known:
            found.set_cookie(name, value, max_age=_YEAR, httponly=True, samesite="strict", path="/")
    return found


ROUTES = [Route("/enter", enter, methods=["GET"]), get("/", first), post("/settings", settings)]
