"""Values with bounds: quantities and dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

__all__ = ["Quantity", "When"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a report tells it.

    `min` and `max` bound it (both inclusive, None for no bound); `open` marks *plus de 20*, more than `min`;
    `currency` is an ISO 4217 code when it is money; `scope` is `"total"` for a total over a period.
    """

    min: int | float | None = None
    max: int | float | None = None
    open: bool = False
    currency: str | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class When:
    """A closed interval of days, with how it was found.

    `granularity` is one of `day`, `night`, `week`, `month`, `quarter`, `half`, `season`, `year`, `days` (any other
    interval); `basis` is `stated` (a full date in the text), `reckoned` (from the publication or a story day) or
    `inherited` (from another telling of the same happening). `rule` names the rule that gave it.
    """

    start: date
    end: date
    granularity: str = "day"
    basis: str = "stated"
    rule: str = ""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"an interval cannot run from {self.start} to {self.end}")
