"""Actors over all reports: how each report tells of one, and the rows of a person's own lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

__all__ = ["Listed", "Office", "Seen", "Sighting"]

Seen = tuple[str, str]  # a report, and what its reading calls the actor


@dataclass(frozen=True, slots=True)
class Office:
    """A role that a report states: its family (`foreign_minister`), whose it is (an ISO code or an id), its domain.

    `words` are those of the report; they are no part of what makes two offices one.
    """

    family: str
    owner: str
    domain: str = ""
    words: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Sighting:
    """An actor as one report tells of it. `id` is the report and what its reading calls the actor (`Filler.id`).

    `kind` is `person`, `role` (one whom the report names by a role only), `country`, `forces`, or a body's own type;
    `names` are proper names, no descriptions; `key` tells who it is beyond the report, where a table, a list or the
    name does, and is empty for persons and roles; `basis` is then how. `day` is when the report was published.
    """

    id: Seen
    kind: str
    name: str
    names: tuple[str, ...] = ()
    country: str | None = None
    day: date | None = None
    offices: tuple[Office, ...] = ()
    key: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a list of one's own, of actors or of places: `names` are its name and its aliases."""

    id: str
    name: str
    names: tuple[str, ...]
    kind: str
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
