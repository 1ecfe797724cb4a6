"""Records: rows of another dataset (ACLED, UCDP, Kiel), beside which the events of a ledger are set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

__all__ = ["Record", "Reference"]


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it was given (`raw`, by column), and what was read in it.

    `line` is where it stood in its file; `kind` the kind of ours that it is comparable with, "" for none; `type` its
    own heading; `start` and `end` the days that it gives (None: none), which may be off by `slack` days; `country` an
    ISO code, "" where it is not known; `precision` as of a `Place`; `low`, `best` and `high` how many died; `amount`
    is a sum in `currency`, or its least, and `most` its most (None for no bound); `stages` are those of ours that its
    measure may stand for.
    """

    id: str
    line: int
    kind: str
    type: str
    start: date | None = None
    end: date | None = None
    slack: int = 0
    country: str = ""
    place: str = ""
    region: str = ""
    lat: float | None = None
    lon: float | None = None
    precision: str = ""
    actors: tuple[str, ...] = ()
    low: int | None = None
    best: int | None = None
    high: int | None = None
    amount: float | None = None
    most: float | None = None
    currency: str = ""
    stages: tuple[str, ...] = ()
    form: str = ""
    note: str = ""
    raw: Mapping[str, str] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The SHA-256 of the row as it was given: the same row of two files is the same record."""
        cells = (f"{key}\0{value}" for key, value in sorted(self.raw.items()))
        return sha256("\1".join(cells).encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Reference:
    """A dataset of others in the ledger: `form` is `acled`, `ucdp` or `kiel`; `first` and `last` the days between which
    its records lie, `countries` the ISO codes that they name, `rows` how many they are; `path` the file last taken."""

    name: str
    form: str
    path: str
    recorded_at: datetime
    rows: int = 0
    first: date | None = None
    last: date | None = None
    countries: frozenset[str] = frozenset()
