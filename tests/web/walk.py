"""The addresses of pages.toml, with ids of a ledger in them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import select

from greffier.ledger import read_ledger, schema

__all__ = ["ADDRESSES", "filled", "ids_of", "is_page"]

_FILES = [Path(__file__).with_name("pages.toml"), *sorted((Path(__file__).parent / "pages").glob("*.toml"))]
ADDRESSES: list[str] = [page["address"] for file in _FILES for page in tomllib.loads(file.read_text("utf-8"))["page"]]


def ids_of(ledger: Path) -> dict[str, str]:
    """An id of each sort of thing, "none" where the ledger has none: of a report with entries, and of what it tells."""
    with read_ledger(ledger) as opened, opened.begin() as connection:
        entry = connection.execute(select(schema.entry.c.id, schema.entry.c.report).order_by(schema.entry.c.id)).first()
        held = {"event": schema.membership.c.event, "actor": schema.sighting.c.actor, "place": schema.filler.c.place}
        found = {k: connection.scalar(select(c).where(c.is_not(None)).order_by(c)) for k, c in held.items()}
        actor = schema.sighting.c.actor
        outlet = schema.report.c.outlet
        told = connection.scalar(select(outlet).where(outlet != "").order_by(outlet))
        found["outlet"] = quote(told or "none", safe="")
        found["other"] = connection.scalar(select(actor).where(actor > (found["actor"] or "")).order_by(actor))
    known = {"entry": entry[0], "report": entry[1]} if entry is not None else {"entry": "none", "report": "none"}
    return known | {name: id or "none" for name, id in found.items()}


def filled(ledger: Path) -> Iterator[str]:
    """Each address, with ids of this ledger."""
    ids = ids_of(ledger)
    yield from (address.format_map(ids) for address in ADDRESSES)


def is_page(address: str) -> bool:
    """Whether it is a page to look at, and no data."""
    return "." not in address.split("?")[0].rsplit("/", 1)[-1]
