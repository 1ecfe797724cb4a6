"""What has changed since when: reports, and events with a line of what each comes to. Triggers number it (step 0009).

A line is written when an event is linked, and void as soon as anything that it rests on changes; who needs it then
reckons it from the entries (`greffier.pipeline.overview`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, bindparam, insert, select, text, update

from greffier.ledger import schema
from greffier.ledger.days import day_of

__all__ = [
    "Outline", "changed_events", "last_event", "last_report", "outline_method", "outlines", "put_outlines",
    "set_outline_method", "touched_reports", "void_outlines",
]  # fmt: skip

NOTHING = "none"  # the kind of an event that holds no entry any more
_METHOD = "outlines"


@dataclass(frozen=True, slots=True)
class Outline:
    """An event in a line: the day it was, else the first on which it was told; how many reports tell it and how many
    contradictions they come to; the countries where it was (ISO codes); the day on which it was first told."""

    event: str
    kind: str
    day: date | None
    reports: int
    contradictions: int
    countries: frozenset[str]
    told: date | None = None

    @property
    def lone_statement(self) -> bool:
        """Whether it is only words that one report gives."""
        return self.kind == "statement" and self.reports == 1


def last_report(connection: Connection) -> int:
    """The number of the last change of a report, 0 where nothing has changed since numbers are kept."""
    return connection.scalar(text("SELECT coalesce(max(number), 0) FROM touched")) or 0


def last_event(connection: Connection) -> int:
    """The number of the last change of an event."""
    return connection.scalar(text("SELECT coalesce(max(number), 0) FROM outline")) or 0


def touched_reports(connection: Connection, after: int) -> list[str]:
    """The reports of which something has changed after a number."""
    rows = connection.execute(text("SELECT report FROM touched WHERE number > :after"), {"after": after})
    return [row[0] for row in rows]


def changed_events(connection: Connection, after: int) -> list[str]:
    """The events of which something has changed after a number, those that hold nothing any more among them."""
    rows = connection.execute(text("SELECT event FROM outline WHERE number > :after"), {"after": after})
    return [row[0] for row in rows]


def void_outlines(connection: Connection, after: int = 0) -> dict[str, int]:
    """The events, changed after a number, whose line is to be reckoned, with the number of the last change of each."""
    query = text("SELECT event, number FROM outline WHERE kind IS NULL AND number > :after")
    rows = connection.execute(query, {"after": after})
    return {row[0]: row[1] for row in rows}


def outlines(connection: Connection, after: int = 0) -> list[Outline]:
    """The lines that stand of events changed after a number."""
    sql = """SELECT event, kind, day, reports, contradictions, countries, told FROM outline
    WHERE number > :after AND kind <> 'none'"""
    rows = connection.execute(text(sql), {"after": after})
    return [
        Outline(event, kind, day_of(day), reports, contradictions, _several(countries), day_of(told))
        for event, kind, day, reports, contradictions, countries, told in rows
    ]


def _several(words: str) -> frozenset[str]:
    return frozenset(words.split()) if words else frozenset()


def put_outlines(connection: Connection, events: Mapping[str, int], found: Iterable[Outline]) -> None:
    """Write the lines of these events, unless one has changed since its number; those of which none was found hold
    nothing any more."""
    known, table = {one.event: one for one in found}, schema.outline
    rows = [{"was": event, "then": number, **_row(known.get(event))} for event, number in events.items()]
    same = (table.c.event == bindparam("was")) & (table.c.number == bindparam("then"))
    if rows:
        connection.execute(update(table).where(same), rows)


def _row(one: Outline | None) -> dict[str, object]:
    if one is None:
        return {"kind": NOTHING, "day": None, "told": None, "reports": 0, "contradictions": 0, "countries": ""}
    return {
        "kind": one.kind, "day": one.day, "told": one.told, "reports": one.reports,
        "contradictions": one.contradictions, "countries": " ".join(sorted(one.countries)),
    }  # fmt: skip


def outline_method(connection: Connection) -> str | None:
    """By what the lines were reckoned."""
    about = schema.about
    return connection.scalar(select(about.c.value).where(about.c.key == _METHOD))


def set_outline_method(connection: Connection, method: str) -> None:
    """Make all lines void and say by what they are reckoned from now on."""
    about = schema.about
    connection.execute(text("UPDATE outline SET kind = NULL, number = (SELECT max(number) + 1 FROM outline)"))
    if outline_method(connection) is None:
        connection.execute(insert(about), {"key": _METHOD, "value": method})
    else:
        connection.execute(update(about).where(about.c.key == _METHOD).values(value=method))
