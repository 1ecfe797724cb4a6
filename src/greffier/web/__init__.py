"""The pages: a local server, for one person and their browser. See docs/decisions/web.md."""

from greffier.web.app import create_app
from greffier.web.server import serve

__all__ = ["create_app", "serve"]
