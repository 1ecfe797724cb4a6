"""greffier reads news reports and keeps the record.

`greffier.read` reads one text; `greffier.Ledger` asks a ledger, and adds to it. docs/reference/python.md tells more.
Nothing is loaded before it is asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from greffier.api import Actors, Entries, Events, KeptReport, Ledger, Reading, Reports, Told, read
    from greffier.errors import (
        DataError,
        GreffierError,
        InputError,
        LookupFailed,
        Mistakes,
        ModelError,
        ReportError,
    )
    from greffier.link.known import Event
    from greffier.model import Check, Entry, Filler, Judgement, Place, Quantity, Report, Span, SpanRole, When

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "read", "Reading",
    "Ledger", "Entries", "Told", "Events", "Reports", "KeptReport", "Actors",
    "Report", "Entry", "Filler", "Place", "Quantity", "Span", "SpanRole", "When", "Check", "Event", "Judgement",
    "GreffierError", "InputError", "ReportError", "Mistakes", "DataError", "ModelError", "LookupFailed",
]  # fmt: skip

_MODEL = ("Report", "Entry", "Filler", "Place", "Quantity", "Span", "SpanRole", "When", "Check", "Judgement")
_ERRORS = ("GreffierError", "InputError", "ReportError", "Mistakes", "DataError", "ModelError", "LookupFailed")
_HOMES = {
    **dict.fromkeys(_MODEL, "greffier.model"),
    **dict.fromkeys(_ERRORS, "greffier.errors"),
    "Event": "greffier.link.known",
}


def __getattr__(name: str) -> Any:
    """One of the public names, from the room where it lives."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES.get(name, "greffier.api")), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
