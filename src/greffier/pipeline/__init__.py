"""The only place where the stages meet. Reading loads the parser, so that it is imported when it is first asked for."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from greffier.pipeline.reading import Attempt, Mentions, Pipeline, Reading

__all__ = ["Attempt", "Mentions", "Pipeline", "Reading"]


def __getattr__(name: str) -> Any:
    """One of the public names, from the module that reads."""
    if name in __all__:
        return getattr(import_module("greffier.pipeline.reading"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
