"""Plain functions for what the frame notation cannot say, by the name that a frame's `fill` gives: `module.name`.

Each takes the frame, its sentence and what phrases can be, and gives the frame as it should stand, or None when it may
not fire. Every module of this folder lists its own in `FILLS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from pkgutil import iter_modules

from greffier.frames.match import TypesOf
from greffier.model import Frame, Sentence

__all__ = ["FILLS", "Fill"]

Fill = Callable[[Frame, Sentence, TypesOf], Frame | None]


def _collected() -> dict[str, Fill]:
    found: dict[str, Fill] = {}
    for module in sorted(m.name for m in iter_modules(__path__)):
        own = getattr(import_module(f"{__name__}.{module}"), "FILLS", {})
        found |= {f"{module}.{name}": function for name, function in own.items()}
    return found


FILLS: Mapping[str, Fill] = _collected()
