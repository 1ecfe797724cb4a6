"""The only place where the stages meet. Reading loads the parser, so that it is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from greffier.pipeline.naming import Judged, Register, catch_up, forget_actors, register_report, renew_register
    from greffier.pipeline.reading import Attempt, Mentions, Pipeline, Reading
    from greffier.pipeline.sightings import Sightings

__all__ = [
    "Attempt", "Judged", "Mentions", "Pipeline", "Reading", "Register", "Sightings", "catch_up", "forget_actors",
    "register_report", "renew_register",
]  # fmt: skip

_NAMING = {"Judged", "Register", "catch_up", "forget_actors", "register_report", "renew_register"}


def __getattr__(name: str) -> Any:
    """One of the public names, from its module: what asks for events loads no parser."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = "naming" if name in _NAMING else "sightings" if name == "Sightings" else "reading"
    return getattr(import_module(f"greffier.pipeline.{module}"), name)
