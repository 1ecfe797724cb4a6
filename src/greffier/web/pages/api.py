"""What programs can ask of this server: each address with an example."""

from __future__ import annotations

from starlette.responses import Response

from greffier.web.api.endpoints import READING
from greffier.web.api.shape import PREFIX
from greffier.web.visit import Visit, get

__all__ = ["ROUTES", "show"]


def show(visit: Visit) -> Response:
    """The page of the API, made from its endpoints."""
    return visit.page("api.html", endpoints=READING, prefix=PREFIX)


ROUTES = [get("/api", show)]
