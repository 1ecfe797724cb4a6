"""Values of the model as text, for other machines: JSON that names its types, from which only the model's own are made.

Unlike a pickle it can make nothing else, so that what comes over a network can run no code.
"""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from greffier import errors
from greffier.model.check import Against, Check, Given
from greffier.model.entry import Entry, Filler, SpanRole
from greffier.model.mention import Place
from greffier.model.register import Listed
from greffier.model.report import Report
from greffier.model.span import Span
from greffier.model.token import Searched
from greffier.model.value import Quantity, When

__all__ = ["pack", "unpack"]

_TYPES = (Against, Check, Entry, Filler, Given, Listed, Place, Quantity, Report, Searched, Span, SpanRole, When)
_BY_NAME: dict[str, Any] = {one.__name__: one for one in _TYPES}
_ERRORS: dict[str, Any] = {name: getattr(errors, name) for name in errors.__all__ if name != "Mistakes"}


def pack(value: Any) -> str:
    """A value as text: of the model, an error of ours (what fills its sentence becomes words), or a tuple of such.
    Raises TypeError for anything else."""
    return json.dumps(_plain(value), separators=(",", ":"))


def unpack(text: str) -> Any:
    """What was packed. Raises ValueError for text that was not."""
    try:
        return _made(json.loads(text))
    except (KeyError, TypeError) as error:
        raise ValueError(f"not packed by greffier: {error}") from error


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if type(value) in _TYPES:
        return {"is": type(value).__name__, "of": [_plain(getattr(value, f.name)) for f in fields(value)]}
    if isinstance(value, datetime):
        return {"is": "datetime", "of": value.isoformat()}
    if isinstance(value, date):
        return {"is": "date", "of": value.isoformat()}
    if isinstance(value, frozenset):
        return {"is": "frozenset", "of": sorted(map(_plain, value))}
    if isinstance(value, dict):
        return {"is": "dict", "of": [[str(key), _plain(one)] for key, one in value.items()]}
    if type(value).__name__ in _ERRORS and isinstance(value, errors.GreffierError):
        said = {name: one if isinstance(one, int | float) else str(one) for name, one in value.values.items()}
        return {"is": type(value).__name__, "of": [value.message, said]}
    raise TypeError(f"a {type(value).__name__} cannot be packed")


def _made(plain: Any) -> Any:
    if isinstance(plain, list):
        return tuple(_made(one) for one in plain)
    if not isinstance(plain, dict):
        return plain
    name, of = plain["is"], plain["of"]
    if name in _BY_NAME:
        return _BY_NAME[name](*map(_made, of))
    if name in _ERRORS:
        return _ERRORS[name](of[0], **of[1])
    return _OTHERS[name](of)


_OTHERS: dict[str, Any] = {
    "date": date.fromisoformat,
    "datetime": datetime.fromisoformat,
    "frozenset": lambda of: frozenset(map(_made, of)),
    "dict": lambda of: {key: _made(one) for key, one in of},
}
