"""Which sightings over several reports are of one actor, and (a later room) which entries tell of one event."""

from greffier.link.persons import PersonName, parse_name, tells_less
from greffier.link.register import (
    WINDOW,
    Named,
    Pair,
    Pairs,
    Stated,
    holder_of,
    put_together,
)

__all__ = [
    "WINDOW", "Named", "Pair", "Pairs", "PersonName", "Stated", "holder_of", "parse_name", "put_together", "tells_less",
]  # fmt: skip
