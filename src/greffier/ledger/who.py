"""Who a filler is, over all reports: the one place that a register of actors has to change."""

from __future__ import annotations

from greffier.lexicon.name_key import name_key
from greffier.model import Filler, Role

__all__ = ["fillers_in", "who", "whole_key"]

_LOCAL = ("np", "role")  # beginnings of ids that mean something in their own report only
_COUNTRY = "country:"


def who(filler: Filler) -> str:
    """The same for two fillers that are one: the id where it means something beyond its report, else the name."""
    id = filler.id or ""
    if not id or id.split(":")[0] in _LOCAL:
        return name_key(filler.name)
    return id.removeprefix(_COUNTRY)


def fillers_in(value: Role | None) -> tuple[Filler, ...]:
    """The fillers of a role's value; () where it is filled by anything else, or by nothing."""
    return value if isinstance(value, tuple) else ()


def whole_key(value: Role | None) -> tuple[str, ...]:
    """Who fills a role together, in a fixed order."""
    return tuple(sorted({who(filler) for filler in fillers_in(value)}))
