"""Actors as programs take them: as plain data, and the parts that one takes in entries."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, TextIO

from greffier.export.csv import safe_cell

if TYPE_CHECKING:
    from greffier.ledger import ActorRole, Deed, KeptActor, KeptSighting

__all__ = [
    "ACTOR_COLUMNS", "DEED_COLUMNS", "actor_to_json", "deed_rows", "role_line", "write_actors_csv", "write_deeds_csv",
]  # fmt: skip

ACTOR_COLUMNS = ("id", "name", "kind", "country", "names", "roles", "entries", "reports", "first", "last")
DEED_COLUMNS = ("entry", "report", "kind", "role", "factuality", "day")


def actor_to_json(one: KeptActor, told: Sequence[KeptSighting] | None = None) -> dict[str, Any]:
    """An actor as plain data, with the reports that tell of it where they are given."""
    roles = [
        {"words": r.words, "role": r.family, "of": r.owner, "first": _day(r.first), "last": _day(r.last),
         "reports": list(r.reports)}
        for r in one.roles
    ]  # fmt: skip
    found: dict[str, Any] = {
        "id": one.id, "name": one.name, "kind": one.kind, "country": one.country, "names": list(one.names),
        "merged": list(one.merged), "roles": roles, "entries": one.entries, "reports": one.reports,
        "first": _day(one.first), "last": _day(one.last),
    }  # fmt: skip
    if told is not None:
        found["told"] = [
            {"report": t.report, "published": _day(t.published), "outlet": t.outlet, "name": t.name, "basis": t.basis,
             "because": t.because}
            for t in told
        ]  # fmt: skip
    return found


def write_actors_csv(found: Iterable[KeptActor], out: TextIO) -> None:
    """A header and one row an actor."""
    writer = csv.writer(out)
    writer.writerow(ACTOR_COLUMNS)
    for one in found:
        roles = " | ".join(role_line(role) for role in one.roles)
        cells = (one.id, one.name, one.kind, one.country, " | ".join(one.names), roles)
        writer.writerow([*map(safe_cell, cells), one.entries, one.reports, one.first, one.last])


def role_line(role: ActorRole) -> str:
    """A role with whose it is, and its days."""
    days = " → ".join(dict.fromkeys(str(day) for day in (role.first, role.last) if day is not None))
    return f"{role.words} ({', '.join(part for part in (role.owner, days) if part)})"


def deed_rows(found: Iterable[Deed]) -> list[dict[str, str | None]]:
    """The parts that an actor takes in entries, as plain rows."""
    return [
        {"entry": d.entry, "report": d.report, "kind": d.kind, "role": d.role, "factuality": d.factuality,
         "day": _day(d.day)}
        for d in found
    ]  # fmt: skip


def write_deeds_csv(found: Iterable[Deed], out: TextIO) -> None:
    """A header and one row a part."""
    writer = csv.DictWriter(out, DEED_COLUMNS)
    writer.writeheader()
    writer.writerows(deed_rows(found))


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
