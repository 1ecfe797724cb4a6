"""The API over HTTP: the questions of the command line for programs, under /api/v1."""

from __future__ import annotations

import secrets

from starlette.routing import Route

from greffier.web.api.access import is_api
from greffier.web.api.answering import interface_of, problem, route
from greffier.web.api.endpoints import READING
from greffier.web.api.openapi import document_route
from greffier.web.api.writing import write_routes

__all__ = ["api_routes", "interface_of", "is_api", "problem"]


def api_routes() -> list[Route]:
    """The routes of the API. What caches hold on to is of this run of the server."""
    boot = secrets.token_hex(8)
    return [document_route(), *(route(endpoint, boot) for endpoint in READING), *write_routes()]
