"""A reading as checks need it, with what the tables of places add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from greffier.check import Told
from greffier.lexicon.borders import load_borders
from greffier.lexicon.gazetteer import Gazetteer
from greffier.lexicon.happenings import kinds_of_nouns
from greffier.model import Place, When

if TYPE_CHECKING:
    from greffier.pipeline.reading import Reading

__all__ = ["told_by"]

_LARGE = 50_000  # people of a town that is known by its name alone


def told_by(reading: Reading, gazetteer: Gazetteer) -> Told:
    """What a report tells, for its claims to be reckoned again."""
    report, found = reading.report, reading.mentions

    def extent(place: Place) -> float:
        town = gazetteer.town(place.id) if ":" in place.id else None
        return town.extent_km if town is not None else 0.0

    def large_town(name: str) -> str | None:
        towns = [t for t in gazetteer.towns(name) if t.kind == "town" and t.population >= _LARGE]
        return max(towns, key=lambda t: (t.population, t.id)).id if towns else None

    return Told(
        text=report.text,
        sentences=reading.sentences,
        published=When(report.published, report.published) if report.published else None,
        times=list(zip(found.times, found.whens, strict=True)),
        quantities=found.quantities,
        names=found.names,
        places=reading.places,
        entries=reading.entries,
        nouns=kinds_of_nouns(report.language),
        radius=extent,
        border=load_borders().reach,
        town=large_town,
    )
