"""What a report's words name: times, quantities, places, actors, quotations."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from greffier.model.span import Span
from greffier.model.value import Quantity

__all__ = ["Actor", "Mention", "NounPhrase", "Place", "Quotation", "TimeExpression"]


@dataclass(frozen=True, slots=True)
class TimeExpression:
    """Words that tell a time, before they are placed on the calendar.

    `rule` names the grammar rule, `value` its parts (rule-specific, plain data); `vague` ones give no date.
    """

    span: Span
    text: str
    rule: str
    value: dict[str, Any] = field(default_factory=dict)
    vague: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A quantity or a name found in the text.

    `type` is `number`, `money`, `country`, `place`, `region`, `sea`, `body`, `person`, `demonym`. `id` and `country`
    are given where a table knows them; `names` are other names of the same thing (French, English).
    """

    span: Span
    text: str
    type: str
    id: str | None = None
    country: str | None = None
    names: tuple[str, ...] = ()
    quantity: Quantity | None = None
    approximate: str | None = None


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks. `span` includes the marks, `content` does not; `depth` 0 is outermost."""

    span: Span
    content: Span
    depth: int = 0
    closed: bool = True


@dataclass(frozen=True, slots=True)
class Place:
    """A place put on the map. `precision` is `point`, `city`, `region`, `country` or `sea`; degrees are WGS84."""

    id: str
    name: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    precision: str = "city"
    names: tuple[str, ...] = ()
    runner_up: str | None = None
    margin: float | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, body, country or group as this report knows it; `names` are all the ways to name it."""

    id: str
    name: str
    type: str
    country: str | None = None
    names: tuple[str, ...] = ()
    gender: str | None = None
    number: str | None = None


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase: sentence index, head token, span (no leading preposition), and the types that it can fill.

    `types` are taken from `country`, `place`, `person`, `body`, `people`, `weapon`, `thing`, `deal`, `money`,
    `number`, `sanction`, `aid`, `time`, `clause`, `pronoun`.
    """

    sentence: int
    head: int
    span: Span
    types: frozenset[str] = frozenset()
