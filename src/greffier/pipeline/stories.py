"""Stories of a ledger: which of its reports a person would read together."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from greffier.errors import InputError
from greffier.ledger import copies, events
from greffier.ledger.events import Connection
from greffier.link.features import content, names_in
from greffier.link.stories import MOST, Page, stories
from greffier.link.tellings import Pair, pair
from greffier.model import Span

__all__ = ["Story", "page_of", "same_event_pairs", "stories_between"]


@dataclass(frozen=True, slots=True)
class Story:
    """Reports that tell the same: about each its id, day, outlet and title, by day; the events that they tell of."""

    reports: tuple[copies.About, ...]
    events: tuple[str, ...]


def stories_between(connection: Connection, first: date | None, last: date | None) -> list[Story]:
    """The stories among current reports published from `first` to `last`; undated ones only where neither is given.

    Raises InputError where they are too many to compare with each other.
    """
    about = {one.id: one for one in copies.reports_between(connection, first, last)}
    if len(about) > MOST:
        sentence = "{count} {count:report is|reports are} too many to compare (at most {most}); use --from and --to."
        raise InputError(sentence, count=len(about), most=MOST)
    held = copies.events_by_report(connection, about)
    groups = stories([page_of(connection, one) for one in about.values()], same_event_pairs(held))
    found = [
        Story(
            tuple(sorted((about[r] for r in some), key=lambda a: (a.published is None, a.published or date.max, a.id))),
            tuple(sorted({e for r in some for e in held.get(r, ())})),
        )
        for some in groups
    ]  # fmt: skip
    return sorted(found, key=lambda s: (-len(s.reports), s.reports[0].published or date.max, s.reports[0].id))


def page_of(connection: Connection, about: copies.About) -> Page:
    """What a report is compared by: its dictionary forms, names among them, words of the title."""
    sentences = events.lemmas_of(connection, [about.id]).get(about.id, [])
    text = next(characters for _id, _day, characters, _outlet in copies.texts_of(connection, [about.id]))
    names = frozenset(names_in(text, (Span(start, stop) for start, stop, _ in sentences), about.language))
    words = Counter(word for _start, _stop, lemmas in sentences for word in content(lemmas, about.language))
    title = frozenset(content(about.title or "", about.language))
    day = about.published.toordinal() if about.published else None
    return Page(about.id, day, words | Counter(names), names, title)


def same_event_pairs(held: dict[str, set[str]]) -> set[Pair]:
    """Pairs of reports that share an event."""
    by_event: dict[str, list[str]] = {}
    for report, some in held.items():
        for event in some:
            by_event.setdefault(event, []).append(report)
    return {pair(a, b) for some in by_event.values() for a, b in combinations(some, 2)}
