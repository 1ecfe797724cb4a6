"""Entities of FollowTheMoney as plain values: what a schema takes comes from data/export/ftm.toml.

Every value keeps where it comes from: the words of the report, their language, what read them, and from when to when
reports told it. That is what statements are made of; entities show the values alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from hashlib import sha1
from importlib.resources import files
from typing import Any

from greffier import __version__
from greffier.export.formats.told import clean, clean_lines
from greffier.lexicon.language import read_toml
from greffier.link.known import Voice
from greffier.model import Quantity, Report, When

__all__ = [
    "Entity",
    "Origin",
    "Value",
    "dates_of",
    "ftm_rules",
    "id_of",
    "moment_of",
    "number_of",
    "origin_of",
    "plain_number",
]

_PLAIN = re.compile(r"[0-9a-zA-Z](?:[0-9a-zA-Z.-]*[0-9a-zA-Z])?")
_QUOTED = re.compile(r"^[\"'](.*)[\"']$")
_BREAKS = re.compile(r";|<BR/?>|ESQ\.?,|,\s?(?=[,.])")
_LINGUISTIC = frozenset({"name", "string", "text", "address"})
_OURS = f"greffier {__version__}"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: the report's words, their language (three letters), what read them, and when reports
    first and last told it (UTC, as ISO 8601 without a zone)."""

    words: str = ""
    language: str = ""
    by: str = _OURS
    first: str = ""
    last: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a property with where it comes from."""

    value: str
    origin: Origin


@dataclass(slots=True)
class Entity:
    """An entity with its values by property, each once; `cut` is how many were longer than their type takes."""

    id: str
    schema: str
    properties: dict[str, dict[str, Value]] = field(default_factory=dict)
    merged: tuple[str, ...] = ()
    cut: int = 0

    def add(self, name: str, words: str, origin: Origin = Origin()) -> None:
        """Add a value as its type takes it; nothing where nothing is left of it. What is told again is told longer."""
        type_name = ftm_rules()["schema"][self.schema][name]
        longest = ftm_rules()["longest"][type_name]
        whole = _as(type_name, words)
        value = _as(type_name, f"{whole[: longest - 1]}…") if len(whole) > longest else whole
        self.cut += len(whole) > longest
        if not value:
            return
        known = self.properties.setdefault(name, {})
        language = origin.language if type_name in _LINGUISTIC else ""
        known[value] = _joined(known.get(value), Value(value, replace(origin, language=language)))

    def values(self) -> Iterator[tuple[str, str, Value]]:
        """Property, its type, and each of its values, in the order in which they were added."""
        types = ftm_rules()["schema"][self.schema]
        return ((name, types[name], value) for name, some in self.properties.items() for value in some.values())

    def to_json(self) -> dict[str, Any]:
        """The entity as a line of FollowTheMoney holds it."""
        properties = {name: list(values) for name, values in self.properties.items()}
        found = {"id": self.id, "schema": self.schema, "properties": properties, "datasets": ["greffier"]}
        return found | ({"referents": list(self.merged)} if self.merged else {})


def _joined(before: Value | None, value: Value) -> Value:
    """A value told again: the words of the first telling, from the first to the last moment of both."""
    if before is None:
        return value
    one, other = before.origin, value.origin
    firsts, lasts = [m for m in (one.first, other.first) if m], [m for m in (one.last, other.last) if m]
    return Value(before.value, replace(one, first=min(firsts, default=""), last=max(lasts, default="")))


@cache
def ftm_rules() -> Mapping[str, Any]:
    """The file of rules."""
    return read_toml(files("greffier.data").joinpath("export", "ftm.toml"))


def _as(type_name: str, words: str) -> str:
    """Words as a type of FollowTheMoney keeps them when it cleans them: it would change nothing more."""
    if type_name == "text":
        return clean_lines(words)
    line = clean(words)
    if type_name == "name":
        while found := _QUOTED.match(line):
            line = clean(found[1])
    if type_name == "address":
        while line != (found_line := clean(_BREAKS.sub(" ", line))):
            line = found_line
    return line


def id_of(sort: str, name: str) -> str:
    """An id that is always the same for the same thing, of characters that FollowTheMoney takes."""
    plain = name if _PLAIN.fullmatch(name) else sha1(name.encode("utf-8", "surrogatepass")).hexdigest()[:20]
    return f"greffier-{sort}-{plain}"


def origin_of(voice: Voice, words: str) -> Origin:
    """The origin of a value that an entry tells by these words of its report."""
    told = _told_at(voice.report)
    return Origin(
        words, ftm_rules()["language"].get(voice.report.language, ""), f"{_OURS} {voice.entry.by}", told, told
    )


def _told_at(report: Report) -> str:
    if report.published_at is not None:
        return moment_of(report.published_at)
    return f"{report.published.isoformat()}T00:00:00" if report.published else ""


def moment_of(moment: datetime) -> str:
    """A moment to the second, in UTC and without a zone, as FollowTheMoney has them."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds")


def dates_of(when: When) -> dict[str, str]:
    """A day, a month or a year as `date`; any other interval by its first and last day."""
    after = when.end + timedelta(days=1) if when.end < date.max else when.end
    if when.start == when.end:
        return {"date": when.start.isoformat()}
    if when.start.day == after.day == 1 and when.start.month == after.month == 1 and after.year == when.start.year + 1:
        return {"date": f"{when.start.year:04d}"}
    if when.start.day == after.day == 1 and (when.start + timedelta(days=31)).replace(day=1) == after:
        return {"date": when.start.isoformat()[:7]}
    return {"startDate": when.start.isoformat(), "endDate": when.end.isoformat()}


def number_of(quantity: Quantity) -> str:
    """A quantity in signs: `12`, `12-15`, `>20`, `>=35`, `<=200`."""
    low, high = quantity.min, quantity.max
    if low is not None and high is not None:
        return plain_number(low) if low == high else f"{plain_number(low)}-{plain_number(high)}"
    if low is not None:
        return f"{'>' if quantity.open else '>='}{plain_number(low)}"
    return "" if high is None else f"<={plain_number(high)}"


def plain_number(value: float) -> str:
    """A number without exponent or needless zeros."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
