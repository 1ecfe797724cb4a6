"""What a kind file says at its top of all its entries: when two are one, and where place and date come from.

same_event   roles whose fillers tell two happenings apart, the weightiest first
retold       when a later telling is the same fact: `named` (pointed back to, or two names shared; the default),
             `near` (one name shared within three sentences), `number` (figures agree), `never`
told_twice   true: one sentence may name it twice, the second time as a part
placed       true: a place in its sentence is its place when its own words tell none
happening    true: place and date are those of what was told just before (a strike and its toll)
announced    true: it can be announced, so that verbs of announcing make it `planned`
promise      {role, value, instead_of}: what is told as planned has happened, as a promise: the closed role takes
             the value, instead of none or of one of those
joins        kinds of whose event its entries are a part (the toll of an attack)
days_apart   how many days apart two reports may date one event (0 by default: following days are two events)
matter       role that tells what its entries are about: those of one report about one matter are one event
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from greffier.errors import DataError

__all__ = ["TRAIT_KEYS", "WAYS_RETOLD", "Promise", "Traits", "read_traits"]

WAYS_RETOLD = ("named", "near", "number", "never")
_FLAGS = ("told_twice", "placed", "happening", "announced")
_NO_VALUE = "{where}: {role} cannot be {value!r}; it is one of: {known}."
TRAIT_KEYS = ("same_event", "retold", *_FLAGS, "promise", "joins", "days_apart", "matter")


@dataclass(frozen=True, slots=True)
class Promise:
    """A closed role and the value that it takes where a plan is a promise, instead of these or of none."""

    role: str
    value: str
    instead_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Traits:
    """A kind's habits; `apart` are its closed roles of which another value is another fact."""

    same_event: tuple[str, ...] = ()
    retold: str = "named"
    told_twice: bool = False
    placed: bool = False
    happening: bool = False
    announced: bool = False
    promise: Promise | None = None
    apart: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()
    days_apart: int = 0
    matter: str = ""


def read_traits(data: Mapping[str, Any], roles: Mapping[str, Mapping[str, Any]], where: str) -> Traits:
    """The traits of a parsed kind file. Raises DataError that says what would be right."""
    for key in _FLAGS:
        if not isinstance(data.get(key, False), bool):
            sentence = "{where}: `{key}` is true or false, not {value!r}."
            raise DataError(sentence, where=where, key=key, value=data[key])
    retold = data.get("retold", "named")
    if retold not in WAYS_RETOLD:
        raise DataError(_NO_VALUE, where=where, role="retold", value=retold, known=", ".join(WAYS_RETOLD))
    same, joins = _words(data, "same_event", where), _words(data, "joins", where)
    matter = [str(data["matter"])] if data.get("matter") else []
    for key, some in (("same_event", same), ("matter", matter)):
        for role in some:
            _check_role(role, roles, key, where)
    days = data.get("days_apart", 0)
    if not isinstance(days, int) or isinstance(days, bool) or days < 0:
        raise DataError(_NO_VALUE, where=where, role="days_apart", value=days, known="0, 1, 2, …")
    flags = {key: bool(data.get(key, False)) for key in _FLAGS}
    closed = tuple(r for r, spec in roles.items() if spec["is"] == "closed" and not spec.get("changes", False))
    promise = _promise(data.get("promise"), roles, where)
    found: dict[str, Any] = {"joins": joins, "days_apart": days, "matter": "".join(matter), **flags}
    return Traits(same, retold, promise=promise, apart=closed, **found)


def _words(data: Mapping[str, Any], key: str, where: str) -> tuple[str, ...]:
    found = data.get(key, [])
    if not isinstance(found, list):
        raise DataError('{where}: `{key}` is a list of words: {key} = ["…"].', where=where, key=key)
    return tuple(map(str, found))


def _promise(data: Any, roles: Mapping[str, Mapping[str, Any]], where: str) -> Promise | None:
    if data is None:
        return None
    if not isinstance(data, Mapping) or not {"role", "value"} <= set(data):
        example = '{ role = "…", value = "…", instead_of = ["…"] }'
        raise DataError("{where}: `{key}` is a table: {key} = {example}.", where=where, key="promise", example=example)
    promise = Promise(str(data["role"]), str(data["value"]), tuple(data.get("instead_of", ())))
    _check_role(promise.role, roles, "promise", where)
    values = roles[promise.role].get("values", ())
    for value in (promise.value, *promise.instead_of):
        if value not in values:
            raise DataError(_NO_VALUE, where=where, role=promise.role, value=value, known=", ".join(values))
    return promise


def _check_role(role: str, roles: Mapping[str, Any], key: str, where: str) -> None:
    if role not in roles:
        sentence = "{where}: `{key}` names the role {role!r}, which the kind lacks; its roles: {known}."
        raise DataError(sentence, where=where, key=key, role=role, known=", ".join(roles))
