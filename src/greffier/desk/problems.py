"""What went wrong with a program's request, in a few words for a person."""

from __future__ import annotations

from greffier.lexicon import Interface

__all__ = ["title_of"]


def title_of(status: int, interface: Interface) -> str:
    """The title of a problem of this status of HTTP."""
    match status:
        case 401:
            return interface.say("a token is needed")
        case 403:
            return interface.say("not allowed")
        case 404:
            return interface.say("nothing by that name")
        case 405:
            return interface.say("no such method here")
        case 406:
            return interface.say("no such form of answer")
        case 413:
            return interface.say("too large")
        case 415:
            return interface.say("the body must be JSON")
        case 500:
            return interface.say("a fault of greffier's own")
    return interface.say("what is asked cannot be used")
